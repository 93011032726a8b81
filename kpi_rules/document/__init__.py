"""YAML, JSON and TOML text to positioned values. Knows nothing of KPIs."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.document.comments import Comment
    from kpi_rules.document.decoding import decode
    from kpi_rules.document.document import Document, Format, load
    from kpi_rules.document.limits import Limits
    from kpi_rules.document.places import Path

_HOMES = {
    "Comment": "comments",
    "Document": "document",
    "Format": "document",
    "Limits": "limits",
    "Path": "places",
    "decode": "decoding",
    "load": "document",
}

__all__ = ["Comment", "Document", "Format", "Limits", "Path", "decode", "load"]


def __getattr__(name: str) -> object:
    """The names above, each loaded when it is first asked for."""
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module `kpi_rules.document` has no attribute {name!r}")
    return getattr(import_module(f"kpi_rules.document.{_HOMES[name]}"), name)
