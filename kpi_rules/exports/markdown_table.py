"""The KPIs as a Markdown table for each plan, every sign of the markup in their texts dead."""

from __future__ import annotations

from collections.abc import Iterator

from kpi_rules.exports.columns import Column
from kpi_rules.exports.export import Export
from kpi_rules.exports.tables import Row, Table
from kpi_rules.i18n import tr
from kpi_rules.reports.markdown_text import escape


def render(export: Export) -> bytes:
    """A heading and a table for each plan."""
    table = export.table("kpis")
    assert table is not None
    parts = ["\n".join(_plan(export, table, number)) for number in range(len(export.plans))]
    return ("\n\n".join(parts) + "\n").encode("utf-8", "replace")


def _plan(export: Export, table: Table, number: int) -> Iterator[str]:
    yield f"# {escape(export.label(number))}"
    yield ""
    rows = [row for row in table.rows if row.plan == number]
    if not rows:
        yield tr("There are no KPIs yet.")
        return
    columns = [column for column in table.columns if any(column.field in row.cells for row in rows)]
    yield _line(escape(column.title) for column in columns)
    yield _line("---:" if _is_numbers(rows, column) else "---" for column in columns)
    for row in rows:
        yield _line(_cell(row, column) for column in columns)


def _line(cells: Iterator[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(row: Row, column: Column) -> str:
    entry = row.cells.get(column.field)
    if entry is None:
        return ""
    lines = entry.shown.text.strip().splitlines()
    return "<br>".join(map(_words, lines))


def _words(text: str) -> str:
    """A text in a cell, where no list can begin: a number stays whole."""
    return escape(text).replace("\N{WORD JOINER}", "")


def _is_numbers(rows: list[Row], column: Column) -> bool:
    values = [row.cells[column.field].shown.value for row in rows if column.field in row.cells]
    return all(not isinstance(value, (str, bool)) and hasattr(value, "real") for value in values)
