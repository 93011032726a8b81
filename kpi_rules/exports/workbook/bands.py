"""Green, amber and red: where a KPI stands, by its own thresholds, also after somebody has changed either."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kpi_rules.exports.tables import Row, Table
from kpi_rules.exports.workbook.sheets import Book
from kpi_rules.registers.cells import column_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_COLOURS = {"green": ("#D5F0DC", "#14532D"), "amber": ("#FFE7B3", "#7A4B00"), "red": ("#FBD0CC", "#8A1C13")}
_BANDS = tuple(_COLOURS)


def put_bands(book: Book, sheet: Any, table: Table, first: int) -> None:
    """Colour the actual values of the KPIs that have thresholds in the same unit."""
    fields = [column.field for column in table.columns]
    bands = [name for name in _BANDS if ("thresholds", name) in fields]
    if ("actual",) not in fields or not {"green", "amber"} & set(bands):
        return
    letters = {name: column_name(1 + first + fields.index(("thresholds", name))) for name in bands}
    actual = column_name(1 + first + fields.index(("actual",)))
    for top, bottom in _runs(number for number, row in enumerate(table.rows, 1) if _is_even(row)):
        area = f"{actual}{top + 1}:{actual}{bottom + 1}"
        for band in bands:
            fill, ink = _COLOURS[band]
            look = book.made.add_format({"bg_color": fill, "font_color": ink})
            formula = _formula(band, f"${actual}{top + 1}", {name: f"${letters[name]}{top + 1}" for name in bands})
            sheet.conditional_format(
                area, {"type": "formula", "criteria": formula, "format": look, "stop_if_true": True}
            )


def _formula(band: str, actual: str, cells: dict[str, str]) -> str:
    """Whether an actual value is in a band; red is what is in none of the others."""
    numbers = [
        f"ISNUMBER({actual})",
        *(f"ISNUMBER({cell})" for name, cell in cells.items() if name in ("green", "amber")),
    ]
    if band == "red":
        return f"=AND({','.join(numbers)})"
    best, next_ = cells.get("green", cells[band]), cells.get("amber" if "amber" in cells else "red", cells[band])
    worse = f"{best}<{next_}"
    cell = cells[band]
    return f"=AND(ISNUMBER({actual}),ISNUMBER({cell}),IF({worse},{actual}<={cell},{actual}>={cell}))"


def _is_even(row: Row) -> bool:
    """Whether a KPI's actual value and thresholds can be held against each other as they stand in their cells."""
    fields = [("actual",), *(("thresholds", name) for name in _BANDS)]
    shown = [row.cells[field].shown for field in fields if field in row.cells]
    units = {each.unit for each in shown if not isinstance(each.value, (str, bool))}
    return len(shown) > 1 and len(units) == 1 and not any(isinstance(each.value, str) for each in shown)


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Numbers that follow one another, by the first and the last of them."""
    start = last = None
    for number in numbers:
        if last is not None and number == last + 1:
            last = number
            continue
        if start is not None and last is not None:
            yield start, last
        start = last = number
    if start is not None and last is not None:
        yield start, last
