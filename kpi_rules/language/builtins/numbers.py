"""Built-ins over numbers, dates and durations."""

from __future__ import annotations

import datetime
from decimal import ROUND_CEILING, ROUND_FLOOR

from kpi_rules.language.builtins.declaration import builtin
from kpi_rules.language.durations import Duration
from kpi_rules.language.values import Number, rounded


@builtin("abs(quantity: quantity) -> quantity", ("abs(-3)", 3), ("abs(2026-01-01 - 2026-01-31)", 30))
def magnitude(quantity: Number | Duration) -> Number | Duration:
    """The number or duration without its sign."""
    if isinstance(quantity, Duration):
        return abs(quantity)
    return abs(quantity) if isinstance(quantity, int) else quantity.copy_abs()


@builtin("round(number: number, digits: number = 0) -> number", ("round(2.5, 0)", 2), ("round(3.14159, 2)", 3.14))
def to_digits(number: Number, digits: Number = 0) -> Number:
    """The number at so many digits after the point, half to even."""
    return rounded(number, digits)


@builtin("floor(number: number) -> number", ("floor(2.7)", 2), ("floor(-2.1)", -3))
def floor(number: Number) -> Number:
    """The greatest whole number that is not above."""
    return rounded(number, 0, ROUND_FLOOR)


@builtin("ceiling(number: number) -> number", ("ceiling(2.1)", 3))
def ceiling(number: Number) -> Number:
    """The least whole number that is not below."""
    return rounded(number, 0, ROUND_CEILING)


@builtin("year(date: date) -> number", ("year(2026-03-01)", 2026))
def year(date: datetime.date) -> int:
    """The year of a date."""
    return date.year


@builtin("month(date: date) -> number", ("month(2026-03-01)", 3))
def month(date: datetime.date) -> int:
    """The month of a date, 1 to 12."""
    return date.month


@builtin("day(date: date) -> number", ("day(2026-03-01)", 1))
def day(date: datetime.date) -> int:
    """The day of the month, 1 to 31."""
    return date.day


@builtin("days(duration: duration) -> number", ("days(1 quarter)", 90), ("days(12 months)", 365))
def in_days(duration: Duration) -> int:
    """A duration as a number of days: of each year 365, of each other month 30."""
    return duration.in_days


NUMBERS = (magnitude, to_digits, floor, ceiling, year, month, day, in_days)
