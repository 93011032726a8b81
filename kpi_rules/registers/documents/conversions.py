"""What a map may have made of a value on its way into a plan: multiplied, called by another word, freed of a label, written in a sentence.

Comes in: a plain value and a `Way`. Goes out: the value made of it, or nothing where the conversion does not fit it. Knows nothing of documents.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, TypeAlias

    from kpi_rules.plan.quantities.quantity import Quantity
    from kpi_rules.registers.documents.map import Way

    Single: TypeAlias = "str | int | bool | Decimal | None"

_INTERVAL: Final = r"\s*([0-9]{1,4})\s*([A-Za-z]+)\s*"
_LETTERS: Final = {
    "d": "day",
    "w": "week",
    "M": "month",
    "mo": "month",
    "Q": "quarter",
    "q": "quarter",
    "Y": "year",
    "y": "year",
}
_WORDS: Final = ("day", "week", "month", "quarter", "year")
_NUMBER: Final = r"[+-]?(?:[0-9]{1,40}\.?[0-9]{0,40}|\.[0-9]{1,40})(?:[eE][+-]?[0-9]{1,2})?"
_PERIOD: Final = r"(?i)(?<!\w)(?:[QH][1-4][\s/,-]{0,3}20\d{2}|20\d{2}[\s/,-]{0,3}[QH][1-4]|20\d{2})(?!\w)"
_LABEL_END: Final = r"[\s#]*(?:\d{1,3}(?:\.\d{1,3})*)?\s*(?:[:.)|]+(?=\s|$)|\s[-–—]+(?=\s)|[–—])?\s*"


def converted(value: Single, way: Way) -> Single:
    """The value that a way makes of another."""
    if way.last and isinstance(value, str):
        value = value.rpartition(way.last)[2]
    if way.after and isinstance(value, str):
        value = without_label(value, way.after)
    if way.part:
        value = _part(as_text(value), way.part)
    if way.words is not None:
        value = _by_word(value, way)
    if way.times is not None:
        value = _times(value, way.times)
    if way.interval and not way.write:
        value = interval(value)
    return _without_indent(value) if isinstance(value, str) else value


def _by_word(value: Single, way: Way) -> Single:
    key = as_text(value).casefold()
    found = (way.words or {}).get(key)
    return found if isinstance(found, (str, int, bool, Decimal)) else None


def _times(value: Single, factor: Decimal | int) -> Single:
    number = as_number(value)
    if number is None:
        return None
    product = number * factor
    return product.normalize() if product != product.to_integral_value() else product.to_integral_value()


def _part(text: str, part: str) -> str | None:
    """The level that a sentence begins from or leads to, or the time that it names; nothing where there is a doubt."""
    if part == "period":
        match = re.search(_PERIOD, text)
        return match[0].strip() if match else None
    read = _quantity(text)
    if read is None:
        return None
    unit = "" if read.unit is None else "%" if read.unit == "percent" else f" {read.unit}"
    if part == "from":
        return None if read.start is None else f"{_short(read.start)}{unit}"
    by = f" by {read.by}" if read.by else ""
    if read.value is None:
        return text if read.change is not None or read.low is not None else None
    return f"{read.operator + ' ' if read.operator else ''}{_short(read.value)}{unit}{f' per {read.per}' if read.per else ''}{by}"


@lru_cache(maxsize=64)
def _quantity(text: str) -> Quantity | None:
    """The quantity in a sentence, which is asked for more than once; nothing where there is none, or a doubt."""
    from kpi_rules.plan.quantities.quantity import Quantity, parse_quantity

    read = parse_quantity(text)
    return read if isinstance(read, Quantity) else None


def _short(number: int | Decimal) -> str:
    """A number without the noughts that it may end in."""
    return f"{Decimal(number).normalize():f}"


def with_unit(value: Single, unit: str) -> str:
    """A number with its unit behind it: `30 minutes`, `95%`."""
    return as_text(value) + ("" if unit.startswith("%") else " ") + unit.strip()


def _without_indent(text: str) -> str:
    """A text without the blanks around it, and without those that its lines begin with."""
    first, _, rest = text.strip().partition("\n")
    if not rest:
        return first
    from textwrap import dedent

    return first.rstrip() + "\n" + dedent(rest)


def as_number(value: Single) -> Decimal | None:
    """The number that a value is, or is written as."""
    if isinstance(value, str) and re.fullmatch(_NUMBER, value.strip()):
        return Decimal(value.strip())
    return Decimal(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else None


def as_text(value: Single) -> str:
    """A value as it is written."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) else "" if value is None else str(value)


def interval(value: Single) -> str | None:
    """`28d` as `28 days`; nothing for less than a day, which no plan asks for."""
    match = re.fullmatch(_INTERVAL, value) if isinstance(value, str) else None
    if match is None:
        return None
    letters = match[2]
    word = _LETTERS.get(letters) or next((word for word in _WORDS if letters.casefold() in (word, word + "s")), None)
    return None if word is None else f"{int(match[1])} {word}{'' if int(match[1]) == 1 else 's'}"


def without_label(text: str, labels: tuple[str, ...]) -> str:
    """A text without the label before it: `Objective 1: Grow` is `Grow`. A label alone stays."""
    for label in labels:
        start = len(label)
        if text[:start].casefold() == label.casefold():
            end = re.compile(_LABEL_END).match(text, start)
            if end is not None and end.group().strip() and end.end() < len(text):
                return text[end.end() :]
    return text
