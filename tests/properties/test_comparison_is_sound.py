"""What is said of a changed rule is so: harder, easier and the same are never wrong, on any plan.

Random rules (`written.py`) against their mutants (a bound one off, a condition dropped, …), against themselves with other settings, and against
rules made of the same parts; over random plans with what they were before, by the interpreter alone.

1. Harder: every plan in which the old rule fails is one in which the new one does; easier: the other way round; the same: both.
2. A rule is the same as itself.
3. The mutants of the bundled packs' rules, over the plans that those are tested with.

With `--hypothesis-profile=long` far more of each; `-s` shows how many claims there were.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, note
from hypothesis import strategies as st
from written import SETTINGS, WORLDS, rule_file, settings_by, value_of

from kpi_rules.comparing.effects import Effect, effect
from kpi_rules.language.checked import CheckedRule, Environment
from kpi_rules.language.checker import check_rules
from kpi_rules.language.evaluation import Evaluation
from kpi_rules.language.interpreter import states
from kpi_rules.language.outcome import Inputs
from kpi_rules.language.parser import parse_rules
from kpi_rules.language.review.mutation import define_mutants, rule_mutants
from kpi_rules.language.types import Record
from kpi_rules.packs import load_policy
from kpi_rules.plan import load_plan
from kpi_rules.source import Source
from kpi_rules.structs import replace

POLICIES = Path(__file__).parents[2] / "policies"
TODAY = datetime.date(2026, 3, 1)
MUTANTS = 3
PLANS = 8
seen: Counter[str] = Counter()


@pytest.fixture(autouse=True, scope="module")
def figures() -> Iterator[None]:
    yield
    print("\n" + ", ".join(f"{many:,} {what}" for what, many in sorted(seen.items())))


def inputs(world: str, scope: str, settings: Mapping[str, Any], seed: int) -> Inputs:
    chance, records = Random(seed), WORLDS[world]
    portfolio = value_of(Record("portfolio"), records, chance) if scope == "portfolio" else None
    plan = value_of(Record("plan"), records, chance) if scope == "plan" else None
    before = value_of(Record("plan"), records, chance) if scope == "plan" and chance.random() < 0.7 else None
    return Inputs(plan, before, portfolio, dict(settings), TODAY)


def fails(rule: CheckedRule, given: Inputs) -> bool:
    evaluation = Evaluation(given, rule.records, rule.defines)
    return any(
        state is not None and not evaluation.value(part.tree.condition, state.names)
        for part in rule.parts
        for state in states(part, evaluation)
    )


def checked(text: str, world: str) -> tuple[CheckedRule, ...]:
    file, problems = parse_rules(Source("written.rules", text))
    assert file is not None, (text, list(map(str, problems)))
    return check_rules([file], Environment(WORLDS[world], SETTINGS))[0]


def holds(said: Effect, before: bool, after: bool) -> bool:
    """Whether what was said agrees with one plan."""
    return {"same": before == after, "harder": after or not before, "easier": before or not after, "either": True}[said]


def compare(
    old: CheckedRule, new: CheckedRule, before: Mapping[str, Any], after: Mapping[str, Any], world: str, seed: int
) -> None:
    said = effect(old, new, before, after)
    seen[said] += 1
    for number in range(PLANS if said != "either" and old.scope == new.scope else 0):
        one, other = (inputs(world, old.scope, settings, seed + number) for settings in (before, after))
        assert holds(said, fails(old, one), fails(new, other)), (said, one)


CHANCE = st.randoms(use_true_random=False) | st.integers(0, 2**60).map(Random)


@given(st.sampled_from(sorted(WORLDS)), CHANCE, st.integers(0, 10_000))
def test_mutants(world: str, chance: Random, seed: int) -> None:
    text = rule_file(world, chance)
    note(text)
    rules = checked(text, world)
    assume(rules)
    settings = settings_by(chance)
    for rule in rules:
        assert effect(rule, rule, settings, settings) == "same"
        for mutant in islice(rule_mutants(rule), MUTANTS):
            note(mutant.line)
            compare(rule, mutant.rule, settings, settings, world, seed)
    for define in {name: one for rule in rules for name, one in rule.defines.items()}.values():
        for mutants in islice(define_mutants(define, rules), MUTANTS // 3):
            for mutant in mutants:
                note(mutant.line)
                old = next(rule for rule in rules if rule.id == mutant.rule.id)
                compare(old, mutant.rule, settings, settings, world, seed)


@given(st.sampled_from(sorted(WORLDS)), CHANCE, st.integers(0, 10_000))
def test_other_settings(world: str, chance: Random, seed: int) -> None:
    text = rule_file(world, chance)
    note(text)
    rules = checked(text, world)
    assume(rules)
    before = settings_by(chance)
    for name, other in settings_by(chance).items():
        for rule in rules:
            compare(rule, rule, before, {**before, name: other}, world, seed)


PARTS = {
    "number": [
        "K.value",
        "K.weight",
        "settings.limit",
        "count(K.tags)",
        "2",
        "1",
        "3",
        "0.5",
        "(K.weight*2)",
        "(K.value+1)",
        "(K.value/2)",
        "(3-K.weight)",
    ],
    "text": ["K.id", "K.owner", "K.name", "settings.word", '"a"', '"b"', '"x"'],
    "records": (
        "plan.kpis",
        "[x for x in plan.kpis where x.weight > 1]",
        "[x for x in plan.kpis where x.weight >= 1]",
        "[x for x in plan.kpis where x.flag is present and x.flag]",
    ),
    "words": (
        '["a", "b"]',
        '["a"]',
        '["a", "b", "x"]',
        "settings.words",
        "plan.tags",
        "K.tags",
        "plan.kpis.id",
        "distinct(plan.tags)",
        "duplicates(plan.kpis.owner)",
    ),
    "duration": ("1 day", "1 month", "36 hours", "30 days", "settings.gap", "2 months", "K.every"),
    "order": ("<", "<=", ">", ">=", "==", "!="),
    "bound": ("0", "1", "2", "1.5", "settings.limit"),
}
CONDITIONS = (
    "(number order number)",
    "(number order number)",
    "(number between 1 and bound)",
    "(text == text)",
    "(text != text)",
    "(text in words)",
    "(text not in words)",
    "(count(records) order bound)",
    "(records is present)",
    "(words is missing)",
    "(K.by order today + duration)",
    "(K.by - duration order today)",
    "(duration order duration)",
    "((max(words) otherwise text) == text)",
)
THERE = " and ".join(f"K.{field} is present" for field in ("value", "owner", "name", "by", "every"))


def filled(form: str, chance: Random, variable: str) -> str:
    """A form with a part in the place of each word that stands for one."""
    words = (chance.choice(PARTS[word]) if word in PARTS else word for word in re.split(r"\b(\w+)\b", form))
    return "".join(words).replace("K.", f"{variable}.")


def small_condition(chance: Random, depth: int, variable: str = "k") -> str:
    """A condition of few forms, so that two of them are often related."""
    if not depth or chance.random() < 0.45:
        return filled(chance.choice(CONDITIONS), chance, variable)
    inner = [small_condition(chance, depth - 1, variable) for _ in range(3)]
    other = f"{variable}{depth}"
    there, records = THERE.replace("K.", f"{other}."), chance.choice(PARTS["records"])
    below = small_condition(chance, depth - 1, other)
    forms = (
        f"({inner[0]} and {inner[1]})",
        f"({inner[0]} or {inner[1]})",
        f"(not {inner[0]})",
        f"(if {inner[0]} then {inner[1]} else {inner[2]})",
        f"({chance.choice(('some', 'every', 'no'))} {other} in {records} where {there} satisfies {below})",
        f"(count({other} for {other} in {records} where {there} and {below}) {filled('order bound', chance, other)})",
    )
    return chance.choice(forms)


def small_rule(chance: Random, condition: str) -> str:
    """A rule in which everything of `k` is there."""
    there, records = THERE.replace("K.", "k."), chance.choice(PARTS["records"][:2])
    return f'rule a "A"\n  for each k in {records} where {there}\n  must {condition}'


@given(CHANCE, st.integers(0, 10_000))
def test_related_rules(whole: bool, chance: Random, seed: int) -> None:
    """Conditions that are put together of one another, which are often harder or easier than one another."""
    parts = [small_condition(chance, 2) for _ in range(2)]
    forms = ("{0}", "{1}", "({0} and {1})", "({1} or {0})", "(not {1} or {0})", "(if {0} then {1} else {0})")
    texts = [small_rule(chance, form.format(*parts)) for form in forms]
    rules = [found[0] if (found := checked(text, "small")) else None for text in texts]
    settings = settings_by(chance)
    for old in rules[:2]:
        for new in rules:
            if old is not None and new is not None and old is not new:
                note(f"{old.source.text}\n{new.source.text}")
                compare(old, new, settings, settings, "small", seed)


def plans_tested(pack: str) -> list[Mapping[str, Any]]:
    policy, _ = load_policy([str(POLICIES / pack)])
    assert policy is not None
    files = sorted((POLICIES / pack / "tests").rglob("*.yaml"))
    found = (load_plan(Source(file.name, file.read_text("utf-8")), policy.schema)[0] for file in files)
    return [plan.values for plan in found if plan is not None]


@pytest.mark.parametrize("pack", sorted(folder.parent.name for folder in POLICIES.glob("*/pack.yaml")))
def test_bundled_rules(whole: bool, pack: str) -> None:
    policy, _ = load_policy([str(POLICIES / pack)])
    assert policy is not None
    values, plans = policy.values, plans_tested(pack)
    told = 0
    for rule in (rule for rule in policy.rules if rule.pack == pack):
        for mutant in islice(rule_mutants(rule.checked), None if whole else 6):
            said = effect(rule.checked, mutant.rule, values, values)
            told += said != "either"
            seen[f"bundled: {said}"] += 1
            for plan in plans[:: 1 if whole else 4] if said != "either" else ():
                one = Inputs(plan, plan, None, values, TODAY)
                if rule.scope == "portfolio":
                    one = replace(one, plan=None, previous=None, portfolio={"plans": plans})
                assert holds(said, fails(rule.checked, one), fails(mutant.rule, one)), (rule.id, mutant.line, said)
    assert told, "nothing is ever told"
