"""Plain YAML scalars to values, by the core schema of YAML 1.2; and the numbers of all formats.

Text comes in, a value goes out, or `Refused` with the reason. Whole numbers are `int`, all others exact `Decimal`, never
`float`. Knows nothing of places.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from kpi_rules.i18n import tr

WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
"""The plain scalars that are not text and not numbers."""
STARTS_WORD = frozenset(word[:1] for word in WORDS)
STARTS_NUMBER = frozenset("0123456789+-.")

_NUMBER = re.compile(r"([-+]?[0-9]+)|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


class Refused(Exception):
    """A scalar that is no value: a sentence and what to do."""

    def __init__(self, message: str, help_: str | None) -> None:
        super().__init__(message)
        self.message = message
        self.help = help_


def resolve(text: str, digits: int) -> object:
    """The value of a plain scalar."""
    if text[:1] not in STARTS_NUMBER:
        return WORDS.get(text, text)
    number = _NUMBER.fullmatch(text)
    if number:
        return whole(text, digits) if number[1] else decimal(text, digits)
    if _BASED.fullmatch(text):
        _bound(len(text) - 2, digits)
        return int(text[2:], 8 if text[1] == "o" else 16)
    if _NOT_FINITE.fullmatch(text):
        raise not_finite(text)
    return text


def whole(text: str, digits: int) -> int:
    """A whole number; counted before it is converted, because converting is quadratic."""
    if len(text) > digits:
        _bound(len(text.lstrip("+-0")), digits)
    return int(text)


def decimal(text: str, digits: int) -> Decimal:
    """A number with a fraction or an exponent, exactly."""
    if len(text) > 2 * digits + 20:
        raise _too_long(digits)
    try:
        value = Decimal(text)
    except InvalidOperation:  # an exponent beyond what Decimal can hold
        raise _too_long(digits) from None
    _, figures, exponent = value.as_tuple()
    if isinstance(exponent, str):
        raise not_finite(text)
    _bound(max(len(figures) + exponent, 1) + max(-exponent, 0), digits)
    return value


def not_finite(text: str) -> Refused:
    """The refusal of infinity and not-a-number."""
    return Refused(
        tr("`{text}` is not a number that a plan can hold", text=text),
        tr("leave the value out where there is none, or put it in quotes if it is meant as text"),
    )


def _bound(length: int, digits: int) -> None:
    if length > digits:
        raise _too_long(digits)


def _too_long(digits: int) -> Refused:
    return Refused(
        tr("this number has more than {digits} digits", digits=digits),
        tr("put it in quotes if it is meant as text"),
    )
