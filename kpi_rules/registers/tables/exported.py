"""A workbook that this program put out: its plans, as its own sheets and the hidden one say, where of any other workbook the headings are guessed.

Comes in: a workbook. Goes out: a draft for each plan, whose values know their cells. Knows nothing of how it was written but the names here.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping

from kpi_rules import i18n
from kpi_rules.document.shape import flatten
from kpi_rules.i18n import tr
from kpi_rules.plan.schema import plan_schema
from kpi_rules.registers.cells import Cell, Sheet, Spot, Workbook
from kpi_rules.registers.draft import Draft, Taken
from kpi_rules.registers.tables.fields import kind_of
from kpi_rules.registers.tables.origins import origins
from kpi_rules.structs import Struct, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

    from kpi_rules.registers.draft import Part

    Fields = dict[str, Part]

RECORD: Final = "kpi-rules"
"""The hidden sheet, and what its first cell says."""
VERSION: Final = "1"
KEY: Final = "kpi-rules:key"
"""The heading of the hidden column with the keys of records."""
PARENT: Final = ""
"""The field of what a record belongs to that stands on a sheet of its own."""
_PLAN: Final = "plan"
_ROWS: Final = {
    "kpis": "kpi",
    "metrics": "metric",
    "objectives": "objective",
    "roles": "role",
    "review.history": "review",
}


class Table(Struct):
    """A sheet of the workbook: its number, the list of the plan that it shows, and the field of each heading."""

    number: int
    sheet: Sheet
    list: str
    fields: Mapping[str, str]


class _Plan(Struct, frozen=False):
    """A plan so far, and its records by list and id."""

    draft: Draft
    records: dict[tuple[str, str], Fields] = field(default_factory=dict)


def is_exported(workbook: Workbook) -> bool:
    """Whether this program put a workbook out."""
    return any(
        sheet.name == RECORD and _text(sheet, (1, 1)) == RECORD and _text(sheet, (1, 2)) == VERSION
        for sheet in workbook.sheets
    )


def is_findings(name: str) -> bool:
    """Whether a sheet is called as that of the findings is, in any language."""
    for tag in i18n.available():
        with i18n.speaking(tag):
            if name == tr("Findings"):
                return True
    return False


def left_aside(workbook: Workbook) -> tuple[str, ...]:
    """Sentences about sheets that people added: they are no part of a plan."""
    ours = {RECORD, *(table.sheet.name for table in _tables(workbook))}
    return tuple(
        tr("the sheet `{name}` is none of ours: it is left aside", name=sheet.name)
        for sheet in workbook.sheets
        if sheet.cells and not sheet.hidden and sheet.name not in ours and not is_findings(sheet.name)
    )


def drafts_of(workbook: Workbook) -> list[Draft]:
    """The plans in it."""
    plans: dict[str, _Plan] = {}
    tables = list(_tables(workbook))
    for table in tables:
        if table.list == _PLAN:
            _take_plans(table, plans)
    for table in sorted(tables, key=lambda each: each.list.count(".")):
        if table.list != _PLAN:
            _take_rows(table, plans)
    where = origins(workbook)
    for plan in plans.values():
        plan.draft.origin = where
    return [plan.draft for plan in plans.values()]


def _tables(workbook: Workbook) -> Iterator[Table]:
    record = next(sheet for sheet in workbook.sheets if sheet.name == RECORD)
    sheets = {sheet.name: number for number, sheet in enumerate(workbook.sheets)}
    wide = max(column for _, column in record.cells)
    for row in sorted({row for row, _ in record.cells}):
        if _text(record, (row, 1)) == "columns" and (number := sheets.get(_text(record, (row, 2)))) is not None:
            try:
                fields = json.loads("".join(_text(record, (row, column)) for column in range(4, wide + 1)) or "{}")
            except ValueError:
                continue
            if isinstance(fields, dict):
                titles = {str(title): str(name) for name, title in fields.items()}
                yield Table(number, workbook.sheets[number], _text(record, (row, 3)), titles)


def _take_plans(table: Table, plans: dict[str, _Plan]) -> None:
    """What the plans say of themselves: a column each, whose heading is the plan's name where there are several."""
    columns = sorted(column for row, column in table.sheet.cells if row == 1 and column > 2)
    for column in columns:
        name = _text(table.sheet, (1, column)) if len(columns) > 1 else ""
        made: Fields = {}
        for row in sorted({row for row, _ in table.sheet.cells if row > 1}):
            cell = table.sheet.cells.get((row, column))
            if cell is not None and (
                path := _text(table.sheet, (row, 1)) or table.fields.get(_text(table.sheet, (row, 2)))
            ):
                _put(made, "plan", path, _taken(cell, (table.number, row, column), path, ""))
        plans[name] = _Plan(Draft(name, made))


