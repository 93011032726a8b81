"""What values do at run time: arithmetic that never fails, and how values look in a text.

number: int or Decimal, exact to 100 digits, held within ±10^60 · duration: int, whole days, within ±10^9 · date: within
`datetime.date`'s own bounds · text: NFC, at most `MAX_TEXT` code points. Beyond its bounds a value stays at the bound.
"""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Iterable
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal

Number = int | Decimal
Record = dict[str, object]
Value = object
"""str, Number, bool, datetime.date, list, Record, or `None` where missing."""

MAX_NUMBER = 10**60
MAX_DAYS = 10**9
MAX_TEXT = 100_000
_LAST_DAY = datetime.date.max.toordinal()
_EXACT = Context(prec=100, rounding=ROUND_HALF_EVEN, traps=[])


def bounded(number: Number) -> Number:
    """The number, or the bound that it lies beyond."""
    if -MAX_NUMBER <= number <= MAX_NUMBER:
        return number
    return MAX_NUMBER if number > 0 else -MAX_NUMBER


def add(left: Number, right: Number) -> Number:
    """Sum."""
    if isinstance(left, int) and isinstance(right, int):
        return bounded(left + right)
    return bounded(_EXACT.add(Decimal(left), Decimal(right)))


def subtract(left: Number, right: Number) -> Number:
    """Difference."""
    return add(left, -right if isinstance(right, int) else right.copy_negate())


def multiply(left: Number, right: Number) -> Number:
    """Product."""
    if isinstance(left, int) and isinstance(right, int):
        return bounded(left * right)
    return bounded(_EXACT.multiply(Decimal(left), Decimal(right)))


def divide(left: Number, right: Number) -> Number | None:
    """Quotient, to 100 digits; nothing when the divisor is zero."""
    return bounded(_EXACT.divide(Decimal(left), Decimal(right))) if right else None


def negate(number: Number) -> Number:
    """The number with its sign turned."""
    return -number if isinstance(number, int) else number.copy_negate()


def rounded(number: Number, digits: Number, rounding: str = ROUND_HALF_EVEN) -> Number:
    """The number at so many digits after the point (-60 to 60)."""
    if isinstance(number, int) and digits >= 0:
        return number
    places = max(-60, min(60, int(digits)))
    context = Context(prec=200, traps=[])
    return bounded(Decimal(number).quantize(Decimal(1).scaleb(-places), rounding=rounding, context=context))


def days(number: Number) -> int:
    """A number of whole days, rounded down, within the bounds of a duration."""
    whole = number if isinstance(number, int) else int(number.to_integral_value(ROUND_FLOOR))
    return max(-MAX_DAYS, min(MAX_DAYS, whole))


def later(date: datetime.date, by: int) -> datetime.date:
    """The date so many days later, within the calendar."""
    return datetime.date.fromordinal(max(1, min(_LAST_DAY, date.toordinal() + by)))


def normal(text: str) -> str:
    """Text as the language holds it: NFC, and not beyond all bounds."""
    if len(text) > MAX_TEXT:
        text = text[:MAX_TEXT]
    return text if text.isascii() else unicodedata.normalize("NFC", text)[:MAX_TEXT]


def plain(number: Number) -> str:
    """A number in digits: no exponent, no zeros at its end."""
    if isinstance(number, int):
        return str(number)
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def show_days(number: int) -> str:
    """A duration as people read it."""
    return f"{number} day" if abs(number) == 1 else f"{number} days"


def show(value: Value, type_name: str) -> str:
    """A value as it stands in a text. `type_name` tells durations from numbers."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list):
        return show_list(value, type_name.removeprefix("list of "))
    if isinstance(value, (int, Decimal)):
        return show_days(int(value)) if type_name == "duration" else plain(value)
    return ""


def show_list(values: Iterable[Value], type_name: str) -> str:
    """The values, joined by commas."""
    return ", ".join(show(value, type_name) for value in values)


def is_present(value: object) -> bool:
    """Whether there is anything: a list with something in it, a text that is not blank, any other value."""
    if isinstance(value, str):
        return bool(value.strip())
    return bool(value) if isinstance(value, list) else value is not None
