"""Numbers, dates and durations as they are written elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from kpi_rules.i18n import tr
from kpi_rules.language.days import day_of
from kpi_rules.language.habits import Habit

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_NUMBER_WORDS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
_THOUSANDS = {
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "k": 1_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "bn": 1_000_000_000,
    "b": 1_000_000_000,
}
UNITS = {
    **dict.fromkeys(["d", "day", "days", "tage", "jours"], (1, "day")),
    **dict.fromkeys(["w", "wk", "wks", "week", "weeks"], (1, "week")),
    **dict.fromkeys(["mo", "mos", "mth", "mths", "mon", "mons", "month", "months"], (1, "month")),
    **dict.fromkeys(["q", "qtr", "qtrs", "quarter", "quarters"], (1, "quarter")),
    **dict.fromkeys(["y", "yr", "yrs", "year", "years", "annum", "yo"], (1, "year")),
    **dict.fromkeys(["fortnight", "fortnights"], (2, "week")),
    **dict.fromkeys(["semester", "semesters", "half-year", "half-years", "halfyear", "halfyears"], (6, "month")),
    **dict.fromkeys(["trimester", "trimesters"], (3, "month")),
    **dict.fromkeys(["decade", "decades"], (10, "year")),
    **dict.fromkeys(["century", "centuries"], (100, "year")),
}
"""Words for times, each with how many of ours it is."""
_UNIT = "(" + "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True)) + ")"
_OURS = r"(?:day|week|month|quarter|year|hour|minute)s?"


def of_days(count: int, unit: str) -> str:
    """A duration as it is written here."""
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def _plain(found: re.Match[str]) -> Sequence[str]:
    return (re.sub(r"[^\d.]", "", found[0]),)


def _decimal_comma(found: re.Match[str]) -> Sequence[str]:
    whole, _, rest = found[0].rpartition(",")
    return (re.sub(r"\D", "", whole) + "." + rest,)


def _exponent(found: re.Match[str]) -> Sequence[str]:
    value = Decimal(found[0]) if abs(int(found[1])) <= 30 else None
    return () if value is None else (f"{value:f}",)


def _many(found: re.Match[str]) -> Sequence[str]:
    value = Decimal(found[1]) * _THOUSANDS[found[2].lower()]
    return (f"{value.normalize():f}",)


def _duration(found: re.Match[str]) -> Sequence[str]:
    each, unit = UNITS[found[2].lower()]
    return (of_days(int(found[1]) * each, unit),)


def _in_words(found: re.Match[str]) -> Sequence[str]:
    each, unit = UNITS[found[2].lower()]
    word = found[1].lower()
    return (of_days((_NUMBER_WORDS.index(word) if word in _NUMBER_WORDS else 1) * each, unit),)


def _iso_duration(found: re.Match[str]) -> Sequence[str]:
    return (of_days(int(found[1]), {"D": "day", "W": "week", "M": "month", "Y": "year"}[found[2]]),)


def _named_month(day: int, month: int, year: int) -> Callable[[re.Match[str]], Sequence[str]]:
    def made(found: re.Match[str]) -> Sequence[str]:
        date = day_of(found[year], MONTHS.index(found[month].lower()[:3]) + 1, found[day])
        return (date,) if date else ()

    return made


def _no_ago() -> str:
    return tr("a day is counted from `today`")


def _number_word(found: re.Match[str]) -> Sequence[str]:
    return (str(_NUMBER_WORDS.index(found[1].lower())),)


_WORDS = "|".join(_NUMBER_WORDS)
WRITTEN = (
    Habit(rf"\btoday\s*(-|\+)\s*(\d+\s+{_OURS})\s+(?:ago|from now|hence|later)\b", r"today \1 \2", _no_ago),
    Habit(rf"\b(\d+\s+{_OURS})\s+ago\b", r"today - \1", _no_ago),
    Habit(rf"\b(\d+\s+{_OURS})\s+(?:from (?:now|today)|hence|later)\b", r"today + \1", _no_ago),
    Habit(rf"\bin\s+(\d+\s+{_OURS})(?=\s|$)", r"today + \1", _no_ago),
    Habit(rf"(?i)\b(\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?{_MONTH}[\s,-]+(\d{{4}})\b", _named_month(1, 2, 3)),
    Habit(rf"(?i)\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", _named_month(2, 1, 3)),
    Habit(r"#(\d{4}-\d\d-\d\d)#?", r"\1", lambda: tr("a date stands alone; a `#` begins a comment")),
    Habit(rf"(?i)\b(\d+)\s*-?\s*{_UNIT}(?![\w-])", _duration),
    Habit(rf"(?i)\b({_WORDS}|an?)\s+{_UNIT}\b", _in_words),
    Habit(r"(?<![\w.])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\w,])", _plain, lambda: tr("a number holds no commas")),
    Habit(r"(?<![\w.])\d{1,3}(?:\.\d{3})*,\d+(?![\w,])", _decimal_comma, lambda: tr("the decimal sign is a point")),
    Habit(r"(?<![\w.])\d{1,3}(?: \d{3})+(?:\.\d+)?(?!\w)", _plain, lambda: tr("a number holds no blanks")),
    Habit(r"(?<![\w.])\d{1,3}(?:['’]\d{3})+(?:\.\d+)?(?!\w)", _plain, lambda: tr("a number holds digits alone")),
    Habit(r"(?<![\w.])\d+(?:\.\d+)?[eE]([+-]?\d+)", _exponent),
    Habit(r"(?<![\w.])(\d+(?:\.\d+)?)\s?(bn|mn|thousand|million|billion|[kKmMbB])\b", _many),
    Habit(r"(?<![\w.)\]])\.(\d+)", r"0.\1"),
    Habit(r"(?<![\w.])(\d+)\.(?![\w.])", r"\1"),
    Habit(
        r"(?<![\w.])\d{1,3}(?:\.\d{3}){2,}(?![\w.])",
        lambda found: (found[0].replace(".", ""),),
        lambda: tr("a number holds digits and one point"),
    ),
    Habit(
        r"(?<![\w.])(\d[\d_.]*)\s?(?:EUR|USD|SAR|AED|GBP|CHF|EGP|QAR|KWD|INR|JPY|euros?|dollars?|pounds?|ريال|درهم|جنيه)\b",
        r"\1",
        lambda: tr("a number has no sign of a currency"),
    ),
    Habit(r"[$€£¥]\s?(\d[\d_.]*)", r"\1", lambda: tr("a number has no sign of a currency")),
    Habit(r"(?<![\w.])(\d[\d_.]*)\s?[€£¥]", r"\1", lambda: tr("a number has no sign of a currency")),
)
NAMED = (
    Habit(r"\bP(\d+)([DWMY])\b", _iso_duration),
    Habit(r"\b(?:daily)\b", "1 day"),
    Habit(r"\b(?:weekly)\b", "1 week"),
    Habit(r"\b(?:biweekly|fortnightly)\b", "2 weeks"),
    Habit(r"\b(?:monthly)\b", "1 month"),
    Habit(r"\b(?:quarterly)\b", "1 quarter"),
    Habit(r"\b(?:yearly|annually|annual)\b", "1 year"),
    Habit(rf"(?i)\b({_WORDS})\b", _number_word),
    Habit(r"(?i)\byesterday\b", "today - 1 day", _no_ago),
    Habit(r"(?i)\btomorrow\b", "today + 1 day", _no_ago),
    Habit(r"(?i)\b(?:now|current_?date|sysdate|getdate|current_?time(?:stamp)?)\b", "today"),
    Habit(r"(?i)\b(?:this|current)_?year\b", "year(today)"),
    Habit(r"(?i)\b(?:this|current)_?month\b", "month(today)"),
)
