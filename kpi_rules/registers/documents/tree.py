"""A document of any shape as a map walks it: plain data, one root for each document in the file, and the place of everything in its text.

Comes in: what a reader of a format gives. Goes out: a `Tree`, which says where in the file's text a value was taken from. Knows nothing of formats,
maps and plans.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kpi_rules.source import Origin, Source, Span
from kpi_rules.structs import Struct, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from kpi_rules.registers.documents.paths import Place

Finder: TypeAlias = "Callable[[Place, bool], Span | None]"
"""The span of the value at a place, or with `True` of its key."""


class Root(Struct):
    """One document of a file: its data, and where everything in it stands in the file's text."""

    data: object
    find: Finder


class Spot(Struct):
    """Where a value of a plan was taken from: which root, the place in it, and whether its key is meant."""

    root: int
    place: Place
    key: bool = False


class Tree(Struct, frozen=False):
    """A file of documents. `kind` is its format; `remarks` are sentences for people on what was left aside."""

    source: Source
    kind: str
    roots: Sequence[Root]
    remarks: list[str] = field(default_factory=list)

    def span(self, spot: Spot) -> Span | None:
        """Where something stands in the text of the file."""
        root = self.roots[spot.root]
        return root.find(spot.place, spot.key) or root.find(spot.place, False)

    def origin(self, place: object) -> Origin | None:
        """What a value was made of: the line that it begins in, and what of that line is the value's."""
        span = self.span(place) if isinstance(place, Spot) else None
        if span is None:
            return None
        at = self.source.position(span.start)
        line = self.source.line(at.line)
        start = at.column - 1
        return Origin(self.source.name, at.line, line, start, max(start, min(len(line), start + span.end - span.start)))
