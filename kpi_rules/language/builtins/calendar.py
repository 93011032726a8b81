"""Built-ins over the calendar: what a date is part of, and how long a duration is."""

from __future__ import annotations

import datetime

from kpi_rules.language.builtins.declaration import WEEKDAYS, builtin
from kpi_rules.language.durations import Duration, whole_months
from kpi_rules.language.values import Number, divide


@builtin("year(date: date) -> number", ("year(2026-03-01)", 2026))
def year(date: datetime.date) -> int:
    """The year of a date."""
    return date.year


@builtin("month(date: date) -> number", ("month(2026-03-01)", 3))
def month(date: datetime.date) -> int:
    """The month of a date, 1 to 12."""
    return date.month


@builtin("day(date: date) -> number", ("day(2026-03-01)", 1))
def day(date: datetime.date) -> int:
    """The day of the month, 1 to 31."""
    return date.day


@builtin("week(date: date) -> number", ("week(2026-01-01)", 1), ("week(2027-01-01)", 53))
def week(date: datetime.date) -> int:
    """The week of the year, 1 to 53 (ISO 8601: it begins on Monday, and the first has the year's first Thursday)."""
    return date.isocalendar().week


@builtin(
    "weekday(date: date) -> weekday",
    ("weekday(2026-03-01)", "sunday"),
    ('weekday(2026-03-01) in ["saturday", "sunday"]', True),
)
def weekday(date: datetime.date) -> str:
    """The day of the week, as `monday` to `sunday`."""
    return WEEKDAYS[date.weekday()]


@builtin("last_day(date: date) -> date", ("last_day(2028-02-10)", "2028-02-29"))
def last_day(date: datetime.date) -> datetime.date:
    """The last day of the month of a date."""
    if date.month == datetime.date.max.month:
        return date.replace(day=31)
    return date.replace(month=date.month + 1, day=1) - datetime.timedelta(1)


@builtin(
    "quarter(date: date, first_month: number = 1) -> number",
    ("quarter(2026-05-31)", 2),
    ("quarter(2026-05-31, 4)", 1),
)
def quarter(date: datetime.date, first_month: Number = 1) -> int:
    """The quarter of the year, 1 to 4; of a fiscal year, by the month in which that begins."""
    return (date.month - _month(first_month)) % 12 // 3 + 1


@builtin(
    "fiscal_year(date: date, first_month: number) -> number",
    ("fiscal_year(2026-05-31, 4)", 2027),
    ("fiscal_year(2026-03-31, 4)", 2026),
    ("fiscal_year(2026-05-31, 1)", 2026),
)
def fiscal_year(date: datetime.date, first_month: Number) -> int:
    """The fiscal year, by the month in which it begins; it is called after the year in which it ends."""
    first = _month(first_month)
    return date.year + (1 < first <= date.month)


def _month(number: Number) -> int:
    """A month, 1 to 12; those beyond are counted on, so that after the twelfth comes the first."""
    return (int(number) - 1) % 12 + 1


@builtin(
    "months(start: date, end: date) -> number",
    ("months(2026-01-15, 2026-12-31)", 11),
    ("months(2026-01-31, 2026-02-28)", 1),
    ("months(2026-03-01, 2026-01-01)", -2),
)
def months(start: datetime.date, end: datetime.date) -> int:
    """How many whole months lie between two dates; less than none where the second is the earlier."""
    return whole_months(start, end)


@builtin("days(duration: duration) -> number", ("days(1 quarter)", 90), ("days(12 months)", 365))
def in_days(duration: Duration) -> Number:
    """A duration as a number of days: of each year 365, of each other month 30."""
    return duration.in_days


@builtin("hours(duration: duration) -> number", ("hours(90 minutes)", 1.5), ("hours(1 day)", 24))
def in_hours(duration: Duration) -> Number:
    """A duration as a number of hours."""
    return _in(duration, 3_600)


@builtin("minutes(duration: duration) -> number", ("minutes(2 hours)", 120), ("minutes(45 seconds)", 0.75))
def in_minutes(duration: Duration) -> Number:
    """A duration as a number of minutes."""
    return _in(duration, 60)


def _in(duration: Duration, unit: int) -> Number:
    whole, left = divmod(duration.in_seconds, unit)
    return whole + (divide(left, unit) or 0) if left else whole


CALENDAR = (year, quarter, fiscal_year, month, week, day, weekday, last_day, months, in_days, in_hours, in_minutes)
