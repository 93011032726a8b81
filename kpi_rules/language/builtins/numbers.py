"""Built-ins over numbers, durations, and the numbers that stand in texts."""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import lru_cache

from kpi_rules.language.builtins.declaration import builtin
from kpi_rules.language.durations import Duration
from kpi_rules.language.values import Number, rounded

MAX_DIGITS = 60
"""A number in a text that is longer is none."""


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


@builtin(
    "number(text: text) -> number?",
    ('number("4.5 %")', 4.5),
    ('number("at least 3 of 5")', None),
    ('number("1,500")', None),
)
def number(text: str) -> Number | None:
    """The number in a text; missing where there is none, are several, or nobody knows which (`1,500`)."""
    found = _written(text)
    return found[0] if len(found) == 1 else None


@builtin(
    "numbers(text: text) -> list of number", ('numbers("at least 3 of 5")', [3, 5]), ('numbers("Q3, ISO9001")', [])
)
def numbers(text: str) -> list[Number]:
    """The numbers in a text, as they stand there: no sign or word beside one is looked at. Parts of words are none."""
    return [number for number in _written(text) if number is not None]


def _written(text: str) -> list[Number | None]:
    """The numbers of a text; nothing in the place of one that may be two."""
    return [_read(found[0]) for found in _pattern().finditer(text)]


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """A number: not within a word, and its minus not between two."""
    return re.compile(r"(?<![^\W\d])(?<!\d)(?<!\d[.,٫٬'’\u00a0\u202f])(?:(?<!\w)[-−])?\d+(?:[.,٫٬'’\u00a0\u202f]\d+)*")


def _read(written: str) -> Number | None:
    """A number as people write it; nothing where its one sign may divide thousands or a decimal."""
    sign, digits = (-1, written[1:]) if written[0] in "-−" else (1, written)
    whole, decimal = _parted(digits)
    if whole is None or len(whole) + len(decimal) > MAX_DIGITS:
        return None
    return sign * (Decimal(f"{whole}.{decimal}") if decimal else int(whole))


def _parted(digits: str) -> tuple[str | None, str]:
    """The digits before and after the decimal sign; nothing where that is unknown or nobody writes so."""
    signs, parts = re.findall(r"\D", digits), re.split(r"\D", digits)
    if not signs:
        return digits, ""
    grouped = len(parts[0]) <= 3 and parts[0] != "0" and all(len(part) == 3 for part in parts[1:-1])
    if len(signs) == 1 and signs[0] in ".,٫":
        doubtful = signs[0] != "٫" and grouped and len(parts[1]) == 3
        return (None, "") if doubtful else (parts[0], parts[1])
    if grouped and len(parts[-1]) == 3 and len(set(signs)) == 1 and signs[0] != "٫":
        return "".join(parts), ""
    if grouped and len(set(signs[:-1])) == 1 and signs[-1] in ".,٫" and signs[-1] != signs[0]:
        return "".join(parts[:-1]), parts[-1]
    return None, ""


NUMBERS = (magnitude, to_digits, floor, ceiling, number, numbers)
