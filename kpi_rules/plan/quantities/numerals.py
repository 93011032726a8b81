"""A number as people write it → its value, and whether that is certain.

What comes in: digits with the signs between them (`1,234.5`, `160'000`, `12,5`) and a plan's conventions. What goes out: an exact number, or
nothing where it may be two. Without a locale a point is the decimal sign and a comma parts thousands, except where it cannot;
`1.500` may be either. Knows nothing of units.
"""

from __future__ import annotations

import re
from decimal import Decimal

from kpi_rules.plan.conventions import PLAIN, Conventions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_WHOLE: Final = r"[0-9]+"
_EXPONENT: Final = r"[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]{1,2}"
_BY_COMMAS: Final = r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?"
_BY_POINTS: Final = r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3}){2,}(?:,[0-9]+)?|\.[0-9]{3},[0-9]+)"
_BY_OTHERS: Final = r"[1-9][0-9]{0,2}(?:([ '_])[0-9]{3})(?:\1[0-9]{3})*(?:[.,](?:[0-9]{1,2}|[0-9]{4,}))?"
_POINT: Final = r"(?:0|[1-9][0-9]*)?\.[0-9]+"
_COMMA: Final = r"(?:0|[1-9][0-9]*)?,[0-9]+"
_EITHER: Final = r"[1-9][0-9]{0,2}[.,][0-9]{3}"
_PAIRS: Final = r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?"
_ARABIC: Final = r"[0-9]{1,3}(?:٬[0-9]{3})*(?:٫[0-9]+)?|[0-9]+٫[0-9]+"


def read_numeral(text: str, conventions: Conventions = PLAIN, *, percent: bool = False) -> Decimal | int | None:
    """The number; nothing where it may be two. A percentage of ten thousand is a slip, and pairs of digits are lakhs."""
    if re.fullmatch(_WHOLE, text):
        return int(text)
    if "٫" in text or "٬" in text:
        return _exact(text.replace("٬", "").replace("٫", ".")) if re.fullmatch(_ARABIC, text) else None
    if conventions.decimal == "," and (re.fullmatch(_COMMA, text) or re.fullmatch(_EITHER, text)):
        return _exact(text.replace(".", "").replace(",", "."))
    if conventions.decimal == "." and re.fullmatch(_POINT, text):
        return _exact(text)
    if re.fullmatch(_PAIRS, text):
        return _exact(text.replace(",", ""))
    return _without_locale(text, percent=percent)


def _without_locale(text: str, *, percent: bool) -> Decimal | int | None:
    if re.fullmatch(_EXPONENT, text):
        return _exact(text)
    if re.fullmatch(_BY_COMMAS, text):
        return _exact(text.replace(",", ""))
    if re.fullmatch(_BY_POINTS, text):
        return _exact(text.replace(".", "").replace(",", "."))
    if re.fullmatch(_BY_OTHERS, text):
        return _exact(re.sub("[ '_]", "", text).replace(",", "."))
    if re.fullmatch(_POINT, text) and ((percent and text.index(".") > 1) or not re.fullmatch(_EITHER, text)):
        return _exact(text)
    return None


def _exact(text: str) -> Decimal | int:
    value = Decimal(text)
    whole = "." not in text and value == value.to_integral_value() and value.adjusted() < 40
    return int(value) if whole else value


def meanings(text: str) -> tuple[str, ...]:
    """What digits with one sign among them may mean, plainly written: `1500` and `1.500` of `1.500`."""
    if re.fullmatch(r"[0-9]+[.,][0-9]+", text):
        decimal, whole = text.replace(",", "."), re.sub("[.,]", "", text)
        grouped = re.fullmatch(_EITHER, text) is not None
        return (whole, decimal) if grouped else (decimal,)
    return ()
