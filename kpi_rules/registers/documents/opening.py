"""The door to registers that are documents: bytes → a tree, the map that it asks for, and what that makes of it.

Comes in: a file's name and text. Goes out: a `Tree`, then a `Reading`, or diagnostics. A reader of a format is loaded when its format is met.
"""

from __future__ import annotations

from collections.abc import Sequence

from kpi_rules.registers.documents.adapters import recognised
from kpi_rules.registers.documents.map import DocumentMap
from kpi_rules.registers.documents.needed import needs
from kpi_rules.registers.documents.reading import Reading, read_tree
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
PAGES: Final = ("md", "markdown")
ENDINGS: Final = tuple(f".{ending}" for ending in (*_FORMATS, *PAGES, "tf", "hcl", "xml"))
"""How the names of documents end."""


def is_document(name: str) -> bool:
    """Whether a name ends as those of documents do."""
    return name.lower().endswith(ENDINGS)


def open_tree(source: Source, limits: Limits | None = None) -> tuple[Tree | None, tuple[Diagnostic, ...]]:
    """The tree of a text, by how its name ends; as YAML where that says nothing."""
    ending = source.name.lower().rpartition(".")[2]
    if ending in PAGES:
        from kpi_rules.registers.documents.pages import read_page

        return read_page(source, limits)
    if ending == "xml":
        from kpi_rules.registers.documents.xml_tree import read_xml

        return read_xml(source, limits)
    if ending in ("tf", "hcl"):
        missing = needs("hcl2", "python-hcl2", "hcl")
        if missing is not None:
            return None, (missing,)
        from kpi_rules.registers.documents.hcl_tree import read_hcl

        return read_hcl(source)
    return read_text(source, _FORMATS.get(ending, "yaml"), limits)


def read_document(
    source: Source, maps: Sequence[DocumentMap] = (), limits: Limits | None = None
) -> tuple[Reading | None, tuple[Diagnostic, ...]]:
    """What a document holds, by the first map that it fits: of those given, of the program's own, else one made from what the document holds.

    Nothing where there is no record in it that is ours, with diagnostics where it could not be read at all.
    """
    tree, diagnostics = open_tree(source, limits)
    if tree is None:
        return None, diagnostics
    map_, guess = recognised(tree, maps), None
    if map_ is None:
        from kpi_rules.registers.documents.guessing import guess_map, map_of

        guess = guess_map(tree)
        if guess is None:
            return None, ()
        map_ = map_of(guess)
    reading = read_tree(tree, map_)
    if not reading.counts:
        return None, ()
    from kpi_rules.registers.documents.fitting import fit

    for draft in reading.drafts:
        fit(draft)
    reading.guessed, reading.questions = guess is not None, map_.questions
    return reading, ()
