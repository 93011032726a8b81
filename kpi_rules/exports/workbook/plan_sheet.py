"""The first sheet: what the plans say of themselves, a field a line."""

from __future__ import annotations

from kpi_rules.exports.tables import Table
from kpi_rules.exports.values import NOTHING
from kpi_rules.exports.workbook.choices import offer
from kpi_rules.exports.workbook.sheets import Book, fill, height
from kpi_rules.i18n import tr
from kpi_rules.registers.tables.exported import KEY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kpi_rules.exports.workbook.sheets import Place

_FIRST = 2
"""The column of the first plan: before it the hidden keys, and what the fields are called."""


def put_plan(book: Book, table: Table) -> Place:
    """The sheet, and where its cells are."""
    sheet = book.sheet(book.names[table.name])
    places: Place = {}
    _put_heads(book, sheet, table)
    for line, column in enumerate(table.columns, 1):
        sheet.write_string(line, 0, column.name)
        sheet.write_string(line, 1, column.title, book.look(bold=True, bg_color="#EEF2F6"))
        shown = (row.cells[column.field].shown.text for row in table.rows if column.field in row.cells)
        sheet.set_row(line, height([(text, _width(table)) for text in shown], 20 if column.field == ("title",) else 15))
        if column.note:
            book.note(sheet, line, 1, column.note)
        for number, row in enumerate(table.rows):
            entry = row.cells.get(column.field)
            found = book.findings(table, number, column.field)
            look = {"bold": True, "font_size": 14} if column.field == ("title",) else {}
            book.put(sheet, line, _FIRST + number, entry.shown if entry else NOTHING, {**look, **fill(found)})
            if found:
                book.marked(sheet, line, _FIRST + number, found)
            places[number, column.field] = (book.names[table.name], line, _FIRST + number)
        offer(book, sheet, column, (line, _FIRST, line, _FIRST + len(table.rows) - 1))
    sheet.freeze_panes(1, _FIRST)
    return places


def _width(table: Table) -> int:
    return 64 if len(table.rows) == 1 else 40


def _put_heads(book: Book, made: Any, table: Table) -> None:
    made.set_column(0, 0, None, None, {"hidden": True})
    made.write_string(0, 0, KEY)
    made.set_column(1, 1, 26)
    made.set_column(_FIRST, _FIRST + len(table.rows) - 1, _width(table))
    made.write_string(0, 1, tr("Field"), book.head())
    for number in range(len(table.rows)):
        text = tr("Value") if len(table.rows) == 1 else book.export.label(number)
        made.write_string(0, _FIRST + number, text, book.head())
