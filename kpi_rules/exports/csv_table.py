"""The KPIs as one table of text: RFC 4180 with a byte order mark (or Excel reads Arabic as something else).

Dates are 2026-12-31, numbers have a point. A text that a spreadsheet would take for a formula gets an apostrophe in front, and loses it on
the way back.
"""

from __future__ import annotations

import csv
import io
import re

from kpi_rules.exports.columns import Column
from kpi_rules.exports.export import Export
from kpi_rules.exports.tables import Row
from kpi_rules.i18n import tr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.exports.tables import Entry

_BYTE_ORDER_MARK = "\ufeff"
_FORMULA = re.compile(r"'*[=+\-@\t\r\n|%＝＋－＠]")
_ESCAPED = re.compile(r"'('*[=+\-@\t\r\n|%＝＋－＠])")


def render(export: Export) -> bytes:
    """The KPIs of the plans, a row each."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    table = export.table("kpis")
    assert table is not None
    several = len(export.plans) > 1
    writer.writerow([*([tr("Plan")] if several else []), *(safe(column.title) for column in table.columns)])
    for row in table.rows:
        plan = [safe(export.label(row.plan))] if several else []
        writer.writerow([*plan, *(cell(row, column) for column in table.columns)])
    return (_BYTE_ORDER_MARK + text.getvalue()).encode("utf-8", "replace")


def cell(row: Row, column: Column) -> str:
    """A cell: numbers and dates as they are, texts made safe."""
    entry: Entry | None = row.cells.get(column.field)
    if entry is None:
        return ""
    text = entry.shown.text
    return safe(text) if isinstance(entry.shown.value, str) else text


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return "'" + text if _FORMULA.match(text) else text


def unsafe(text: str) -> str:
    """The text that was made safe."""
    return text[1:] if _ESCAPED.match(text) else text
