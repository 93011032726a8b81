"""Days, and why a text is none: what all readers of dates share.

What comes in: the numbers of a date, and the text that they stand in, for messages. What goes out: a `datetime.date`, or a `Doubt`.
Knows nothing of words.
"""

from __future__ import annotations

import datetime

from kpi_rules.document.shape import Doubt
from kpi_rules.i18n import tr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
"""A year outside of these is of another calendar, or a slip."""

ASCII_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


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
        message, tr("write the one that is meant, or say once how your dates are written, as in `locale: en-GB`")
    )


def no_date(text: str) -> Doubt:
    """What is no date at all."""
    forms = tr("write a date as `2026-12-31`, or part of one: `2026-12`, `2026-Q4`, `2026`")
    return Doubt(tr("`{text}` is not a date", text=shortened(text)), forms)


def shortened(text: str) -> str:
    """Text for a message: on one line, and not too long."""
    text = " ".join(text[:200].split())
    return text if len(text) <= 40 else text[:39] + "…"
