"""One gap, one finding: which of two rules speaks, how loudly, and that no excuse of one opens a hole in the other."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from kpi_rules.engine.check import check
from kpi_rules.engine.findings import Report
from kpi_rules.engine.settle import Beside, settle
from kpi_rules.packs import Policy, load_policy
from kpi_rules.source import Source

TODAY = datetime.date(2026, 3, 1)
CASES = yaml.safe_load((Path(__file__).parent / "stand_ins.yaml").read_text("utf-8"))
WATCHED = {
    "core/kpi-without-owner", "core/kpi-without-target", "core/placeholder", "core/unknown-owner", "smart/not-assignable",
    "smart/unquantified-target", "smart/no-baseline", "okr/not-from-to",
}  # fmt: skip


def _policy(levels: dict[str, str], folder: Path) -> Policy:
    project = folder / "kpi-rules.yaml"
    project.write_text(yaml.safe_dump({"extends": ["core", "smart", "okr"], "levels": levels}), "utf-8")
    policy, problems = load_policy((), None, project)
    assert policy is not None, problems
    return policy


def _told(report: Report) -> list[str]:
    told = [
        f"({line})" if finding.waived else line
        for finding in report.findings
        if finding.rule in WATCHED
        for line in [f"{finding.rule} {finding.level} {finding.subject}"]
    ]
    return sorted(told)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_who_speaks(case: dict[str, Any], tmp_path: Path) -> None:
    policy = _policy(case.get("levels", {}), tmp_path)
    report = check([Source("a.kpi.yaml", case["plan"])], policy, TODAY)
    settled = settle(report, Beside(policy, TODAY)).report
    assert _told(settled) == case["told"]
    if not any(line.startswith("(") for line in case["told"]):
        assert _told(report) == case["told"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_every_gap_is_told_by_somebody_and_counted_once(case: dict[str, Any], tmp_path: Path) -> None:
    policy = _policy(case.get("levels", {}), tmp_path)
    report = settle(check([Source("a.kpi.yaml", case["plan"])], policy, TODAY), Beside(policy, TODAY)).report
    speaking = {finding.gap for finding in report.findings if finding.waived is None}
    assert all(speaking & set(finding.told_by) for finding in report.spoken_for)
    for rule in WATCHED & report.tallies.keys():
        own = [finding for finding in report.findings if finding.rule == rule]
        assert report.tallies[rule].failed == sum(finding.waived is None for finding in own)
        assert report.tallies[rule].waived == sum(finding.waived is not None for finding in own)
