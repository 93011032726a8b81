"""Intervals, as written → as meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_rules.language.durations import Duration
from kpi_rules.plan.calendar.durations import read_duration

DURATIONS = {
    "daily": (0, 1), "weekly": (0, 7), "biweekly": (0, 14), "monthly": (1, 0), "quarterly": (3, 0), "semiannual": (6, 0), "annual": (12, 0),
    "biennial": (24, 0), "Quarterly": (3, 0), "yearly": (12, 0), "every quarter": (3, 0), "every 2 weeks": (0, 14), "fortnightly": (0, 14),
    "30 days": (0, 30), "1 day": (0, 1), "2 weeks": (0, 14), "2  Weeks": (0, 14), "6 months": (6, 0), "1 quarter": (3, 0), "3 years": (36, 0),
    "30days": (0, 30), "P30D": (0, 30), "P1M": (1, 0), "P1Y2M3W4D": (14, 25), "p2w": (0, 14), "999999999 years": (10**9, 0),
    "ربع سنوي": (3, 0), "شهريًا": (1, 0), "٣٠ days": (0, 30),
}  # fmt: skip


@pytest.mark.parametrize(("written", "parts"), DURATIONS.items())
def test_durations(written: str, parts: tuple[int, int]) -> None:
    assert parts_of(written) == parts


@given(st.text())
def test_any_text_is_safe(text: str) -> None:
    read_duration(text)


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("daily, every day, يومي, يوميا", (0, 1)),
        ("weekly, every week, أسبوعي, أسبوعيا", (0, 7)),
        ("biweekly, bi-weekly, fortnightly", (0, 14)),
        ("monthly, every month, شهري, شهريا", (1, 0)),
        ("quarterly, every quarter, فصلي, فصليا, ربع سنوي", (3, 0)),
        ("semiannual, semiannually, semi-annual, semi-annually, half-yearly, نصف سنوي", (6, 0)),
        ("annual, annually, yearly, every year, سنوي, سنويا", (12, 0)),
        ("biennial, biennially", (24, 0)),
    ],
)
def test_every_word_for_an_interval(words: str, parts: tuple[int, int]) -> None:
    for word in words.split(", "):
        assert parts_of(word) == parts_of(f"  {word.upper()} ") == parts


def parts_of(written: str) -> tuple[int, int]:
    """Equal durations can have other parts."""
    read = read_duration(written)
    assert isinstance(read, Duration), written
    return read.months, read.days
