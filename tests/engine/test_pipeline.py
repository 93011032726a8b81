"""Every case of `cases.yaml`, and what no case can show: streaming, limits, results that travel."""

from __future__ import annotations

import datetime
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from kpi_rules.engine.check import check, check_plan
from kpi_rules.engine.findings import Finding, Report, Tally
from kpi_rules.engine.inputs import PlanFile, Unreadable, read_plan, source_of
from kpi_rules.engine.revisions.before import Earlier
from kpi_rules.packs import Policy, load_policy
from kpi_rules.plan import load_plan
from kpi_rules.source import Source

PolicyOf = Callable[..., Policy]
TODAY = datetime.date(2026, 3, 1)
CASES = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text("utf-8"))
FAILING = 'rule bad "Bad"\n  for each kpi in plan.kpis\n  must false\nrule hint "Hint"\n  could false\n'


def plan_of(count: int, title: str = "A") -> Source:
    return Source(
        f"{title}.yaml", f"title: {title}\nkpis:\n" + "".join(f"- {{id: k{n}, name: K}}\n" for n in range(count))
    )


def told(finding: Finding) -> str:
    start = finding.region.start
    parts = [
        f"{finding.region.file}:{start.line}:{start.column} {finding.rule} {finding.level} {finding.subject}: {finding.message}",
        *([finding.remedy] if finding.remedy else []),
        *(f"{related.label}@{related.region.start.line}" for related in finding.related),
    ]
    return " | ".join(parts)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any], policy_of: PolicyOf) -> None:
    policy = policy_of(case["rules"], case.get("manifest", ""))
    previous = Earlier()
    for name, text in case.get("previous", {}).items():
        plan, _ = load_plan(Source(name, text), policy.schema)
        assert plan is not None
        previous.keep(plan)
    report = check((Source(name, text) for name, text in case["plans"].items()), policy, TODAY, previous=previous)
    lines = [told(finding) for finding in report.findings]
    if "findings" in case:
        assert lines == case["findings"]
    else:
        assert len(lines) == len(case["findings contain"]), lines
        for line, part in zip(lines, case["findings contain"], strict=True):
            assert part in line
    if "tallies" in case:
        assert report.tallies == {rule: Tally(*counts) for rule, counts in case["tallies"].items()}
    assert list(report.never_applied) == case.get("never applied", [])
    assert {finding.rule for finding in report.findings} <= {rule.id for rule in report.rules}
    assert [plan.file for plan in report.plans] == list(case["plans"])


def test_plans_are_streamed(policy_of: PolicyOf) -> None:
    policy = policy_of(FAILING)
    given: list[str] = []

    def inputs() -> Iterator[Source]:
        for title in "ABC":
            given.append(title)
            yield plan_of(1, title)

    result = check_plan(next(inputs()), policy, TODAY, None, 10)
    assert (given, result.plan) == (["A"], None)
    assert pickle.loads(pickle.dumps(result)) == result


def test_beyond_the_limit_findings_are_counted(policy_of: PolicyOf) -> None:
    report = check([plan_of(7), plan_of(7, "B")], policy_of(FAILING), TODAY, most_findings=5)
    assert [finding.level for finding in report.findings].count("must") == 5
    assert [finding.level for finding in report.findings].count("could") == 2
    assert report.left_out == {"must": 9}
    assert report.tallies["t/bad"].failed == 14
    assert report.notices == ("9 more findings are counted and not shown",)


def test_texts_of_megabytes_do_not_reach_the_report(policy_of: PolicyOf) -> None:
    rules = 'rule long "Long"\n  for each kpi in plan.kpis\n  must kpi.id == "x"\n  say "{kpi.name otherwise kpi.id}"\n  fix "{kpi.name otherwise kpi.id}"\n'
    text = "title: A\nkpis: [{id: a, name: " + "n" * 900_000 + "}]\n"
    report = check([Source("a.yaml", text)], policy_of(rules), TODAY)
    assert len(pickle.dumps(report)) < 20_000


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"\xff\xfe\x00", "UTF-8"),
        (b"title: A\x00\n", ""),
        (None, "cannot read `gone.yaml`"),
        ("folder", "is a directory"),
    ],
)
def test_files_that_cannot_be_read_are_findings(
    data: bytes | str | None, part: str, tmp_path: Path, policy_of: PolicyOf
) -> None:
    file = tmp_path / "gone.yaml"
    if isinstance(data, bytes):
        file.write_bytes(data)
    elif data == "folder":
        file.mkdir()
    report = check([read_plan(PlanFile(file, "gone.yaml"))], policy_of(FAILING), TODAY)
    assert [(finding.rule, finding.region.file) for finding in report.findings] == [("invalid-plan", "gone.yaml")]
    assert part in report.findings[0].message
    assert report.plans[0].title is None


def test_bytes_from_elsewhere(policy_of: PolicyOf) -> None:
    source = source_of("-", b"\xef\xbb\xbftitle: A\nkpis: []\n")
    assert isinstance(source, Source)
    assert isinstance(source_of("-", b"\xff"), Unreadable)
    assert check([source], policy_of(FAILING), TODAY).plans[0].title == "A"


def test_the_report_says_what_it_checked_with() -> None:
    policy, _ = load_policy(["okr"])
    assert policy is not None
    report: Report = check([plan_of(1)], policy, TODAY)
    assert [pack.name for pack in report.packs] == [pack.name for pack in policy.packs]
    rule = next(rule for rule in report.rules if rule.id == "okr/too-many-objectives")
    assert rule.file.startswith("policies/okr/")
    assert policy.packs[-1].rule_sources
    assert rule.line > 0
    assert rule.title


def test_a_name_that_no_system_takes_is_told(tmp_path: Path) -> None:
    assert isinstance(read_plan(PlanFile(tmp_path / "b\0", "b")), Unreadable)


def test_tallies_add_up_verdict_by_verdict() -> None:
    assert Tally(1, 2, 3, 4) + Tally(10, 20, 30, 40) == Tally(11, 22, 33, 44)
