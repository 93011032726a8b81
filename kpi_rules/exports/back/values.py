"""A cell that was edited, as the value that the plan is to say.

Comes in: a cell, its column, the value that was there. Goes out: plain data, nothing for an empty cell, or `Unclear`. Knows nothing of where
it goes.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

from kpi_rules.exports.values import PERCENT, plain, written
from kpi_rules.i18n import tr
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kpi_rules.exports.columns import Column
    from kpi_rules.plan import Plan
    from kpi_rules.registers.cells import Cell

_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,14})?")
_NUMBERS = ("quantity", "number")


class Unclear(Struct):
    """A cell that may mean two things, or nothing."""

    reason: str


def taken(cell: Cell | None, column: Column, old: Any, plan: Plan) -> Any:
    """What a cell says, written as what was there before asks for."""
    if cell is None or cell.value is None or (isinstance(cell.value, str) and not cell.value.strip()):
        return None
    value = cell.value
    if isinstance(value, bool):
        return value if column.kind == "truth" else str(value).lower()
    if isinstance(value, (datetime.time, datetime.timedelta)):
        return Unclear(tr("a time of day is no value of a plan"))
    if isinstance(value, datetime.date):
        return written(value)
    if isinstance(value, (int, Decimal)):
        return _number(value, cell.unit, column, old, plan)
    return _text(value, column, old)


def _number(value: int | Decimal, unit: str, column: Column, old: Any, plan: Plan) -> Any:
    text = plain(Decimal(value))
    if unit == PERCENT:
        return f"{text.replace('.', _decimal_sign(plan))}%"
    if column.kind in _NUMBERS or isinstance(old, (int, Decimal)):
        return int(text) if "." not in text else Decimal(text)
    return [text] if isinstance(old, list) else text


def _decimal_sign(plan: Plan) -> str:
    """What stands before the decimals where the plan says or shows how it is written."""
    return plan.schema.conventions_of(plan.document.data).decimal or "."


def _text(text: str, column: Column, old: Any) -> Any:
    text = re.sub(r"\r\n?", "\n", text)
    if column.kind == "truth" and text.strip().casefold() in ("true", "false"):
        return text.strip().casefold() == "true"
    if column.kind in _NUMBERS and not isinstance(old, str) and _NUMBER.fullmatch(text.strip()):
        return int(text) if "." not in text else Decimal(text.strip())
    if column.kind == "texts" or isinstance(old, list):
        return _several(text, column, old)
    if isinstance(old, str) and old.endswith("\n") and "\n" in text.strip("\n") + "\n":
        return text.strip("\n") + "\n"
    return text.strip() if "\n" not in text.strip() else text.strip("\n")


def _several(text: str, column: Column, old: Any) -> Any:
    """A list of texts, each on a line; ids may stand between commas, too."""
    parts = re.split(r"[\n,;،؛]" if column.refers else r"\n", text)
    found = [part.strip() for part in parts if part.strip()]
    return found[0] if len(found) == 1 and not isinstance(old, list) else found
