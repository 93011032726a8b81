"""The door to registers that are documents: bytes → a tree, the map that it asks for, and what that makes of it.

Comes in: a file's name and text. Goes out: a `Tree`, then a `Reading`, or diagnostics. A reader of a format is loaded when its format is met.
"""

from __future__ import annotations

from kpi_rules.registers.documents.texts import read_text
from kpi_rules.registers.documents.tree import Tree
from kpi_rules.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from kpi_rules.diagnostics import Diagnostic
    from kpi_rules.document.document import Format
    from kpi_rules.document.limits import Limits

_FORMATS: Final[dict[str, Format]] = {"yaml": "yaml", "yml": "yaml", "json": "json", "toml": "toml"}
ENDINGS: Final = tuple(f".{ending}" for ending in _FORMATS)
"""How the names of documents end."""


def is_document(name: str) -> bool:
    """Whether a name ends as those of documents do."""
    return name.lower().endswith(ENDINGS)


def open_tree(source: Source, limits: Limits | None = None) -> tuple[Tree | None, tuple[Diagnostic, ...]]:
    """The tree of a text, by how its name ends; as YAML where that says nothing."""
    ending = source.name.lower().rpartition(".")[2]
    return read_text(source, _FORMATS.get(ending, "yaml"), limits)
