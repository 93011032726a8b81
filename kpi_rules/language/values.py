"""What values do at run time: arithmetic that never fails, and how values look in a text.

number: int or Decimal, exact to 100 digits, held within ±10^60 · duration: `Duration`, months and days, each within ±10^9 · date:
within `datetime.date`'s own bounds · text: NFC, at most `MAX_TEXT` code points. Beyond its bounds a value stays at the bound.
"""

from __future__ import annotations

import datetime
import unicodedata
from decimal import ROUND_HALF_EVEN, Context, Decimal

from kpi_rules.language.durations import Duration
from kpi_rules.seen import is_empty

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

Number = int | Decimal
Record = dict[str, object]
Value = object
"""str, Number, bool, datetime.date, Duration, list, Record, or `None` where missing."""

MAX_NUMBER = 10**60
MAX_TEXT = 100_000
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


def show(value: Value, language: str | None = None) -> str:
    """A value as it stands in a text of this language."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list):
        return ", ".join(show(one, language) for one in value)
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {show(cell, language)}' for name, cell in value.items())}}}"
    if isinstance(value, Duration):
        from kpi_rules.language.duration_words import said

        return said(value, language)
    return plain(value) if isinstance(value, (int, Decimal)) else ""


def arranged(elements: list[Any], keys: list[Any], descending: bool) -> list[Any]:
    """The elements by their keys; like ones stay in their order, and those without a key are the last."""
    places = [place for place, key in enumerate(keys) if key is not None]
    places.sort(key=keys.__getitem__, reverse=descending)
    return [elements[place] for place in (*places, *(place for place, key in enumerate(keys) if key is None))]


def leading(records: list[Any]) -> list[Any]:
    """Each record once, but for the last: after it comes none."""
    return list({id(one): one for one in records}.values())[:-1]


def following(records: list[Any], one: Any) -> list[Any]:
    """Each record once that first stands after this one."""
    once = list({id(each): each for each in records}.values())
    return once[next(place for place, each in enumerate(once, 1) if each is one) :]


def is_present(value: object) -> bool:
    """Whether there is anything: a list with something in it, a text with something to see in it, any other value."""
    if isinstance(value, str):
        return not is_empty(value)
    return bool(value) if isinstance(value, list) else value is not None
