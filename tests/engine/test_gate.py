"""The exit code is a function of the report."""

from __future__ import annotations

import datetime

import pytest

from kpi_rules.engine.findings import Change, Finding, Level, PlanInfo, Region, Report, RuleInfo, Waived
from kpi_rules.engine.gate import counts, exit_code
from kpi_rules.source import Location, Source, Span
from kpi_rules.structs import replace

DAY = datetime.date(2026, 3, 1)
RULE = RuleInfo("p/r", "must", "R", None, None, "p", "p.rules", 1)
EMPTY = Report("0", DAY, (), (RULE,), (PlanInfo("a", None),), (), {})


def finding(level: Level, **more: object) -> Finding:
    region = Region.of(Location(Source("a", "x"), Span(0, 1)))
    return replace(Finding("p/r", level, "m", None, (), "plan", "a", region, (), "f"), **more)  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize(
    ("level", "fail_on", "code"),
    [
        ("must", "must", 1), ("should", "must", 0), ("could", "must", 0),
        ("must", "should", 1), ("should", "should", 1), ("could", "should", 0),
        ("must", "could", 1), ("should", "could", 1), ("could", "could", 1),
        ("must", None, 0), ("could", None, 0),
    ],
)  # fmt: skip
def test_levels(level: Level, fail_on: Level | None, code: int) -> None:
    assert exit_code(replace(EMPTY, findings=(finding(level),)), fail_on) == code
    assert exit_code(replace(EMPTY, left_out={level: 1}), fail_on) == code


def test_nothing_found_and_nothing_checked() -> None:
    assert exit_code(EMPTY, "could") == 0
    assert exit_code(replace(EMPTY, plans=()), "could") == 3
    assert exit_code(replace(EMPTY, rules=()), "could") == 3
    assert exit_code(replace(EMPTY, rules=(), findings=(finding("must"),)), "must") == 1


def test_excused_findings_do_not_count() -> None:
    waived = finding("must", waived=Waived("why", "who", DAY))
    assert exit_code(replace(EMPTY, findings=(waived, finding("must", baselined=True))), "could") == 0


@pytest.mark.parametrize(("change", "code"), [("new", 1), ("unchanged", 0), (None, 1)])
def test_new_only(change: Change | None, code: int) -> None:
    report = replace(EMPTY, findings=(finding("must", change=change),))
    assert (exit_code(report, "must", new_only=True), exit_code(report, "must")) == (code, 1)


def test_an_old_finding_counts_unless_only_new_ones_are_asked_for() -> None:
    assert counts(finding("must", change="unchanged"), "must")
    assert not counts(finding("must", change="unchanged"), "must", new_only=True)
