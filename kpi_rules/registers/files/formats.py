"""Number formats of workbooks: what a cell's value is where its format says more than its number.

Comes in: a number as it is stored and a format (`0.0%`, `[$€-407] #,##0`, `dd/mm/yyyy`). Goes out: the value in the unit that people see.
Source: ECMA-376 part 1, 18.8.30 (numFmt) and 18.8.31.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from kpi_rules.structs import Struct, replace

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
_DOLLARS: Final = {
    "409": "USD",
    "1009": "CAD",
    "c0c": "CAD",
    "c09": "AUD",
    "1409": "NZD",
    "80a": "MXN",
    "4809": "SGD",
    "c04": "HKD",
}
"""Whose dollar or peso it is, by the language and country that a format names."""
_LITERAL: Final = r'"[^"]*"|\\.|_.|\*.'
_LONGEST: Final = 200
_DIGITS: Final = 15
"""What a spreadsheet shows of a number, and keeps apart."""


class Format(Struct):
    """What a format says of a number: its kind, its unit, and how often it is shown a hundredfold.

    `words` are shown in place of the number, whatever it is. `parts` are those of a format that says different things of different numbers.
    """

    kind: Kind = "number"
    unit: str = ""
    percents: int = 0
    with_time: bool = False
    words: str = ""
    parts: tuple[tuple[str, Decimal, Format], ...] = ()
    """Conditions (`<`, `5`), and what counts where they hold: the first that does."""

    def of(self, value: Decimal | int) -> Format:
        """What counts for a number."""
        return next((form for sign, bound, form in self.parts if _holds(value, sign, bound)), self)


def _holds(value: Decimal | int, sign: str, bound: Decimal) -> bool:
    return ("<" in sign and value < bound) or (">" in sign and value > bound) or ("=" in sign and value == bound)


@lru_cache(maxsize=4096)
def format_of(number: int, code: str | None) -> Format:
    """What a format says: by its code, else by its number, which stands for one that is built in."""
    if code is None and number in _BUILT_IN_DATES:
        return Format("date", with_time=number == 22)
    codes = re.findall(
        r'((?:"[^"]*"?|\\.|\[[^\]]*\]|[^;"\\\[]|\[)*)(?:;|\Z)', (code or _BUILT_IN.get(number, ""))[:_LONGEST]
    )[:-1]
    made = [_part(each) for each in codes[:4]] or [Format()]
    conditions = [re.search(r"\[(<=|>=|<>|<|>|=)(-?[0-9]{1,15}(?:\.[0-9]{1,15})?)\]", each) for each in codes[:3]]
    if any(conditions):
        parts = [(found[1], Decimal(found[2]), form) for found, form in zip(conditions, made, strict=False) if found]
        other = next((form for found, form in zip(conditions, made, strict=False) if not found), made[0])
        return replace(other, parts=tuple(parts))
    if any(form.words for form in made[:3]):
        signs = (("<",), ("=",)) if len(made) > 2 else (("<",),)
        below = [(sign, Decimal(0), form) for (sign,), form in zip(signs, made[1:3], strict=False)]
        return replace(made[0], parts=tuple(below))
    return made[0]


def _part(code: str) -> Format:
    """What one part of a format says."""
    bare = re.sub(_LITERAL, "", code)
    if re.search(r"\[(h+|m+|s+)\]", bare, re.IGNORECASE):
        return Format("span")
    signs = re.sub(r"\[[^\]]*\]", "", bare).casefold()
    if "general" in signs or not code:
        return Format(unit=_unit(code))
    if re.search(r"[yd]|mmm", signs) and not re.search(r"[0#?]", signs):
        return Format("date", with_time="h" in signs)
    if re.search(r"[hs]", signs) and not re.search(r"[#?]", signs):
        return Format("time")
    if not re.search(r"[0-9#?@]", signs):
        return Format(words=_words(code))
    if percents := signs.count("%"):
        return Format(unit="%", percents=percents)
    return Format(unit="" if re.search(r"[0#?],+(?![0#?.,])", signs) else _unit(code))


def _words(code: str) -> str:
    """What is shown in place of a number; nothing where that are marks alone, as `-` for 0."""
    words = "".join(quoted or one for quoted, one in re.findall(r'"([^"]*)"|\\(.)', code)).strip()
    return words if re.search(r"[^\W\d_]|[✓✔✗✘]", words) else ""


def _unit(code: str) -> str:
    """Money, on whatever side of the number; else the words behind it. Words before it say what it is."""
    if money := re.search(r"\[\$([^\]-]+)(?:-([^\]]*))?\]", code):
        return _money(money[1].strip(), (money[2] or "").casefold())
    sides = ["", ""]
    behind = 0
    for quoted, escaped, number, other in re.findall(r'"([^"]*)"|\\(.)|([0-9#?]+|General)|\[[^\]]*\]|_.|\*.|(.)', code):
        if number:
            behind, sides[1] = 1, ""
        else:
            sides[behind] += quoted or escaped or (other if other in _MONEY or other in "$¥ " else "")
    before, after = (" ".join(side.split()) for side in sides)
    if _is_money(before):
        return _money(before, "")
    plain = re.fullmatch(r"[^\d\s](?:.*[^\d\s])?", after) and not re.fullmatch(r"[-+()/.,:]+", after)
    return _money(after, "") if plain else ""


def _is_money(word: str) -> bool:
    from kpi_rules.plan.quantities.parts import MONEY

    return word in _MONEY or word in ("$", "¥") or re.fullmatch(MONEY, word.casefold()) is not None


def _money(sign: str, place: str) -> str:
    """A currency by its sign, and by whose sign it is where a format says so."""
    if sign == "$" and place in _DOLLARS:
        return _DOLLARS[place]
    return _MONEY.get(sign, sign)


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
        if serial < 0:
            return None
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


def seen(moment: datetime.date | datetime.time | datetime.timedelta) -> str:
    """How a date, a time or a length of time is written: hours go on beyond a day, `36:00`."""
    if not isinstance(moment, datetime.timedelta):
        return str(moment)
    seconds = round(abs(moment.total_seconds()))
    rest = f":{seconds % 60:02d}" if seconds % 60 else ""
    return f"{'-' if moment.total_seconds() < 0 else ''}{seconds // 3600}:{seconds // 60 % 60:02d}{rest}"
