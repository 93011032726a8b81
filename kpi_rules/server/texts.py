"""The text of an open document, line by line: edits of the client's are made at places as the client counts them.

A line ends at CR LF, LF or CR and nowhere else, as the protocol has it; columns are counted in UTF-8, UTF-16 or UTF-32 units, as was agreed. Half of a
surrogate pair may be put in or taken out: what the client has is what is here, sign by sign. Knows no protocol.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from itertools import accumulate

from kpi_rules.source import Span
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

Units: TypeAlias = 'Literal["utf-8", "utf-16", "utf-32"]'

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_HALF = re.compile("[\ud800-\udfff]")
_CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
MARK = "\ufeff"
"""What a file may begin with to say that it is UTF-8. It is no part of what the file says."""


class Place(Struct, order=True):
    """A line and a column as the protocol counts: from 0, columns in the units of the text."""

    line: int
    column: int


class Change(Struct):
    """New text from one place to another, or for all of it."""

    text: str
    start: Place | None = None
    end: Place | None = None


class OpenText(Struct):
    """A text as its lines, each with its line end; the last has none. It is never changed: an edit makes another."""

    lines: tuple[str, ...]
    units: Units = "utf-16"

    @classmethod
    def of(cls, text: str, units: Units = "utf-16") -> OpenText:
        """The lines of a text."""
        return cls(tuple(_lines(text)), units)

    @cached_property
    def text(self) -> str:
        """All of it, as the client has it."""
        return "".join(self.lines)

    @cached_property
    def said(self) -> str:
        """What is read of it: without the mark that it may begin with; half a sign is none."""
        return _HALF.sub("\ufffd", self.text[self._before :])

    @property
    def _before(self) -> int:
        """How many signs stand before what is read."""
        return 1 if self.lines[0].startswith(MARK) else 0

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *accumulate(map(len, self.lines))]

    def edited(self, changes: Iterable[Change]) -> OpenText:
        """The text after some edits, each made in what the one before it left."""
        lines = list(self.lines)
        for change in changes:
            if change.start is None or change.end is None:
                lines = _lines(change.text)
            else:
                _edit(lines, min(change.start, change.end), max(change.start, change.end), change.text, self.units)
        return OpenText(tuple(lines), self.units)

    def offset(self, place: Place) -> int:
        """Where a place is in what is read; one inside of a sign is before it."""
        line, column, _ = _find(self.lines, place, self.units)
        return max(0, self._starts[line] + column - self._before)

    def place(self, offset: int) -> Place:
        """The place of an offset into what is read."""
        offset = max(0, min(offset + self._before, self._starts[-1]))
        line = min(bisect_right(self._starts, offset), len(self.lines)) - 1
        content = _content(self.lines[line])[: offset - self._starts[line]]
        return Place(line, _width(content, self.units))

    def places(self, span: Span) -> tuple[Place, Place]:
        """The places at which a span of what is read starts and ends."""
        return self.place(span.start), self.place(span.end)

    @property
    def end(self) -> Place:
        """Where it ends."""
        return Place(len(self.lines) - 1, _width(self.lines[-1], self.units))


def _lines(text: str) -> list[str]:
    if _HALF.search(text):
        text = _PAIR.sub(_whole, text)
    lines = _LINE.findall(text)
    if not lines or lines[-1][-1] in "\r\n":
        lines.append("")
    return lines


def _whole(pair: re.Match[str]) -> str:
    """The sign that two halves are."""
    high, low = map(ord, pair[0])
    return chr(0x10000 + (high - 0xD800) * 0x400 + low - 0xDC00)


def _halves(sign: str) -> tuple[str, str]:
    code = ord(sign) - 0x10000
    return chr(0xD800 + code // 0x400), chr(0xDC00 + code % 0x400)


def _content(line: str) -> str:
    return line.rstrip("\r\n")


def _width(text: str, units: Units) -> int:
    """How many units a text has."""
    if text.isascii():
        return len(text)
    codec, size = _CODECS[units]
    return len(text.encode(codec, "surrogatepass")) // size


def _find(lines: tuple[str, ...] | list[str], place: Place, units: Units) -> tuple[int, int, bool]:
    """The line and the sign that a place is before, and whether it is in the middle of that sign. What lies beyond an end is at the end."""
    if place.line >= len(lines):
        return len(lines) - 1, len(lines[-1]), False
    content = _content(lines[max(0, place.line)])
    column = max(0, place.column)
    if content.isascii() or column >= _width(content, units):
        return place.line, min(column, len(content)), False
    codec, size = _CODECS[units]
    before = len(_HALF.sub("\ufffd", content).encode(codec)[: column * size].decode(codec, "ignore"))
    return place.line, before, units == "utf-16" and _width(content[:before], units) < column


def _edit(lines: list[str], start: Place, end: Place, text: str, units: Units) -> None:
    """Put a text between two places. The lines beside them are read anew, too: a line end may be made of both sides."""
    first, column, inside = _find(lines, start, units)
    head = lines[first][:column] + (_halves(lines[first][column])[0] if inside else "")
    last, column, inside = _find(lines, end, units)
    tail = lines[last][column:]
    if inside:
        tail = _halves(tail[0])[1] + tail[1:]
    begin, stop = max(0, first - 1), min(len(lines), last + 2)
    between = "".join((*lines[begin:first], head, text, tail, *lines[last + 1 : stop]))
    made = _lines(between)
    lines[begin:stop] = made if stop == len(lines) else made[:-1]
