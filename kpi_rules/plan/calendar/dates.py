"""Dates as people write them → `datetime.date`. The one reader of dates, wherever one stands.

`2026-12-31` is a day; `2026-12`, `Q4 2026`, `H1 2026`, `Dec 2026`, `2026` are longer times: their last day, or their first where something
starts. `31.12.2026`, `31 de diciembre de 2026`, `2026年12月31日`, `٣١ ديسمبر ٢٠٢٦` are days too. What may be two days, as
`05/06/2026`, is none, and so is a year of another calendar. What is usual is read here, all else in `dates_in_words`.
Knows nothing of plans.
"""

from __future__ import annotations

import datetime
import re

from kpi_rules.document.shape import MISSING, Doubt
from kpi_rules.plan.calendar.days import FIRST_YEAR, LAST_YEAR, date_of, in_our_calendar, no_date
from kpi_rules.plan.conventions import PLAIN, Conventions
from kpi_rules.plan.words import first_phrase, is_unspaced, languages_of, last_phrase

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_WRITTEN: Final = re.compile(r"([0-9]{4})(?:-(?:([0-9]{2})(?:-([0-9]{2}))?|[Qq]([1-4])))?")
_COMPACT: Final = "(?:19|20|21)[0-9]{6}"


def read_date(value: object, conventions: Conventions = PLAIN) -> object:
    """The date, its last day where it is a longer time; a doubt where it is none."""
    return _read(value, conventions, first=False)


def read_start(value: object, conventions: Conventions = PLAIN) -> object:
    """The date, its first day where it is a longer time; a doubt where it is none."""
    return _read(value, conventions, first=True)


def _read(value: object, conventions: Conventions, *, first: bool) -> object:
    text = value.strip() if isinstance(value, str) else f"{int(value):04d}"  # type: ignore[call-overload]  # the schema lets nothing but text and whole numbers through
    if not text:
        return MISSING
    if re.fullmatch(_COMPACT, text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    found = parse_date(text, conventions, first=first)
    return (_opened(text, conventions, first=first) or no_date(text)) if found is None else found


def _opened(text: str, conventions: Conventions, *, first: bool) -> object:
    """The date behind a word such as `by`, which says nothing where a date is meant anyway; not one that leaves the day open."""
    from kpi_rules.plan.calendar.date_words import opening_words, vague_words

    low, languages = text.lower(), languages_of(text)
    words = opening_words(languages)
    word = first_phrase(low, words)
    if not word and (behind := last_phrase(low, words)) and is_unspaced(behind[0]):  # 2026年末まで
        text, word = text[: len(text) - len(behind)], behind
        return None if last_phrase(word, vague_words(languages)) else parse_date(text.strip(), conventions, first=first)
    if not word or len(word) == len(text) or last_phrase(word, vague_words(languages)):
        return None
    return parse_date(text[len(word) :].strip(), conventions, first=first)


def plain_date(text: str) -> datetime.date | None:
    """The day that is written as `2026-12-31`."""
    if len(text) == 10 and text.isascii() and text[4] == text[7] == "-":
        try:
            day = datetime.date.fromisoformat(text)
        except ValueError:
            return None
        return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
    return None


def parse_date(text: str, conventions: Conventions = PLAIN, *, first: bool = False) -> datetime.date | Doubt | None:
    """The date that is written here; why it is none where it looks like one; nothing where it does not."""
    if len(text) == 10 and text.isascii() and text[4] == text[7] == "-":
        try:
            return in_our_calendar(datetime.date.fromisoformat(text), text)
        except ValueError:
            pass
    match = _WRITTEN.fullmatch(text)
    if match is None or (match[2] or "") > "12":
        from kpi_rules.plan.calendar.dates_in_words import parse_worded_date

        found = parse_worded_date(text, conventions, first=first)  # 2025-26 is a fiscal year
        if match is None or found is not None:
            return found
    year, month, day, quarter = (None if part is None else int(part) for part in match.groups())
    months = (month, month) if month is not None else (quarter * 3 - 2, quarter * 3) if quarter else (1, 12)
    return date_of(text, year or 0, months, day, first=first)
