"""What checks never fails to evaluate, and means the same to both evaluators.

Random well-typed rules over random plans (`written.py`), those of a small world and those of the plan schema. For each rule and each plan:

1. The interpreter ends with a verdict; every value on the way, guards, messages, remedies, places and reasons included, is of the type that
   the checker gave its expression: it fails nowhere, and misses nothing that the types do not call missing.
2. The compiled rule, and the same rule stored and read again, give the same: verdicts, messages, remedies, reasons, places, replacements.

With `--hypothesis-profile=long` more than a million evaluations; `-s` shows how many.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from random import Random
from typing import Any

import pytest
from conforming import Conforming, conforms
from hypothesis import assume, given, note
from hypothesis import strategies as st
from written import SETTINGS, WORLDS, is_records, rule_file, settings_by, value_of

from kpi_rules.language import tree
from kpi_rules.language.builtins import BUILTINS
from kpi_rules.language.checked import CheckedRule, Environment
from kpi_rules.language.checker import check_rules
from kpi_rules.language.compiler import CompiledRules, compile_rules
from kpi_rules.language.compiler.cost import cost
from kpi_rules.language.compiler.stored import decode, encode
from kpi_rules.language.interpreter import failure, states
from kpi_rules.language.outcome import Inputs, Outcome
from kpi_rules.language.parser import parse_rules
from kpi_rules.language.tree import RuleFile
from kpi_rules.language.types import DATE, NUMBER, TEXT, ListOf, Record
from kpi_rules.language.walk import walk
from kpi_rules.source import Source

pytestmark = pytest.mark.filterwarnings("error")
DAYS = (datetime.date(2026, 3, 1), datetime.date(2026, 1, 31))
MANY = 100
"""Plans that each rule is tried on in a long run, beside those that hypothesis draws."""
seen: Counter[str] = Counter()


@pytest.fixture(autouse=True, scope="module")
def figures() -> Iterator[None]:
    yield
    print("\n" + ", ".join(f"{many:,} {what}" for what, many in seen.items()))


class Counting(Conforming):
    def value(self, node: Any, names: Any) -> Any:
        seen["values looked at"] += 1
        return super().value(node, names)


@lru_cache(maxsize=4096)
def inputs_by(world: str, scope: str, seed: int) -> Inputs:
    """A plan with the one that it was before, or with none; or the plans of a portfolio."""
    chance, records = Random(seed), WORLDS[world]
    portfolio = value_of(Record("portfolio"), records, chance) if scope == "portfolio" else None
    plan = value_of(Record("plan"), records, chance) if scope == "plan" else None
    before = value_of(Record("plan"), records, chance) if scope == "plan" and chance.random() < 0.7 else None
    return Inputs(plan, before, portfolio, settings_of(seed // 20 % 5), DAYS[seed // 20 % 2])


@lru_cache
def settings_of(seed: int) -> dict[str, Any]:
    return settings_by(Random(seed))


def parsed(text: str) -> RuleFile:
    file, problems = parse_rules(Source("written.rules", text))
    assert file is not None, (text, list(map(str, problems)))
    return file


def checked(text: str, world: str) -> tuple[CheckedRule, ...]:
    """The rules of a file. All of them check, but where a condition told more than their writer took note of."""
    rules, problems = check_rules([parsed(text)], Environment(WORLDS[world], SETTINGS))
    unforeseen = [str(one) for one in problems if "is never missing" not in one.message]
    assert not unforeseen, (text, unforeseen)
    return rules


@given(
    st.sampled_from(sorted(WORLDS)),
    st.randoms(use_true_random=False) | st.integers(0, 2**60).map(Random),
    st.lists(st.integers(0, 10_000), min_size=1, max_size=4),
)
def test_rules_never_fail_and_both_evaluators_agree(whole: bool, world: str, chance: Random, plans: list[int]) -> None:
    text = rule_file(world, chance)
    note(text)
    rules = checked(text, world)
    assume(rules)
    for scope in ("plan", "portfolio"):
        own = tuple(rule for rule in rules if rule.scope == scope)
        compiled = compile_rules(own)
        assert sum(len(unit.rules) for unit in compiled.units) == sum(len(rule.parts) for rule in own)
        assert all(not cost(rule).unbounded for rule in own)
        again = stored_and_read(compiled)
        seen["rules"] += len(own)
        for seed in [*plans, *range(MANY if whole else 0)] if own else ():
            inputs = inputs_by(world, scope, seed)
            expected = tuple(interpreted(rule, inputs) for rule in own)
            assert compiled.run(inputs) == expected
            assert seed not in plans or again.run(inputs) == expected
            seen["evaluations"] += len(own)
            seen["findings"] += sum(len(outcome.failures) for outcome in expected)


def stored_and_read(compiled: CompiledRules) -> CompiledRules:
    stored = encode(compiled)
    assert stored is not None
    again = decode(stored)
    assert again is not None
    return again


def interpreted(rule: CheckedRule, inputs: Inputs) -> Outcome:
    """What the interpreter's `run` gives, each value looked at on the way."""
    evaluation = Counting(inputs, rule.records, rule.defines)
    passed, failures, skipped = 0, [], 0
    for part in rule.parts:
        for state in states(part, evaluation):
            if state is None:
                skipped += 1
            elif evaluation.value(part.tree.condition, state.names):
                passed += 1
            else:
                failures.append(failure(part, evaluation, state))
    return Outcome(passed, skipped, tuple(failures))


