"""A table as a map says that it stands on its sheet: its headings, and its rows with what is merged, filled down and split over them.

Comes in: a sheet and a `TableMap` whose heading rows are known. Goes out: a `Frame`. Knows nothing of fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cached_property
from itertools import pairwise

from kpi_rules.plan.synonyms import plainly
from kpi_rules.registers.cells import Area, Cell, Sheet, Spot, column_name
from kpi_rules.registers.tables.headings import is_objective
from kpi_rules.registers.tables.standing import area_in, covered_in, heading_at, headings_in, lying
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.registers.map import TableMap


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
    area = area_in(table.area, sheet, transposed=table.transposed)
    header = table.header or ((area.top,) if area.bottom else ())
    covered = covered_in(sheet, area)
    headings = dict(headings_in(sheet, area, header, covered))
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
    frame.rows = tuple(row for row in rows if row not in skipped)
    _spread(frame, {spot: origin for spot, origin in covered.items() if spot[0] >= first and spot[1] in headings})
    if table.sections:
        lines = headed(frame, {at: column.field for name, column in table.columns.items() if (at := frame.find(name))})
        frame.sections = _sections(frame.rows, lines, block_title(frame))
        frame.rows = tuple(row for row in frame.rows if row not in lines)
    _fill_down(frame)
    return frame


def block_title(frame: Frame) -> Spot | None:
    """What the first of several blocks is called, each with its headings: it stands above them, as that of the others does."""
    above = min(frame.map.header, default=1) - 1
    titled = any(
        row - 1 in frame.rows and _alone(frame, row - 1) for row in frame.skipped if _is_heading_again(frame, row)
    )
    found = [spot for spot in frame.sheet.cells if spot[0] == above] if titled else []
    return found[0] if len(found) == 1 else None


def _sections(rows: Iterable[int], alone: Mapping[int, int], above: Spot | None) -> dict[int, Spot]:
    found: dict[int, Spot] = {}
    for row in rows:
        if row in alone:
            above = (row, alone[row])
        elif above is not None:
            found[row] = above
    return found


def headed(frame: Frame, fields: Mapping[int, str]) -> dict[int, int]:
    """Rows that only say what those below belong to, with the column that says it: one cell alone, or a name and owner that is called an objective
    (`O1. Grow`), or whose number the next row's begins with (`2` above `2.1`)."""
    found: dict[int, int] = {}
    for row, below in pairwise((*frame.rows, 0)):
        at = _alone(frame, row)
        if at is None and below:
            at = _without_values(frame, row, below, fields)
        if at is not None:
            found[row] = at
    return found


def _without_values(frame: Frame, row: int, below: int, fields: Mapping[int, str]) -> int | None:
    """The name in a row that has no value, and is called an objective, or has a number that the next row's begins with."""
    parts = {column: fields.get(column, "") for column in frame.headings if (row, column) in frame.cells}
    names = [column for column, name in parts.items() if name == "name"]
    own = {name for name in parts.values() if name[:2] != "x-"}
    if len(names) != 1 or not own <= {"id", "name", "owner"}:
        return None
    if is_objective(frame.cells[row, names[0]].shown):
        return names[0]
    numbers = [column for column, name in parts.items() if name == "id" or name.startswith("x-")]
    return names[0] if numbers and _is_below(frame, row, below, numbers[0]) else None


def _is_below(frame: Frame, row: int, below: int, number: int) -> bool:
    """Whether the number of a row begins with that of the one above it."""
    said, next_ = (heading_at(frame.sheet, (each, number), {}).rstrip(".") for each in (row, below))
    rest = next_[len(said) :] if said and next_.startswith(said) else ""
    return rest[:1] in (".", "-") or (said.isalpha() and rest[:1].isdigit())


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
