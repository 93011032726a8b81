"""Quantities as people write them → value, operator, unit and date.

`18,819` · `9.5%` · `1.2M` · `8 days` · `≤3%` · `At or above 95%` · `500 leads by 2026-12-31` · `٥٠٠`. What comes in is any text;
what goes out is never a wrong number: where there is a doubt, there is no value, and the caller keeps the text.
The decimal sign is a point; commas, spaces and apostrophes part thousands. Time is linear in the text, which is looked at
only up to `LONGEST` characters. Knows nothing of plans.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from kpi_rules.plan.dates import ASCII_DIGITS, last_day, parse_date
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

LONGEST: Final = 200
LARGEST: Final = 10**30

# Patterns as texts: `re` compiles each when it is first asked for. All of them would take as long as a small plan.
_NUMBER: Final = (
    r"(?P<sign>-?) ?(?P<before>US\$|[$€£¥₹]|[A-Z]{3}(?= ))? ?(?P<inner>-?)"
    r"(?P<digits>[0-9]{1,3}(?:(?P<part>[,' ])[0-9]{3}(?:(?P=part)[0-9]{3})*)(?![0-9])|[0-9]+)(?P<decimals>\.[0-9]+)?"
    r"(?P<space> ?)(?P<rest>.*)"
)
_SCALES: Final = {
    "thousand": 3,
    "million": 6,
    "mio": 6,
    "mn": 6,
    "mln": 6,
    "billion": 9,
    "bn": 9,
    "ألف": 3,
    "مليون": 6,
    "مليار": 9,
}
_LETTERS: Final = {"k": 3, "K": 3, "M": 6, "bn": 9, "mn": 6, "B": 9}
_MONEY_LETTERS: Final = {"m": 6, "b": 9}
_SCALED_MONEY: Final = r"(bn|mn|[kKMBmb])([$€£¥₹]|EUR|USD|GBP)"
"""`500k€` is no 500 of anything."""
_SYMBOLS: Final = {
    ">=": ">=",
    "=>": ">=",
    "≥": ">=",
    "<=": "<=",
    "=<": "<=",
    "≤": "<=",
    ">": ">",
    "<": "<",
    "==": "=",
    "=": "=",
}
_BEFORE: Final = {
    ">=": "at least|at or above|not less than|no less than|no fewer than|not below|minimum|minimum of|a minimum of|min|"
    "greater than or equal to|more than or equal to|على الأقل|لا يقل عن|لا تقل عن|ما لا يقل عن|بحد أدنى",
    "<=": "at most|at or below|not more than|no more than|not above|up to|maximum|maximum of|a maximum of|max|"
    "less than or equal to|fewer than or equal to|على الأكثر|لا يزيد عن|لا تزيد عن|لا يتجاوز|لا تتجاوز|ما لا يزيد عن|بحد أقصى",
    ">": "more than|greater than|above|over|exceeding|أكثر من|أكبر من|يزيد عن",
    "<": "less than|fewer than|below|under|أقل من|أصغر من",
    "=": "exactly|equal to|equals|بالضبط",
}
_AFTER: Final = {
    ">=": "+|or more|or above|or higher|or greater|or better|and above|minimum|at least|على الأقل|أو أكثر|كحد أدنى",
    "<=": "or less|or fewer|or below|or lower|or under|and below|maximum|at most|على الأكثر|أو أقل|كحد أقصى",
}
_OPERATORS: Final = {
    **_SYMBOLS,
    **{
        words: operator
        for group in (_BEFORE, _AFTER)
        for operator, listed in group.items()
        for words in listed.split("|")
    },
}


def _any_of(groups: dict[str, str]) -> str:
    words = [re.escape(words) for listed in groups.values() for words in listed.split("|")]
    return "|".join(sorted(words, key=len, reverse=True))


_USUAL: Final = re.compile(
    r"(?:(>=|<=|[<>=]) ?)?([0-9]{1,15})( ?%| [a-z]{1,40})?(?: by ([0-9]{4}-[0-9]{2}-[0-9]{2}))?", re.ASCII
)
_PREFIX: Final = f"(?i)(>=|=>|<=|=<|==|[≥≤<>=]) ?|({_any_of(_BEFORE)}) "
_SUFFIX: Final = f"(?i)(?: ({_any_of(_AFTER)})| ?([+]))$"
_PERCENT: Final = r"(?i)(?:%|٪|percent\b|per cent\b|pct\b|بالمئة|بالمائة|في المئة|في المائة)(?: of .+)?"
_BY: Final = r"(?i) ?\b(?:by|until|before the end of|بحلول|قبل نهاية|حتى) (?:the )?(.+)"
_UNIT: Final = r"[^\W\d_][^\d()\[\]{}<>=≤≥+?!;:,\"]*|[$€£¥₹°‰]\w*"
_DOUBT: Final = (
    r"(?i)(?:reduc|increas|decreas|improve|grow|declin|drop|cut|rise|chang|more\b|less\b|fewer|higher|lower|faster|slower|better|"
    r"times?\b|x\b|out\b|of\b|or\b|to\b|and\b|vs\b|versus|from\b|above|below|over\b|under\b|compared|relative|year.on.year|"
    r"yoy\b|st\b|nd\b|rd\b|th\b|in \w+$|زياد|انخفاض|تخفيض|خفض|نمو|من\b|إلى\b|أو\b|"
    r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\b\.?(?: |$))"
)
_ANYWHERE: Final = r"(?i)\b(?:reduc|increas|decreas|improve|grow|declin|more|less|fewer|higher|lower|or|than|vs|versus|compared|tbd|pending|by)"
_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_QUARTER: Final = r"[Qq]([1-4])[ /-]([0-9]{4})"
_YEAR_MONTH: Final = r"(?:([0-9]{1,2}) )?([A-Za-z]{3,9})\.? (?:([0-9]{1,2}), )?([0-9]{4})"
_SPACES: Final = r"[\s\u00a0\u2007\u2009\u202f]+"
_SIGNS: Final = str.maketrans({"−": "-", "–": "-", "’": "'", "٬": ",", "٫": ".", "\u200e": None, "\u200f": None})


class Quantity(Struct):
    """What a text was read into."""

    value: int | Decimal
    operator: str | None = None
    unit: str | None = None
    by: datetime.date | None = None


def parse_quantity(text: str) -> Quantity | None:
    """The quantity that is written here; nothing where there is any doubt."""
    return _usual(text) or parse_any_quantity(text)


def _usual(text: str) -> Quantity | None:
    """What most quantities are: `>= 500 leads by 2026-12-31` or less of it. Nothing for what takes a closer look."""
    match = _USUAL.fullmatch(text)
    if match is None:
        return None
    operator, digits, written, day = match.groups()
    unit = _unit_behind_number(written) if written else None
    by = parse_date(day) if day else None
    if (written and unit is None) or (day and by is None):
        return None
    return Quantity(int(digits), operator, unit, by)


@lru_cache(maxsize=1024)
def _unit_behind_number(written: str) -> str | None:
    """The unit that is written right behind a number; nothing where it changes the number, the day behind it or more."""
    found, by = parse_any_quantity(f"1{written} by 2000-01-01"), datetime.date(2000, 1, 1)
    if found is None or found != Quantity(1, unit=found.unit, by=by):
        return None
    return found.unit if parse_any_quantity("1" + written) == Quantity(1, unit=found.unit) else None


def parse_any_quantity(text: str) -> Quantity | None:
    """The quantity that is written here, in any of the ways that people write one."""
    if len(text) > LONGEST:
        return None
    text = " ".join(text.split()) if text.isascii() else _plain(text)
    text, by, readable = _take_date(text)
    operator, text = _take_operator(text)
    match = re.fullmatch(_NUMBER, text) if readable else None
    return _assemble(match, operator, by) if match else None


def _plain(text: str) -> str:
    """One kind of space, digit and sign, whatever was typed."""
    return re.sub(_SPACES, " ", unicodedata.normalize("NFC", text).translate(ASCII_DIGITS).translate(_SIGNS)).strip()


def _take_date(text: str) -> tuple[str, datetime.date | None, bool]:
    """The text without its `by …`, the date, and whether that could be read."""
    match = None if text[-1:] in "%+" else re.search(_BY, text)
    if not match:
        return text, None, True
    date = _date_in_words(match[1])
    return text[: match.start()], date, date is not None


def _date_in_words(text: str) -> datetime.date | None:
    text = text.rstrip(".").strip()
    if date := parse_date(text):
        return date
    folded = text.lower()
    for opening in ("end of ", "end ", "نهاية "):
        if folded.startswith(opening):
            text = text[len(opening) :]
            break
    if quarter := re.fullmatch(_QUARTER, text):
        return parse_date(f"{quarter[2]}-Q{quarter[1]}")
    if named := re.fullmatch(_YEAR_MONTH, text):
        return _named_month(named)
    return parse_date(text)


def _named_month(match: re.Match[str]) -> datetime.date | None:
    word, year = match[2].lower(), int(match[4])
    month = next((number for number, name in enumerate(_MONTHS, 1) if word in (name, name[:3], name[:4])), 0)
    if not month or (match[1] and match[3]) or not last_day(year, month):
        return None
    day = int(match[1] or match[3] or last_day(year, month))
    return parse_date(f"{year:04d}-{month:02d}-{day:02d}")


def _take_operator(text: str) -> tuple[str | None, str]:
    if not text[:1].isdigit() and (before := re.match(_PREFIX, text)):
        return _OPERATORS[(before[1] or before[2]).lower()], text[before.end() :]
    if not text[-1:].isdigit() and (after := re.search(_SUFFIX, text)):
        return _OPERATORS[(after[1] or after[2]).lower()], text[: after.start()]
    return None, text


def _assemble(match: re.Match[str], operator: str | None, by: datetime.date | None) -> Quantity | None:
    money, rest = match["before"], match["rest"].removesuffix(".").strip()
    if match["sign"] and match["inner"]:
        return None
    scale, rest = _take_scale(rest, glued=not match["space"], money=bool(money))
    unit = _unit(rest, money)
    if unit is None:
        return None
    digits = match["digits"].replace(match["part"], "") if match["part"] else match["digits"]
    value = _scaled(digits, match["decimals"] or "", scale)
    if value > LARGEST:
        return None
    return Quantity(-value if match["sign"] or match["inner"] else value, operator, unit or None, by)


def _take_scale(rest: str, *, glued: bool, money: bool) -> tuple[int, str]:
    """The power of ten that a word or letter stands for, and what follows it."""
    word, _, after = rest.partition(" ")
    if word.lower() in _SCALES:
        return _SCALES[word.lower()], after
    if glued and word in _LETTERS:
        return _LETTERS[word], after
    if scaled := re.fullmatch(_SCALED_MONEY, rest):
        return (_LETTERS | _MONEY_LETTERS)[scaled[1]], scaled[2]
    if money and word in _LETTERS | _MONEY_LETTERS:
        return (_LETTERS | _MONEY_LETTERS)[word], after
    return 0, rest


def _unit(rest: str, money: str | None) -> str | None:
    """The unit, empty where there is none; nothing where the rest leaves a doubt about the number."""
    if money:
        return money if not rest else f"{money} {rest}" if _is_unit(rest) and rest.startswith("per ") else None
    if not rest:
        return ""
    if re.fullmatch(_PERCENT, rest):
        return "percent"
    return rest if _is_unit(rest) else None


@lru_cache(maxsize=1024)  # a plan has few units, and many quantities
def _is_unit(text: str) -> bool:
    if len(text) == 1 and text in "kKmMbBxX":
        return False  # thousand or kelvin, million or metre
    return bool(re.fullmatch(_UNIT, text)) and not re.match(_DOUBT, text) and not re.search(_ANYWHERE, text)


def _scaled(digits: str, decimals: str, scale: int) -> int | Decimal:
    if not decimals:
        return int(digits + "0" * scale)
    value = Decimal(digits + decimals).scaleb(scale) if scale else Decimal(digits + decimals)
    return int(value) if scale and value == value.to_integral_value() else value
