"""Every text of `quantities.yaml` is read as the table says, and any other text quickly and without a wrong number."""

import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kpi_rules.plan.quantity import LARGEST, Quantity, parse_any_quantity, parse_quantity

TABLE = yaml.safe_load((Path(__file__).parent / "quantities.yaml").read_text("utf-8"))
CASES = [(text, wanted) for group in TABLE.values() for text, wanted in group.items()]


@pytest.mark.parametrize(("text", "wanted"), CASES, ids=[text or "blank" for text, _ in CASES])
def test_table(text: str, wanted: list | None) -> None:
    if wanted is None:
        assert parse_quantity(text) is None
        return
    value, operator, unit, by = [*wanted, None, None, None][:4]
    assert parse_quantity(text) == Quantity(Decimal(str(value)), operator, unit, by)
    assert isinstance(by, date | None)


@given(st.text())
def test_any_text_is_safe(text: str) -> None:
    read = parse_quantity(text)
    assert read is None or abs(read.value) <= LARGEST


@given(st.integers(-(10**12), 10**12), st.sampled_from(["", "%", " days", " by 2026"]))
def test_a_plain_number_is_read_exactly(number: int, after: str) -> None:
    for text in (f"{number}{after}", f"{number:,}{after}"):
        read = parse_quantity(text)
        assert read is not None
        assert read.value == number


@pytest.mark.parametrize(
    "text", ["1," * 10**6, "9" * 10**6, " " * 10**6 + "5", "by " * 10**6, "5 " + "a" * 10**6, ">" * 10**6]
)
def test_hostile_text_takes_no_time(text: str) -> None:
    start = time.perf_counter()
    for length in (150, 200, 10**6):
        parse_quantity(text[:length])
    assert time.perf_counter() - start < 0.5


SCALES = {"k": 3, "K": 3, "M": 6, "mn": 6, "B": 9, "bn": 9}
SCALE_WORDS = {
    "thousand": 3,
    "million": 6,
    "mio": 6,
    "mn": 6,
    "mln": 6,
    "billion": 9,
    "bn": 9,
    "ألف": 3,
    "مليون": 6,
    "مليار": 9,
}


@pytest.mark.parametrize(
    ("text", "power"),
    [
        *((f"2{letter}", power) for letter, power in SCALES.items()),
        *((f"2 {word} leads", power) for word, power in SCALE_WORDS.items()),
        ("$2m", 6), ("$2b", 9), ("$2 M", 6), ("€ 2k", 3),
    ],
)  # fmt: skip
def test_every_scale(text: str, power: int) -> None:
    read = parse_quantity(text)
    assert read is not None
    assert read.value == 2 * 10**power


MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@pytest.mark.parametrize("number", range(1, 13))
def test_every_month(number: int) -> None:
    last = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][number - 1]
    for name in {MONTHS[number - 1], MONTHS[number - 1][:3], MONTHS[number - 1][:3].upper() + "."}:
        assert parse_quantity(f"5 by {name} 2026") == Quantity(5, by=date(2026, number, last)), name
        assert parse_quantity(f"5 by 9 {name} 2026") == Quantity(5, by=date(2026, number, 9)), name
        assert parse_quantity(f"5 by {name} 9, 2026") == Quantity(5, by=date(2026, number, 9)), name


@pytest.mark.parametrize("word", ["Janu", "Sept", "Junes", "Ju", "Mayo", "Wed", "Month"])
def test_other_words_are_no_months(word: str) -> None:
    read = parse_quantity(f"5 by {word} 2026")
    assert (read is not None) is (word in ("Sept", "Janu"))


def test_a_quantity_ends_somewhere() -> None:
    assert parse_quantity("5 " + "a" * 198) == Quantity(5, unit="a" * 198)
    assert parse_quantity("5 " + "a" * 199) is None
    assert parse_quantity("1" + "0" * 30) == Quantity(10**30)
    assert parse_quantity("1" + "0" * 31) is None


WRITTEN = [
    "",
    "%",
    " %",
    " calls",
    " k",
    " thousand",
    " percent",
    " minimum",
    " until",
    " by",
    " x",
    " or",
    " may",
    " st",
    " max",
    " bn",
]


@pytest.mark.parametrize("operator", ["", ">=", ">= ", "< ", "=", "at least "])
@pytest.mark.parametrize("digits", ["5", "007", "1 000", "9.5", "999999999999999", "1234567890123456"])
def test_what_is_usual_is_read_as_all_else(operator: str, digits: str) -> None:
    for unit in WRITTEN:
        for by in ("", " by 2026-12-31", " by 2026-02-31", " by 2026", " until 2026-12-31"):
            text = operator + digits + unit + by
            read, thoroughly = parse_quantity(text), parse_any_quantity(text)
            assert (read, read and type(read.value)) == (thoroughly, thoroughly and type(thoroughly.value)), text