@pytest.mark.parametrize("condition", ["2 is present", "not (2026-01-01 is missing)", "1 day is present or 2 == 3"])
def test_python_does_not_warn_of_what_is_compiled(condition: str) -> None:
    (rule,) = checked(f'rule always "Always" must {condition}', "small")
    inputs = inputs_by("small", "plan", 1)
    assert compile_rules([rule]).run(inputs) == (interpreted(rule, inputs),)


def test_the_watch_sees_what_does_not_conform() -> None:
    assert not conforms(None, NUMBER)
    assert not conforms(True, NUMBER)
    assert not conforms(1, TEXT)
    assert not conforms([None], ListOf(TEXT))
    assert not conforms(datetime.datetime(2026, 1, 1), DATE)


def test_random_rules_use_the_whole_language() -> None:
    """Every form of the grammar, every built-in and operator, every list of records, defines, settings, and what a plan was before."""
    written = [
        node for seed in range(400) for world in WORLDS for node in walk_file(parsed(rule_file(world, Random(seed))))
    ]
    kinds = {each for each in vars(tree).values() if isinstance(each, type) and issubclass(each, tree.Node)}
    whole_rules = {tree.Amend, tree.Amended}  # made into rules before they are checked
    assert {type(node) for node in written} == kinds - {tree.Node, tree.Expression} - whole_rules
    called = {node.function.name for node in written if isinstance(node, tree.Call)}
    assert set(BUILTINS) | {"d0"} <= called
    operators = {node.operator for node in written if isinstance(node, (tree.Arithmetic, tree.Comparison, tree.Logic))}
    assert operators == {"+", "-", "*", "/", "==", "!=", "<", "<=", ">", ">=", "and", "or"}
    assert {"plan", "previous", "portfolio", "settings", "today"} <= {
        n.name for n in written if isinstance(n, tree.Name)
    }
    assert set(SETTINGS) <= fields_of(written, "settings")
    assert any(node.also for node in written if isinstance(node, tree.Rule))
    looped = {
        each.list.field.name
        for each in written
        if isinstance(each, tree.ForEach) and isinstance(each.list, tree.FieldOf)
    }
    for records in WORLDS.values():
        for declared in records.fields.values():
            assert {name for name, one in declared.items() if is_records(one.type)} <= looped


def walk_file(file: RuleFile) -> Iterator[tree.Node]:
    for top in (*file.defines, *file.rules):
        yield from walk(top)


def fields_of(written: list[tree.Node], name: str) -> set[str]:
    """The fields that are taken of a name."""
    found = (node for node in written if isinstance(node, tree.FieldOf))
    return {node.field.name for node in found if isinstance(node.base, tree.Name) and node.base.name == name}


def test_a_unit_of_time_is_compiled_as_it_is_interpreted() -> None:
    (rule,) = checked('rule long "Long" must (duration(90, "min") otherwise sum([1 day])) <= 2 hours', "small")
    inputs = inputs_by("small", "plan", 1)
    assert compile_rules([rule]).run(inputs) == (interpreted(rule, inputs),)
