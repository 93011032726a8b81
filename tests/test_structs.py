"""Structs are what dataclasses are: each law is held against the dataclass of the same fields."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from functools import cached_property
from typing import Any

import pytest

from kpi_rules.structs import FEW, Struct, field, fields, replace


class Point(Struct, order=True):
    x: int
    y: int = 2


class Marked(Point):
    labels: list[str] = field(default_factory=list)
    y: int = 5


class Named(Point, kw_only=True):
    name: str
    note: str | None = None


class Counter(Struct, frozen=False):
    count: int = 0


class Itself(Struct, eq=False):
    value: int


class Nothing(Struct):
    pass


class Doubled(Struct):
    value: int

    @cached_property
    def twice(self) -> int:
        return self.value * 2


class Override(Doubled):
    @cached_property
    def thrice(self) -> int:
        return self.value * 3


@dataclasses.dataclass(frozen=True, order=True)
class DataPoint:
    x: int
    y: int = 2


@pytest.mark.parametrize(
    "given", [((), {}), ((1,), {}), ((1, 3), {}), ((), {"y": 1, "x": 0}), ((1, 2, 3), {}), ((1,), {"z": 1})]
)
def test_what_a_dataclass_takes_a_struct_takes(given: tuple[tuple[Any, ...], dict[str, Any]]) -> None:
    def made(cls: type) -> object:
        try:
            one = cls(*given[0], **given[1])
        except TypeError:
            return TypeError
        return one.x, one.y, hash(one) == hash(cls(one.x, one.y)), repr(one).removeprefix("Data")

    assert made(Point) == made(DataPoint)


@pytest.mark.parametrize(
    "given",
    [
        ((1,), {"name": "a"}),
        ((1, 2), {"note": None, "name": "a"}),
        ((), {"y": 4, "name": "a", "x": 1}),
        ((1,), {}),
        ((1, 2, "a"), {}),
        ((1,), {"x": 1, "name": "a"}),
        ((1,), {"name": "a", "other": 1}),
    ],
)
def test_the_first_records_are_made_as_the_later_ones_are(given: tuple[tuple[Any, ...], dict[str, Any]]) -> None:
    class Fresh(Named, kw_only=True):
        labels: list[str] = field(default_factory=list)

    def made() -> object:
        try:
            one = Fresh(*given[0], **given[1])
        except TypeError as error:
            return str(error)
        one.labels.append("own")
        return one.x, one.y, one.name, one.note, one.labels

    first, compiled = made(), "_first" not in repr(Fresh.__init__)
    assert {str(made()) for _ in range(2 * FEW)} == {str(first)}
    assert compiled == isinstance(first, str)  # what does not fit is told by the compiled one
    assert "_first" not in repr(Fresh.__init__)


@pytest.mark.parametrize("one", [(1, 2), (1, 3), (0, 9)])
@pytest.mark.parametrize("other", [(1, 2), (1, 3), (2, 0)])
def test_structs_compare_as_dataclasses_do(one: tuple[int, int], other: tuple[int, int]) -> None:
    def compared(cls: Any) -> list[bool]:
        a, b = cls(*one), cls(*other)
        return [a == b, a != b, a < b, a <= b, a > b, a >= b]

    assert compared(Point) == compared(DataPoint)


def test_a_struct_equals_no_struct_of_another_class() -> None:
    assert Point(1, 5) != Marked(1)
    assert Nothing() == Nothing() != Doubled(1)
    with pytest.raises(TypeError):
        Point(1) < Marked(1)  # type: ignore[operator]  # what is tested  # noqa: B015


def test_a_class_adds_fields_to_those_that_it_extends() -> None:
    assert fields(Marked) == ("x", "y", "labels")
    assert (Marked(1).y, Marked(1, 2, ["a"]).labels, Marked(1).labels) == (5, ["a"], [])
    assert Marked(1).labels is not Marked(1).labels


def test_fields_given_by_name() -> None:
    assert Named(1, name="a") == Named(1, 2, note=None, name="a")
    with pytest.raises(TypeError):
        Named(1, 2, "a")  # type: ignore[misc]  # what is tested
    assert Named.__match_args__ == ("x", "y")


def test_some_options() -> None:
    counter = Counter()
    counter.count += 1
    assert counter == Counter(1)
    with pytest.raises(TypeError):
        hash(counter)
    assert Itself(1) != Itself(1)
    assert len({Itself(1), Itself(1)}) == 2


def test_what_a_class_says_itself_of_equality_stands() -> None:
    class Close(Struct, eq=False):
        value: int

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Close) and abs(self.value - other.value) < 2

        def __hash__(self) -> int:
            return 0

    assert Close(1) == Close(2) != Close(4)
    assert len({Close(1), Close(2), Close(4)}) == 2


def test_no_other_attribute_is_made() -> None:
    with pytest.raises(AttributeError):
        Counter().cuont = 1  # type: ignore[attr-defined]  # what is tested


def test_cached_values() -> None:
    one = Override(4)
    assert (one.twice, one.twice, one.thrice) == (8, 8, 12)


@pytest.mark.parametrize("one", [Marked(1, 2, ["a"]), Named(1, name="n"), Override(4), Nothing(), Counter(3)], ids=repr)
def test_copies_are_equal(one: Struct) -> None:
    assert copy.copy(one) == copy.deepcopy(one) == pickle.loads(pickle.dumps(one)) == replace(one) == one


def test_changed_copies() -> None:
    assert replace(Marked(1, 2, ["a"]), y=7) == Marked(1, 7, ["a"])
    with pytest.raises(TypeError):
        replace(Point(1), z=1)


def test_matching_by_place() -> None:
    match Point(3):
        case Point(x, y):
            assert (x, y) == (3, 2)
