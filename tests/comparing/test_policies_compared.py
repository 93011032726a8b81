"""What differs between two policies, in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kpi_rules.comparing.difference import Difference
from kpi_rules.comparing.policies import difference
from kpi_rules.packs import Policy
from kpi_rules.reports.comparison.text import difference_lines
from kpi_rules.reports.ink import colours
from kpi_rules.structs import replace


def lines(found: Difference) -> list[str]:
    return list(difference_lines(found, colours(False)))


def test_policies(policy_of: Callable[..., Policy]) -> None:
    rules = 'rule a "A" must false\nrule b "B" should false\n'
    setting = "settings: {most: {type: number, default: %s, description: d}}\n"
    before = policy_of(rules, setting % 6)
    after = policy_of(
        'rule a "A" must false\nrule c "C" must false\n',
        setting % 9 + "levels: {a: {level: could, waivable: false}}\nlongest_waiver: 2 years\n",
    )
    assert lines(difference(before, after)) == [
        "rule t/a (easier or harder)",
        "  level: must → could",
        "  waivable: yes → no",
        "rule t/c added (harder)",
        "rule t/b removed (easier)",
        "setting most (no plan fares otherwise)",
        "  value: 6 → 9",
        "setting longest_waiver (easier)",
        "  value: 1 year → 2 years",
    ]
    assert not difference(before, before)
    assert not difference(before, policy_of(rules, setting % 6))


def test_who_decides_means_nothing_and_promises_are_told(policy_of: Callable[..., Policy]) -> None:
    rule, said = (
        'rule a "A" must false\n',
        "extends: [core]\nlevels: {a: {level: must%s}}\nsettings: {max_kpis: {value: 6%s}}\n",
    )
    before = policy_of(rule, "extends: [core]\n")
    decided = policy_of(rule, said % (", reason: as agreed", ", reason: as agreed"))
    promised = policy_of(rule, said % (", only: stricter", ", only: lower"))
    assert decided.settings["max_kpis"].value == before.settings["max_kpis"].value
    assert decided.settings["max_kpis"].decisions != before.settings["max_kpis"].decisions
    assert not difference(before, decided)
    assert lines(difference(decided, promised)) == [
        "rule t/a",
        "  `promise`: stricter is new",
        "setting max_kpis",
        "  `promise`: lower is new",
    ]


@pytest.mark.parametrize(
    ("field", "before", "after", "told"),
    [
        ("exclude", (), ("drafts",), ["setting exclude (easier)", "  value: drafts is new"]),
        ("exclude", ("a", "b"), ("a",), ["setting exclude (harder)", "  value: a, b → a"]),
        ("exclude", ("a",), ("b",), ["setting exclude (easier or harder)", "  value: a → b"]),
        ("exclude", ("a", "b"), ("b", "a"), []),
        ("plans", ("a",), ("a", "b"), ["setting plans (harder)", "  value: a → a, b"]),
        ("plans", ("a", "b"), ("a",), ["setting plans (easier)", "  value: a, b → a"]),
        ("plans", (), ("a",), ["setting plans (easier or harder)", "  value: a is new"]),
        ("plans", ("a",), (), ["setting plans (easier or harder)", "  value: a is gone"]),
    ],
)
def test_which_plans_are_looked_at(
    policy_of: Callable[..., Policy], field: str, before: tuple[str, ...], after: tuple[str, ...], told: list[str]
) -> None:
    policy = policy_of('rule a "A" must false\n', "")
    assert lines(difference(replace(policy, **{field: before}), replace(policy, **{field: after}))) == told
