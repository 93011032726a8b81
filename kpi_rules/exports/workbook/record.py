"""The hidden sheet: what was put out, so that what is edited later can be told from what changed in the plan meanwhile.

A row a record: table, plan, key, and the texts of its cells as JSON (in as many cells as that needs).
"""

from __future__ import annotations

import json

from kpi_rules.exports.tables import Row
from kpi_rules.exports.workbook.sheets import Book
from kpi_rules.registers.tables.exported import RECORD, VERSION

PIECE = 30_000


def put_record(book: Book) -> None:
    """The sheet."""
    sheet = book.made.add_worksheet(RECORD)
    sheet.very_hidden()
    sheet.write_string(0, 0, RECORD)
    sheet.write_string(0, 1, VERSION)
    line = 1
    for table in book.export.tables:
        columns = {column.name: column.title for column in table.columns}
        _put(sheet, line, "columns", book.names[table.name], table.name, json.dumps(columns, ensure_ascii=True))
        line += 1
        for row in table.rows:
            label = book.export.label(row.plan) if len(book.export.plans) > 1 else ""
            _put(sheet, line, table.name, label, row.key, json.dumps(texts_of(row), ensure_ascii=True))
            line += 1


def texts_of(row: Row) -> dict[str, str]:
    """What the cells of a record say."""
    return {".".join(field): entry.shown.text for field, entry in row.cells.items()}


def _put(sheet: object, line: int, *texts: str) -> None:
    *heads, data = texts
    assert hasattr(sheet, "write_string")
    for at, text in enumerate((*heads, *(data[start : start + PIECE] for start in range(0, len(data), PIECE)))):
        sheet.write_string(line, at, text)
