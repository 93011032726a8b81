"""Every rule of the bundled packs, loosened in several ways: each is told as a change, as easier, and never as harder; tightened, the other way round."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from kpi_rules.comparing.rules import Version, aspects, rule_effect
from kpi_rules.language import tree
from kpi_rules.language.checked import CheckedRule, Environment
from kpi_rules.language.checker import check_rules
from kpi_rules.language.parser import parse_rules
from kpi_rules.packs import Policy, PolicyRule, load_policy
from kpi_rules.source import Source, Span
from kpi_rules.structs import replace

POLICIES = Path(__file__).parents[2] / "policies"
PACKS = sorted(folder.parent.name for folder in POLICIES.glob("*/pack.yaml"))
ONE_DAY = "today == 2026-01-01"


@cache
def policy(pack: str) -> Policy:
    found, problems = load_policy([str(POLICIES / pack)])
    assert found is not None, list(map(str, problems))
    return found


RULES = [(pack, rule.id) for pack in PACKS for rule in policy(pack).rules if rule.pack == pack]


def changed(rule: CheckedRule, span: Span, text: str) -> CheckedRule | None:
    """The rule with other words in it, where it still checks."""
    whole, words = rule.tree.span, rule.source.text
    source = Source(rule.source.name, words[whole.start : span.start] + text + words[span.end : whole.end])
    file, _ = parse_rules(source)
    settings = {name: field.type for name, field in rule.records.fields["settings"].items()}
    made = check_rules([file], Environment(rule.records, settings, rule.defines))[0] if file else ()
    return made[0] if made else None


def loosened(rule: CheckedRule) -> Iterator[tuple[str, CheckedRule | None]]:
    for part in rule.parts:
        condition = part.tree.condition
        words = rule.source.slice(condition.span)
        yield "or", changed(rule, condition.span, f"({words}) or {ONE_DAY}")
        start = next((step.span.end for step in reversed(part.tree.steps)), None)
        if start is not None:
            yield "guard", changed(rule, Span(start, start), f" when {ONE_DAY}")
        if isinstance(condition, tree.Logic) and condition.operator == "and":
            yield "dropped", changed(rule, Span(condition.left.span.end, condition.right.span.end), "")
        for step in part.tree.steps:
            if isinstance(step, tree.ForEach) and step.where is not None:
                more = f"({rule.source.slice(step.where.span)}) and {ONE_DAY}"
                yield "where", changed(rule, step.where.span, more)
        yield from moved_bound(rule, condition)


def moved_bound(rule: CheckedRule, condition: tree.Expression) -> Iterator[tuple[str, CheckedRule | None]]:
    """A bound of the whole demand, one further."""
    if (
        isinstance(condition, tree.Comparison)
        and str(condition.right.type) == "number"
        and condition.operator in "<=>="
    ):
        sign = {"<": "+", "<=": "+", ">": "-", ">=": "-"}.get(condition.operator)
        if sign:
            words = rule.source.slice(condition.right.span)
            yield "bound", changed(rule, condition.right.span, f"({words}) {sign} 1")


def version(rule: PolicyRule, checked: CheckedRule, of: Policy) -> Version:
    return Version(replace(rule, read=lambda: checked), of.settings)


@pytest.mark.parametrize(("pack", "name"), RULES, ids=[name for _, name in RULES])
def test_a_loosened_rule_is_told(pack: str, name: str) -> None:
    of = policy(pack)
    rule = next(one for one in of.rules if one.id == name)
    old, tried = Version.of(of, rule), 0
    for how, looser in loosened(rule.checked):
        if looser is None:
            continue
        tried += 1
        new = version(rule, looser, of)
        assert list(aspects(old, new)), how
        sure = how != "bound"  # a bound may be any expression
        assert rule_effect(old, new) in ("easier", "easier" if sure else "either"), how
        assert rule_effect(new, old) in ("harder", "harder" if sure else "either"), how
    assert tried
    lower = replace(rule, level={"must": "should", "should": "could", "could": "off"}[rule.level])
    assert rule_effect(old, Version.of(of, lower)) == "easier"
    assert rule_effect(Version.of(of, lower), old) == "harder"


def test_there_are_many() -> None:
    assert len(RULES) > 100
