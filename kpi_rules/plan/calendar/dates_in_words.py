"""Dates in other signs than ISO's, and in words of twelve languages → `datetime.date`.

What comes in: a text and a plan's habits. What goes out: a date, why it is none, or nothing where the text is no date. The
words are data (`words.py`, section `dates`); a locale adds its own months and weekdays. Knows nothing of quantities.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

from kpi_rules.document.shape import Doubt
from kpi_rules.i18n import tr
from kpi_rules.plan.calendar.days import ASCII_DIGITS, date_of, shortened, two_days
from kpi_rules.plan.habits import Habits
from kpi_rules.plan.words import Phrases, first_phrase, languages_of, last_phrase, section
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

LONGEST: Final = 60
_YEAR_FIRST: Final = r"([0-9]{4})(?:[-/ ]|\. ?)([0-9]{1,2})(?:[-/ ]|\. ?)([0-9]{1,2})\.?(?:[t ][0-9]{2}:[0-9]{2}(?::[0-9.]+)?(?:z|[+-][0-9:]+)?)?"
_YEAR_LAST: Final = r"([0-9]{1,2})([-/.]) ?([0-9]{1,2})\2 ?([0-9]{4}|[0-9]{2})"
_MONTH_YEAR: Final = r"([0-9]{1,2})[-/.]([0-9]{4})"
_YEAR_MONTH: Final = r"([0-9]{4})[-/.]([0-9]{1,2})"
_WEEK: Final = r"(?:([0-9]{4})[- ]?(?:w|kw) ?([0-9]{1,2})|(?:w|kw|week) ?([0-9]{1,2})[ /]([0-9]{4}))"
_EAST: Final = r"([0-9]{4}) ?[年년](?: ?([0-9]{1,2}) ?[月월](?: ?([0-9]{1,2}) ?[日일])?)?"
_PART: Final = (
    r"(?:{letter} ?([0-9])[ ,/'’-]*(?:of )?([0-9]{{4}}|[0-9]{{2}})|([0-9]) ?{letter}[ ,/'’-]*([0-9]{{4}}|[0-9]{{2}})"
    r"|([0-9]{{4}})[ ,/-]*(?:{letter} ?([0-9])|([0-9]) ?{letter}))"
)
_QUARTER_LETTERS: Final = "[qtk]"
_HALF_LETTERS: Final = "[hs]"
_NAMED: Final = r"(?:(?P<day>[0-9]{1,2})(?:\.|st|nd|rd|th|er|º|\.º)?[ -]*(?:de )?)?#[ ,.-]*(?:(?P<after>[0-9]{1,2})(?:st|nd|rd|th)?,? )?(?:de |del )?(?:(?P<short>['’][0-9]{2})|(?P<year>[0-9]{4}))"
_UNDATED: Final = r"(?:[0-9]{1,2}[. -]*)?(?:de )?#(?:[ .-]*[0-9]{1,2})?(?:[ .-]*[0-9]{2})?"
_FISCAL_YEAR: Final = r"[' -]*(?:[0-9]{4}|[0-9]{2})?[/-]?([0-9]{4}|[0-9]{2})"
_LAST_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


class _Words(Struct):
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    end: Mapping[str, str]
    quarter: Mapping[str, str]
    half: Mapping[str, str]
    fiscal: Mapping[str, str]
    year: Mapping[str, str]
    ordinals: Mapping[str, int]
    joining: Mapping[str, str]


def parse_worded_date(text: str, habits: Habits, *, first: bool = False) -> datetime.date | Doubt | None:
    """The date, or why there is none; nothing where the text is none."""
    if len(text) > LONGEST:
        return None
    plain = plain_text(text)
    words = _words(languages_of(plain))
    plain, weekday = _without_weekday(plain, words, habits)
    found = _in_signs(text, plain, habits, first=first) or _in_words(text, plain, words, habits, first=first)
    if weekday is not None and isinstance(found, datetime.date) and found.isoweekday() != weekday:
        return Doubt(
            tr("`{text}` is another day of the week", text=shortened(text)), tr("mend the weekday or the date")
        )
    return found


def plain_text(text: str) -> str:
    """Small letters, ASCII digits, one kind of space, no marks of direction."""
    text = unicodedata.normalize("NFC", text).translate(ASCII_DIGITS)
    if not text.isascii():
        text = re.sub("[\u200e\u200f\u061c\u2066-\u2069]", "", text).replace("،", ",").replace("–", "-")
        text = text.translate({ord(sign): str(unicodedata.decimal(sign)) for sign in text if sign.isdecimal()})
    return " ".join(text.lower().split()).strip(" ,;.").removeprefix("(").removesuffix(")")


def _without_weekday(plain: str, words: _Words, habits: Habits) -> tuple[str, int | None]:
    for days in (habits.weekdays, words.weekdays):
        if day := first_phrase(plain, days):
            rest = plain[len(day) :].lstrip(" ,.")
            if re.match("[0-9]", rest):
                return rest, days[day]
        if (day := last_phrase(plain, days)) and day != plain and len(day) > 2:
            rest = plain.removesuffix(day).rstrip(" ,(")
            if re.search("[0-9日일]$", rest):
                return rest, days[day]
    return plain, None


# -- signs


def _in_signs(text: str, plain: str, habits: Habits, *, first: bool) -> datetime.date | Doubt | None:
    if match := re.fullmatch(_YEAR_FIRST, plain):
        return date_of(text, int(match[1]), (int(match[2]),) * 2, int(match[3]))
    if match := re.fullmatch(_YEAR_LAST, plain):
        return _day_and_month(text, int(match[1]), int(match[3]), match[4], habits)
    if match := re.fullmatch(_MONTH_YEAR, plain):
        return date_of(text, int(match[2]), (int(match[1]),) * 2, first=first)
    if (match := re.fullmatch(_YEAR_MONTH, plain)) and int(match[2]) <= 12:
        return date_of(text, int(match[1]), (int(match[2]),) * 2, first=first)
    if match := re.fullmatch(_EAST, plain):
        months = (int(match[2]),) * 2 if match[2] else (1, 12)
        return date_of(text, int(match[1]), months, int(match[3]) if match[3] else None, first=first)
    if match := re.fullmatch(_WEEK, plain):
        return _week(text, int(match[1] or match[4]), int(match[2] or match[3]), first=first)
    if match := re.fullmatch(r"['’]?([0-9]{4})", plain):
        return date_of(text, int(match[1]), (1, 12), first=first)
    return None


def _day_and_month(text: str, one: int, other: int, year: str, habits: Habits) -> datetime.date | Doubt:
    """`31.12.2026`, `12/31/2026`, and `05/06/2026`, of which only a locale can tell."""
    if len(year) == 2:
        if habits.day_first is None:
            return Doubt(
                tr("`{text}` does not say which of its numbers is the year", text=shortened(text)),
                tr("write the year with four digits, as in `2026-12-31`"),
            )
        year = "20" + year
    day_first = True if one > 12 or one == other else False if other > 12 else habits.day_first
    if day_first is not None:
        day, month = (one, other) if day_first else (other, one)
        return date_of(text, int(year), (month, month), day)
    ways = [date_of(text, int(year), (month, month), day) for day, month in ((one, other), (other, one))]
    for way in ways:
        if isinstance(way, Doubt):
            return way
    return two_days(text, *ways)  # type: ignore[arg-type]  # neither is a refusal


def _week(text: str, year: int, week: int, *, first: bool) -> datetime.date | Doubt:
    try:
        return datetime.date.fromisocalendar(year, week, 1 if first else 7)
    except ValueError:
        return Doubt(tr("there is no such week as `{text}`", text=shortened(text)))


# -- words


def _in_words(text: str, plain: str, words: _Words, habits: Habits, *, first: bool) -> datetime.date | Doubt | None:
    if first_phrase(plain, words.fiscal) or _has(plain, words.fiscal) or "年度" in plain:
        return _fiscal(text, plain, words, habits, first=first)
    if end := first_phrase(plain, words.end):
        rest = _without_joining(plain[len(end) :], words)
        return _ended(text, rest, words, habits)
    if (end := last_phrase(plain, words.end)) and end != plain:
        return _ended(text, plain.removesuffix(end).rstrip(" -,"), words, habits)
    for letters, length in ((_QUARTER_LETTERS, 3), (_HALF_LETTERS, 6)):
        if match := re.fullmatch(_PART.format(letter=letters), plain):
            return _part(text, *_part_and_year(match), length, first=first)
        if re.fullmatch(f"{letters} ?[1-4]", plain):
            return _no_year(text)
    if found := _named_part(text, plain, words, first=first):
        return found
    if found := _named_month(text, plain, words, habits, first=first):
        return found
    if year := re.fullmatch(r"(?:\D{1,14} )?([0-9]{4})(?: ?\D{1,6})?", plain):
        around = plain.replace(year[1], "").strip()
        return date_of(text, int(year[1]), (1, 12), first=first) if around in words.year else None
    return None


def _ended(text: str, rest: str, words: _Words, habits: Habits) -> datetime.date | Doubt | None:
    if not re.search("[0-9]", rest):
        return _no_year(text)
    return _in_signs(text, rest, habits, first=False) or _in_words(text, rest, words, habits, first=False)


def _without_joining(text: str, words: _Words) -> str:
    text = text.lstrip(" -,")
    while joining := first_phrase(text, words.joining):
        text = text[len(joining) :].lstrip()
    return text


def _part_and_year(match: re.Match[str]) -> tuple[int, str]:
    groups = match.groups()
    return (int(groups[0] or groups[2] or groups[5] or groups[6]), groups[1] or groups[3] or groups[4])


def _part(text: str, number: int, year: str, length: int, *, first: bool) -> datetime.date | Doubt:
    """The quarter or half of a year."""
    if not 1 <= number <= 12 // length:
        return Doubt(tr("`{text}` is not a date", text=shortened(text)), tr("a year has four quarters and two halves"))
    return date_of(
        text, int(year) + (2000 if len(year) == 2 else 0), ((number - 1) * length + 1, number * length), first=first
    )


def _named_part(text: str, plain: str, words: _Words, *, first: bool) -> datetime.date | Doubt | None:
    """`fourth quarter of 2026`, `4. Quartal 2026`, `2026年第4季度`, `الربع الرابع 2026`."""
    year = re.search(r"(?<![0-9])([0-9]{4})(?![0-9])", plain)
    if year is None:
        return None
    for table, length in ((words.half, 6), (words.quarter, 3)):
        named = [word for word in table if word in plain and (len(word) > 1 or not word.isascii())]
        for word in sorted(named, key=len, reverse=True):
            if not _has(plain, {word: ""}):
                continue
            number = _ordinal(plain.replace(year[1], " ").replace(word, " "), words)
            if number:
                return _part(text, number, year[1], length, first=first)
    return None


def _ordinal(text: str, words: _Words) -> int:
    """The one number that is left of a text: `4.`, `fourth`, `iv`, `الرابع`, `第四`; 0 where something else is."""
    text = re.sub("[第年년제の]", " ", text)
    left = [word for word in re.findall(r"\w+", text) if word not in words.joining and word not in words.year]
    if len(left) != 1:
        return 0
    digit = re.fullmatch(r"([1-4])(?:th|st|nd|rd|й|го|му|м|º|e|er|ème|de|ste|o)?", left[0])
    return int(digit[1]) if digit else words.ordinals.get(left[0], 0)


def _has(plain: str, table: Mapping[str, str]) -> bool:
    return any(
        (at := plain.find(word)) >= 0
        and not (at and plain[at - 1].isalpha() and plain[at - 1].isascii())
        and not (plain[at + len(word) : at + len(word) + 1].isalpha() and word[-1].isascii())
        for word in table
    )


def _month(text: str, words: _Words, habits: Habits) -> tuple[str, int] | None:
    """The month that is named in a text, and how."""
    for months in (habits.months, words.months):
        for start in range(len(text)):
            if (
                text[start].isalpha()
                and (start == 0 or not text[start - 1].isalpha())
                and (name := first_phrase(text[start:], months))
            ):
                return name, months[name]
    return None


def _named_month(text: str, plain: str, words: _Words, habits: Habits, *, first: bool) -> datetime.date | Doubt | None:
    named = _month(plain, words, habits)
    if named is None:
        return None
    marked = (
        re.sub(r" (?:of|de|del|do|di|г\.?|года|年)(?= |$)", "", plain.replace(named[0], "#", 1))
        .replace("# عام ", "# ")
        .replace("# من ", "# ")
        .replace("m ", "m ")
    )
    match = re.fullmatch(_NAMED, marked)
    if match is None:
        return _no_year(text) if re.fullmatch(_UNDATED, marked) else None
    day = match["day"] or match["after"]
    if match["day"] and match["after"]:
        return None
    year = int(match["year"] or "20" + match["short"][1:])
    return date_of(text, year, (named[1],) * 2, int(day) if day else None, first=first)


def _no_year(text: str) -> Doubt:
    return Doubt(
        tr("`{text}` does not say of which year", text=shortened(text)),
        tr("write the year with four digits, as in `2026-12-31`"),
    )


def _fiscal(text: str, plain: str, words: _Words, habits: Habits, *, first: bool) -> datetime.date | Doubt | None:
    """`FY26`, `Q4 FY2026`: known where the plan says when its fiscal year ends."""
    rest = plain
    for word in sorted(words.fiscal, key=len, reverse=True):
        rest = rest.replace(word, " ")
    for word in sorted(words.end, key=len, reverse=True):
        rest = rest.removeprefix(word)
    rest = " ".join(re.sub(r"\b(?:of|the)\b", " ", rest).split())
    part = re.search(r"(?:\b([qh]) ?([1-4])\b)", rest)
    year = re.fullmatch(_FISCAL_YEAR, (rest[: part.start()] + rest[part.end() :]).strip() if part else rest)
    if year is None:
        return None
    if habits.year_ends is None or "年度" in plain:
        return Doubt(
            tr("`{text}` is a fiscal year, and nothing says when it ends", text=shortened(text)),
            tr(
                "write the last day, as in `2026-06-30`, or say once when your year ends, as in `period: {year_ends: June}`"
            ),
        )
    number = int(year[1]) + (2000 if len(year[1]) == 2 else 0)
    length = 12 if part is None else 3 if part[1] == "q" else 6
    back = 12 - int(part[2]) * length if part else 0
    if back < 0:
        return None
    months = number * 12 + habits.year_ends[0] - 1 - back
    if not first:
        return _fiscal_end(text, months, habits.year_ends)
    before = _fiscal_end(text, months - length, habits.year_ends)
    return before + datetime.timedelta(days=1) if isinstance(before, datetime.date) else before


def _fiscal_end(text: str, months: int, year_ends: tuple[int, int]) -> datetime.date | Doubt:
    """The day on which a part of a fiscal year ends, in the month that is so many after year 0."""
    month, day = year_ends
    is_months_end = day >= 28 and day == _LAST_DAYS[month - 1]
    return date_of(text, months // 12, (months % 12 + 1,) * 2, None if is_months_end else day)


@lru_cache(maxsize=16)
def _words(languages: tuple[str, ...]) -> _Words:
    sections = [section(language, "dates") for language in languages]

    def numbered(name: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for words in sections:
            for number, listed in words.get(name, {}).items():
                for word in listed:
                    found.setdefault(word, int(number))
        return Phrases(found)

    def listed(name: str) -> dict[str, str]:
        return Phrases({word: name for words in sections for word in words.get(name, ())})

    return _Words(
        months=numbered("months"), weekdays=numbered("weekdays"), end=listed("end"), quarter=listed("quarter"),
        half=listed("half"), fiscal=listed("fiscal"), year=listed("year"), ordinals={**numbered("ordinal_words"), **_ROMAN},
        joining=listed("of"),
    )  # fmt: skip


def parse_year_end(text: str) -> tuple[int, int] | None:
    """The last month and day of a fiscal year: `03-31`, `June`, `30 June`, `6`."""
    words = _words(languages_of(text))
    plain = plain_text(text)
    if match := re.fullmatch(r"(?:--)?([0-9]{1,2})(?:[-/]([0-9]{1,2}))?", plain):
        month, day = int(match[1]), int(match[2] or 0)
    elif named := _month(plain, words, Habits()):
        rest = re.fullmatch(
            r"([0-9]{1,2})?(?:st|nd|rd|th|\.)?", " ".join(plain.replace(named[0], "").replace("end of", "").split())
        )
        if rest is None:
            return None
        month, day = named[1], int(rest[1] or 0)
    else:
        return None
    last = _LAST_DAYS[month - 1] if 1 <= month <= 12 else 0
    return (month, day or last) if last and 0 <= day <= last else None


@cache
def opening_words(languages: tuple[str, ...]) -> Mapping[str, str]:
    """The words that may stand before a date: by, until, am, d'ici, …"""
    return Phrases({word: "by" for language in languages for word in section(language, "dates").get("by", ())})


@cache
def vague_words(languages: tuple[str, ...]) -> Mapping[str, str]:
    """The words that leave open which day of a longer time is meant: before, after, mid, …"""
    return Phrases({word: "before" for language in languages for word in section(language, "dates").get("before", ())})
