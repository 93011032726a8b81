"""Partial dates and intervals, as written → as meant."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_rules.document.shape import Refusal
from kpi_rules.plan.dates import read_date, read_start
from kpi_rules.plan.durations import MOST, read_duration

DATES = {
    "2026-12-31": ("2026-12-31", "2026-12-31"),
    "2026-06": ("2026-06-30", "2026-06-01"),
    "2026-Q2": ("2026-06-30", "2026-04-01"),
    "2026-q4": ("2026-12-31", "2026-10-01"),
    "2026": ("2026-12-31", "2026-01-01"),
    2026: ("2026-12-31", "2026-01-01"),
    1: ("0001-12-31", "0001-01-01"),
    9999: ("9999-12-31", "9999-01-01"),
    "2028-02": ("2028-02-29", "2028-02-01"),
    " 2026-01-01 ": ("2026-01-01", "2026-01-01"),
    "٢٠٢٦-٠٦-٠١": ("2026-06-01", "2026-06-01"),
}
REFUSED_DATES = {
    "2026-02-30": "2026-02 has 28 days",
    "2026-02-00": "2026-02 has 28 days",
    "2026-13": "months run from 01 to 12",
    "2026-13-01": "months run from 01 to 12",
    "0000": "years run from 0001 to 9999",
    "TBD": "write a date as `2026-12-31`",
    "2026-Q5": "write a date as `2026-12-31`",
    "31/12/2026": "write a date as `2026-12-31`",
    "2026-06-01T10:00:00": "write a date as `2026-12-31`",
    "26-06-01": "write a date as `2026-12-31`",
    "2026-6-1": "did you mean `2026-06-01`? write a date as",
    "2026/13/01": "write a date as `2026-12-31`",
    "2026-W01-1": "write a date as `2026-12-31`",
    "what has forty signs is said as a whole!": "write a date as `2026-12-31`",
}
DURATIONS = {
    "daily": 1, "weekly": 7, "biweekly": 14, "monthly": 30, "quarterly": 90, "semiannual": 180, "annual": 365, "biennial": 730,
    "Quarterly": 90, "yearly": 365, "every quarter": 90, "every 2 weeks": 14, "fortnightly": 14, "30 days": 30, "1 day": 1,
    "2 weeks": 14, "2  Weeks": 14, "6 months": 180, "1 quarter": 90, "3 years": 1095, "30days": 30, "P30D": 30, "P1M": 30,
    "P1Y2M3W4D": 365 + 60 + 21 + 4, "p2w": 14, "999999999 years": MOST, "ربع سنوي": 90, "شهريًا": 30, "٣٠ days": 30,
}  # fmt: skip
REFUSED_DURATIONS = {
    "0 days": "daily", "P0D": "daily", "PT12H": "daily", "hourly": "daily", "12 hours": "daily", "30": "`30 days`",
    "-5 days": "P30D", "P": "P30D", "quartely": "`quarterly`", "1.5 months": "P30D", "whenever": "P30D", "30 days ago": "P30D",
}  # fmt: skip


@pytest.mark.parametrize(("written", "meant"), DATES.items())
def test_dates(written: object, meant: tuple[str, str]) -> None:
    assert (read_date(written), read_start(written)) == tuple(map(date.fromisoformat, meant))


@pytest.mark.parametrize(("written", "help_"), REFUSED_DATES.items())
def test_what_is_no_date(written: str, help_: str) -> None:
    read = read_date(written)
    assert isinstance(read, Refusal)
    assert written in read.message
    assert help_ in (read.help or "")


@given(st.dates())
def test_a_full_date_is_itself(day: date) -> None:
    assert read_date(day.isoformat()) == read_start(day.isoformat()) == day


@pytest.mark.parametrize(("written", "days"), DURATIONS.items())
def test_durations(written: str, days: int) -> None:
    assert read_duration(written) == days


@pytest.mark.parametrize(("written", "help_"), REFUSED_DURATIONS.items())
def test_what_is_no_interval(written: str, help_: str) -> None:
    read = read_duration(written)
    assert isinstance(read, Refusal)
    assert help_ in (read.help or "")


@given(st.text())
def test_any_text_is_safe(text: str) -> None:
    read_date(text)
    read_duration(text)


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("daily, every day, يومي, يوميا", 1),
        ("weekly, every week, أسبوعي, أسبوعيا", 7),
        ("biweekly, bi-weekly, fortnightly", 14),
        ("monthly, every month, شهري, شهريا", 30),
        ("quarterly, every quarter, فصلي, فصليا, ربع سنوي", 90),
        ("semiannual, semiannually, semi-annual, semi-annually, half-yearly, نصف سنوي", 180),
        ("annual, annually, yearly, every year, سنوي, سنويا", 365),
        ("biennial, biennially", 730),
    ],
)
def test_every_word_for_an_interval(words: str, days: int) -> None:
    for word in words.split(", "):
        assert (read_duration(word), read_duration(f"  {word.upper()} ")) == (days, days)


def test_the_longest_interval_is_the_calendar() -> None:
    assert (date.max - date.min).days == MOST == read_duration("999999999 years")


@pytest.mark.parametrize(
    ("written", "help_", "instead"),
    [
        ("montly", "did you mean `monthly`? write `monthly`, `quarterly`", "monthly"),
        ("30", "say of what: `30 days`", None),
        ("now and then", "write `monthly`, `quarterly`", None),
        ("", "write `monthly`, `quarterly`", None),
    ],
)
def test_what_is_no_interval_is_answered_with_one(written: str, help_: str, instead: str | None) -> None:
    refusal = read_duration(written)
    assert isinstance(refusal, Refusal)
    assert refusal.help is not None
    assert refusal.help.startswith(help_)
    assert (refusal.instead, refusal.sure) == (instead, instead is not None)
