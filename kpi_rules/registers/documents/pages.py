"""Markdown of a shape that is known → a tree: front matter as YAML, OKRs as they stand in the page.

Comes in: a source. Goes out: a `Tree` with a root for each; one without roots where the page is of no such shape. Knows nothing of maps.
"""

from __future__ import annotations

from kpi_rules.registers.documents.needed import needs
from kpi_rules.registers.documents.okr_pages import may_hold, read_okrs
from kpi_rules.registers.documents.texts import front_matter, read_text
from kpi_rules.registers.documents.tree import Finder, Root, Tree
from kpi_rules.source import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.diagnostics import Diagnostic
    from kpi_rules.document.limits import Limits
    from kpi_rules.registers.documents.paths import Place


def read_page(source: Source, limits: Limits | None = None) -> tuple[Tree | None, tuple[Diagnostic, ...]]:
    """The tree of a page."""
    roots: list[Root] = []
    front = front_matter(source)
    if front is not None:
        hidden = "".join(sign if sign in "\r\n" else " " for sign in source.text[: front.start])
        tree, _ = read_text(Source(source.name, hidden + source.text[front.start : front.end]), "yaml", limits)
        roots += tree.roots if tree is not None and isinstance(tree.roots[0].data, dict) else ()
    if may_hold(source.text):
        missing = needs("markdown_it", "markdown-it-py", "markdown")
        if missing is not None:
            return None, (missing,)
        found = _okrs(source, front.end if front else 0)
        roots += [] if found is None else [found]
    return Tree(source, "markdown", roots), ()


def _okrs(source: Source, start: int) -> Root | None:
    from kpi_rules.registers.documents.outline import outline

    read = read_okrs(outline(source, source.text.find("\n", start) + 1 if start else 0))
    return None if read is None else Root(read[0], _finder(read[1]))


def _finder(spans: dict[Place, Span]) -> Finder:
    def find(place: Place, key: bool) -> Span | None:
        """Where something stands; where it has no words of its own, the nearest around it that has."""
        return next((spans[place[:end]] for end in range(len(place), -1, -1) if place[:end] in spans), None)

    return find
