"""What a condition tells about presence: never more than holds in every world, and all of it for the forms that the language names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_rules.language import tree
from kpi_rules.language.narrowing import Facts, Known, key_of, known, prefixes
from kpi_rules.language.parser import parse_expression
from kpi_rules.source import Source

PATHS = ("a", "b", "a.x", "b.y.z")
World = frozenset[str]
"""The paths that are present; with a path, each of its beginnings."""
Condition = tuple[str, Callable[[World], bool]]


def beginnings(path: str) -> list[str]:
    parts = path.split(".")
    return [".".join(parts[:size]) for size in range(1, len(parts) + 1)]


EVERY_PATH = sorted({part for path in PATHS for part in beginnings(path)})
WORLDS = [
    world
    for flags in product([False, True], repeat=len(EVERY_PATH))
    for world in [frozenset(path for path, there in zip(EVERY_PATH, flags, strict=True) if there)]
    if all(set(beginnings(path)) <= world for path in world)
]


def present(path: str) -> Condition:
    return f"({path} is present)", lambda world: path in world


def missing(path: str) -> Condition:
    return f"({path} is missing)", lambda world: path not in world


def negated(one: Condition) -> Condition:
    return f"(not {one[0]})", lambda world: not one[1](world)


def both(one: Condition, other: Condition) -> Condition:
    return f"({one[0]} and {other[0]})", lambda world: one[1](world) and other[1](world)


def either(one: Condition, other: Condition) -> Condition:
    return f"({one[0]} or {other[0]})", lambda world: one[1](world) or other[1](world)


def chosen(test: Condition, yes: Condition, no: Condition) -> Condition:
    return f"(if {test[0]} then {yes[0]} else {no[0]})", lambda world: yes[1](world) if test[1](world) else no[1](world)


ATOMS = [form(path) for path in PATHS for form in (present, missing)]


def told(condition: Condition) -> Known:
    expression, problems = parse_expression(Source("law.rules", condition[0]))
    assert expression is not None, problems
    return known(expression, {})


def true_of_all(condition: Condition, outcome: bool) -> set[str] | None:
    """What is present in every world where the condition comes out so; nothing where there is no such world."""
    worlds = [world for world in WORLDS if condition[1](world) is outcome]
    return set.intersection(*map(set, worlds)) if worlds else None


def paths_of(facts: Facts) -> set[str]:
    return {".".join(key) for key in facts}


def sound(condition: Condition) -> None:
    for facts, outcome in ((told(condition).true, True), (told(condition).false, False)):
        holds = true_of_all(condition, outcome)
        assert holds is None or paths_of(facts) <= holds, condition[0]


CONDITIONS = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.one_of(
        inner.map(negated),
        st.tuples(inner, inner).map(lambda pair: both(*pair)),
        st.tuples(inner, inner).map(lambda pair: either(*pair)),
        st.tuples(inner, inner, inner).map(lambda three: chosen(*three)),
    ),
    max_leaves=6,
)


@settings(deadline=None)
@given(CONDITIONS)
def test_nothing_is_told_that_may_not_hold(condition: Condition) -> None:
    sound(condition)


def simple() -> Iterator[Condition]:
    """Each form over paths that have nothing to do with one another, so that nothing follows but by the form itself."""
    one, other, third = present("a.x"), present("b"), present("b.y.z")
    yield from ATOMS
    yield from map(negated, ATOMS)
    for first, second in product((one, negated(one)), (other, negated(other))):
        yield both(first, second)
        yield either(first, second)
        yield negated(both(first, second))
        yield negated(either(first, second))
    for yes, no in product((other, missing("b")), (third, missing("b.y.z"))):
        yield chosen(one, yes, no)
        yield chosen(missing("a.x"), yes, no)
        yield negated(chosen(one, yes, no))
    yield chosen(one, one, other)
    yield chosen(missing("a"), other, present("a.x"))


@pytest.mark.parametrize("condition", list(simple()), ids=lambda condition: condition[0])
def test_all_is_told_that_a_simple_form_says(condition: Condition) -> None:
    sound(condition)
    for facts, outcome in ((told(condition).true, True), (told(condition).false, False)):
        holds = true_of_all(condition, outcome)
        assert holds is None or paths_of(facts) == holds, (condition[0], outcome)


def test_a_condition_that_was_named_tells_what_it_told() -> None:
    expression, _ = parse_expression(Source("law.rules", "there and not gone"))
    assert expression is not None
    a, b = prefixes(("a",)), prefixes(("b", "y"))
    assert known(expression, {"there": Known(true=a), "gone": Known(false=b)}) == Known(true=a | b)
    assert known(expression, {}) == Known()


def test_prefixes_are_the_path_and_its_beginnings() -> None:
    assert prefixes(("a", "b", "c")) == {("a",), ("a", "b"), ("a", "b", "c")}


def key(text: str) -> tuple[str, ...] | None:
    expression, _ = parse_expression(Source("law.rules", text))
    assert isinstance(expression, tree.Expression)
    return key_of(expression)


@pytest.mark.parametrize(
    ("text", "expected"), [("a.b.c", ("a", "b", "c")), ("a", ("a",)), ("1", None), ("a + b", None)]
)
def test_paths_have_keys(text: str, expected: tuple[str, ...] | None) -> None:
    assert key(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("f(a, 1).b", "(f( a,1 )).b"),
        ("a / b", "a/b"),
        ('f([x for x in a where x.y == "z"])', 'f([x for x in a where x.y  ==  "z"])'),
    ],
)
def test_calls_and_divisions_that_say_the_same_have_one_key(one: str, other: str) -> None:
    assert key(one) == key(other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("f(a)", "f(b)"),
        ("f(a)", 'f("a")'),
        ("a / b", "b / a"),
        ("f(a).b", "f(a).c"),
        ("f(1)", "f(1 day)"),
        ("f(a, b)", "f([a, b])"),
    ],
)
def test_others_have_others(one: str, other: str) -> None:
    assert key(one) != key(other)
