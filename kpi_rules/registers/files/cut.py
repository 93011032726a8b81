"""Rows with more cells than their headings: where a number was cut in two (`1,200` without quotes), nothing behind it stands in its column.

Comes in: cells of a text with separators. Goes out: remarks; cells that cannot be relied on say so. Knows nothing of how they were read.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from kpi_rules.i18n import ntr, tr
from kpi_rules.registers.cells import Cell, Spot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_NUMBER_BEGINS: Final = r"\D{0,4}[0-9]{1,3}"
_NUMBER_ENDS: Final = r"[0-9]{1,3}(?![0-9]).{0,10}"


def watched(cells: dict[Spot, Cell], separator: str) -> list[str]:
    """What is to be said of rows that are wider than all above them up to the first of the usual width."""
    widths: dict[int, int] = {}
    for row, column in cells:
        widths[row] = max(column, widths.get(row, 0))
    counts = Counter(width for width in widths.values() if width > 1)
    if not counts:
        return []
    usual = max(counts, key=lambda width: (counts[width], width))
    head = next(row for row, width in widths.items() if width > 1)
    most = max(usual, widths[head])
    wide = [row for row, width in widths.items() if width > most]
    if not wide or counts[usual] * 2 < counts.total():
        return []
    for row in wide if separator == "," else ():
        _cut(cells, row, widths[row])
    remark = ntr(
        "row {row} has more cells than the table has columns: a cell with {sign} in it is to stand in quotes",
        "{count} rows, the first of them {row}, have more cells than the table has columns: a cell with {sign} in it is to stand in quotes",
        len(wide),
        row=wide[0],
        sign=f"`{separator}`" if separator != "\t" else tr("a tab"),
    )
    return [remark]


def _cut(cells: dict[Spot, Cell], row: int, width: int) -> None:
    """Say of all that stands from a number on that seems to be cut in two that it cannot be relied on."""
    texts = [cells[row, column].shown if (row, column) in cells else "" for column in range(1, width + 1)]
    pairs = enumerate(pairwise(texts), 1)
    at = next(
        (
            column
            for column, (text, next_) in pairs
            if re.fullmatch(_NUMBER_BEGINS, text) and re.fullmatch(_NUMBER_ENDS, next_)
        ),
        None,
    )
    problem = tr("a number with a comma in it does not stand in quotes in this row: its cells are not in their columns")
    for column in range(at or width + 1, width + 1):
        if (cell := cells.get((row, column))) is not None:
            cells[row, column] = Cell(None, cell.shown, problem=problem, span=cell.span)
