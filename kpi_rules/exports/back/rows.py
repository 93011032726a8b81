"""A workbook that was put out and came back: its rows, by table and key, and what was put out then.

Comes in: a `Workbook` as any reader gives it, and today's tables. Goes out: rows whose cells are known by their fields. Sheets and columns
are known by what the hidden sheet says of them, else by their titles in any language. Compares nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from kpi_rules import i18n
from kpi_rules.bidi import without_isolates
from kpi_rules.exports.columns import columns_of
from kpi_rules.exports.csv_table import unsafe
from kpi_rules.exports.tables import Table
from kpi_rules.i18n import tr
from kpi_rules.registers.cells import Cell, Sheet, Workbook, cell_name
from kpi_rules.registers.tables.exported import KEY, RECORD, VERSION, is_findings
from kpi_rules.structs import Struct, field, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.exports.columns import Field
    from kpi_rules.plan import PlanSchema

_TEXTS = (".csv", ".tsv", ".txt", ".md")


class Came(Struct):
    """A cell that came back, and what it is called there: `KPIs!C7`."""

    cell: Cell | None
    place: str


class CameRow(Struct):
    """A row that came back. `key` is empty where its program or person has none: the row is new, or the hidden column is gone."""

    table: str
    plan: str
    key: str
    place: str
    cells: Mapping[Field, Came]


class CameBack(Struct, frozen=False):
    """All rows by table, what was put out then, and sentences on what was left aside."""

    rows: dict[str, list[CameRow]] = field(default_factory=dict)
    then: dict[tuple[str, str, str], Mapping[str, str]] = field(default_factory=dict)
    """By table, plan and key: the texts of the cells, by the names of their fields."""
    columns: dict[str, frozenset[Field]] = field(default_factory=dict)
    """The columns that are there, by table."""
    aside: list[str] = field(default_factory=list)
    recorded: bool = False


def came_back(workbook: Workbook, tables: Sequence[Table], schema: PlanSchema) -> CameBack:
    """The rows of a workbook."""
    found = CameBack()
    names = _recorded(workbook, found)
    known = {table.name: table for table in tables}
    titles = _titles(tables, schema)
    if workbook.file.casefold().endswith(_TEXTS):
        workbook = _without_apostrophes(workbook)
    alone = len([sheet for sheet in workbook.sheets if not sheet.hidden]) == 1
    for sheet in workbook.sheets:
        if sheet.name == RECORD or not sheet.cells:
            continue
        table = names.get(sheet.name, ("", {}))[0] or _named(sheet.name, titles) or ("kpis" if alone else "")
        if table not in known:
            if not sheet.hidden and not is_findings(sheet.name):
                found.aside.append(tr("the sheet `{name}` is none of ours: it is left aside", name=sheet.name))
            continue
        heads = _Heads(
            names.get(sheet.name, ("", {}))[1], titles[table][1], known[table].shelf.holder not in ("", "plan")
        )
        found.rows.setdefault(table, []).extend(
            _transposed(sheet, heads, found) if table == "plan" else _rows(sheet, table, heads, found)
        )
    return found


def _without_apostrophes(workbook: Workbook) -> Workbook:
    """A table in a text, where an apostrophe kept texts from being formulas."""
    sheets = []
    for sheet in workbook.sheets:
        cells = {
            spot: replace(cell, value=unsafe(cell.value)) if isinstance(cell.value, str) else cell
            for spot, cell in sheet.cells.items()
        }
        sheets.append(replace(sheet, cells=cells))
    return replace(workbook, sheets=sheets)


def _recorded(workbook: Workbook, found: CameBack) -> dict[str, tuple[str, Mapping[str, str]]]:
    """What the hidden sheet says: by the sheets' names, their table and the titles of their columns."""
    names: dict[str, tuple[str, Mapping[str, str]]] = {}
    sheet = next((each for each in workbook.sheets if each.name == RECORD), None)
    if sheet is None or _text(sheet, 1, 1) != RECORD or _text(sheet, 1, 2) != VERSION:
        return names
    last = max(row for row, _ in sheet.cells)
    wide = max(column for _, column in sheet.cells)
    for row in range(2, last + 1):
        first, second, third = (_text(sheet, row, column) for column in (1, 2, 3))
        data = "".join(_text(sheet, row, column) for column in range(4, wide + 1))
        try:
            texts = json.loads(data) if data else {}
        except ValueError:
            continue
        if not isinstance(texts, dict):
            continue
        if first == "columns":
            names[second] = (third, {str(title): str(name) for name, title in texts.items()})
        else:
            found.then[first, second, third] = {str(name): str(text) for name, text in texts.items()}
    found.recorded = bool(names)
    return names


