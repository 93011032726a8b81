"""Cells that count for nothing: those that a merged one covers, which nobody sees, and those of pivot tables, which only sum up others."""

from __future__ import annotations

from kpi_rules.i18n import tr
from kpi_rules.registers.cells import Area, Cell, Sheet, Spot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

_WORK: Final = 2_000_000
"""Cells that are looked at, at most: areas that lie on one another are of no program's making."""


def drop_covered(sheet: Sheet) -> None:
    """Leave out what merged cells cover."""
    cells, left = sheet.cells, _WORK
    for area in sheet.merged:
        size = (area.bottom - area.top + 1) * (area.right - area.left + 1)
        spots: Iterable[Spot]
        if size <= len(cells):
            spots = [(row, at) for row in range(area.top, area.bottom + 1) for at in range(area.left, area.right + 1)]
        else:
            spots = [
                each for each in cells if area.top <= each[0] <= area.bottom and area.left <= each[1] <= area.right
            ]
        left -= min(size, len(cells))
        if left < 0:
            return
        for spot in spots:
            if spot != (area.top, area.left):
                cells.pop(spot, None)


def forget(cells: dict[Spot, Cell], area: Area) -> None:
    """Leave out the cells of an area."""
    for spot in [spot for spot in cells if area.top <= spot[0] <= area.bottom and area.left <= spot[1] <= area.right]:
        del cells[spot]


def left_out(sheet: str) -> str:
    """What is said of a pivot table."""
    return tr("`{sheet}` holds a pivot table, which is left out: name the sheet that it is made of", sheet=sheet)
