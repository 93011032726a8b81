"""A table as a map says that it stands on its sheet: its headings, and its rows with what is merged, filled down and split over them.

Comes in: a sheet and a `TableMap` whose heading rows are known. Goes out: a `Frame`. Knows nothing of fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cached_property

from kpi_rules.plan.synonyms import plainly
from kpi_rules.registers.cells import Area, Cell, Sheet, Spot, column_name
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from kpi_rules.registers.map import TableMap

JOINED: Final = " / "
"""What stands between the headings of several rows."""


class Frame(Struct, frozen=False):
    """A table on a sheet. `headings` by column, from left to right; `rows` are those below them in which something stands."""

    sheet: Sheet
    map: TableMap
    area: Area
    headings: Mapping[int, str]
    rows: tuple[int, ...]
    cells: Mapping[Spot, Cell]
    skipped: tuple[int, ...] = ()
    sections: Mapping[int, Spot] = {}
    """By row: the heading among the rows that it stands below."""

    def cell(self, row: int, column: int) -> Cell | None:
        """What stands in a row under a heading, or counts there."""
        return self.cells.get((row, column))

    def spot(self, row: int, column: int) -> Spot:
        """Where on the sheet that is: in a table that lies on its side rows are columns."""
        at = (row, column)
        if self.origins:
            at = self.origins.get(at, at)
        return (at[1], at[0]) if self.map.transposed else at

    @cached_property
    def origins(self) -> dict[Spot, Spot]:
        """Where a value stands that counts elsewhere, too."""
        return {}

    @cached_property
    def letters(self) -> Mapping[int, str]:
        """What each column is called: by its letter, or by its row's number where the table lies on its side."""
        return {column: str(column) if self.map.transposed else column_name(column) for column in self.headings}

    def find(self, name: str) -> int | None:
        """The column of a heading, or of a letter in brackets."""
        if name.startswith("[") and name.endswith("]"):
            return next((column for column, letter in self.letters.items() if letter == name[1:-1].upper()), None)
        return self._by_heading.get(name) or self._by_heading.get(plainly(name))

    @cached_property
    def _by_heading(self) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for column, heading in self.headings.items():
            found.setdefault(heading, column)
        for column, heading in self.headings.items():
            found.setdefault(plainly(heading), column)
        return found


def frame_of(sheet: Sheet, table: TableMap) -> Frame:
    """The table that a map means on a sheet."""
    if table.transposed:
        sheet = lying(sheet)
    area = _area(table.area, sheet, transposed=table.transposed)
    header = table.header or ((area.top,) if area.bottom else ())
    covered = _covered(sheet, area)
    headings = dict(_headings(sheet, area, header, covered))
    first = max(header, default=0) + 1
    cells = {
        (row, column): cell
        for (row, column), cell in sheet.cells.items()
        if column in headings and first <= row <= area.bottom
    }
    frame = Frame(sheet, table, area, headings, (), cells)
    rows = sorted({row for row, _ in cells})
    skipped = {row for row in rows if _is_skipped(frame, row)}
    frame.skipped = tuple(sorted(skipped))
    if table.sections:
        alone = {row: at for row in rows if row not in skipped and (at := _alone(frame, row)) is not None}
        frame.sections = _sections(rows, alone)
        skipped |= set(alone)
    frame.rows = tuple(row for row in rows if row not in skipped)
    _spread(frame, {spot: origin for spot, origin in covered.items() if spot[0] >= first and spot[1] in headings})
    _fill_down(frame)
    return frame


def lying(sheet: Sheet) -> Sheet:
    """A sheet with rows and columns exchanged."""
    return Sheet(
        sheet.name,
        {(column, row): cell for (row, column), cell in sheet.cells.items()},
        tuple(Area(each.left, each.top, each.right, each.bottom) for each in sheet.merged),
        tuple(Area(each.left, each.top, each.right, each.bottom) for each in sheet.tables),
        sheet.hidden,
        sheet.hidden_columns,
        sheet.hidden_rows,
        sheet.heading,
    )


def _area(text: str, sheet: Sheet, *, transposed: bool) -> Area:
    """The area that is written in a map, else all that is used."""
    rows, columns = [row for row, _ in sheet.cells], [column for _, column in sheet.cells]
    used = Area(min(rows, default=1), min(columns, default=1), max(rows, default=0), max(columns, default=0))
    match = re.fullmatch(r"([A-Za-z]+)(\d+):([A-Za-z]+)(\d*)", text)
    if match is None:
        return used
    left, right = _number(match[1]), _number(match[3])
    top, bottom = int(match[2]), int(match[4] or 0)
    if transposed:
        return Area(left, top, right, bottom or used.right)
    return Area(top, left, bottom or used.bottom, right)


