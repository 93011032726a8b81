"""Where a value of a draft stands in its workbook: a cell, with its row as people see it.

Comes in: a workbook and places `(sheet, row, column)`. Goes out: `Origin`s, made when they are asked for. Knows nothing of plans.
"""

from __future__ import annotations

from functools import cache

from kpi_rules.registers.cells import Cell, Sheet, Workbook, cell_name
from kpi_rules.source import Origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

_BETWEEN: Final = " | "
_WIDEST: Final = 400


def origins(workbook: Workbook) -> Callable[[object], Origin | None]:
    """Translates the places of a workbook's values."""
    by_row = cache(lambda number: _rows(workbook.sheets[number]))
    shown = cache(lambda number, row: _shown(by_row(number).get(row, ())))

    def origin(place: object) -> Origin | None:
        if not isinstance(place, tuple):
            return None
        number, row, column = place
        sheet = workbook.sheets[number]
        cell = sheet.cells.get((row, column))
        if cell is not None and cell.span is not None and workbook.source is not None:
            return _in_text(workbook, cell, sheet, cell_name(row, column))
        text, spans = shown(number, row)
        start, end = spans.get(column, (0, len(text)))
        return Origin(workbook.file, row, text, start, end, sheet.name, cell_name(row, column))

    return origin


def _rows(sheet: Sheet) -> dict[int, list[tuple[int, Cell]]]:
    found: dict[int, list[tuple[int, Cell]]] = {}
    for (row, column), cell in sheet.cells.items():
        found.setdefault(row, []).append((column, cell))
    return found


def _shown(cells: object) -> tuple[str, dict[int, tuple[int, int]]]:
    """A row as one line, and where each column stands in it."""
    text, spans = "", {}
    assert isinstance(cells, (list, tuple))
    for column, cell in sorted(cells, key=lambda each: each[0]):
        shown = " ".join(cell.shown.split())[:_WIDEST]
        text += _BETWEEN if text else ""
        spans[column] = (len(text), len(text) + len(shown))
        text += shown
    return text, spans


def _in_text(workbook: Workbook, cell: Cell, sheet: Sheet, name: str) -> Origin:
    source, span = workbook.source, cell.span
    assert source is not None
    assert span is not None
    position = source.position(span.start)
    line = source.line(position.line)
    start = position.column - 1
    return Origin(
        workbook.file, position.line, line, start, min(len(line), start + span.end - span.start), sheet.name, name
    )
