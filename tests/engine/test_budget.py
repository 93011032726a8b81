"""A rule that may take too long on a plan is not run, never passes, and says so; the others run."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from kpi_rules.engine.check import check
from kpi_rules.packs import Policy, load_policy
from kpi_rules.source import Source

TODAY = datetime.date(2026, 3, 1)
RULES = """\
rule slow "Three loops"
  must no a in plan.kpis satisfies
    (some b in plan.kpis satisfies (some c in plan.kpis satisfies similarity(b.id, c.id) > 2 and a.id == c.id))
rule quick "One loop"
  for each kpi in plan.kpis
  must kpi.owner is present
"""


def policy_of(folder: Path, rules: str) -> Policy:
    (folder / "pack.yaml").write_text("name: slow\nversion: 1.0.0\n")
    (folder / "all.rules").write_text(rules)
    found, diagnostics = load_policy([str(folder)])
    assert found is not None, diagnostics
    return found


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    return policy_of(tmp_path, RULES)


def plan(kpis: int) -> Source:
    return Source("a.kpi.yaml", "title: A\nkpis:\n" + "".join(f"- id: k{n}\n" for n in range(kpis)))


def test_a_small_plan_is_checked(policy: Policy) -> None:
    report = check([plan(3)], policy, TODAY)
    assert [(rule, tally.passed, tally.failed) for rule, tally in report.tallies.items()] == [
        ("slow/slow", 1, 0),
        ("slow/quick", 0, 3),
    ]


def test_a_large_plan_is_refused_by_the_slow_rule_alone(policy: Policy) -> None:
    report = check([plan(2_000)], policy, TODAY)
    assert {rule: tally.failed for rule, tally in report.tallies.items()} == {"slow/slow": 1, "slow/quick": 2_000}
    message = next(finding.message for finding in report.findings if finding.rule == "slow/slow")
    assert message.startswith("this rule was not run: it may take too long here (kpis³")


def test_a_rule_whose_cost_nobody_knows_never_runs(tmp_path: Path) -> None:
    """Small enough to be loaded, too large to be worked out: not even the smallest plan is put to it."""
    defines = "".join(f"define d{n}(x: number) = d{n - 1}(x + {n}) + d{n - 1}(x * {n})\n" for n in range(1, 13))
    rules = f'define d0(x: number) = x + x\n{defines}rule vast "V" must d12(count(plan.kpis)) != 1\n' + RULES
    report = check([plan(1)], policy_of(tmp_path, rules), TODAY)
    assert {finding.rule: finding.message for finding in report.findings} == {
        "slow/vast": "this rule was not run: it may take too long here (∞)",
        "slow/quick": "One loop",
    }