def _text(sheet: Sheet, row: int, column: int) -> str:
    cell = sheet.cells.get((row, column))
    return "" if cell is None or cell.value is None else str(cell.value)


def _titles(tables: Sequence[Table], schema: PlanSchema) -> dict[str, tuple[set[str], dict[str, str]]]:
    """What each table and its columns may be called: in every language, and as the plan has it."""
    found: dict[str, tuple[set[str], dict[str, str]]] = {}
    for table in tables:
        called, heads = {table.name, table.title}, {column.name: column.name for column in table.columns}
        for tag in i18n.available():
            with i18n.speaking(tag):
                columns = columns_of(schema, table.shelf.record)
                heads |= {column.title: column.name for column in columns.values()}
        heads |= {column.title: column.name for column in table.columns}
        found[table.name] = called, {without_isolates(title): name for title, name in heads.items()}
    return found


def _named(name: str, titles: Mapping[str, tuple[set[str], dict[str, str]]]) -> str:
    return next(
        (table for table, (called, _) in titles.items() if name in called or name in {one[:28] for one in called}), ""
    )


class _Heads(Struct):
    """Which field a heading is of: as the hidden sheet says, else by titles."""

    recorded: Mapping[str, str]
    titles: Mapping[str, str]
    inner: bool

    def field(self, text: str) -> Field | None:
        """The field; none where it is not ours."""
        text = without_isolates(text).strip()
        name = self.recorded.get(text, self.titles.get(text))
        if name is None and text.startswith("x-"):
            name = text
        return None if name is None else tuple(name.split("."))


def _plan_heads() -> set[str]:
    found = set()
    for tag in i18n.available():
        with i18n.speaking(tag):
            found.add(tr("Plan"))
    return found


def _rows(sheet: Sheet, table: str, heads: _Heads, found: CameBack) -> Iterator[CameRow]:
    """The rows below the headings of the first row."""
    top = min(row for row, _ in sheet.cells)
    fields: dict[int, Field] = {}
    key_column = plan_column = 0
    for (row, column), cell in sorted(sheet.cells.items()):
        if row != top:
            continue
        text = str(cell.value or "")
        if text == KEY:
            key_column = column
        elif text in _plan_heads() and ("plan",) not in fields.values() and (heads.field(text) is None):
            plan_column = column
        elif (known := heads.field(text)) is not None and known not in fields.values():
            fields[column] = known
        elif text.strip():
            place = f"{sheet.name}!{cell_name(row, column)}" if sheet.name else cell_name(row, column)
            found.aside.append(
                tr("{cell}: the column `{name}` is none of ours: it is left aside", cell=place, name=text)
            )
    found.columns[table] = found.columns.get(table, frozenset()) | frozenset(fields.values())
    for row in sorted({row for row, column in sheet.cells if row > top and column in fields}):
        cells = {
            known: Came(sheet.cells.get((row, column)), _place(sheet, row, column)) for column, known in fields.items()
        }
        if all(
            came.cell is None or (came.cell.value in (None, "") and not came.cell.problem) for came in cells.values()
        ):
            continue
        first = next(iter(sorted(fields)))
        yield CameRow(
            table, _text(sheet, row, plan_column), _text(sheet, row, key_column), _place(sheet, row, first), cells
        )


def _transposed(sheet: Sheet, heads: _Heads, found: CameBack) -> Iterator[CameRow]:
    """The plans of the first sheet, each a column."""
    keyed = _text(sheet, 1, 1) == KEY
    name_column = 2 if keyed else 1
    rows = {row: _text(sheet, row, name_column) for row in sorted({row for row, _ in sheet.cells if row > 1})}
    fields = {
        row: heads.field(_text(sheet, row, 1) if keyed and _text(sheet, row, 1) else title)
        for row, title in rows.items()
    }
    found.columns["plan"] = frozenset(known for known in fields.values() if known)
    for column in sorted({column for row, column in sheet.cells if row == 1 and column > name_column}):
        cells = {
            known: Came(sheet.cells.get((row, column)), _place(sheet, row, column))
            for row, known in fields.items()
            if known
        }
        yield CameRow("plan", _text(sheet, 1, column), "", _place(sheet, 1, column), cells)


def _place(sheet: Sheet, row: int, column: int) -> str:
    return f"{sheet.name}!{cell_name(row, column)}" if sheet.name else cell_name(row, column)
