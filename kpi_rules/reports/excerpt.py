"""The lines of a file under a place, with line numbers and carets: for findings and diagnostics alike.

Carets are counted in columns of a terminal, not in characters. Where a caret would start or end inside a run of
right-to-left text, an invisible left-to-right mark is put there: so the part under the carets is shown above them,
whether the terminal reorders Arabic or not. A region of more than three lines shows its first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kpi_rules.bidi import END, open_isolates, without_isolates
from kpi_rules.engine.findings import MAX_EXCERPT_LINES, Region
from kpi_rules.i18n import tr
from kpi_rules.reports.ink import Ink
from kpi_rules.reports.places import place_of
from kpi_rules.reports.safe import is_plain, one_line
from kpi_rules.reports.width import (
    LEFT_TO_RIGHT_MARK,
    Cell,
    cells,
    has_right_to_left,
    led_from_left,
    splits_right_to_left,
    text_width,
    uncoloured,
)
from kpi_rules.structs import Struct

_CUT = "…"
_LEAD = 16
"""Columns kept before the carets where a line is cut."""


class Mark(Struct):
    """What a place is underlined with, and in which colour."""

    role: str
    sign: str = "^"


SECOND = Mark("frame", "-")
"""For places that are only spoken of."""


class Frame(Struct):
    """How excerpts are drawn: the width of the line numbers' column, of the whole, and the ink."""

    gutter: int
    width: int
    ink: Ink

    @classmethod
    def around(cls, regions: tuple[Region, ...], width: int, ink: Ink) -> Frame:
        """A frame whose gutter fits the line numbers of all of these regions."""
        numbers = [region.start.line + min(len(region.excerpt), MAX_EXCERPT_LINES) - 1 for region in regions]
        return cls(len(str(max(numbers, default=1))), width, ink)

    @property
    def room(self) -> int:
        """The columns that a line of the file may take."""
        return max(20, self.width - self.gutter - 3)

    def bar(self, number: str = "", text: str = "") -> str:
        """A line behind the gutter."""
        return (self.ink("frame", f"{number:>{self.gutter}} |") + (" " + text if text else "")).rstrip()

    def arrow(self, region: Region) -> str:
        """Where it is: `--> file:line:column`."""
        return " " * self.gutter + self.ink("frame", "--> ") + place_of(region)

    def note(self, label: str, texts: Iterable[str], role: str = "strong") -> list[str]:
        """`= label: text`, each text on lines of its own, wrapped under the first."""
        indent = self.gutter + 3 + text_width(label) + 2
        first, *rest = (line for text in texts for line in wrapped(one_line(text), self.width - indent))
        start = " " * self.gutter + self.ink("frame", " = ") + self.ink(role, f"{label}:") + " "
        return [(start + first).rstrip(), *(" " * indent + line for line in rest)]


def place(region: Region, frame: Frame, mark: Mark, label: str | None = None) -> list[str]:
    """The arrow, the lines, and the marks below what is meant; a label follows the last mark."""
    if not any(region.excerpt):
        return [frame.arrow(region)] + ([frame.bar("", one_line(label))] if label else [])
    return [frame.arrow(region), frame.bar(), *_marked(region, frame, mark, label, MAX_EXCERPT_LINES)]


def brief(region: Region, frame: Frame, mark: Mark, label: str | None = None) -> list[str]:
    """The same in as few lines as tell it: of a few lines the first; a whole record is named by the arrow alone."""
    if not any(region.excerpt) or (_lines_of(region) > MAX_EXCERPT_LINES and not label):
        return [frame.arrow(region)]
    return [frame.arrow(region), *_marked(region, frame, mark, label, 1)]


def _lines_of(region: Region) -> int:
    count = region.end.line - region.start.line + 1
    # Where it ends with a line end, nothing of the last line is meant.
    return count - 1 if region.end.column == 1 and count > 1 else count


def _marked(region: Region, frame: Frame, mark: Mark, label: str | None, most: int) -> list[str]:
    tail = led_from_left(one_line(label)) if label else ""
    count = _lines_of(region)
    if count > most:
        to_line = led_from_left(tr("… to line {line}", line=region.start.line + count - 1))
        tail = " ".join(part for part in (to_line, tail) if part)
        count = 1
    lines = []
    for index in range(count):
        lines += _line(region, index, frame, mark, tail if index == count - 1 else "")
    return lines


def _line(region: Region, index: int, frame: Frame, mark: Mark, tail: str) -> list[str]:
    text = region.excerpt[index]
    number = region.start.line + index
    skipped = region.skipped if index == 0 else 0
    indent = len(text) - len(text.lstrip())
    start = region.start.column - 1 - skipped if index == 0 else indent
    end = region.end.column - 1 - skipped if number == region.end.line else len(text.rstrip())
    start, end = min(start, len(text)), min(max(end, start), len(text))
    shown, before, marked = _cut(text, start, end, frame.room, cut_off=skipped > 0)
    under = " " * before + frame.ink(mark.role, mark.sign * marked + (" " + tail if tail else ""))
    return [frame.bar(str(number), led_from_left(shown)), frame.bar("", under)]


def _cut(text: str, start: int, end: int, room: int, cut_off: bool) -> tuple[str, int, int]:
    """The line as shown, the columns before the marks, and how many marks: within the room there is."""
    if not cut_off and len(text) <= room and is_plain(text):
        return text, start, max(1, end - start)
    row = cells(text)
    first = 0
    if _columns(row[:end]) > room:
        first = min(_back(row, start, _LEAD), _back(row, len(row), room - 1))
    last = _forward(row, first, room - 2)
    if _columns(row[first:]) <= room:
        last = len(row)
    end = min(end, last)
    lead = _CUT if first > 0 or cut_off else ""
    shown = lead + _shown(text, row, first, last, (start, end)) + (_CUT if last < len(row) else "")
    return shown, len(lead) + _columns(row[first:start]), max(1, _columns(row[start:end]))


def _columns(row: list[Cell]) -> int:
    return sum(cell.width for cell in row)


def _back(row: list[Cell], index: int, columns: int) -> int:
    while index > 0 and columns > 0:
        index -= 1
        columns -= row[index].width
    return index


def _forward(row: list[Cell], index: int, columns: int) -> int:
    while index < len(row) and columns >= row[index].width:
        columns -= row[index].width
        index += 1
    return index


def _shown(text: str, row: list[Cell], first: int, last: int, span: tuple[int, int]) -> str:
    """The cells from first to last, with a left-to-right mark where the span cuts a right-to-left run."""
    marks: set[int] = set()
    if has_right_to_left(text):
        marks = {index for index in span if splits_right_to_left(text, index)}
    return "".join((LEFT_TO_RIGHT_MARK if index in marks else "") + row[index].shown for index in range(first, last))


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines no wider than this, cut at spaces; a longer word stands alone. An isolate that a line breaks ends
    with the line and starts anew in the next."""
    if len(text) <= max(width, 30) and is_plain(text):
        return [text]
    lines, line, used = [], "", 0
    for word in text.split(" "):
        columns = text_width(without_isolates(uncoloured(word)))
        if line and used + 1 + columns > max(width, 30):
            lines.append(line)
            line, used = word, columns
        else:
            line, used = (f"{line} {word}", used + 1 + columns) if line else (word, columns)
    return list(_mended([*lines, line]))


def _mended(lines: list[str]) -> Iterator[str]:
    opened = ""
    for line in lines:
        whole = opened + line
        opened = "".join(open_isolates(whole) or ())
        yield whole + END * len(opened)
