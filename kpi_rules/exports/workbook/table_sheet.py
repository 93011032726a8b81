"""A sheet for a table: a frozen header with notes, a row a record, choices, findings at their cells, bands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpi_rules.exports.columns import Column
from kpi_rules.exports.tables import Row, Table
from kpi_rules.exports.values import NOTHING
from kpi_rules.exports.workbook.bands import put_bands
from kpi_rules.exports.workbook.choices import offer
from kpi_rules.exports.workbook.sheets import LAST_ROWS, Book, fill, height, pages, width
from kpi_rules.i18n import tr
from kpi_rules.registers.tables.exported import KEY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kpi_rules.exports.workbook.sheets import Place

_TAKEN_OVER = {"font_color": "#7A8594", "italic": True}


def put_table(book: Book, table: Table) -> Place:
    """The sheet, and where its cells are."""
    sheet = book.sheet(book.names[table.name])
    first = 2 if len(book.export.plans) > 1 else 1
    places: Place = {}
    widths = _put_head(book, sheet, table, first)
    for number, row in enumerate(table.rows):
        line = number + 1
        sheet.set_row(line, height(_texts(table, row, widths)))
        sheet.write_string(line, 0, row.key)
        if first > 1:
            sheet.write_string(line, 1, book.export.label(row.plan), book.look())
        for at, column in enumerate(table.columns, first):
            _put_cell(book, sheet, table, (number, row), column, (line, at))
            places[number, column.field] = (book.names[table.name], line, at)
    last = len(table.rows)
    for at, column in enumerate(table.columns, first):
        offer(book, sheet, column, (1, at, last + LAST_ROWS, at))
    if table.name == "kpis":
        put_bands(book, sheet, table, first)
    if last:
        sheet.autofilter(0, 0, last, first + len(table.columns) - 1)
    sheet.freeze_panes(1, first + _frozen(table))
    sheet.repeat_rows(0)
    sheet.repeat_columns(0, first + _frozen(table) - 1)
    return places


def _texts(table: Table, row: Row, widths: Sequence[float]) -> Iterator[tuple[str, float]]:
    for column, wide in zip(table.columns, widths, strict=True):
        if column.field in row.cells:
            yield row.cells[column.field].shown.text.rstrip(), wide


def _put_head(book: Book, sheet: Any, table: Table, first: int) -> list[float]:
    sheet.set_row(0, 34)
    sheet.set_column(0, 0, None, None, {"hidden": True})
    sheet.write_string(0, 0, KEY)
    if first > 1:
        sheet.set_column(1, 1, 24)
        sheet.write_string(0, 1, tr("Plan"), book.head())
    widths = []
    for at, column in enumerate(table.columns, first):
        texts = [row.cells[column.field].shown.text for row in table.rows if column.field in row.cells]
        longest_word = max(map(len, column.title.split()), default=0)
        blank = book.look(num_format="@", border=0) if column.kind in ("text", "texts", "choice") else None
        widths.append(width(texts, longest_word + 5))
        sheet.set_column(at, at, widths[-1], blank)
        sheet.write_string(0, at, column.title, book.head())
        if column.note:
            book.note(sheet, 0, at, note_of(column))
    sheet.fit_to_pages(pages(widths), 0)
    return widths


def note_of(column: Column) -> str:
    """What a column is for, and what may be chosen."""
    lines = [column.note]
    if column.choices:
        lines.append(tr("One of: {words}", words=", ".join(column.choices)))
    elif column.kind == "texts":
        lines.append(tr("Several stand on lines of their own in the cell."))
    return "\n".join(lines)


def _put_cell(book: Book, sheet: Any, table: Table, row: tuple[int, Row], column: Column, at: tuple[int, int]) -> None:
    entry = row[1].cells.get(column.field)
    found = book.findings(table, row[0], column.field)
    look: dict[str, Any] = dict(_TAKEN_OVER) if entry and entry.taken_over else {}
    if column.field in (("name",), ("title",)):
        look["bold"] = True
    if column.kind in ("text", "texts", "choice") and (entry is None or isinstance(entry.shown.value, str)):
        look["num_format"] = "@"
    book.put(sheet, *at, entry.shown if entry else NOTHING, {**look, **fill(found)})
    if found:
        book.marked(sheet, *at, found)


def _frozen(table: Table) -> int:
    """How many columns stay where one scrolls: those up to the name."""
    fields = [column.field for column in table.columns]
    return next((fields.index(field) + 1 for field in (("name",), ("title",)) if field in fields[:4]), 1)