def _take_rows(table: Table, plans: dict[str, _Plan]) -> None:
    """The records of a list, a row each."""
    headings = {column: str(cell.value) for (row, column), cell in table.sheet.cells.items() if row == 1}
    fields = {column: table.fields[text] for column, text in headings.items() if text in table.fields}
    label = next((column for column, text in sorted(headings.items()) if text not in (KEY, *table.fields)), 0)
    fields |= {column: text for column, text in headings.items() if text.startswith("x-")}
    for row in sorted({row for row, column in table.sheet.cells if row > 1 and column in fields}):
        made: Fields = {}
        parent = ""
        for column, path in sorted(fields.items()):
            cell = table.sheet.cells.get((row, column))
            if cell is None:
                continue
            if path == PARENT:
                parent = cell.shown
            else:
                _put(made, table.list, path, _taken(cell, (table.number, row, column), path, _ROWS.get(table.list, "")))
        plan = plans.get(_text(table.sheet, (row, label)) if label and len(plans) > 1 else next(iter(plans), ""))
        if plan is not None and made:
            _add(plan, table.list, parent, made)


def _add(plan: _Plan, name: str, parent: str, made: Fields) -> None:
    """A record in its list: of the plan, or of what it belongs to."""
    holder, _, inner = name.rpartition(".")
    above = plan.records.get((holder, parent)) if holder and parent else None
    record = plan.draft.plan if above is None else above
    for step in holder.split(".") if above is None and holder else ():
        record = _record(record, "plan", step)
    listed = record.setdefault(inner, [])
    if isinstance(listed, list):
        listed.append(made)
    id_ = made.get("id")
    if isinstance(id_, Taken):
        plan.records[name, str(id_.value)] = made


def _put(made: Fields, list_: str, path: str, part: Part) -> None:
    """A value at its place; where a record is meant and a value stands alone, that is what the record is short for."""
    *above, last = path.split(".")
    for step in above:
        made = _record(made, list_, step)
    made[last] = part


def _record(made: Fields, list_: str, step: str) -> Fields:
    inner = made.get(step)
    if not isinstance(inner, dict):
        inner = made[step] = {} if inner is None else {_short(list_, step): inner}
    return inner


def _short(list_: str, name: str) -> str:
    """The field that a value is read into which stands for a whole record."""
    schema: Any = plan_schema().json
    record = {"kpis": "kpi", "metrics": "metric", "objectives": "objective", "roles": "role"}.get(list_)
    properties = flatten(schema["$defs"][record] if record else schema, schema).get("properties", {})
    return str(flatten(properties.get(name, {}), schema).get("x-kpi-rules-short", "value"))


def _taken(cell: Cell, place: object, path: str, row: str) -> Part:
    """A cell as a value; several texts stand on lines of their own."""
    value = cell.value
    if isinstance(value, str) and "\n" in value and row and (kind := kind_of(row, path)) and kind.type == "texts":
        return [Taken(line.strip(), place) for line in value.splitlines() if line.strip()]
    if isinstance(value, (datetime.date, datetime.time, datetime.timedelta)) or value is None or cell.unit:
        return Taken(cell.shown, place, cell.problem)
    return Taken(value, place)


def _text(sheet: Sheet, spot: Spot) -> str:
    cell = sheet.cells.get(spot)
    return "" if cell is None or cell.value is None else str(cell.value)
