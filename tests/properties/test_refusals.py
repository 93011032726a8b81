"""What is refused, is refused for a reason.

Every operator over every two types, every built-in with every type in each of its places, and fields of everything: the checker accepts
exactly what a model of the type rules accepts. The model is an evaluation without types that stops where it meets a value it can do
nothing with: something missing, or of another kind. What is accepted gives a value of the type that it is said to have.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from conforming import conforms

from kpi_rules.language import tree
from kpi_rules.language.builtins import BUILTINS
from kpi_rules.language.checked import Environment
from kpi_rules.language.checker import check_expression
from kpi_rules.language.durations import Duration
from kpi_rules.language.interpreter import evaluate
from kpi_rules.language.outcome import Inputs
from kpi_rules.language.parser import parse_expression
from kpi_rules.language.types import (
    DATE,
    DURATION,
    NUMBER,
    TEXT,
    TRUTH,
    Field,
    ListOf,
    Optional,
    Record,
    Records,
    Type,
    required,
)
from kpi_rules.source import Source

TODAY = datetime.date(2026, 3, 1)

TYPES: dict[str, Type] = {
    "text": TEXT,
    "number": NUMBER,
    "truth": TRUTH,
    "date": DATE,
    "duration": DURATION,
    "record": Record("thing"),
}
TYPES |= {f"maybe_{name}": Optional(type_) for name, type_ in TYPES.items()} | {
    f"{name}s": ListOf(type_) for name, type_ in TYPES.items()
}
WORLD = Records(
    {
        "plan": {name: Field(type_) for name, type_ in TYPES.items()},
        "thing": {"id": Field(TEXT), "next": Field(Optional(Record("thing")))},
        "portfolio": {},
    }
)
VALUES: dict[str, Any] = {
    "text": "a",
    "number": 2,
    "truth": True,
    "date": TODAY,
    "duration": Duration(days=7),
    "record": {"id": "x", "next": {"id": "y"}},
}


class Stuck(Exception):
    """A value of a kind that an operator can do nothing with."""


Tagged = tuple[str, Any]
"""A kind and a value: without types, days are told from numbers only so."""

SUMS = {("number", "number"), ("duration", "duration"), ("date", "duration"), ("duration", "date")}
DIFFERENCES = {("number", "number"), ("duration", "duration"), ("date", "duration"), ("date", "date")}
PRODUCTS = {("number", "number"), ("duration", "number"), ("number", "duration")}
ORDERED = {"number", "date", "duration"}
PLAIN = {"text", "number", "truth", "date", "duration"}


def only(fits: bool) -> None:
    if not fits:
        raise Stuck


def of(pairs: set[tuple[str, str]]) -> Callable[[Tagged, Tagged], None]:
    return lambda one, other: only((one[0], other[0]) in pairs)


def alike(one: Tagged, other: Tagged) -> None:
    only(one[0] == other[0] and one[0] in PLAIN)


def ordered(one: Tagged, other: Tagged) -> None:
    only(one[0] == other[0] and one[0] in ORDERED)


def within(one: Tagged, other: Tagged) -> None:
    only(other[0] == f"list of {one[0]}" and one[0] in PLAIN)


def truths(one: Tagged, other: Tagged) -> None:
    only(one[0] == other[0] == "truth")


MODEL: dict[str, Callable[[Tagged, Tagged], None]] = {
    "{} + {}": of(SUMS),
    "{} - {}": of(DIFFERENCES),
    "{} * {}": of(PRODUCTS),
    "{} / {}": of({("number", "number")}),
    "{} == {}": alike,
    "{} != {}": alike,
    "{} < {}": ordered,
    "{} >= {}": ordered,
    "{} in {}": within,
    "{} not in {}": within,
    "{} and {}": truths,
    "{} or {}": truths,
    "{0} between {0} and {1}": ordered,
    "contains({}, {})": of({("text", "text")}),
    "similarity({}, {})": of({("text", "text")}),
    "round({}, {})": of({("number", "number")}),
    "nearest({}, {})": of({("text", "list of text")}),
    "if {} == {} then 1 else 2": alike,
}


def tagged(name: str) -> Iterator[Tagged]:
    """What stands in a field: something, and nothing where it may be missing."""
    plain = name.removeprefix("maybe_")
    if plain != name:
        yield "missing", None
    if isinstance(TYPES[name], ListOf):
        yield f"list of {plain.removesuffix('s')}", [VALUES[plain.removesuffix("s")]]
    else:
        yield plain, VALUES[plain]


def gets_stuck(form: str, one: str, other: str) -> bool:
    """Whether the model stops for any value of these fields."""
    try:
        for left, right in product(tagged(one), tagged(other)):
            MODEL[form](left, right)
    except Stuck:
        return True
    return False


PLAN = {
    name: [VALUES[name[:-1]]] if isinstance(type_, ListOf) else VALUES[name.removeprefix("maybe_")]
    for name, type_ in TYPES.items()
}
BARE = {name: PLAN[name] for name, type_ in TYPES.items() if not isinstance(type_, (Optional, ListOf))}
"""The same plan with nothing in it that may be missing."""


def accepted(text: str) -> bool:
    """Whether an expression checks; then its values are of its type, and if not, it is said where it does not."""
    expression, problems = parse_expression(Source("law.rules", text))
    assert expression is not None, (text, list(map(str, problems)))
    typed, problems = check_expression(expression, Source("law.rules", text), Environment(WORLD))
    if typed is None:
        assert problems
        assert all(problem.location is not None for problem in problems), text
        return False
    for plan in (PLAN, BARE):
        assert conforms(evaluate(typed, Inputs(plan, None, None, {}, TODAY), WORLD), type_of(typed)), text
    return True


def type_of(typed: tree.Expression) -> Type:
    assert typed.type is not None
    return typed.type


@pytest.mark.parametrize("form", MODEL)
def test_what_is_refused_would_fail(form: str) -> None:
    for one, other in product(TYPES, repeat=2):
        text = form.format(f"plan.{one}", f"plan.{other}")
        assert accepted(text) is not gets_stuck(form, one, other), text


LISTS = {f"{name}s" for name in VALUES}
TAKES: dict[str, tuple[set[str], ...]] = {
    **dict.fromkeys(["first", "last"], (LISTS, {"number"})),
    "count": (LISTS,),
    **dict.fromkeys(["sum", "average"], ({"numbers", "durations"},)),
    **dict.fromkeys(["min", "max"], ({f"{name}s" for name in ORDERED},)),
    **dict.fromkeys(["distinct", "duplicates"], ({f"{name}s" for name in PLAIN},)),
    "sorted": ({f"{name}s" for name in ORDERED | {"text"}},),
    "join": ({"texts"}, {"text"}),
    **dict.fromkeys(["length", "lower", "upper", "trim", "words", "plain"], ({"text"},)),
    **dict.fromkeys(["contains", "starts_with", "ends_with", "similarity"], ({"text"}, {"text"})),
    "nearest": ({"text"}, {"texts"}),
    "mentioned": ({"text"}, {"texts"}),
    "split": ({"text"}, {"text"}),
    "median": ({"numbers", "durations"},),
    "together": ({"texts"}, {"texts"}),
    **dict.fromkeys(["common", "without"], ({"texts"}, {"texts"})),
    "rank": ({"number"}, {"numbers"}),
    "position": ({"text"}, {"texts"}),
    "abs": ({"number", "duration"},),
    "round": ({"number"}, {"number"}),
    **dict.fromkeys(["floor", "ceiling"], ({"number"},)),
    **dict.fromkeys(["year", "month", "day"], ({"date"},)),
    **dict.fromkeys(["days", "hours", "minutes"], ({"duration"},)),
    **dict.fromkeys(["week", "weekday", "last_day"], ({"date"},)),
    **dict.fromkeys(["quarter", "fiscal_year"], ({"date"}, {"number"})),
    "months": ({"date"}, {"date"}),
    **dict.fromkeys(["number", "numbers"], ({"text"},)),
    "steps": ({"numbers", "durations"},),
    "slope": ({"numbers"},),
    "duration": ({"number"}, {"text"}),
    "convert": ({"number"}, {"text"}, {"text"}),
}
"""What a built-in can do something with, in each place; in the last place of those in `SHORTER` there need be nothing."""


SHORTER = {"join", "round", "first", "last", "quarter"}


@pytest.mark.parametrize("name", [name for name, one in BUILTINS.items() if one.form is None])
def test_a_built_in_takes_what_it_can_use(name: str) -> None:
    right = [f"plan.{min(kinds)}" for kinds in TAKES[name]]
    for place, kinds in enumerate(TAKES[name]):
        for given in TYPES:
            arguments = [*right[:place], f"plan.{given}", *right[place + 1 :]]
            assert accepted(f"{name}({', '.join(arguments)})") is (given in kinds), (name, place, given)
    for many in range(len(right) + 2):
        fits = len(right) - (name in SHORTER) <= many <= len(right)
        assert accepted(f"{name}({', '.join([*right, *right[-1:]][:many])})") is fits, (name, many)


RECORD = {"record"}
ANY_RECORD = {"record", "maybe_record", "records"}
FIELDS: dict[str, set[str]] = {
    "{}.id": ANY_RECORD,
    "{}.next.id": ANY_RECORD,
    '{}.id == "x"': RECORD,
    "lower({}.id)": RECORD,
    '"{{{}.id}}"': {"record", "records"},
    '"x" in {}.id': {"records"},
    '"x" in {}.next.next.id': {"records"},
    '{}.id otherwise "x"': {"maybe_record"},
    '{}.next.id otherwise "x"': {"record", "maybe_record"},
    '{}.next.id == "x"': set(),
    '{0} is present and {0}.id == "x"': {"record", "maybe_record"},
    '{0} is present and {0}.next.id == "x"': set(),
    '{0}.id is present and {0}.id == "x"': {"record", "maybe_record"},
    "{0}.next.id is present and {0}.next.id == {0}.id": {"record", "maybe_record"},
    "{0}.next is missing or {0}.next.id == {0}.id": {"record", "maybe_record"},
    "{0}.next.next is missing or {0}.next.id == {0}.id": {"record", "maybe_record"},
    '{0}.next is present or {0}.next.id == "x"': set(),
    'no one in {}.id satisfies one == "x"': {"records"},
    "{}.number": set(),
}


@pytest.mark.parametrize("form", FIELDS)
def test_a_field_of_what_may_be_missing_may_be_missing(form: str) -> None:
    assert {name for name in TYPES if accepted(form.format(f"plan.{name}"))} == FIELDS[form]


@pytest.mark.parametrize("name", TYPES)
def test_the_ways_to_deal_with_what_may_be_missing(name: str) -> None:
    """`otherwise`, `is present and`, `if … is present then`: accepted exactly where the value may be missing and has another of its kind."""
    plain = name.removeprefix("maybe_")
    may_be_missing = plain != name
    path = f"plan.{name}"
    for text, fine in (
        (f"{path} otherwise plan.{plain}", may_be_missing),
        (
            f"if {path} is present then {path} == plan.{plain} else false",
            required(TYPES[name]) in map(TYPES.get, PLAIN),
        ),
        (f"{path} is present and {path} == plan.{plain}", required(TYPES[name]) in map(TYPES.get, PLAIN)),
        (f"{path} is missing and {path} == plan.{plain}", not may_be_missing and name in PLAIN),
    ):
        expression, _ = parse_expression(Source("law.rules", text))
        assert expression is not None
        typed, problems = check_expression(expression, Source("law.rules", text), Environment(WORLD))
        assert (typed is not None) is fine, (text, list(map(str, problems)))