def _number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _covered(sheet: Sheet, area: Area) -> dict[Spot, Spot]:
    """By cell that a merged one covers: where that one stands. One that is merged beyond all reason covers nothing."""
    found: dict[Spot, Spot] = {}
    for each in sheet.merged:
        bottom, right = min(each.bottom, area.bottom), min(each.right, area.right)
        if (bottom - each.top + 1) * (right - each.left + 1) > len(sheet.cells) + 10_000:
            continue
        for row in range(each.top, bottom + 1):
            for column in range(each.left, right + 1):
                if (row, column) != (each.top, each.left) and (row, column) not in sheet.cells:
                    found[row, column] = (each.top, each.left)
    return found


def _headings(
    sheet: Sheet, area: Area, header: tuple[int, ...], covered: Mapping[Spot, Spot]
) -> Iterator[tuple[int, str]]:
    """Each column in which something stands, with its heading: what is above it in every row of headings."""
    last = max(header, default=0)
    used = {column for row, column in sheet.cells if last < row <= area.bottom and area.left <= column <= area.right}
    titled = {column for row, column in sheet.cells if row in header and area.left <= column <= area.right}
    for column in sorted(used | titled):
        parts = [heading_at(sheet, (row, column), covered) for row in header]
        yield column, JOINED.join(dict.fromkeys(filter(None, parts)))


def heading_at(sheet: Sheet, spot: Spot, covered: Mapping[Spot, Spot]) -> str:
    """The heading that stands or counts in a cell."""
    cell = sheet.cells.get(covered.get(spot, spot))
    return "" if cell is None else " ".join(cell.shown.split())


def _sections(rows: Iterable[int], alone: Mapping[int, int]) -> dict[int, Spot]:
    found: dict[int, Spot] = {}
    above: Spot | None = None
    for row in rows:
        if row in alone:
            above = (row, alone[row])
        elif above is not None:
            found[row] = above
    return found


def _alone(frame: Frame, row: int) -> int | None:
    """The only column of a row in which something stands."""
    found = [column for column in frame.headings if (row, column) in frame.cells]
    return found[0] if len(found) == 1 else None


def _is_skipped(frame: Frame, row: int) -> bool:
    if _is_heading_again(frame, row):
        return True
    if not frame.map.skip:
        return False
    if str(row) in frame.map.skip:
        return True
    first = next((cell for column in frame.headings if (cell := frame.cells.get((row, column)))), None)
    text = "" if first is None else " ".join(first.shown.split()).casefold()
    return any(fnmatchcase(text, pattern.casefold()) for pattern in frame.map.skip if not pattern.isdigit())


def _is_heading_again(frame: Frame, row: int) -> bool:
    """Whether a row says its columns' headings again, as on the next page of a long table."""
    said = 0
    for column, heading in frame.headings.items():
        if (row, column) in frame.cells:
            if heading_at(frame.sheet, (row, column), {}) != heading:
                return False
            said += 1
    return said > 1


def _spread(frame: Frame, covered: Mapping[Spot, Spot]) -> None:
    """What is merged downwards counts in each of its rows; what is merged to the right only where it stands."""
    cells, rows = dict(frame.cells), set(frame.rows)
    for (row, column), origin in covered.items():
        if origin[1] == column and origin in frame.cells and row in rows:
            cells[row, column] = frame.cells[origin]
            frame.origins[row, column] = origin
    frame.cells = cells


def _fill_down(frame: Frame) -> None:
    """What a column says counts for the empty cells below it."""
    cells = dict(frame.cells)
    for column in _columns(frame, frame.map.fill_down):
        above: Spot | None = None
        for row in frame.rows:
            if (row, column) in cells:
                above = frame.origins.get((row, column), (row, column))
            elif above is not None:
                cells[row, column] = cells[above]
                frame.origins[row, column] = above
    frame.cells = cells


def _columns(frame: Frame, names: Iterable[str]) -> Iterator[int]:
    return (column for name in names if (column := frame.find(name)) is not None)


def is_continued(frame: Frame, row: int, column: int) -> bool:
    """Whether what counts here stands in a merged cell that begins above: the row goes on with that one's record."""
    return frame.origins.get((row, column), (row, column))[0] != row and column not in set(
        _columns(frame, frame.map.fill_down)
    )
