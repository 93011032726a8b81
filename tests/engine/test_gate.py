"""The exit code is a function of the report."""

from __future__ import annotations

import datetime

import pytest

from kpi_rules.engine.findings import Change, Finding, Gate, Level, PlanInfo, Region, Report, RuleInfo, Waived
from kpi_rules.engine.gate import counts, exit_code
from kpi_rules.source import Location, Source, Span
from kpi_rules.structs import replace

DAY = datetime.date(2026, 3, 1)
RULE = RuleInfo("p/r", "must", "R", None, None, "p", "p.rules", 1)
EMPTY = Report("0", DAY, (), (RULE,), (PlanInfo("a", None),), (), {})
COULD = replace(EMPTY, gate=Gate("could"))


def finding(level: Level, **more: object) -> Finding:
    region = Region.of(Location(Source("a", "x"), Span(0, 1)))
    return replace(Finding("p/r", level, "m", None, (), "plan", "a", region, (), "f"), **more)  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize(
    ("level", "fail_on", "code"),
    [
        ("must", "must", 1), ("should", "must", 0), ("could", "must", 0),
        ("must", "should", 1), ("should", "should", 1), ("could", "should", 0),
        ("must", "could", 1), ("should", "could", 1), ("could", "could", 1),
    ],
)  # fmt: skip
def test_levels(level: Level, fail_on: Level, code: int) -> None:
    strict = replace(EMPTY, gate=Gate(fail_on))
    assert exit_code(replace(strict, findings=(finding(level),))) == code
    assert exit_code(replace(strict, left_out={level: 1})) == code
    for usual in ("must", "should", "could"):
        assert exit_code(replace(EMPTY, findings=(finding(level),), gate=Gate(usual, {"a": fail_on}))) == code


def test_nothing_found_and_nothing_checked() -> None:
    assert exit_code(COULD) == 0
    assert exit_code(replace(COULD, plans=())) == 3
    assert exit_code(replace(COULD, rules=())) == 3
    assert exit_code(replace(EMPTY, rules=(), findings=(finding("must"),))) == 1


def test_excused_findings_do_not_count() -> None:
    waived = finding("must", waived=Waived("why", "who", DAY))
    assert exit_code(replace(COULD, findings=(waived, finding("must", baselined=True)))) == 0


@pytest.mark.parametrize(("change", "code"), [("new", 1), ("unchanged", 0), (None, 1)])
def test_new_only(change: Change | None, code: int) -> None:
    report = replace(EMPTY, findings=(finding("must", change=change),))
    assert (exit_code(report, new_only=True), exit_code(report)) == (code, 1)


def test_an_old_finding_counts_unless_only_new_ones_are_asked_for() -> None:
    assert counts(finding("must", change="unchanged"), Gate())
    assert not counts(finding("must", change="unchanged"), Gate(), new_only=True)
