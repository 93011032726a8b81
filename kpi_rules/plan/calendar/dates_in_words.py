"""Dates in words of twelve languages, or in other signs than ISO's → `datetime.date`.

What comes in: a text and a plan's conventions. What goes out: a date, why it is none, or nothing where the text is no date. The
words are data (`words.py`, section `dates`); a locale adds its own months and weekdays. Knows nothing of quantities.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping

from kpi_rules.document.shape import Doubt
from kpi_rules.i18n import tr
from kpi_rules.plan.calendar.date_words import DateWords, date_words, named_month, plain_text
from kpi_rules.plan.calendar.dates_in_signs import in_signs
from kpi_rules.plan.calendar.days import date_of, shortened
from kpi_rules.plan.calendar.fiscal_years import fiscal_date, split_year
from kpi_rules.plan.conventions import Conventions
from kpi_rules.plan.words import first_phrase, languages_of, last_phrase

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

LONGEST: Final = 60
_PART: Final = (
    r"(?:{letter} ?([0-9])[ ,/'’-]*(?:of )?([0-9]{{4}}|[0-9]{{2}})|([0-9])\.? ?(?!k){letter}\.?[ ,/'’-]*([0-9]{{4}}|[0-9]{{2}})"
    r"|([0-9]{{4}})[ ,./年-]*(?:{letter} ?([0-9])|([0-9]) ?{letter}))"
)
_QUARTER_LETTERS: Final = "[qtk]"
_HALF_LETTERS: Final = "[hs]"
_NAMED: Final = r"(?:(?:the )?(?P<day>[0-9]{1,2})(?:\.|st|nd|rd|th|er|º|°|\.º)?[ /-]*(?:de )?)?#[ ,./-]*(?:(?P<after>[0-9]{1,2})(?:st|nd|rd|th)?,? )?(?:de |del )?(?:(?P<short>['’][0-9]{2})|(?P<year>[0-9]{4}))"
_OF_YEAR: Final = r"(?<=[0-9]{4}) ?(?:г\.?|года|году|م)$"
_END_OF_PART: Final = r"^(?:eo(?=[qh][1-4])|eom (?=[^\W\d]))"
_UNDATED: Final = r"(?:[0-9]{1,2}[. -]*)?(?:de )?#(?:[ .-]*[0-9]{1,2})?(?:[ .-]*[0-9]{2})?"


def parse_worded_date(text: str, conventions: Conventions, *, first: bool = False) -> datetime.date | Doubt | None:
    """The date, or why there is none; nothing where the text is none."""
    if len(text) > LONGEST:
        return None
    plain = plain_text(text)
    words = date_words(languages_of(plain))
    plain, weekday = _without_weekday(re.sub(_OF_YEAR, "", re.sub(_END_OF_PART, "end ", plain)), words, conventions)
    found = (
        in_signs(text, plain, conventions, first=first)
        or split_year(text, plain, conventions, first=first)
        or _in_words(text, plain, words, conventions, first=first)
    )
    if weekday is not None and isinstance(found, datetime.date) and found.isoweekday() != weekday:
        return Doubt(
            tr("`{text}` is another day of the week", text=shortened(text)), tr("mend the weekday or the date")
        )
    return found


def _without_weekday(plain: str, words: DateWords, conventions: Conventions) -> tuple[str, int | None]:
    for days in (conventions.weekdays, words.weekdays):
        if day := first_phrase(plain, days):
            rest = plain[len(day) :].lstrip(" ,.")
            if re.match("[0-9]", rest):
                return rest, days[day]
        if (day := last_phrase(plain, days)) and day != plain and len(day) > 2:
            rest = plain.removesuffix(day).rstrip(" ,(")
            if re.search("[0-9日일]$", rest):
                return rest, days[day]
    return plain, None


def _in_words(
    text: str, plain: str, words: DateWords, conventions: Conventions, *, first: bool
) -> datetime.date | Doubt | None:
    if first_phrase(plain, words.fiscal) or _has(plain, words.fiscal) or "年度" in plain:
        return fiscal_date(text, plain, words, conventions, first=first)
    if end := first_phrase(plain, words.end):
        rest = _without_joining(plain[len(end) :], words)
        return _ended(text, rest, words, conventions)
    if (end := last_phrase(plain, words.end)) and end != plain:
        return _ended(text, plain.removesuffix(end).rstrip(" -,"), words, conventions)
    for letters, length in ((_QUARTER_LETTERS, 3), (_HALF_LETTERS, 6)):
        if match := re.fullmatch(_PART.format(letter=letters), plain):
            return _part(text, *_part_and_year(match), length, first=first)
        if re.fullmatch(f"{letters} ?[1-4]", plain):
            return _no_year(text)
    if found := _named_part(text, plain, words, first=first):
        return found
    if found := _named_month(text, plain, words, conventions, first=first):
        return found
    if year := re.fullmatch(r"(?:\D{1,14} ?)?([0-9]{4})(?: ?\D{1,6})?", plain):
        around = plain.replace(year[1], "").strip()
        return date_of(text, int(year[1]), (1, 12), first=first) if around in words.year else None
    return None


def _ended(text: str, rest: str, words: DateWords, conventions: Conventions) -> datetime.date | Doubt | None:
    if not re.search("[0-9]", rest):
        return _no_year(text)
    return in_signs(text, rest, conventions, first=False) or _in_words(text, rest, words, conventions, first=False)


def _without_joining(text: str, words: DateWords) -> str:
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


def _named_part(text: str, plain: str, words: DateWords, *, first: bool) -> datetime.date | Doubt | None:
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


def _ordinal(text: str, words: DateWords) -> int:
    """The one number that is left of a text: `4.`, `fourth`, `iv`, `الرابع`, `第四`; 0 where something else is."""
    text = re.sub("[第年년제の]", " ", re.sub(r"(?<=[0-9])-(?=й|го|му|м|я|е)", "", text))
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


def _named_month(
    text: str, plain: str, words: DateWords, conventions: Conventions, *, first: bool
) -> datetime.date | Doubt | None:
    named = named_month(plain, words, conventions)
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
