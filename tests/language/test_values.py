"""Values at their bounds: what is beyond stays at the bound, what is at it is exact."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from kpi_rules.language import values
from kpi_rules.language.durations import MAX_PART, Duration
from kpi_rules.language.values import MAX_NUMBER, MAX_TEXT

D = Decimal
TABLE: list[tuple[Any, Any]] = [
    (values.bounded(10**60), 10**60),
    (values.bounded(10**60 + 1), 10**60),
    (values.bounded(-(10**60)), -(10**60)),
    (values.bounded(-(10**60) - 1), -(10**60)),
    (values.bounded(D("1e61")), 10**60),
    (values.bounded(D("-1e61")), -(10**60)),
    (values.bounded(D("0.5")), D("0.5")),
    (values.bounded(0), 0),
    (values.add(MAX_NUMBER, 1), MAX_NUMBER),
    (values.add(-MAX_NUMBER, D("-0.1")), -MAX_NUMBER),
    (values.add(D("0.1"), D("0.2")), D("0.3")),
    (values.add(10**40, D("0.1")), D("10000000000000000000000000000000000000000.1")),
    (values.add(D("0.1"), 10**40), D("10000000000000000000000000000000000000000.1")),
    (values.multiply(10**40, D("1.1")), 11 * 10**39),
    (values.multiply(D("1.1"), 10**40 + 1), D("11000000000000000000000000000000000000001.1")),
    (values.divide(1, 3), D("0." + "3" * 100)),
    (values.divide(2, 3), D("0." + "6" * 99 + "7")),
    (values.rounded(D("0." + "1" * 61), 61), D("0." + "1" * 60)),
    (values.rounded(D("0." + "1" * 60), 60), D("0." + "1" * 60)),
    (values.subtract(1, D("0.9")), D("0.1")),
    (values.subtract(-MAX_NUMBER, 1), -MAX_NUMBER),
    (values.multiply(MAX_NUMBER, -2), -MAX_NUMBER),
    (values.multiply(D("0.5"), 3), D("1.5")),
    (values.divide(1, 0), None),
    (values.divide(1, D("0.00")), None),
    (values.divide(1, 4), D("0.25")),
    (values.divide(MAX_NUMBER, D("0.1")), MAX_NUMBER),
    (values.negate(D("-0.5")), D("0.5")),
    (values.negate(3), -3),
    (values.rounded(5, 0), 5),
    (values.rounded(15, -1), 20),
    (values.rounded(25, -1), 20),
    (values.rounded(D("2.5"), 0), 2),
    (values.rounded(D("0.125"), 2), D("0.12")),
    (values.rounded(D("0.125"), 60), D("0.125")),
    (values.rounded(D("1.5"), -60), 0),
    (values.rounded(7 * 10**59, -10**9), 10**60),
    (values.rounded(D("0.1"), 10**9), D("0.1")),
    (values.plain(D("1E+3")), "1000"),
    (values.plain(D("2.50")), "2.5"),
    (values.plain(D("100")), "100"),
    (values.plain(D("-0.0")), "0"),
    (values.plain(D("0.00")), "0"),
    (values.show(None), ""),
    (values.show(True), "true"),
    (values.show([Duration(days=1), Duration(3)]), "1 day, 1 quarter"),
    (values.show([D("1.0"), 2]), "1, 2"),
]  # fmt: skip


@pytest.mark.parametrize(("found", "wanted"), TABLE, ids=range(len(TABLE)))
def test_values(found: Any, wanted: Any) -> None:
    assert found == wanted
    assert isinstance(found, bool) is isinstance(wanted, bool)


@pytest.mark.parametrize("length", [0, 1, MAX_TEXT - 1, MAX_TEXT, MAX_TEXT + 1])
def test_texts_are_cut_at_their_bound_and_normal(length: int) -> None:
    assert values.normal("a" * length) == "a" * min(length, MAX_TEXT)
    assert len(values.normal("e\u0301" * length)) <= MAX_TEXT
    assert values.normal("e\u0301") == "é"


def test_the_bounds_are_those_that_are_documented() -> None:
    assert (MAX_NUMBER, MAX_PART, MAX_TEXT) == (10**60, 10**9, 100_000)
