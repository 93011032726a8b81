"""A row → a record, with all that stands in it: what fits its field, what is kept as `x-`, what cannot be relied on.

Comes in: a `Frame`, its bound columns and a row. Goes out: `Row`s, several where a cell has several entries. Knows nothing of the plan around.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from kpi_rules.i18n import ntr, tr
from kpi_rules.plan.conventions import Conventions
from kpi_rules.registers.cells import Cell, Spot, cell_name
from kpi_rules.registers.draft import Taken
from kpi_rules.registers.map import Column
from kpi_rules.registers.tables.columns import Bound
from kpi_rules.registers.tables.fields import LINKED, kind_of
from kpi_rules.registers.tables.frames import Frame
from kpi_rules.registers.tables.naming import id_of
from kpi_rules.registers.tables.records import doubted, put, put_own
from kpi_rules.registers.tables.values import Meaning, as_text, dated, is_blank, plain_text, read_cell
from kpi_rules.structs import Struct, field, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from kpi_rules.registers.draft import Part
    from kpi_rules.registers.tables.records import Record

_SHOWN: Final = 3
_BULLET: Final = r"\s*(?:[-•*·▪●–]\s*|\(?[0-9]{1,2}[.)]\s+)"


SIDE: Final = "side"


def side_of_row(cell: Cell | None) -> str:
    """Whether a row holds `targets` or `actuals`, by the word in its cell; nothing where that is neither."""
    from kpi_rules.registers.tables.headings import read_heading

    meant = () if cell is None or cell.problem else read_heading(plain_text(cell)[:60], "kpi", "1").guesses
    first = meant[0].field if meant and meant[0].sure else ""
    return f"{first}s" if first in ("target", "actual") else ""


class Row(Struct, frozen=False):
    """What a row says. `record` are the fields of what it is, `linked` those of the objective, metric or role that it names, `values` what the
    columns of KPIs hold, by KPI."""

    record: Record
    linked: dict[str, Record] = field(default_factory=dict)
    values: list[tuple[Bound, Part]] = field(default_factory=list)
    dated: list[Bound] = field(default_factory=list)
    side: str = ""


class Reader(Struct, frozen=False):
    """Reads the rows of a table. `problems` are the cells that cannot be relied on, by column and what is wrong; `filled` counts what each column gave."""

    number: int
    frame: Frame
    columns: Sequence[Bound]
    conventions: Conventions
    uneven: list[str] = field(default_factory=list)
    problems: dict[tuple[int, str], list[str]] = field(default_factory=dict)
    filled: dict[int, int] = field(default_factory=dict)
    kept: dict[int, int] = field(default_factory=dict)

    def rows(self, row: int) -> Iterator[Row]:
        """What a row says; a row for each line where its cells have several entries."""
        for cells in self._split(row):
            yield self._row(row, cells)

    def _row(self, row: int, own: Mapping[int, Cell]) -> Row:
        read = Row({})
        cells, spot = self.frame.cells, self.frame.spot
        columns = self.columns
        if self._side is not None:
            read.side = side_of_row(cells.get((row, self._side)))
            self.filled[self._side] = self.filled.get(self._side, 0) + bool(read.side)
            columns = [self._on_its_side(bound, read.side) for bound in columns if bound.column != self._side]
        for bound in columns:
            cell = (own and own.get(bound.column)) or cells.get((row, bound.column))
            if cell is None:
                continue
            if cell.problem:
                self.problems.setdefault((bound.column, cell.problem), []).append(cell_name(*spot(row, bound.column)))
            elif not is_blank(cell):
                self._take(read, bound, cell, (self.number, *spot(row, bound.column)))
        if row in self.frame.sections:
            self._take_section(read, self.frame.sections[row])
        self._date(read)
        return read

    def _take_section(self, read: Row, spot: Spot) -> None:
        """Give a row what the heading above it says."""
        name = self.frame.map.sections
        kind = kind_of(self.frame.map.rows, name)
        assert kind is not None, name  # the map was read
        meaning = Meaning(Column(name), kind, self.conventions)
        cell = self.frame.cells.get(spot) or self.frame.sheet.cells[spot]
        self._take(read, Bound(0, name, name, meaning), cell, (self.number, *self.frame.spot(*spot)))
        owner = next((bound for bound in self.columns if bound.field == "owner"), None) if name == "objective" else None
        if (
            owner is not None
            and (cell_ := self.frame.cells.get((spot[0], owner.column))) is not None
            and not cell_.problem
        ):
            bound = replace(owner, field="objective.owner")
            self._take(read, bound, cell_, (self.number, *self.frame.spot(spot[0], owner.column)))

    def remarks(self) -> Iterator[str]:
        """What is told of cells that are left out or not split: a sentence for a column, however many there are."""
        if self.uneven:
            yield ntr(
                "row {rows}: the cells have different numbers of lines, so none is split",
                "rows {rows}: the cells have different numbers of lines, so none is split",
                len(self.uneven),
                rows=_some(self.uneven),
            )
        for (_, problem), cells in self.problems.items():
            yield ntr(
                "{cells} is left out: {problem}",
                "{cells} are left out: {problem}",
                len(cells),
                cells=self._place(cells),
                problem=problem,
            )

    def _place(self, cells: Sequence[str]) -> str:
        return f"{self.frame.sheet.name}!{_some(cells)}" if self.frame.sheet.name else _some(cells)

    def _take(self, read: Row, bound: Bound, cell: Cell, place: object) -> None:
        part = read_cell(cell, place, bound.meaning)
        note = tr("note: {notice}", notice=cell.note) if cell.note else ""
        if bound.own:
            if part is not None:
                self.filled[bound.column] = self.filled.get(bound.column, 0) + 1
                put_own(read.record, bound.own, doubted(part, note) if note else part)
            return
        if part is None or not self._put(read, bound, doubted(part, note) if note else part):
            doubt = tr("not read as `{field}`", field=bound.field) if part is None else ""
            self.kept[bound.column] = self.kept.get(bound.column, 0) + 1
            put_own(read.record, bound.heading, Taken(as_text(cell), place, "; ".join(filter(None, (doubt, note)))))
        else:
            self.filled[bound.column] = self.filled.get(bound.column, 0) + 1

    def _put(self, read: Row, bound: Bound, part: Part) -> bool:
        """Put a value where its column says; whether there was room."""
        outer, _, inner = bound.field.partition(".")
        if bound.meaning.column.kpi:
            read.values.append((bound, part))
            return True
        if inner and outer in LINKED and outer in ("objective", "metric", "owner"):
            return put(read.linked.setdefault(outer, {}), LINKED[outer], inner, part)
        if bound.meaning.kind.many:
            return self._put_dated(read.record, bound, part)
        done = put(read.record, self.frame.map.rows, bound.field, part)
        if done and bound.meaning.column.period and bound.meaning.kind.day:
            read.dated.append(bound)
        return done

    def _date(self, read: Row) -> None:
        """Give values the times of their columns, where no other column says it."""
        for bound in read.dated:
            day = dated(bound.meaning.column.period, None, self.conventions)
            put(read.record, self.frame.map.rows, f"{bound.field}.{bound.meaning.kind.day}", day)

    def _put_dated(self, record: Record, bound: Bound, part: Part) -> bool:
        """One of several values of a KPI, by its time."""
        entries = record.setdefault(bound.field, [])
        assert isinstance(entries, list)
        period = bound.meaning.column.period or period_in(bound.heading)
        entries.append(
            dated_entry(part, bound.meaning.kind.day, dated(period, None, self.conventions) if period else None)
        )
        return True

    # -- a row for targets, a row for actuals

    @cached_property
    def _side(self) -> int | None:
        """The column that says of each row whether its values are targets or actuals."""
        return next((bound.column for bound in self.columns if bound.field == SIDE), None)

    def _on_its_side(self, bound: Bound, side: str) -> Bound:
        """A column of dated values as this row fills it: nobody knows what they are where it does not say so."""
        if not bound.meaning.kind.many:
            return bound
        if not side:
            return replace(bound, own=id_of(bound.heading))
        return replace(bound, field=side, meaning=replace(bound.meaning, kind=kind_of("kpi", side)))

    # -- several entries in a cell

    def _split(self, row: int) -> Iterator[Mapping[int, Cell]]:
        columns = [at for name in self.frame.map.split_lines if (at := self.frame.find(name)) is not None]
        lines = {
            at: lines_of(cell) for at in columns if (cell := self.frame.cell(row, at)) is not None and not cell.problem
        }
        counts = {len(each) for each in lines.values()}
        if max(counts, default=1) == 1:
            yield {}
            return
        if len(counts) > 1:
            self.uneven.append(str(row))
            yield {}
            return
        for index in range(counts.pop()):
            yield {at: _line(self.frame, row, at, each[index]) for at, each in lines.items()}


def _some(names: Sequence[str]) -> str:
    """The first of many."""
    shown, more = ", ".join(names[:_SHOWN]), len(names) - _SHOWN
    return tr("{some} … and {count} more", some=shown, count=more) if more > 0 else shown


def _line(frame: Frame, row: int, at: int, text: str) -> Cell:
    cell = frame.cell(row, at)
    assert cell is not None
    return replace(cell, value=text, shown=text)


def lines_of(cell: Cell) -> list[str]:
    """The entries of a cell: its lines, without signs before them."""
    lines = [line.strip() for line in as_text(cell).splitlines() if line.strip()]
    if len(lines) > 1 and all(re.match(_BULLET, line) for line in lines):
        return [re.sub(_BULLET, "", line, count=1) for line in lines]
    return lines or [""]


def period_in(heading: str) -> str:
    """The time that a heading says."""
    from kpi_rules.registers.tables.periods import split_period

    return split_period(heading)[1]


def dated_entry(part: Part, day: str, when: Part | None) -> Part:
    """A value with its time: `{by: 2026-12-31, value: 500}`."""
    said: dict[str, Part] = part if isinstance(part, dict) else {"value": part}
    return said if when is None else {day: when, **said}
