"""Dates in digits and the signs between them → `datetime.date`: `31.12.2026`, `2026/12/31`, `2026年12月31日`, `2026-W52`.

What comes in: a text, the same in plain signs (`date_words.plain_text`), and a plan's conventions. What goes out: a date, why it is none, or
nothing where the text is something else. Knows no words.
"""

from __future__ import annotations

import datetime
import re

from kpi_rules.document.shape import Doubt
from kpi_rules.i18n import tr
from kpi_rules.plan.calendar.days import date_of, shortened, two_days
from kpi_rules.plan.conventions import Conventions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_YEAR_FIRST: Final = r"([0-9]{4})(?:[-/ ]|\. ?)([0-9]{1,2})(?:[-/ ]|\. ?)([0-9]{1,2})\.?(?:[t ][0-9]{2}:[0-9]{2}(?::[0-9.]+)?(?:z|[+-][0-9:]+)?)?"
_YEAR_LAST: Final = r"([0-9]{1,2})([-/.]) ?([0-9]{1,2})\2 ?([0-9]{4}|[0-9]{2})"
_MONTH_YEAR: Final = r"([0-9]{1,2})[-/.]([0-9]{4})"
_YEAR_MONTH: Final = r"([0-9]{4})[-/.]([0-9]{1,2})"
_WEEK: Final = r"(?:([0-9]{4})[- ]?(?:w|kw|cw|wk) ?([0-9]{1,2})|(?:w|kw|cw|wk|week) ?([0-9]{1,2})[ /]([0-9]{4}))"
_EAST: Final = r"([0-9]{4}) ?[年년](?: ?([0-9]{1,2}) ?[月월](?: ?([0-9]{1,2}) ?[日일])?)?"


def in_signs(text: str, plain: str, conventions: Conventions, *, first: bool) -> datetime.date | Doubt | None:
    """The date, or why there is none; nothing where there are words in it."""
    if match := re.fullmatch(_YEAR_FIRST, plain):
        return date_of(text, int(match[1]), (int(match[2]),) * 2, int(match[3]))
    if match := re.fullmatch(_YEAR_LAST, plain):
        return _day_and_month(text, int(match[1]), int(match[3]), match[4], conventions)
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


def _day_and_month(text: str, one: int, other: int, year: str, conventions: Conventions) -> datetime.date | Doubt:
    """`31.12.2026`, `12/31/2026`, and `05/06/2026`, of which only a locale can tell."""
    if len(year) == 2:
        if conventions.day_first is None:
            return Doubt(
                tr("`{text}` does not say which of its numbers is the year", text=shortened(text)),
                tr("write the year with four digits, as in `2026-12-31`"),
            )
        year = "20" + year
    day_first = True if one > 12 or one == other else False if other > 12 else conventions.day_first
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
