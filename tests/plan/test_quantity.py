"""Every text of `quantities.yaml` is read as the table says, and any other text quickly and without a wrong number."""

import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kpi_rules.plan.quantity import LARGEST, Quantity, parse_quantity

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
