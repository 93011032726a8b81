"""Where a table stands on its sheet: its area, what merged cells cover, the headings above its columns.

Comes in: a sheet and what a map says. Goes out: areas, places, headings. Knows nothing of rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kpi_rules.registers.cells import Area, Sheet, Spot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

JOINED: Final = " / "
"""What stands between the headings of several rows."""


def lying(sheet: Sheet) -> Sheet:
    """A sheet with rows and columns exchanged."""
    return Sheet(
        sheet.name,
        {(column, row): cell for (row, column), cell in sheet.cells.items()},
        tuple(Area(each.left, each.top, each.right, each.bottom) for each in sheet.merged),
        tuple(Area(each.left, each.top, each.right, each.bottom) for each in sheet.tables),
        sheet.hidden,
        sheet.hidden_columns,
        sheet.hidden_rows,
        sheet.heading,
    )


def area_in(text: str, sheet: Sheet, *, transposed: bool) -> Area:
    """The area that is written in a map, else all that is used."""
    rows, columns = [row for row, _ in sheet.cells], [column for _, column in sheet.cells]
    used = Area(min(rows, default=1), min(columns, default=1), max(rows, default=0), max(columns, default=0))
    match = re.fullmatch(r"([A-Za-z]+)(\d+):([A-Za-z]+)(\d*)", text)
    if match is None:
        return used
    left, right = _number(match[1]), _number(match[3])
    top, bottom = int(match[2]), int(match[4] or 0)
    if transposed:
        return Area(left, top, right, bottom or used.right)
    return Area(top, left, bottom or used.bottom, right)


def _number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def covered_in(sheet: Sheet, area: Area) -> dict[Spot, Spot]:
    """By cell that a merged one covers: where that one stands. One that is merged beyond all reason covers nothing."""
    found: dict[Spot, Spot] = {}
    for each in sheet.merged:
        bottom, right = min(each.bottom, area.bottom), min(each.right, area.right)
        if (bottom - each.top + 1) * (right - each.left + 1) > len(sheet.cells) + 10_000:
            continue
        for row in range(each.top, bottom + 1):
            for column in range(each.left, right + 1):
                if (row, column) != (each.top, each.left) and (row, column) not in sheet.cells:
                    found[row, column] = (each.top, each.left)
    return found


def headings_in(
    sheet: Sheet, area: Area, header: tuple[int, ...], covered: Mapping[Spot, Spot]
) -> Iterator[tuple[int, str]]:
    """Each column in which something stands, with its heading: what is above it in every row of headings."""
    last = max(header, default=0)
    used = {column for row, column in sheet.cells if last < row <= area.bottom and area.left <= column <= area.right}
    titled = {column for row, column in sheet.cells if row in header and area.left <= column <= area.right}
    for column in sorted(used | titled):
        parts = [heading_at(sheet, (row, column), covered) for row in header]
        yield column, JOINED.join(dict.fromkeys(filter(None, parts)))


def heading_at(sheet: Sheet, spot: Spot, covered: Mapping[Spot, Spot]) -> str:
    """The heading that stands or counts in a cell."""
    cell = sheet.cells.get(covered.get(spot, spot))
    return "" if cell is None else " ".join(cell.shown.split())
