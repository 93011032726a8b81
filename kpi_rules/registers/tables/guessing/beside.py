"""Tables that stand side by side on a sheet, with an empty column between them: each has rows of its own.

Comes in: a sheet and a place with one row of headings. Goes out: a place for each. A column that is left empty within a table parts nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from kpi_rules.plan.synonyms import plainly
from kpi_rules.registers.cells import Area, Sheet
from kpi_rules.registers.tables.guessing.tables import Place, named_kind
from kpi_rules.structs import replace


def parted(sheet: Sheet, place: Place) -> list[Place]:
    """The tables that stand beside one another in a place."""
    groups = _groups(sheet, place)
    if len(groups) < 2:
        return [place]
    tables = [groups[0]]
    for group in groups[1:]:
        if _is_table(sheet, place, tables[-1], group):
            tables.append(group)
        else:
            tables[-1] = tables[-1] + group
    if len(tables) < 2:
        return [place]
    area = place.area
    return [replace(place, area=Area(area.top, each[0], area.bottom, each[-1])) for each in tables]


def _groups(sheet: Sheet, place: Place) -> list[list[int]]:
    """Columns without an empty one between them."""
    area = place.area
    used = {column for row, column in sheet.cells if area.top <= row <= area.bottom}
    used = {column for column in used if area.left <= column <= area.right}
    groups: list[list[int]] = []
    for column in sorted(used):
        if groups and groups[-1][-1] == column - 1:
            groups[-1].append(column)
        else:
            groups.append([column])
    return groups


def _is_table(sheet: Sheet, place: Place, left: list[int], right: list[int]) -> bool:
    """Whether columns are a table of their own: they say again what stands to their left, or begin with a record of another kind that has other
    rows."""
    if len(left) < 2 or len(right) < 2:
        return False
    ours, theirs = _headings(sheet, place, right), _headings(sheet, place, left)
    if not ours or not theirs:
        return False
    if ours[0] in theirs:
        return True
    kind = named_kind(ours[0])
    return kind not in (None, "kpi") and _rows(sheet, place, left[0]) != _rows(sheet, place, right[0])


def _headings(sheet: Sheet, place: Place, columns: Iterable[int]) -> list[str]:
    last = place.header[-1]
    return [plainly(cell.shown) for column in columns if (cell := sheet.cells.get((last, column))) is not None]


def _rows(sheet: Sheet, place: Place, column: int) -> set[int]:
    area = place.area
    return {row for row, at in sheet.cells if at == column and place.header[-1] < row <= area.bottom}
