"""Durations: months stay months until somebody asks how long they are; and the laws of their order and arithmetic."""

from __future__ import annotations

import calendar
import datetime
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kpi_rules.language.duration_words import said, written
from kpi_rules.language.durations import MAX_PART, UNITS, Duration, average, between, earlier, later, total

DAY = UNITS["day"]
PARTS = st.integers(-400, 400) | st.integers(-MAX_PART, MAX_PART)
DURATIONS = st.builds(Duration, PARTS, PARTS)
MONTHS = st.builds(Duration, st.integers(0, 5_000))
NUMBERS = st.integers(-(10**60), 10**60) | st.decimals(-(10**60), 10**60, allow_nan=False, places=9)
DATES = st.dates()

IN_DAYS = {
    (0, 0): 0, (0, 1): 1, (0, -7): -7, (1, 0): 30, (3, 0): 90, (6, 0): 180, (11, 0): 330, (12, 0): 365, (13, 0): 395, (24, 0): 730,
    (-12, 0): -365, (-1, 30): 0, (12, -365): 0, (1, 15): 45, (60, 0): 1825,
}  # fmt: skip


@pytest.mark.parametrize(("parts", "days"), IN_DAYS.items())
def test_how_long_it_is(parts: tuple[int, int], days: int) -> None:
    assert Duration(*parts).in_days == days


@given(DURATIONS, DURATIONS)
@example(Duration(1), Duration(0, 30))
def test_the_order_is_total_and_equality_goes_with_it(one: Duration, other: Duration) -> None:
    assert [one < other, one == other, one > other].count(True) == 1
    assert (one <= other, one >= other) == (not one > other, not one < other)
    assert one != other or hash(one) == hash(other)
    assert (one < other) == (one.in_days < other.in_days)


def test_a_month_more_is_longer_wherever_it_is_added() -> None:
    lengths = [Duration(months).in_days for months in range(-40, 41)]
    assert all(one < other for one, other in pairwise(lengths))


@given(DURATIONS, DURATIONS, DURATIONS)
def test_sums(one: Duration, other: Duration, third: Duration) -> None:
    assert parts(one + other) == parts(other + one) == parts(total([one, other]))
    assert parts(one + -other + other) == parts(one) or max(map(abs, (*parts(one), *parts(other)))) > MAX_PART // 2
    assert parts(one - one) == (0, 0)
    assert (-one).in_days == -one.in_days
    assert parts(one - other) == parts(one + -other)
    small = [Duration(each.months % 1_000, each.days % 1_000) for each in (one, other, third)]
    assert parts((small[0] + small[1]) + small[2]) == parts(small[0] + (small[1] + small[2])) == parts(total(small))


@given(DURATIONS, NUMBERS)
def test_products_stay_within_bounds(duration: Duration, number: int | Decimal) -> None:
    assert all(-MAX_PART <= part <= MAX_PART for part in parts(duration * number))


@given(MONTHS, st.decimals(0, 100, places=3), st.decimals(0, 100, places=3))
@example(Duration(1), Decimal("11.99"), Decimal(12))
def test_more_times_is_never_shorter(duration: Duration, one: Decimal, other: Decimal) -> None:
    assert one > other or duration * one <= duration * other


@pytest.mark.parametrize(
    ("duration", "number", "product"),
    [
        (Duration(0, 5), Decimal("0.5"), (0, 2)),
        (Duration(0, -5), Decimal("0.5"), (0, -3)),
        (Duration(12), Decimal("0.5"), (6, 0)),
        (Duration(3), Decimal("0.5"), (1, 15)),
        (Duration(-3), Decimal("0.5"), (-1, -15)),
        (Duration(1), Decimal("1e-9"), (0, 0)),
        (Duration(1), 12, (12, 0)),
        (Duration(1, 1), Decimal("1.0"), (1, 1)),
        (Duration(1), 10**60, (MAX_PART, 0)),
        (Duration(0, -1), Decimal("1e60"), (0, -MAX_PART)),
    ],
)
def test_products(duration: Duration, number: int | Decimal, product: tuple[int, int]) -> None:
    assert parts(duration * number) == product


@given(st.lists(DURATIONS, min_size=1, max_size=5))
@example([Duration(12), Duration(0, 365)])
@example([Duration(0, -1_000_000_000)])
def test_an_average_lies_between(durations: list[Duration]) -> None:
    a_day_less = min(durations) - DAY  # the same where durations end
    assert a_day_less < average(durations) <= max(durations) or a_day_less == min(durations) == average(durations)


# dates

