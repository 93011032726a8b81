"""What hostile inputs may make of a run: counted, not timed. `bench/floods.py` measures the same inputs, larger."""

from __future__ import annotations

import datetime
import sys
from collections import Counter
from pathlib import Path

import pytest

from kpi_rules.engine import judge
from kpi_rules.engine.check import check
from kpi_rules.engine.inputs import PlanFile, read_plan
from kpi_rules.language import compiler
from kpi_rules.language.compiler import failures
from kpi_rules.packs import load_policy

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

import hostile

SIZE = 8_000
MOST = 40
TODAY = datetime.date(2026, 3, 1)


@pytest.mark.parametrize("kind", hostile.KINDS)
def test_what_is_made_of_a_flood_is_bounded(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = hostile.KINDS[kind](SIZE)
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    packs = ["./flood"] if hostile.PACK in files else ["portfolio"] if kind == "portfolio" else ["core"]
    policy, problems = load_policy(packs)
    assert policy is not None, list(map(str, problems))
    plans = sorted(name for name in files if ".kpi." in name)[:20]
    taken = []
    take = failures.Remembering.take
    monkeypatch.setattr(failures.Remembering, "take", lambda self, steps: (take(self, steps), taken.append(steps))[0])
    monkeypatch.setattr(judge, "STEPS", 20_000)
    report = check([read_plan(PlanFile(name, name)) for name in plans], policy, TODAY, most_findings=MOST)

    # failures that rest on what could not be read are looked for within as many steps again
    assert sum(taken) <= 20_000 * 2 * (len(plans) + 1)
    for level in ("must", "should", "could"):
        assert sum(finding.level == level for finding in report.findings) <= MOST
    counted = sum(tally.failed for tally in report.tallies.values())
    assert counted == len(report.findings) + sum(report.left_out.values())
    for finding in report.findings:
        texts = (finding.message, finding.remedy or "", *finding.why)
        assert max(map(len, texts)) <= judge.LONGEST_TEXT
        assert len(finding.why) <= 5
        assert finding.signs < 20_000


def test_failures_of_many_rules_are_counted_where_they_are_not_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = hostile.many_rules(SIZE)
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    policy, _ = load_policy(["./flood"])
    assert policy is not None
    monkeypatch.setattr(compiler, "MOST_NOTED", 3 * len(policy.plan_rules))
    (plan,) = (name for name in files if ".kpi." in name)
    report = check([read_plan(PlanFile(plan, plan))], policy, TODAY, most_findings=10_000)
    kpis = files[plan].count("{id")
    told = Counter(finding.rule for finding in report.findings)
    assert set(told.values()) == {3}
    assert {tally.failed for tally in report.tallies.values()} == {kpis}
    assert sum(report.left_out.values()) == (kpis - 3) * len(policy.plan_rules)
