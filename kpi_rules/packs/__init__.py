"""Packs: from their names to one resolved policy. Start at `load`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.packs.find import DEFAULT_PACK, bundled_packs
    from kpi_rules.packs.folder import MANIFEST, PROJECT, Folder
    from kpi_rules.packs.load import load_policy
    from kpi_rules.packs.names import find_rule
    from kpi_rules.packs.policy import LevelInForce, Pack, Policy, PolicyRule, Setting

_HOMES = {
    "DEFAULT_PACK": "find",
    "MANIFEST": "folder",
    "PROJECT": "folder",
    "Folder": "folder",
    "LevelInForce": "policy",
    "Pack": "policy",
    "Policy": "policy",
    "PolicyRule": "policy",
    "Setting": "policy",
    "bundled_packs": "find",
    "find_rule": "names",
    "load_policy": "load",
}

__all__ = [
    "DEFAULT_PACK",
    "MANIFEST",
    "PROJECT",
    "Folder",
    "LevelInForce",
    "Pack",
    "Policy",
    "PolicyRule",
    "Setting",
    "bundled_packs",
    "find_rule",
    "load_policy",
]


def __getattr__(name: str) -> object:
    """The names above, each loaded when it is first asked for: with packs from the cache nothing is loaded, checked or compiled."""
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module `kpi_rules.packs` has no attribute {name!r}")
    return getattr(import_module(f"kpi_rules.packs.{_HOMES[name]}"), name)
