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
from kpi_rules.i18n import tr
from kpi_rules.plan.habits import PLAIN, Habits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
"""A year outside of these is of another calendar, or a slip."""

ASCII_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_WRITTEN: Final = re.compile(r"([0-9]{4})(?:-(?:([0-9]{2})(?:-([0-9]{2}))?|[Qq]([1-4])))?")


def read_date(value: object, habits: Habits = PLAIN) -> object:
    """The date, its last day where it is a longer time; a doubt where it is none."""
    return _read(value, habits, first=False)


def read_start(value: object, habits: Habits = PLAIN) -> object:
    """The date, its first day where it is a longer time; a doubt where it is none."""
    return _read(value, habits, first=True)


def _read(value: object, habits: Habits, *, first: bool) -> object:
    text = value.strip() if isinstance(value, str) else f"{int(value):04d}"  # type: ignore[call-overload]  # the schema lets nothing but text and whole numbers through
    if not text:
        return MISSING
    found = parse_date(text, habits, first=first)
    return no_date(text) if found is None else found


def parse_date(text: str, habits: Habits = PLAIN, *, first: bool = False) -> datetime.date | Doubt | None:
    """The date that is written here; why it is none where it looks like one; nothing where it does not."""
    if len(text) == 10 and text.isascii() and text[4] == text[7] == "-":
        try:
            return in_our_calendar(datetime.date.fromisoformat(text), text)
        except ValueError:
            pass
    match = _WRITTEN.fullmatch(text)
    if match is None:
        from kpi_rules.plan.dates_in_words import parse_worded_date

        return parse_worded_date(text, habits, first=first)
    year, month, day, quarter = (None if part is None else int(part) for part in match.groups())
    months = (month, month) if month is not None else (quarter * 3 - 2, quarter * 3) if quarter else (1, 12)
    return date_of(text, year or 0, months, day, first=first)


def date_of(
    text: str, year: int, months: tuple[int, int], day: int | None = None, *, first: bool = False
) -> datetime.date | Doubt:
    """A day, or the last or first day of some months of a year."""
    month = months[0 if first else 1]
    if not 1 <= month <= 12:
        return Doubt(tr("`{text}` is not a date", text=shortened(text)), tr("months run from 01 to 12"))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return other_calendar(text, year)
    last = last_day(year, month)
    if day is not None and not 1 <= day <= last:
        message = tr("there is no such day as `{text}`", text=shortened(text))
        return Doubt(message, tr("{month} has {count} days", month=f"{year:04d}-{month:02d}", count=last))
    return datetime.date(year, month, day or (1 if first else last))


def in_our_calendar(day: datetime.date, text: str) -> datetime.date | Doubt:
    """The date, unless its year is hardly one of our calendar."""
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else other_calendar(text, day.year)


def last_day(year: int, month: int) -> int:
    """The last day of a month; 0 where there is no such month."""
    if not (1 <= year <= datetime.MAXYEAR and 1 <= month <= 12):
        return 0
    return 31 if month == 12 else (datetime.date(year, month + 1, 1) - datetime.date(year, month, 1)).days


def other_calendar(text: str, year: int) -> Doubt:
    """A year such as 1447 or 2569."""
    message = tr("`{text}` may be a date of another calendar: the year {year}", text=shortened(text), year=year)
    return Doubt(message, tr("write the same day of the Gregorian calendar, as in `2026-12-31`"))


def two_days(text: str, one: datetime.date, other: datetime.date) -> Doubt:
    """A date such as 05/06/2026."""
    message = tr("`{text}` may be {one} or {other}", text=shortened(text), one=one, other=other)
    return Doubt(
        message,
        tr("write the one that is meant, or say once how your dates are written, as in `locale: en-GB`"),
        one.isoformat(),
    )


def no_date(text: str) -> Doubt:
    """What is no date at all."""
    forms = tr("write a date as `2026-12-31`, or part of one: `2026-12`, `2026-Q4`, `2026`")
    return Doubt(tr("`{text}` is not a date", text=shortened(text)), forms)


def shortened(text: str) -> str:
    """Text for a message: on one line, and not too long."""
    text = " ".join(text[:200].split())
    return text if len(text) <= 40 else text[:39] + "…"
