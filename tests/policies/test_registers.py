"""Small plans of the kinds that people keep: which rules speak and, as important, which are silent."""

from __future__ import annotations

import datetime
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from kpi_rules.engine.check import check
from kpi_rules.engine.findings import Report
from kpi_rules.packs import Policy, load_policy
from kpi_rules.source import Source

HERE = Path(__file__).parent
SHARED = Path(__file__).parents[3] / "shared" / "cases" / "plans.yaml"
TODAY = datetime.date(2026, 3, 1)
NAMED = {
    "<unread value>": "core/unread-value",
    "<share above 100>": "core/share-above-100",
    "<interim target runs backwards>": "core/interim-targets-out-of-order",
    "<target outside its green band>": "core/target-outside-green",
    "<target already passed>": "core/target-already-reached",
    "<name against direction>": "core/name-against-direction",
    "<formula names an unknown metric>": "core/unknown-metric-in-formula",
    "<a year that is hardly meant>": "core/unread-value",
}
"""The ids of rules that a case only describes."""


def _cases() -> list[Any]:
    files = [*sorted(HERE.glob("registers*.yaml")), *([SHARED] if SHARED.is_file() else [])]
    cases = [(file.stem, case) for file in files for case in yaml.safe_load(file.read_text("utf-8"))]
    return [pytest.param(case, id=f"{stem}: {case['name']}") for stem, case in cases]


@cache
def _policy(packs: tuple[str, ...]) -> Policy:
    policy, problems = load_policy(("core", *packs))
    assert policy is not None, problems
    return policy


def _report(case: dict[str, Any]) -> Report:
    return check([Source("plan.kpi.yaml", case["plan"])], _policy(tuple(case.get("packs", ()))), TODAY)


@pytest.mark.parametrize("case", _cases())
def test_who_speaks_and_who_is_silent(case: dict[str, Any]) -> None:
    told = {(finding.rule, finding.message) for finding in _report(case).findings}
    speaking = {rule for rule, _ in told}
    silent = [NAMED.get(rule, rule) for rule in case.get("silent", ())]
    assert [message for rule, message in sorted(told) if rule in silent] == []
    assert [rule for rule in case.get("says", ()) if NAMED.get(rule, rule) not in speaking] == []
    if case.get("not_invalid"):
        assert speaking - {"invalid-plan", "core/invalid-plan"}


FILLED = {"owner": "ops", "target": 5}


@pytest.mark.parametrize("case", [case for case in _cases() if "once" in case.values[0]])
def test_one_gap_is_told_once(case: dict[str, Any]) -> None:
    """What a finding speaks of is what has to be filled in for it to fall silent, or to say something else."""
    before = {(finding.rule, finding.message) for finding in _report(case).findings}
    for path in case["once"]:
        index, field = re.fullmatch(r"kpis\[(\d+)\]\.(\w+)", path).groups()  # type: ignore[union-attr]
        plan = yaml.safe_load(case["plan"])
        plan["kpis"][int(index)][field] = FILLED[field]
        after = {
            (finding.rule, finding.message) for finding in _report({**case, "plan": yaml.safe_dump(plan)}).findings
        }
        assert len(before - after) == 1, (path, before - after)


@pytest.mark.parametrize("many", [60, 300])
def test_every_finding_about_a_register_has_words_of_its_own(many: int) -> None:
    """A rule's title says what holds in a good plan; where the words cannot be made, it would be read as what is found."""
    kpis = "".join(
        f"- {{id: k{number}, name: Wells {number // 2} (%), unit: '%', target: 40, baseline: 5}}\n"
        for number in range(many)
    )
    packs = ("smart", "okr", "balanced-scorecard", "content-marketing", "engineering", "public-sector", "guardrails")
    report = _report({"packs": packs, "plan": f"title: T\nkpis:\n{kpis}"})
    titles = {rule.title for rule in report.rules}
    assert len(report.findings) > many
    assert [finding.message for finding in report.findings if finding.message in titles] == []
