"""Compiled rules from bytes: the same again, and nothing at all from bytes of another form."""

from __future__ import annotations

import marshal
import sys

import pytest

from kpi_rules.language.compiler import compile_rules
from kpi_rules.language.compiler.stored import _MARK, decode, encode
from kpi_rules.language.outcome import Inputs
from tests.language.compiled_rules import BUNDLED, TODAY, checked, inputs, plans, policy


@pytest.mark.parametrize("pack", BUNDLED)
def test_the_same_rules_again(pack: str) -> None:
    chosen = policy(pack).plan_rules or policy(pack).portfolio_rules
    rules = tuple(rule.checked for rule in chosen)
    compiled = compile_rules(rules)
    stored = encode(compiled)
    assert stored is not None
    again = decode(stored)
    assert again is not None
    assert [(one.id, one.tree, one.source, one.because) for one in again.rules] == [
        (one.id, one.tree, one.source, one.because) for one in rules
    ]
    if rules[0].scope == "plan":
        for plan in plans(pack)[:20]:
            given = Inputs(plan, None, None, policy(pack).values, TODAY)
            assert again.run(given) == compiled.run(given)


def test_failures_and_slices_of_what_was_stored() -> None:
    rules = checked(
        "define named(k: kpi) = k.name is present and k.id in settings.words\n"
        'rule one "One" for each k in plan.kpis must named(k) say "{k.id}: {0.5 + count(plan.kpis)}"\n'
        'rule two "two" must 0.25 > 0.5 or today in [2026-01-31] or plan.title in ["a", "b"]\n'
        'rule three "Three" could plan.title matches /^a/ also could false\n'
    )
    given = inputs({"title": "P", "kpis": [{"id": "a"}, {"id": "c", "name": "C"}]})
    compiled = compile_rules(rules)
    found = encode(compiled)
    again = decode(found) if found is not None else None
    assert again is not None
    assert again.run(given) == compiled.run(given)
    for one, other in zip(again.rules[:2] + again.rules[2:], rules, strict=True):
        assert (one.id, one.title, one.level, one.tree, one.source) == (
            other.id,
            other.title,
            other.level,
            other.tree,
            other.source,
        )
        assert one.defines.keys() == {"named"}
        assert one.defines["named"].value == rules[0].defines["named"].value
    assert [one.title for one in rules] == ["One", "two", "Three"]


def stored() -> bytes:
    found = encode(compile_rules(checked('rule r "R" must plan.kpis is present and today > 2026-01-31 and 0.5 < 1')))
    assert found is not None
    return found


def test_trees_are_read_when_asked_for() -> None:
    again = decode(stored())
    assert again is not None
    assert again.rules._rules == {}  # type: ignore[attr-defined]  # stored rules alone have it
    assert again.rules[0].id == "r"


def test_another_form_or_another_python() -> None:
    assert decode(stored().replace(b"kpi-rules 1", b"kpi-rules 0")) is None
    assert decode(stored().replace(sys.implementation.cache_tag.encode(), b"cpython-10")) is None
    assert decode(b"") is None


@pytest.mark.parametrize(
    "body", [None, 1, (), ({}, ()), ({"rules": []}, ()), ([], 1, 2), ({"units": 3, "types": []}, ())]
)
def test_something_else(body: object) -> None:
    assert decode(_MARK + marshal.dumps(body)) is None
