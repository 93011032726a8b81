"""Packs: from their names to one resolved policy. Start at `load`."""

from __future__ import annotations

from kpi_rules.packs.find import DEFAULT_PACK, bundled_packs
from kpi_rules.packs.folder import MANIFEST, PROJECT, Folder
from kpi_rules.packs.load import load_policy
from kpi_rules.packs.names import find_rule
from kpi_rules.packs.policy import LevelInForce, Pack, Policy, PolicyRule, Setting

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
