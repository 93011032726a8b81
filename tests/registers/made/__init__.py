"""Registers of our own making, with the quirks of real ones, and which field each cell is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from kpi_rules.registers.cells import Area, Cell, Sheet, Workbook
from kpi_rules.registers.draft import Draft, Taken

FILE = Path(__file__).parent / "registers.yaml"
MADE: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))


def workbook(name: str) -> Workbook:
    """A register as a reader of tables gives it."""
    return Workbook(f"{name}.xlsx", [_sheet(each) for each in MADE[name]["sheets"]])


def _sheet(said: dict[str, Any]) -> Sheet:
    cells = {
        (row, column): _cell(value)
        for row, values in enumerate(said["rows"], 1)
        for column, value in enumerate(values, 1)
        if value is not None
    }
    merged = tuple(Area(*area(each)) for each in said.get("merged", ()))
    rows = frozenset(said.get("hidden_rows", ()))
    return Sheet(said["name"], cells, merged, hidden=said.get("hidden", False), hidden_rows=rows)


def _cell(value: Any) -> Cell:
    if isinstance(value, dict):
        value = dict(value)
        typed = value.pop("v")
        return Cell(_number(typed), **value)
    return Cell(_number(value), str(value))


def _number(value: Any) -> Any:
    return Decimal(str(value)) if isinstance(value, float) else value


def area(text: str) -> tuple[int, int, int, int]:
    """`B3:C4` as rows and columns."""
    match = re.fullmatch(r"([A-Z])(\d+)(?::([A-Z])(\d+))?", text)
    assert match, text
    top, left = int(match[2]), ord(match[1]) - 64
    return top, left, int(match[4] or top), ord(match[3]) - 64 if match[3] else left


def truth(name: str) -> dict[tuple[int, int, int], str]:
    """Which field each cell is: by sheet, row and column."""
    sheets = [each["name"] for each in MADE[name]["sheets"]]
    found = {}
    for where, field in MADE[name]["truth"].items():
        sheet, _, cells = where.rpartition("!")
        top, left, bottom, right = area(cells)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                found[sheets.index(sheet) if sheet else 0, row, column] = field
    return found


def fields(drafts: list[Draft]) -> dict[object, set[str]]:
    """Which fields each cell became, in the same words."""
    found: dict[object, set[str]] = {}
    for draft in drafts:
        for name, part in draft.plan.items():
            for path, place in _taken(part, name.removesuffix("s").replace("review", "review")):
                found.setdefault(place, set()).add(path)
    return found


def _taken(part: Any, path: str) -> Iterator[tuple[str, object]]:
    if isinstance(part, Taken):
        if part.place is not None:
            yield path.replace(".value", "") if not re.search(r"(target|actual)s\.value", path) else path, part.place
    elif isinstance(part, dict):
        for key, inner in part.items():
            yield from _taken(inner, f"{path}.{key}")
    else:
        for inner in part:
            yield from _taken(inner, path)
