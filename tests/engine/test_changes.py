"""Every case of `changes.yaml`; what changed in a policy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from kpi_rules.engine.revisions.changes import plan_changes
from kpi_rules.engine.revisions.changes_in_words import sentence
from kpi_rules.engine.revisions.policy_changes import policy_changes
from kpi_rules.packs import Policy
from kpi_rules.plan import load_plan, plan_schema
from kpi_rules.source import Source
from kpi_rules.structs import replace

CASES = yaml.safe_load((Path(__file__).parent / "changes.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    plans = []
    for text in (case["before"], case["after"]):
        plan, diagnostics = load_plan(Source("a.yaml", text), plan_schema())
        assert plan is not None, list(map(str, diagnostics))
        plans.append(plan.values)
    changes = plan_changes(plans[0], plans[1], plan_schema().records)
    assert [sentence(change) for change in changes] == case["told"]


def test_policies(policy_of: Callable[..., Policy]) -> None:
    rules = 'rule a "A" must false\nrule b "B" should false\n'
    setting = "settings: {most: {type: number, default: %s, description: d}}\n"
    before = policy_of(rules, setting % 6)
    after = policy_of(
        'rule a "A" must false\nrule c "C" must false\n',
        setting % 9 + "levels: {a: {level: could, waivable: false}}\nlongest_waiver: 2 years\n",
    )
    assert [sentence(change) for change in policy_changes(before, after)] == [
        "rule t/a: level changed from must to could (easier)",
        "rule t/a: waivable changed from yes to no (stricter)",
        "rule t/c added (stricter)",
        "rule t/b removed (easier)",
        "setting most: value changed from 6 to 9",
        "setting longest_waiver: value changed from 1 year to 2 years (easier)",
    ]
    assert policy_changes(before, before) == ()


@pytest.mark.parametrize(
    ("field", "before", "after", "told"),
    [
        ("exclude", (), ("drafts",), "setting exclude: value added: drafts (easier)"),
        ("exclude", ("a", "b"), ("a",), "setting exclude: value changed from “a, b” to a (stricter)"),
        ("exclude", ("a",), ("b",), "setting exclude: value changed from a to b"),
        ("exclude", ("a", "b"), ("b", "a"), None),
        ("plans", ("a",), ("a", "b"), "setting plans: value changed from a to “a, b” (stricter)"),
        ("plans", ("a", "b"), ("a",), "setting plans: value changed from “a, b” to a (easier)"),
        ("plans", (), ("a",), "setting plans: value added: a"),
        ("plans", ("a",), (), "setting plans: value removed: a"),
    ],
)
def test_which_plans_are_looked_at(
    policy_of: Callable[..., Policy], field: str, before: tuple[str, ...], after: tuple[str, ...], told: str | None
) -> None:
    policy = policy_of('rule a "A" must false\n', "")
    changes = policy_changes(replace(policy, **{field: before}), replace(policy, **{field: after}))
    assert list(map(sentence, changes)) == ([told] if told else [])
