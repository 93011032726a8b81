"""Every way to write a date that `dates.yaml` lists is read as it says; all else is no date, and told why."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kpi_rules.document.shape import Doubt
from kpi_rules.plan.calendar.dates import parse_date, read_date, read_start
from kpi_rules.plan.calendar.days import FIRST_YEAR, LAST_YEAR
from kpi_rules.plan.calendar.fiscal_years import parse_year_end
from kpi_rules.plan.conventions import conventions_of, conventions_of_year

TABLE = yaml.safe_load((Path(__file__).parent / "dates.yaml").read_text("utf-8"))


@pytest.mark.parametrize(("written", "last"), TABLE["dates"].items())
def test_dates(written: str, last: date) -> None:
    assert parse_date(written) == last


@pytest.mark.parametrize(("written", "first"), TABLE["first days"].items())
def test_first_days(written: str, first: date) -> None:
    assert parse_date(written, first=True) == first


@pytest.mark.parametrize(("written", "message"), TABLE["doubts"].items())
def test_doubts(written: str, message: str) -> None:
    read = parse_date(written)
    assert isinstance(read, Doubt)
    assert message in f"{read.message}; {read.help}"


@pytest.mark.parametrize("written", TABLE["no dates"])
def test_what_is_no_date(written: str) -> None:
    assert parse_date(written) is None
    read = read_date(written)
    assert isinstance(read, Doubt)
    assert "is not a date" in read.message
    assert "write a date as `2026-12-31`" in (read.help or "")


@pytest.mark.parametrize(("written", "last"), TABLE["of registers, each where a date is meant"].items())
def test_registers(written: str, last: date | str) -> None:
    read = read_date(written)
    assert ("doubt" if isinstance(read, Doubt) else read) == last


@pytest.mark.parametrize(
    ("written", "tag", "day"),
    [
        ("05/06/2026", "en-GB", date(2026, 6, 5)), ("05/06/2026", "en-US", date(2026, 5, 6)), ("05/06/2026", "fr", date(2026, 6, 5)),
        ("05.06.26", "de", date(2026, 6, 5)), ("31/12/26", "es", date(2026, 12, 31)), ("5 maj 2026", "sv", date(2026, 5, 5)),
        ("15 września 2026", "pl", date(2026, 9, 15)), ("12/31/2026", "en-GB", date(2026, 12, 31)),
    ],
)  # fmt: skip
def test_a_locale_settles_what_is_in_doubt(written: str, tag: str, day: date) -> None:
    conventions = conventions_of(tag)
    assert conventions is not None
    assert parse_date(written, conventions) == day


@pytest.mark.parametrize(
    ("written", "ends", "day"),
    [
        ("FY26", (3, 31), date(2026, 3, 31)), ("FY2026", (6, 30), date(2026, 6, 30)), ("FY25/26", (3, 31), date(2026, 3, 31)),
        ("Q1 FY26", (3, 31), date(2025, 6, 30)), ("Q4 FY26", (3, 31), date(2026, 3, 31)), ("H1 FY2026", (3, 31), date(2025, 9, 30)),
        ("FY26 Q2", (12, 31), date(2026, 6, 30)), ("end of FY26", (9, 30), date(2026, 9, 30)), ("GJ 2026", (9, 30), date(2026, 9, 30)),
        ("2025/26", (3, 31), date(2026, 3, 31)), ("2025-26", (6, 30), date(2026, 6, 30)), ("2025/2026", (6, 30), date(2026, 6, 30)), ("2025–26", (8, 31), date(2026, 8, 31)),
    ],
)  # fmt: skip
def test_a_fiscal_year_is_known_where_its_end_is(written: str, ends: tuple[int, int], day: date) -> None:
    assert parse_date(written, conventions_of_year(ends)) == day


@pytest.mark.parametrize(
    ("written", "ends"),
    [
        ("03-31", (3, 31)), ("June", (6, 30)), ("30 June", (6, 30)), ("6", (6, 30)), ("end of March", (3, 31)), ("Februar", (2, 28)),
        ("مارس", (3, 31)), ("--06-30", (6, 30)), ("02-30", None), ("13", None), ("soon", None), ("", None), ("June or July", None),
    ],
)  # fmt: skip
def test_the_end_of_a_fiscal_year(written: str, ends: tuple[int, int] | None) -> None:
    assert parse_year_end(written) == ends


@given(st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)))
def test_a_full_date_is_itself(day: date) -> None:
    written = [
        day.isoformat(),
        f"{day:%d %B %Y}",
        f"{day:%B %d, %Y}",
        f"{day:%Y/%m/%d}",
        f"{day:%Y年%m月%d日}",
        f"{day:%A}, {day:%d %b %Y}",
    ]
    assert {read_date(text) for text in written} == {read_start(text) for text in written} == {day}


@given(st.text() | st.text("0123456789-/. QHFY年月日JanDec'"))
def test_any_text_is_safe(text: str) -> None:
    read_date(text)
    read_date(text, conventions_of("de") or conventions_of_year((3, 31)))


@pytest.mark.parametrize(
    ("written", "last"),
    [("by 2030", date(2030, 12, 31)), ("by Q2 2026", date(2026, 6, 30)), ("bis Ende 2026", date(2026, 12, 31)), ("بحلول 2030", date(2030, 12, 31))],
)  # fmt: skip
def test_a_word_that_leads_up_to_a_date_says_nothing_more(written: str, last: date) -> None:
    assert read_date(written) == last


@pytest.mark.parametrize("written", ["before 2030", "by 2026-13-31", "by then"])
def test_a_word_that_leaves_the_day_open_is_a_doubt(written: str) -> None:
    assert isinstance(read_date(written), Doubt)


def test_a_whole_number_is_a_year() -> None:
    assert (read_date(2026), read_start(2026)) == (date(2026, 12, 31), date(2026, 1, 1))
    assert isinstance(read_date(1), Doubt)
