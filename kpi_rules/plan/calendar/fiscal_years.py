"""Fiscal years, and when they end: `FY26`, `Q4 FY2026`, `year_ends: June`.

What comes in: a text that names one, and a plan's conventions, which may say when its year ends. What goes out: a date, or why it is none;
nothing is guessed of a year that ends nowhere. Knows nothing of other dates.
"""

from __future__ import annotations

import datetime
import re

from kpi_rules.document.shape import Doubt
from kpi_rules.i18n import tr
from kpi_rules.plan.calendar.date_words import DateWords, date_words, named_month, plain_text
from kpi_rules.plan.calendar.days import date_of, shortened
from kpi_rules.plan.conventions import PLAIN, Conventions
from kpi_rules.plan.words import languages_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_FISCAL_YEAR: Final = r"[' -]*(?:[0-9]{4}|[0-9]{2})?[/-]?([0-9]{4}|[0-9]{2})"
_SPLIT_YEAR: Final = r"((?:19|20|21)[0-9]{2})[/-]([0-9]{4}|[0-9]{2})"
_LAST_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def fiscal_date(
    text: str, plain: str, words: DateWords, conventions: Conventions, *, first: bool
) -> datetime.date | Doubt | None:
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
    number = int(year[1]) + (2000 if len(year[1]) == 2 else 0)
    if "年度" in plain:
        return _ends_nowhere(text)
    return _dated(text, number, (part[1], int(part[2])) if part else None, conventions, first=first)


def split_year(text: str, plain: str, conventions: Conventions, *, first: bool) -> datetime.date | Doubt | None:
    """`2025/26`, `2025-2026`: the fiscal year that begins in one year and ends in the next."""
    found = re.fullmatch(_SPLIT_YEAR, plain)
    if found is None:
        return None
    begun, ended = int(found[1]), int(found[2]) if len(found[2]) == 4 else int(found[1][:2] + found[2])
    if ended != begun + 1 or conventions.year_ends == (12, 31):
        return None
    return _dated(text, ended, None, conventions, first=first)


def _ends_nowhere(text: str) -> Doubt:
    return Doubt(
        tr("`{text}` is a fiscal year, and nothing says when it ends", text=shortened(text)),
        tr(
            "write the last day, as in `2026-06-30`, or say once when your year ends, as in `period: {year_ends: June}`"
        ),
    )


def _dated(
    text: str, number: int, part: tuple[str, int] | None, conventions: Conventions, *, first: bool
) -> datetime.date | Doubt | None:
    """The last or first day of a fiscal year, or of its quarter or half."""
    if conventions.year_ends is None:
        return _ends_nowhere(text)
    length = 12 if part is None else 3 if part[0] == "q" else 6
    back = 12 - part[1] * length if part else 0
    if back < 0:
        return None
    months = number * 12 + conventions.year_ends[0] - 1 - back
    if not first:
        return _fiscal_end(text, months, conventions.year_ends)
    before = _fiscal_end(text, months - length, conventions.year_ends)
    return before + datetime.timedelta(days=1) if isinstance(before, datetime.date) else before


def _fiscal_end(text: str, months: int, year_ends: tuple[int, int]) -> datetime.date | Doubt:
    """The day on which a part of a fiscal year ends, in the month that is so many after year 0."""
    month, day = year_ends
    is_months_end = day >= 28 and day == _LAST_DAYS[month - 1]
    return date_of(text, months // 12, (months % 12 + 1,) * 2, None if is_months_end else day)


def parse_year_end(text: str) -> tuple[int, int] | None:
    """The last month and day of a fiscal year: `03-31`, `June`, `30 June`, `6`."""
    words = date_words(languages_of(text))
    plain = plain_text(text)
    if match := re.fullmatch(r"(?:--)?([0-9]{1,2})(?:[-/]([0-9]{1,2}))?", plain):
        month, day = int(match[1]), int(match[2] or 0)
    elif named := named_month(plain, words, PLAIN):
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
