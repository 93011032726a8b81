"""Durations: calendar months, days and seconds, kept apart until somebody asks how long they are.

A week is seven days, a quarter three months, a year twelve, an hour 3,600 seconds. Added to a date, months are those of the calendar, and
of hours only whole days count. Compared, a duration is as long as people count it: a day 24 hours, a month 30 days, a year 365. So the order is total and equality goes with it (`12 months == 1 year`,
`30 days == 1 month`), though equal ones can lead from one date to two. Arithmetic never fails: beyond its bounds a value stays at them.
"""

from __future__ import annotations

import datetime

from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Final

MAX_PART: Final = 10**9
"""Months and days, each, at most."""
MAX_SECONDS: Final = MAX_PART * 86_400
DAYS_OF_MONTH: Final = 30
DAYS_OF_YEAR: Final = 365
SECONDS_OF_DAY: Final = 86_400
_LAST_DAY: Final = datetime.date.max.toordinal()
_LAST_MONTH: Final = datetime.MAXYEAR * 12 + 11


class Duration(Struct):
    """Calendar months, days and seconds; each may be negative. Equal and ordered by `in_seconds`."""

    months: int = 0
    days: int = 0
    seconds: int = 0

    @property
    def in_days(self) -> int | Decimal:
        """How long it is as people count: a year of 365 days, a month of what is left of one 30."""
        whole = self.in_whole_days
        return _with_hours(whole, self.seconds) if self.seconds else whole

    @property
    def in_seconds(self) -> int:
        """The same to the second."""
        return self.in_whole_days * SECONDS_OF_DAY + self.seconds

    @property
    def in_whole_days(self) -> int:
        """The same of its months and days alone."""
        years, months = divmod(abs(self.months), 12)
        whole = years * DAYS_OF_YEAR + months * DAYS_OF_MONTH
        return (whole if self.months >= 0 else -whole) + self.days

    def __eq__(self, other: object) -> bool:
        return self.in_seconds == other.in_seconds if type(other) is Duration else NotImplemented

    def __hash__(self) -> int:
        return hash(self.in_seconds)

    def __lt__(self, other: Duration) -> bool:
        return self.in_seconds < other.in_seconds

    def __le__(self, other: Duration) -> bool:
        return self.in_seconds <= other.in_seconds

    def __gt__(self, other: Duration) -> bool:
        return self.in_seconds > other.in_seconds

    def __ge__(self, other: Duration) -> bool:
        return self.in_seconds >= other.in_seconds

    def __add__(self, other: Duration) -> Duration:
        return _bounded(self.months + other.months, self.days + other.days, self.seconds + other.seconds)

    def __sub__(self, other: Duration) -> Duration:
        return _bounded(self.months - other.months, self.days - other.days, self.seconds - other.seconds)

    def __neg__(self) -> Duration:
        return Duration(-self.months, -self.days, -self.seconds)

    def __abs__(self) -> Duration:
        return self if self.in_seconds >= 0 else -self

    def __mul__(self, number: int | Decimal) -> Duration:
        """So many times as long: whole months stay months, what is left of one counts 30 days; days, and seconds, are rounded down."""
        if isinstance(number, int):
            return _bounded(self.months * number, self.days * number, self.seconds * number)
        return _times(self, number)


NO_TIME: Final = Duration()
UNITS: Final = {
    "second": Duration(seconds=1),
    "minute": Duration(seconds=60),
    "hour": Duration(seconds=3_600),
    "day": Duration(days=1),
    "week": Duration(days=7),
    "month": Duration(1),
    "quarter": Duration(3),
    "year": Duration(12),
}


def _times(duration: Duration, number: Decimal) -> Duration:
    """A duration times a number with a fraction."""
    from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal  # which few runs need

    exact = Context(prec=100, rounding=ROUND_HALF_EVEN, traps=[])
    months = exact.multiply(Decimal(duration.months), number)
    whole = months.to_integral_value(ROUND_DOWN)
    left = exact.multiply(exact.subtract(months, whole), Decimal(DAYS_OF_MONTH))
    days = exact.add(left, exact.multiply(Decimal(duration.days), number))
    seconds = exact.multiply(Decimal(duration.seconds), number)
    return _bounded(int(whole), *(int(part.to_integral_value(ROUND_FLOOR)) for part in (days, seconds)))


def _with_hours(days: int, seconds: int) -> int | Decimal:
    """Days and seconds as a number of days."""
    from decimal import Context, Decimal

    exact = Context(prec=100)
    number = exact.add(Decimal(days), exact.divide(Decimal(seconds), Decimal(SECONDS_OF_DAY)))
    return int(number) if number == int(number) else number


def total(durations: list[Duration]) -> Duration:
    """The sum: months, days and seconds by themselves."""
    parts = ((each.months, each.days, each.seconds) for each in durations)
    return _bounded(*map(sum, zip(*parts, strict=True))) if durations else NO_TIME


def average(durations: list[Duration]) -> Duration:
    """The mean of their lengths, rounded down to days, or to seconds where one has hours: never beyond the least and the greatest."""
    if not any(each.seconds for each in durations):
        return Duration(days=sum(each.in_whole_days for each in durations) // len(durations))
    mean = sum(each.in_seconds for each in durations) // len(durations)
    return Duration(days=mean // SECONDS_OF_DAY) if not mean % SECONDS_OF_DAY else Duration(seconds=mean)


def between(one: datetime.date, other: datetime.date) -> Duration:
    """From the second date to the first: days, since months have no length of their own."""
    return Duration(days=(one - other).days)


def later(date: datetime.date, by: Duration) -> datetime.date:
    """The date that much later: first the months, in the calendar, then the days, whole ones of its hours too. It stays within the calendar."""
    if by.months:
        date = _months_later(date, by.months)
    days = by.days + _whole_days(by.seconds) if by.seconds else by.days
    return datetime.date.fromordinal(max(1, min(_LAST_DAY, date.toordinal() + days)))


def whole_months(start: datetime.date, end: datetime.date) -> int:
    """How many months after a date another is, at most: as many as may be added without passing it."""
    if end < start:
        return -whole_months(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (_months_later(start, months) > end)


def earlier(date: datetime.date, by: Duration) -> datetime.date:
    """The date that much earlier."""
    return later(date, -by)


def _months_later(date: datetime.date, months: int) -> datetime.date:
    """The same day of another month; where that month is shorter, its last."""
    month = date.year * 12 + date.month - 1 + months
    if not 12 <= month <= _LAST_MONTH:
        return datetime.date.max if month > _LAST_MONTH else datetime.date.min
    year, index = divmod(month, 12)
    for day in range(date.day, date.day - 4, -1):
        try:
            return datetime.date(year, index + 1, day)
        except ValueError:
            continue
    raise AssertionError(date)  # no month has fewer than 28 days


def of_seconds(seconds: int) -> Duration:
    """So many seconds, within the bounds."""
    return _bounded(0, 0, seconds)


def _whole_days(seconds: int) -> int:
    """The whole days of so many seconds, either way."""
    return seconds // SECONDS_OF_DAY if seconds >= 0 else -(-seconds // SECONDS_OF_DAY)


def _bounded(months: int, days: int, seconds: int = 0) -> Duration:
    return Duration(
        max(-MAX_PART, min(MAX_PART, months)),
        max(-MAX_PART, min(MAX_PART, days)),
        max(-MAX_SECONDS, min(MAX_SECONDS, seconds)),
    )
