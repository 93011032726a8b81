"""A workbook and a map → drafts of plans, and what was understood, column by column.

Comes in: a `Workbook` and what a map says of it. Goes out: a `Reading`. Everything is decided by the map: nothing is guessed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from kpi_rules.diagnostics import Diagnostic, did_you_mean
from kpi_rules.i18n import listed, ntr, tr
from kpi_rules.plan.conventions import PLAIN, Conventions, conventions_of
from kpi_rules.registers.cells import Sheet, Workbook
from kpi_rules.registers.draft import Draft, Taken
from kpi_rules.registers.map import NONE, Map, Register, TableMap
from kpi_rules.registers.tables.building import Building
from kpi_rules.registers.tables.columns import Bound, bound_columns, misfits
from kpi_rules.registers.tables.frames import Frame, frame_of, is_continued
from kpi_rules.registers.tables.origins import origins
from kpi_rules.registers.tables.rows import Reader
from kpi_rules.registers.tables.values import plain_text
from kpi_rules.structs import Struct, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from kpi_rules.registers.draft import Part

_ORDER: Final = ("role", "metric", "objective", "kpi", "value", "review")
"""Which tables are read first: those that others name something of."""
_SHOWN_BY_COLOUR: Final = ("status", "health")
"""Fields of which some registers show nothing but a colour."""
SHEET: Final = "sheet"


class Understood(Struct):
    """What a column was taken for: its sheet, its letter (`D`), its heading, and a field (`x-…` where plans have none).

    `filled` cells gave a value of that field, `kept` did not fit it and are kept as `x-…`.
    """

    sheet: str
    column: str
    heading: str
    field: str
    filled: int = 0
    kept: int = 0


class Reading(Struct, frozen=False):
    """What became of a workbook."""

    drafts: list[Draft] = field(default_factory=list)
    understood: list[Understood] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)


def read_workbook(workbook: Workbook, register: Register, map_: Map, only: Sequence[str] = ()) -> Reading:
    """The plans of a workbook, as a map says; of some of its sheets alone, where any is named."""
    reading = Reading(remarks=list(workbook.remarks))
    conventions = (conventions_of(register.locale) if register.locale else None) or PLAIN
    tables = list(_tables(workbook, register, map_, reading, only))
    for frame in (frame for _, frame in tables):
        reading.diagnostics += misfits(frame, map_)
    if reading.diagnostics:
        return reading
    plans: dict[str, Building] = {}
    heads: dict[str, Mapping[str, object]] = {}
    for number, frame in sorted(tables, key=lambda each: _ORDER.index(each[1].map.rows)):
        _read_table(number, frame, register, conventions, plans, heads, reading)
    where = origins(workbook)
    made = {name: building for name, building in plans.items() if not building.is_empty}
    for name, building in made.items():
        draft = building.draft(*_head(register, heads[name], name, workbook, several=len(made) > 1))
        draft.origin = where
        reading.drafts.append(draft)
    names = list(map(name_of, workbook.sheets))
    reading.understood.sort(key=lambda each: names.index(each.sheet))
    return reading


def _tables(
    workbook: Workbook, register: Register, map_: Map, reading: Reading, only: Sequence[str]
) -> Iterator[tuple[int, Frame]]:
    for table in register.tables:
        for pattern in table.sheets:
            if not any(_fits(pattern, sheet) for sheet in workbook.sheets):
                reading.diagnostics.append(_no_sheet(workbook, map_, table, pattern))
        if table.rows == NONE:
            reading.remarks += _left_aside(workbook, table, only)
        else:
            for number, sheet in enumerate(workbook.sheets):
                if _is_meant(table, sheet) and (not only or name_of(sheet) in only):
                    yield number, frame_of(sheet, table)


def _left_aside(workbook: Workbook, table: TableMap, only: Sequence[str]) -> Iterator[str]:
    """What is told of sheets that are left aside."""
    names = [name_of(sheet) for sheet in workbook.sheets if _is_meant(table, sheet)]
    if names and not only:
        yield ntr(
            "{sheets} is left aside, as the map says",
            "{sheets} are left aside, as the map says",
            len(names),
            sheets=listed(f"“{name}”" for name in names),
        )


def _no_sheet(workbook: Workbook, map_: Map, table: TableMap, pattern: str) -> Diagnostic:
    message = tr("`{file}` has no sheet `{name}`", file=workbook.file, name=pattern)
    return Diagnostic(message, map_.at((*table.path, "sheet")), did_you_mean(pattern, map(name_of, workbook.sheets)))


def name_of(sheet: Sheet) -> str:
    """What a sheet is called; a table of a text by what it stands under."""
    return sheet.name or sheet.heading


def _is_meant(table: TableMap, sheet: Sheet) -> bool:
    if not table.sheets:
        return not sheet.hidden and bool(sheet.cells)
    return any(_fits(pattern, sheet) for pattern in table.sheets)


def _fits(pattern: str, sheet: Sheet) -> bool:
    return pattern == name_of(sheet) or fnmatchcase(name_of(sheet).casefold(), pattern.casefold())


def _read_table(
    number: int,
    frame: Frame,
    register: Register,
    conventions: Conventions,
    plans: dict[str, Building],
    heads: dict[str, Mapping[str, object]],
    reading: Reading,
) -> None:
    columns = bound_columns(frame, conventions)
    reader = Reader(number, frame, columns, conventions)
    per = None if register.one_plan_per in ("", SHEET) else frame.find(register.one_plan_per)
    key = next((bound.column for bound in columns if bound.field in ("name", "title", "id")), None)
    left, hidden = [], 0
    for row in frame.rows:
        name = _plan_name(frame, row, register, per)
        plan = plans.get(name)
        if plan is None:
            plan = plans[name] = Building(name)
            heads[name] = frame.map.plan
        goes_on = key is not None and frame.map.rows == "kpi" and is_continued(frame, row, key)
        hidden += row in frame.sheet.hidden_rows
        for read in reader.rows(row):
            done = plan.go_on(read) if goes_on or plan.is_more(read) else plan.add(frame.map.rows, read)
            if not done and (read.record or read.linked or read.values):
                left.append(row)
    reading.remarks += reader.remarks()
    _tell_rows(frame, left, hidden, reading)
    _tell_columns(frame, columns, reader, reading)


def _plan_name(frame: Frame, row: int, register: Register, per: int | None) -> str:
    if register.one_plan_per == SHEET:
        return name_of(frame.sheet)
    cell = None if per is None else frame.cell(row, per)
    return "" if cell is None else plain_text(cell)


def _tell_rows(frame: Frame, left: Sequence[int], hidden: int, reading: Reading) -> None:
    sheet = name_of(frame.sheet) or tr("the table")
    if left:
        message = ntr(
            "{sheet}: row {rows} is left aside: it names nothing",
            "{sheet}: rows {rows} are left aside: they name nothing",
            len(left),
            sheet=sheet,
            rows=_numbers(left),
        )
        reading.remarks.append(message)
    if frame.skipped:
        message = ntr(
            "{sheet}: row {rows} is skipped, as the map says",
            "{sheet}: rows {rows} are skipped, as the map says",
            len(frame.skipped),
            sheet=sheet,
            rows=_numbers(frame.skipped),
        )
        reading.remarks.append(message)
    if hidden:
        message = ntr(
            "{sheet}: {count} hidden row is read, too",
            "{sheet}: {count} hidden rows are read, too",
            hidden,
            sheet=sheet,
        )
        reading.remarks.append(message)


def _numbers(rows: Sequence[int]) -> str:
    shown = ", ".join(map(str, rows[:5]))
    return f"{shown} …" if len(rows) > 5 else shown


def _tell_columns(frame: Frame, columns: Sequence[Bound], reader: Reader, reading: Reading) -> None:
    sheet, by_column = name_of(frame.sheet), {bound.column: bound for bound in columns}
    for at, heading in frame.headings.items():
        bound = by_column.get(at)
        if bound is None:
            field_ = ""
        elif bound.unnamed:
            field_ = "x-" + bound.own
            told = tr(
                "{sheet}: the map does not name the column `{name}`: it is kept as `x-`",
                sheet=sheet or tr("the table"),
                name=bound.heading,
            )
            reading.remarks.append(told)
        else:
            field_ = bound.field
        filled, kept = reader.filled.get(at, 0), reader.kept.get(at, 0)
        if field_ in _SHOWN_BY_COLOUR and not filled and not kept and frame.rows:
            told = tr(
                "{sheet}: nothing is written under `{name}`; colours are not read",
                sheet=sheet or tr("the table"),
                name=heading,
            )
            reading.remarks.append(told)
        reading.understood.append(Understood(sheet, frame.letters[at], heading, field_, filled, kept))


def _head(
    register: Register, of_table: Mapping[str, object], name: str, workbook: Workbook, *, several: bool
) -> tuple[dict[str, Part], dict[str, Part]]:
    """The fields of the plan itself: those before its lists, and those behind them."""
    said = {**register.plan, **(of_table if register.one_plan_per or not several else {})}
    title = str(said.pop("title", "") or "")
    if name:
        title = f"{title}: {name}" if title else name
    plan: dict[str, Part] = {"title": Taken(title or _stem(workbook.file))}
    plan["status"] = Taken("draft")
    if register.locale:
        plan["locale"] = Taken(register.locale)
    plan.update({key: _part(value) for key, value in said.items()})
    return plan, {}


def _part(value: object) -> Part:
    """A value of a map as a part of a draft."""
    if isinstance(value, Mapping):
        return {str(key): _part(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_part(each) for each in value]
    return Taken(value)  # type: ignore[arg-type]  # a document holds nothing else


def _stem(file: str) -> str:
    name = file.replace("\\", "/").rpartition("/")[2]
    return name.rpartition(".")[0] or name
