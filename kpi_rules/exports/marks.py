"""Which finding belongs to which cell.

Comes in: tables, their plans, a report. Goes out: findings by table, row and field. A finding of a field stands at its cell, one of a whole
record at its name, any other at the plan's title.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from kpi_rules.exports.tables import PLAN, Row, Table
from kpi_rules.source import Span
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from kpi_rules.engine.findings import Finding, Report
    from kpi_rules.exports.columns import Field
    from kpi_rules.plan import Plan

    Spot: TypeAlias = "tuple[str, int, Field]"
    """A table, the number of a row in it, a field."""

Marks: TypeAlias = "dict[Spot, list[Finding]]"


def marks_of(plans: Sequence[Plan], tables: Sequence[Table], report: Report) -> Marks:
    """The findings that count, at their cells, in the order of the report."""
    found: Marks = {}
    placing = {
        plan.document.source.name: _Placing(plan, tuple(_rows(tables, number))) for number, plan in enumerate(plans)
    }
    for finding in report.findings:
        if finding.waived is None and finding.region.file in placing:
            spot = placing[finding.region.file].spot(Span(finding.region.offset, finding.region.end_offset))
            found.setdefault(spot, []).append(finding)
    return found


class _Placed(Struct):
    start: int
    end: int
    table: Table
    number: int
    row: Row


def _rows(tables: Sequence[Table], plan: int) -> Iterator[tuple[Table, int, Row]]:
    for table in tables:
        for number, row in enumerate(table.rows):
            if row.plan == plan:
                yield table, number, row


class _Placing:
    """Finds the cell of a place in a plan."""

    def __init__(self, plan: Plan, rows: Sequence[tuple[Table, int, Row]]) -> None:
        self._document = plan.document
        self._plan_row = next(number for table, number, _ in rows if table.name == PLAN)
        spans = [(plan.document.written(row.path), table, number, row) for table, number, row in rows if row.path]
        self._rows = sorted(
            (_Placed(span.start, span.end, table, number, row) for span, table, number, row in spans),
            key=lambda placed: (placed.start, -placed.end),
        )
        self._starts = [placed.start for placed in self._rows]
        self._top = [(table, number, row) for table, number, row in rows if table.name == PLAN]

    def spot(self, span: Span) -> Spot:
        """The innermost cell that holds a place."""
        at = bisect_right(self._starts, span.start)
        for placed in reversed(self._rows[max(0, at - 50) : at]):
            if span.end <= placed.end:
                return placed.table.name, placed.number, self._field(placed.row, span) or _named(placed.table)
        table, number, row = self._top[0]
        return table.name, number, self._field(row, span) or _named(table)

    def _field(self, row: Row, span: Span) -> Field | None:
        """The field whose key and value hold a place; of several the narrowest."""
        best: tuple[int, Field] | None = None
        for field, entry in row.cells.items():
            if entry.taken_over or entry.path[: len(row.path)] != row.path or len(entry.path) == len(row.path):
                continue
            for length in range(len(row.path) + 1, len(entry.path) + 1):
                whole = self._with_key(entry.path[:length])
                size = whole.end - whole.start
                if whole.start <= span.start and span.end <= whole.end and (best is None or size < best[0]):
                    best = size, field
        return best[1] if best else None

    def _with_key(self, path: tuple[str | int, ...]) -> Span:
        key, value = self._document.key_span(path), self._document.span(path)
        return (
            value
            if key is None or not self._document.has(path)
            else Span(min(key.start, value.start), max(key.end, value.end))
        )


def _named(table: Table) -> Field:
    """The column that names a record."""
    fields = [column.field for column in table.columns]
    return next((field for field in (("name",), ("title",), ("id",)) if field in fields), fields[0])
