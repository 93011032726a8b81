"""Every case of `waivers.yaml`: what is excused, and what is said of waivers that are wrong."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from kpi_rules.engine.check import check
from kpi_rules.engine.findings import Report
from kpi_rules.engine.gate import exit_code
from kpi_rules.engine.settle import Beside, settle
from kpi_rules.engine.waivers import remarks, waiving, written
from kpi_rules.engine.waivers.file import with_entry
from kpi_rules.packs import Policy
from kpi_rules.resources import bundled
from kpi_rules.source import Source

TODAY = datetime.date(2026, 3, 1)
CASES = yaml.safe_load((Path(__file__).parent / "waivers.yaml").read_text("utf-8"))
RULES = """\
rule owner "Owned"
  for each kpi in plan.kpis
  must kpi.owner is present
rule name "Named"
  for each kpi in plan.kpis
  must kpi.name is present
"""


def settled(case: dict[str, Any], policy: Policy) -> Report:
    report = check([Source("a.kpi.yaml", case["plan"])], policy, TODAY)
    waivers = Source("kpi-rules.waivers.yaml", case["file"]) if "file" in case else None
    return settle(report, Beside(policy, TODAY, waivers)).report


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any], policy_of: Callable[..., Policy]) -> None:
    policy = policy_of(case.get("rules", RULES), case.get("manifest", ""))
    report = settled(case, policy)
    told = [finding for finding in report.findings if finding.rule.startswith("waivers/")]
    assert [f"{it.rule} {it.region.start.line}:{it.region.start.column}" for it in told] == case.get("told", [])
    assert sorted(finding.subject for finding in report.findings if finding.waived) == sorted(case["waived"])
    assert len({finding.fingerprint for finding in report.findings}) == len(report.findings)
    assert {finding.rule for finding in report.findings} <= {rule.id for rule in report.rules}
    for rule in {finding.rule for finding in report.findings}:
        tally = report.tallies[rule]
        mine = [finding for finding in report.findings if finding.rule == rule]
        assert (tally.failed, tally.waived) == (
            sum(it.waived is None for it in mine),
            sum(it.waived is not None for it in mine),
        )


def test_what_is_waived_does_not_count(policy_of: Callable[..., Policy]) -> None:
    policy = policy_of('rule never "Never" must false')
    case = {"plan": "# kpi-rules: waive never until 2026-04-01 -- why\ntitle: A\nkpis: []\n"}
    report = settled(case, policy)
    assert exit_code(report) == 0
    assert report.findings[0].waived is not None
    assert (report.findings[0].waived.reason, report.findings[0].waived.until) == ("why", datetime.date(2026, 4, 1))


def test_a_plan_that_cannot_be_read_leaves_its_waivers_in_peace(policy_of: Callable[..., Policy]) -> None:
    case = {"plan": "title: [", "file": "waivers: [{rule: owner, plan: A, reason: r, owner: o, until: 2026-06-30}]\n"}
    assert [finding.rule for finding in settled(case, policy_of(RULES)).findings] == ["invalid-plan"]


@pytest.mark.parametrize("case", [case for case in CASES if "file" in case], ids=lambda case: case["name"])
def test_the_schema_has_a_second_reader(case: dict[str, Any]) -> None:
    schema = json.loads((bundled("schemas") / "waivers.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    unread = {"malformed", "unexplained"} & {told.split()[0].partition("/")[2] for told in case.get("told", [])}
    try:
        data = yaml.load(case["file"], Loader=yaml.BaseLoader)
    except yaml.YAMLError:
        return
    fits = data is None or jsonschema.Draft202012Validator(schema).is_valid(data)
    assert fits == (not unread)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_entry_ends_its_lines_as_the_file_does(end: str) -> None:
    before = end.join(["# why", "waivers:", "  - {rule: a/b, plan: p, reason: S, until: 2026-05-01}", ""])
    after = with_entry(Source("w", before), {"rule": "t/bad", "plan": "p", "reason": "R", "until": "2026-06-30"})
    assert after is not None
    assert after.splitlines()[:3] == before.splitlines()
    assert after.count("\n") == after.count(end) == 7


def test_rules_that_waivers_name_are_looked_for_once_and_unknown_ones_not_for_ever(
    policy_of: Callable[..., Policy], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    find = waiving.find_rule
    monkeypatch.setattr(waiving, "find_rule", lambda name, *rest: (looked.append(name), find(name, *rest))[1])
    entry = "- {{rule: {}, reason: Later, owner: Amal, until: 2026-06-30}}\n"
    names = [*["name"] * 20, *(f"nmae-{number}" for number in range(waiving.MOST_NAMES + 50)), "owner"]
    case = {
        "plan": "title: A\nkpis: [{id: a}]\n",
        "file": "waivers:\n" + "".join(map(entry.format, names)),
    }
    report = settled(case, policy_of(RULES))
    assert len(looked) == waiving.MOST_NAMES + 2
    assert sum(finding.rule == "waivers/unknown-rule" for finding in report.findings) == waiving.MOST_NAMES + 50
    assert sum(finding.waived is not None for finding in report.findings) == 2


def test_no_more_comments_are_read_than_the_limit_says(
    policy_of: Callable[..., Policy], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remarks, "MOST_REMARKS", 3)
    waive = "# kpi-rules: waive owner until 2026-06-30 -- later"
    plan = "title: A\nkpis:\n" + "".join(f"- {{id: a{number}, name: N}} {waive}\n" for number in range(9))
    report = settled({"plan": plan}, policy_of(RULES))
    assert sum(finding.waived is not None for finding in report.findings) == 3
    told = [finding.region.start.line for finding in report.findings if finding.rule == "waivers/malformed"]
    assert told == [6]


def test_very_many_comments_that_are_not_understood_are_counted(
    policy_of: Callable[..., Policy], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(written, "MOST_MISREAD", 5)
    plan = "title: A\nkpis:\n" + "".join(f"- {{id: a{number}, name: N}} # kpi-rules: wave\n" for number in range(30))
    report = settled({"plan": plan}, policy_of(RULES))
    told = [finding.message for finding in report.findings if finding.rule == "waivers/malformed"]
    assert len(told) == 6
    assert "25 more comments like these are not understood" in told