LATER = {
    ("2026-01-31", 1, 0): "2026-02-28",
    ("2028-01-31", 1, 0): "2028-02-29",
    ("2028-02-29", 12, 0): "2029-02-28",
    ("2026-03-31", -1, 0): "2026-02-28",
    ("2026-05-31", 1, 0): "2026-06-30",
    ("2026-12-31", 1, 0): "2027-01-31",
    ("2026-01-15", -1, 0): "2025-12-15",
    ("2026-01-31", 1, 1): "2026-03-01",
    ("2026-01-31", 3, -1): "2026-04-29",
    ("2026-11-30", 3, 0): "2027-02-28",
    ("9999-12-01", 1, 0): "9999-12-31",
    ("9999-11-30", 1, 0): "9999-12-30",
    ("9999-11-30", 2, -1): "9999-12-30",
    ("0001-01-31", -1, 0): "0001-01-01",
    ("0001-02-28", -1, 0): "0001-01-28",
    ("2026-01-31", 0, 30): "2026-03-02",
    ("2026-01-31", MAX_PART, -MAX_PART): "0001-01-01",
}


@pytest.mark.parametrize(("given", "wanted"), LATER.items())
def test_months_are_those_of_the_calendar(given: tuple[str, int, int], wanted: str) -> None:
    date, months, days = given
    assert later(datetime.date.fromisoformat(date), Duration(months, days)).isoformat() == wanted


@given(DATES, DURATIONS)
def test_later_is_within_the_calendar(date: datetime.date, by: Duration) -> None:
    assert datetime.date.min <= later(date, by) <= datetime.date.max
    assert later(date, -by) == earlier(date, by)


@given(DATES, DATES, st.integers(-20_000, 20_000))
def test_months_keep_the_order_of_dates(one: datetime.date, other: datetime.date, months: int) -> None:
    by = Duration(months)
    assert one > other or later(one, by) <= later(other, by)
    assert later(one, by).day <= one.day or later(one, by) == datetime.date.max
    inside = datetime.date(100, 1, 1) <= one <= datetime.date(9_000, 1, 1) and abs(months) < 900
    if inside:
        moved = later(one, by)
        assert (moved.year - one.year) * 12 + moved.month - one.month == months
        assert moved.day == min(one.day, calendar.monthrange(moved.year, moved.month)[1])


@given(DATES, DATES)
def test_what_lies_between_two_dates_leads_from_one_to_the_other(one: datetime.date, other: datetime.date) -> None:
    assert later(other, between(one, other)) == one


# words

WORDS = {
    (0, 0): "0 days", (0, 1): "1 day", (0, -1): "-1 day", (0, 2): "2 days", (0, 7): "1 week", (0, 14): "2 weeks", (0, 30): "30 days",
    (0, 56): "8 weeks", (0, 63): "63 days", (0, 365): "365 days", (1, 0): "1 month", (3, 0): "1 quarter", (6, 0): "6 months",
    (12, 0): "1 year", (18, 0): "18 months", (24, 0): "2 years", (-3, 0): "-1 quarter", (0, 17): "17 days",
}  # fmt: skip


@pytest.mark.parametrize(("given", "wanted"), WORDS.items())
def test_in_words(given: tuple[int, int], wanted: str) -> None:
    duration = Duration(*given)
    assert written(duration) == said(duration) == wanted


@pytest.mark.parametrize(
    ("given", "as_expression", "in_a_text"),
    [
        ((1, 15), "1 month + 15 days", "1 month and 15 days"),
        ((12, -1), "1 year - 1 day", "1 year and -1 day"),
        ((-1, 7), "-1 month + 1 week", "-1 month and 1 week"),
    ],
)
def test_months_and_days_in_words(given: tuple[int, int], as_expression: str, in_a_text: str) -> None:
    assert (written(Duration(*given)), said(Duration(*given))) == (as_expression, in_a_text)


ARABIC = {
    (0, 1): "يوم", (0, 2): "يومين", (0, 3): "3 أيام", (0, 30): "30 يومًا", (0, 100): "100 يوم", (0, 0): "0 يوم", (0, 7): "أسبوع",
    (0, 14): "أسبوعين", (0, 21): "3 أسابيع", (1, 0): "شهر", (2, 0): "شهرين", (6, 0): "6 أشهر", (18, 0): "18 شهرًا", (3, 0): "ربع سنة",
    (12, 0): "سنة", (24, 0): "سنتين", (60, 0): "5 سنوات", (132, 0): "11 سنة", (1, 15): "شهر و15 يومًا",
}  # fmt: skip


@pytest.mark.parametrize(("given", "wanted"), ARABIC.items())
def test_in_arabic(given: tuple[int, int], wanted: str) -> None:
    assert "".join(sign for sign in said(Duration(*given), "ar") if sign not in "\u2066\u2067\u2068\u2069") == wanted


def parts(duration: Duration) -> tuple[int, int]:
    """Equal durations can have other parts."""
    return duration.months, duration.days
