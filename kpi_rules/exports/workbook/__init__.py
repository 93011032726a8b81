"""Plans as a workbook (xlsx): a sheet for each table, made for people to read and to edit.

The same plans give the same bytes. Every text is written as text, so that no program takes one for a formula. XlsxWriter writes it: unlike
openpyxl it fixes the times in the file, and knows validation, comments, conditional formats and the marks that keep a text a text.
"""

from __future__ import annotations

import datetime
import io

from kpi_rules.exports.export import Export
from kpi_rules.exports.workbook.findings import put_findings
from kpi_rules.exports.workbook.plan_sheet import put_plan
from kpi_rules.exports.workbook.record import put_record
from kpi_rules.exports.workbook.sheets import Book, sheet_names
from kpi_rules.exports.workbook.table_sheet import put_table
from kpi_rules.i18n import spoken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.exports.workbook.sheets import Place

_SOME_DAY = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)
"""When every workbook says that it was made, so that the same plans give the same bytes."""


def render(export: Export) -> bytes:
    """The workbook."""
    import xlsxwriter

    data = io.BytesIO()
    made = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    made.set_properties({"title": export.label(0), "author": "kpi-rules", "created": _SOME_DAY})
    made.set_size(2400, 1400)
    book = Book(made, export, sheet_names(export.tables), spoken())
    places: dict[str, Place] = {}
    for table in export.tables:
        places[table.name] = put_plan(book, table) if table.name == "plan" else put_table(book, table)
    if export.report is not None:
        put_findings(book, places)
    put_record(book)
    made.close()
    return data.getvalue()
