"""Number formats of workbooks: what a cell's value is where its format says more than its number.

Comes in: a number as it is stored and a format (`0.0%`, `[$€-407] #,##0`, `dd/mm/yyyy`). Goes out: the value in the unit that people see.
Source: ECMA-376 part 1, 18.8.30 (numFmt) and 18.8.31.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

    Kind: TypeAlias = Literal["number", "date", "time", "span"]

_BUILT_IN: Final = {
    9: "0%",
    10: "0.00%",
    20: "h:mm",
    21: "h:mm:ss",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    46: "[h]:mm:ss",
    45: "mm:ss",
    47: "mmss.0",
}
_BUILT_IN_DATES: Final = frozenset([14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)])
_MONEY: Final = {"€": "EUR", "£": "GBP", "₹": "INR", "₽": "RUB", "₺": "TRY", "₪": "ILS", "₦": "NGN", "₩": "KRW"}
"""Signs that are one currency's; `$` and `¥` are those of several, and stay as they are."""
_LITERAL: Final = r'"[^"]*"|\\.|_.|\*.'
_LONGEST: Final = 200
_DIGITS: Final = 15
"""What a spreadsheet shows of a number, and keeps apart."""


class Format(Struct):
    """What a format says of a number: its kind, its unit, and how often it is shown a hundredfold."""

    kind: Kind = "number"
    unit: str = ""
    percents: int = 0
    with_time: bool = False


@lru_cache(maxsize=4096)
def format_of(number: int, code: str | None) -> Format:
    """What a format says: by its code, else by its number, which stands for one that is built in."""
    if code is None and number in _BUILT_IN_DATES:
        return Format("date", with_time=number == 22)
    code = (code or _BUILT_IN.get(number, ""))[:_LONGEST].partition(";")[0]
    bare = re.sub(_LITERAL, "", code)
    if re.search(r"\[(h+|m+|s+)\]", bare, re.IGNORECASE):
        return Format("span")
    signs = re.sub(r"\[[^\]]*\]", "", bare).casefold()
    if "general" in signs or not signs:
        return Format(unit=_unit(code))
    if re.search(r"[yd]|mmm", signs) and not re.search(r"[0#?]", signs):
        return Format("date", with_time="h" in signs)
    if re.search(r"[hs]", signs) and not re.search(r"[#?]", signs):
        return Format("time")
    if percents := signs.count("%"):
        return Format(unit="%", percents=percents)
    return Format(unit="" if re.search(r"[0#?],+(?![0#?.,])", signs) else _unit(code))


def _unit(code: str) -> str:
    """What stands beside the number: a currency, or a word in quotes."""
    if money := re.search(r"\[\$([^\]-]+)(?:-[^\]]*)?\]", code):
        return _MONEY.get(money[1].strip(), money[1].strip())
    bare = re.sub(r"\[[^\]]*\]|_.|\*.", "", code)
    words = (
        " ".join(" ".join(re.findall(r'"([^"]*)"|\\(.)', bare)[0]).split()) if re.search(r'"[^"]*"|\\.', bare) else ""
    )
    sign = words or next((sign for sign in bare if sign in _MONEY or sign in "$¥"), "")
    return (
        _MONEY.get(sign, sign)
        if re.fullmatch(r"[^\d\s](?:.*[^\d\s])?", sign) and not re.fullmatch(r"[-+()/.,:]+", sign)
        else ""
    )


def number_of(written: str) -> Decimal | int | None:
    """A number as a workbook stores it, in the digits that people are shown."""
    try:
        if written.isdecimal() and written.isascii() and len(written) <= _DIGITS:
            return int(written)
        value = Decimal(f"{float(written):.{_DIGITS}g}")
    except (ValueError, InvalidOperation, OverflowError):
        return None
    if not value.is_finite():
        return None
    return int(value) if value == value.to_integral_value() and abs(value) < 10**_DIGITS else value.normalize()


def dated(
    serial: Decimal | int, form: Format, *, since_1904: bool
) -> datetime.date | datetime.time | datetime.timedelta | None:
    """The date, time or length of time that a number stands for; nothing where there is no such day."""
    try:
        if form.kind == "span":
            return datetime.timedelta(seconds=round(float(serial) * 86_400))
        whole = int(serial)
        seconds = round(float(serial - whole) * 86_400)
        if form.kind == "time" and whole == 0 and seconds < 86_400:
            return datetime.time(seconds // 3600, seconds // 60 % 60, seconds % 60)
        if not since_1904 and whole in (0, 60):
            return None  # the first day is number 1, and 1900 had no leap day
        first = datetime.date(1904, 1, 1) if since_1904 else datetime.date(1899, 12, 30 if whole > 60 else 31)
        day = first + datetime.timedelta(days=whole)
    except (OverflowError, ValueError):
        return None
    if seconds and (form.with_time or form.kind == "time"):
        return datetime.datetime.combine(day, datetime.time()) + datetime.timedelta(seconds=seconds)
    return day
