"""The laws of `reach`, `reaching` and `circular`: against the plainest search there is, over any list, with circles, lost ends and names twice."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kpi_rules.language.ways import Way, names_in, reached, way

NAMES = st.sampled_from("abcdefg")
RECORDS = st.lists(
    st.builds(
        lambda name, up: {key: value for key, value in (("id", name), ("up", up)) if value},
        st.none() | NAMES,
        st.none() | NAMES | st.lists(NAMES, max_size=3),
    ),
    max_size=8,
)


def made(records: list[dict[str, Any]]) -> Way:
    return way(records, [one.get("up") for one in records], "id")


def leads(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return "id" in other and other["id"] in names_in(one.get("up"))


def searched(records: list[dict[str, Any]], start: dict[str, Any]) -> list[int]:
    """Those that are reached, by their places, each step by itself."""
    found: list[int] = []
    steps = [start]
    while steps:
        there = [
            place for place, one in enumerate(records) if place not in found and any(leads(step, one) for step in steps)
        ]
        found += there
        steps = [records[place] for place in there]
    return sorted(found)


def places(records: list[dict[str, Any]], found: list[dict[str, Any]]) -> list[int]:
    by_identity = {id(one): place for place, one in enumerate(records)}
    return [by_identity[id(one)] for one in found]


@given(RECORDS)
def test_what_is_reached_is_what_a_plain_search_finds(records: list[dict[str, Any]]) -> None:
    way_ = made(records)
    for start in records:
        assert sorted(places(records, reached(way_, start.get("up")))) == searched(records, start)


@given(RECORDS)
def test_the_nearest_come_first(records: list[dict[str, Any]]) -> None:
    for start in records:
        found = reached(made(records), start.get("up"))
        nearest = [one for one in records if leads(start, one)]
        assert {id(one) for one in found[: len(nearest)]} == {id(one) for one in nearest}


@given(st.lists(st.tuples(st.none() | NAMES), max_size=7))
def test_who_is_reached_is_told_by_both(ups: list[tuple[str | None]]) -> None:
    records = [{"id": name} | ({"up": up} if up else {}) for name, (up,) in zip("abcdefg", ups, strict=False)]
    way_ = made(records)
    rings = places(records, way_.circular())
    for place, start in enumerate(records):
        there = places(records, reached(way_, start.get("up")))
        assert (place in there) == (place in rings)
        for other, one in enumerate(records):
            assert (other in there) == (place in places(records, way_.reaching(one["id"])))


@given(RECORDS)
def test_rings_are_told_in_order_and_once(records: list[dict[str, Any]]) -> None:
    rings = places(records, made(records).circular())
    assert rings == sorted(set(rings))


def test_a_long_chain_is_no_deep_recursion() -> None:
    records: list[dict[str, Any]] = [{"id": number, "up": number + 1} for number in range(20_000)]
    way_ = made(records)
    assert len(reached(way_, 1)) == 19_999
    assert len(way_.reaching(19_999)) == 19_999
    assert way_.circular() == []
