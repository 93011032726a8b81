"""The conversions that the plan schema names with `x-kpi-rules-type`: what is written → what rules see.

What comes in: a value of the right shape. What goes out: a date, a duration, a number, a record of a quantity, `MISSING`,
a doubt or a refusal. Knows nothing of places.
"""

from __future__ import annotations

from collections.abc import Mapping

from kpi_rules.document.shape import MISSING, Conversion, Doubt, Refusal
from kpi_rules.plan.dates import read_date, read_start
from kpi_rules.plan.durations import read_duration
from kpi_rules.plan.quantity import parse_quantity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

__all__ = ["CONVERSIONS", "MISSING", "Doubt", "Refusal"]


def _interval(value: str) -> object:
    """A duration; what is no interval invalidates nothing."""
    read = read_duration(value)
    if isinstance(read, Refusal):
        return Doubt(read.message, read.help, instead=read.instead, sure=read.sure)
    return read


def _written(value: object) -> object:
    """The value of a quantity's record: read together with the record's other fields."""
    return value


def _quantity(value: Any) -> dict[str, object]:
    """A number that something is held against."""
    return _filled(value, "", compared=True)


def _target(value: Any) -> dict[str, object]:
    """A target: text is read into value, operator, unit and date, as far as the record does not say them itself."""
    return _filled(value, "by", compared=True)


def _baseline(value: Any) -> dict[str, object]:
    """A baseline: as a target, but `≥5` is no place to start from."""
    return _filled(value, "date", compared=False)


def _actual(value: Any) -> dict[str, object]:
    """Where it stands: as a baseline."""
    return _filled(value, "on", compared=False)


def _range(value: Any) -> dict[str, object]:
    """A range: its two ends, or a text that has both."""
    return value if isinstance(value, dict) else {"min": {"text": value}}


def _filled(value: Any, day: str, *, compared: bool) -> dict[str, object]:
    record: dict[str, object] = value if isinstance(value, dict) else {"value": value}
    written = record.get("value")
    if not isinstance(written, str):
        return record
    quantity = parse_quantity(written)
    if quantity is None or (quantity.operator and not compared) or (quantity.by and not day):
        rest = {name: item for name, item in record.items() if name != "value"}
        return {"text": written, **rest}
    number, operator, unit, by = quantity.value, quantity.operator, quantity.unit, quantity.by
    read: dict[str, object] = {}
    if operator is not None:
        read["operator"] = operator
    if unit is not None:
        read["unit"] = unit
    if by is not None:
        read[day] = by
    read.update(record)
    read["value"] = number
    return read


CONVERSIONS: Final[Mapping[str, Conversion]] = {
    "date": read_date,
    "start": read_start,
    "duration": _interval,
    "written number": _written,
    "quantity": _quantity,
    "target": _target,
    "baseline": _baseline,
    "actual": _actual,
    "range": _range,
}
