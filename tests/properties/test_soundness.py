"""What checks never fails to evaluate; and what is refused, is refused for a reason.

1. Random well-typed rules over random plans: every part of every rule gives a value of the type that the checker gave it (so it fails
   nowhere, and misses nothing that the types do not call missing), guards, messages, remedies and places included. With
   `--hypothesis-profile=long` more than a million values are looked at; the count is printed with `-s`.
2. Every operator over every two types: the checker accepts exactly what a model of the type rules accepts, and the model is an
   evaluation without types that stops where it meets a value it can do nothing with: something missing, or of another kind.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from conforming import Conforming, conforms
from hypothesis import assume, given, note
from hypothesis import strategies as st
from written import RECORDS, SETTINGS, records_of, rule_files
from written import settings as settings_of

from kpi_rules.language.checker import CheckedRule, Environment, check_expression, check_rules
from kpi_rules.language.interpreter import Inputs, evaluate, states
from kpi_rules.language.parser import parse_expression, parse_rules
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
looked_at = 0


class Counting(Conforming):
    def value(self, node: Any, names: Any) -> Any:
        global looked_at  # noqa: PLW0603  # a figure for people
        looked_at += 1
        return super().value(node, names)


@pytest.fixture(autouse=True, scope="module")
def figures() -> Iterator[None]:
    yield
    print(f"\n{looked_at} values looked at")


def checked(text: str) -> tuple[CheckedRule, ...]:
    file, problems = parse_rules(Source("written.rules", text))
    assert file is not None, (text, list(map(str, problems)))
    rules, problems = check_rules([file], Environment(RECORDS, SETTINGS))
    useless = all("never missing" in problem.message for problem in problems)
    assert rules or useless, (text, list(map(str, problems)))
    assume(rules)
    return rules


@given(rule_files(), st.lists(st.tuples(records_of("plan"), settings_of()), min_size=1, max_size=4))
def test_what_checks_never_fails(text: str, worlds: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    note(text)
    rules = checked(text)
    for plan, values in worlds:
        for part in (part for rule in rules for part in rule.parts):
            _run(part, Inputs(plan, None, {"plans": [plan]}, values, TODAY))


def _run(rule: CheckedRule, inputs: Inputs) -> None:
    evaluation = Counting(inputs, rule.records, rule.defines)
    for state in states(rule, evaluation):
        if state is not None and not evaluation.value(rule.tree.condition, state.names):
            for said in (rule.tree.say, rule.tree.fix):
                assert said is None or evaluation.value(said, state.names) is not None
            assert rule.tree.at is None or evaluation.place(rule.tree.at, state.names) is not None


def test_the_watch_sees_what_does_not_conform() -> None:
    assert not conforms(None, NUMBER)
    assert not conforms(True, NUMBER)
    assert not conforms(1, TEXT)
    assert not conforms([None], ListOf(TEXT))
    assert not conforms(datetime.datetime(2026, 1, 1), DATE)


# what is refused

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
    {"plan": {name: Field(type_) for name, type_ in TYPES.items()}, "thing": {"id": Field(TEXT)}, "portfolio": {}}
)
VALUES: dict[str, Any] = {
    "text": "a",
    "number": 2,
    "truth": True,
    "date": TODAY,
    "duration": 7,
    "record": {"id": "x"},
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


@pytest.mark.parametrize("form", MODEL)
def test_what_is_refused_would_fail(form: str) -> None:
    plan = {
        name: [VALUES[name[:-1]]] if isinstance(type_, ListOf) else VALUES[name.removeprefix("maybe_")]
        for name, type_ in TYPES.items()
    }
    for one, other in product(TYPES, repeat=2):
        text = form.format(f"plan.{one}", f"plan.{other}")
        expression, problems = parse_expression(Source("law.rules", text))
        assert expression is not None, (text, list(map(str, problems)))
        typed, problems = check_expression(expression, Source("law.rules", text), Environment(WORLD))
        assert (typed is None) is gets_stuck(form, one, other), (text, list(map(str, problems)))
        if typed is not None:
            assert conforms(evaluate(typed, Inputs(plan, None, None, {}, TODAY), WORLD), typed.type or TEXT)
        else:
            assert all(problem.location is not None for problem in problems)


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
