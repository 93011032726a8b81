"""The conversions that the plan schema names with `x-kpi-rules-type`: what is written → what rules see.

What comes in: a value of the right shape. What goes out: a date, whole days, a number, a record of a quantity, `MISSING`
or a refusal. Knows nothing of places.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from kpi_rules.document.shape import MISSING, Conversion, Refusal
from kpi_rules.plan.dates import read_date, read_start
from kpi_rules.plan.durations import read_duration
from kpi_rules.plan.quantity import Quantity, parse_quantity

__all__ = ["CONVERSIONS", "MISSING", "Refusal"]


def _amount(value: str | int | Decimal) -> object:
    """A number that stands for itself: `≥5` is not one."""
    if not isinstance(value, str):
        return value
    quantity = parse_quantity(value)
    return MISSING if quantity is None or quantity.operator or quantity.by else quantity.value


def _bound(value: str | int | Decimal) -> object:
    """A number that something is held against; which side is meant, the field tells."""
    if not isinstance(value, str):
        return value
    quantity = parse_quantity(value)
    return MISSING if quantity is None else quantity.value


def _written(value: object) -> object:
    """The value of a quantity's record: read together with the record's other fields."""
    return value


def _quantity(value: Any) -> dict[str, object]:
    """A target: text is read into value, operator, unit and date, as far as the record does not say them itself."""
    return _filled(value, lambda quantity: {"operator": quantity.operator, "unit": quantity.unit, "by": quantity.by})


def _baseline(value: Any) -> dict[str, object]:
    """A baseline: as a target, but `≥5` is no place to start from."""
    return _filled(value, lambda quantity: None if quantity.operator else {"unit": quantity.unit, "date": quantity.by})


def _filled(value: Any, parts: Any) -> dict[str, object]:
    record: dict[str, object] = value if isinstance(value, dict) else {"value": value}
    written = record.get("value")
    if not isinstance(written, str):
        return record
    quantity: Quantity | None = parse_quantity(written)
    found = parts(quantity) if quantity else None
    if quantity is None or found is None:
        rest = {name: item for name, item in record.items() if name != "value"}
        return {"text": written, **rest}
    read = {name: item for name, item in found.items() if item is not None}
    return {**read, **record, "value": quantity.value}


CONVERSIONS: Final[Mapping[str, Conversion]] = {
    "date": read_date,
    "start": read_start,
    "duration": read_duration,
    "amount": _amount,
    "bound": _bound,
    "written number": _written,
    "quantity": _quantity,
    "baseline": _baseline,
}
