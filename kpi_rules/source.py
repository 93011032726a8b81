"""Text with a name, and places in it.

Everything inside the program speaks of places as half-open ranges of code point offsets (`Span`); lines and
columns are worked out at the edges, here. Knows nothing of YAML, rules or plans.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property

from kpi_rules.structs import Struct

_LINE_END = r"\r\n|\n|\r"
_NEW_LINE = "\n"
"""One sign is found in a third of the time."""
_ASTRAL = "[\U00010000-\U0010ffff]"


class Span(Struct, order=True):
    """A half-open range of code point offsets into one source."""

    start: int
    end: int

    def to(self, other: Span) -> Span:
        """The span from this one's start to the other's end."""
        return Span(self.start, max(self.end, other.end))


class Position(Struct, order=True):
    """A line and a column as people count them: from 1, columns in code points."""

    line: int
    column: int


class Origin(Struct):
    """What a part of a text was made of: a range of code points (from 0, half-open) in a line (from 1) of another file.

    `text` is that line as people see it. In a workbook a line is a row: `sheet` and `cell` (`C7`) name the place, and `text` is made up.
    """

    file: str
    line: int
    text: str
    start: int
    end: int
    sheet: str = ""
    cell: str = ""


class Source(Struct):
    """A named text. `name` is the path as the user gave it, with forward slashes; `text` has no byte order mark."""

    name: str
    text: str

    def origin(self, span: Span) -> Origin | None:
        """What the text there was made of; nothing for a text that people wrote."""
        return None

    @property
    def register(self) -> str:
        """The file that the text was made of; empty for a text that people wrote."""
        return ""

    @property
    def parts(self) -> tuple[bytes, ...]:
        """What tells it from all other sources."""
        return self.name.encode("utf-8", "surrogatepass"), self.text.encode("utf-8", "surrogatepass")

    @cached_property
    def _line_starts(self) -> list[int]:
        ends = _LINE_END if "\r" in self.text else _NEW_LINE
        return [0, *map(re.Match.end, re.finditer(ends, self.text))]

    def position(self, offset: int) -> Position:
        """The line and column of an offset; one past the end is a place too."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self._line_starts, offset)
        return Position(line, offset - self._line_starts[line - 1] + 1)

    def offset(self, line: int) -> int:
        """Where a line (from 1) starts."""
        return self._line_starts[line - 1]

    def line(self, number: int, skip: int = 0, limit: int | None = None) -> str:
        """The text of a line (from 1) without its line end, or `limit` code points of it after the first `skip`."""
        starts = self._line_starts
        end = starts[number] if number < len(starts) else len(self.text)
        start = min(starts[number - 1] + skip, end)
        return self.text[start : end if limit is None else min(end, start + limit)].rstrip("\r\n")

    @cached_property
    def _astral(self) -> list[int]:
        return [] if self.text.isascii() else [match.start() for match in re.finditer(_ASTRAL, self.text)]

    def utf16_column(self, offset: int) -> int:
        """The column of an offset in UTF-16 code units, as editors and SARIF count."""
        start = self._line_starts[self.position(offset).line - 1]
        pairs = bisect_left(self._astral, offset) - bisect_left(self._astral, start)
        return max(0, min(offset, len(self.text))) - start + 1 + pairs

    def slice(self, span: Span) -> str:
        """The text under a span."""
        return self.text[span.start : span.end]


class Location(Struct):
    """A span in a source."""

    source: Source
    span: Span

    @property
    def start(self) -> Position:
        """Where it starts."""
        return self.source.position(self.span.start)

    @property
    def end(self) -> Position:
        """Where it ends (exclusive)."""
        return self.source.position(self.span.end)

    @property
    def text(self) -> str:
        """The text it covers."""
        return self.source.slice(self.span)

    def __str__(self) -> str:
        return f"{self.source.name}:{self.start.line}:{self.start.column}"
