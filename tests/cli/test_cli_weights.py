"""A level by condition: a finding weighs what the first condition that holds says, unless somebody gave the rule a level."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from running import Kpi

PLAN = """\
title: T
mission: Help small firms
kpis:
  - {id: a, name: A}
  - {id: b, name: B, status: proposed}
  - {id: c, name: C, status: retired}
  - {id: d, name: D, owner: me}
"""
RULES = """\
rule ownerless "Every KPI has an owner"
  for each kpi in plan.kpis
  let young = kpi.status == "proposed"
  must kpi.owner is present
  should when young
  must when kpi.status == "proposed"
  could when kpi.status == "retired"
"""


@pytest.fixture(autouse=True)
def pack(kpi: Kpi) -> None:
    Path("own").mkdir()
    Path("own/pack.yaml").write_text("name: own\nversion: 1.0.0\n", "utf-8")
    Path("own/a.rules").write_text(RULES, "utf-8")
    Path("p.kpi.yaml").write_text(PLAN, "utf-8")


def levels(kpi: Kpi, *more: str) -> tuple[int, list[str]]:
    ran = kpi("check", "p.kpi.yaml", "--format", "json", *more)
    return ran.code, [one["level"] for one in json.loads(ran.out)["findings"]]


def test_the_first_condition_that_holds_decides(kpi: Kpi) -> None:
    for _ in range(2):  # the second is known
        assert levels(kpi, "--pack", "./own") == (1, ["must", "should", "could"])


@pytest.mark.parametrize(
    ("status", "fail_on", "code"),
    [("proposed", "must", 0), ("proposed", "should", 1), ("retired", "should", 0), ("retired", "could", 1)],
)
def test_a_run_fails_by_what_each_finding_weighs(kpi: Kpi, status: str, fail_on: str, code: int) -> None:
    Path("p.kpi.yaml").write_text(f"title: T\nmission: M m\nkpis:\n  - {{id: c, name: C, status: {status}}}\n", "utf-8")
    assert levels(kpi, "--pack", "./own", "--fail-on", fail_on)[0] == code


@pytest.mark.parametrize(("level", "found"), [("must", ["must"] * 3), ("could", ["could"] * 3), ("'off'", [])])
def test_who_gives_the_rule_a_level_decides_for_all_its_findings(kpi: Kpi, level: str, found: list[str]) -> None:
    Path("kpi-rules.yaml").write_text(f"extends: [./own]\nlevels: {{own/ownerless: {level}}}\n", "utf-8")
    assert levels(kpi)[1] == found


def test_findings_that_are_not_told_weigh_the_most_that_they_may(kpi: Kpi) -> None:
    rules = RULES.replace("must kpi.owner", "could kpi.owner").replace("could when", "should when")
    Path("own/a.rules").write_text(rules, "utf-8")
    many = "".join(f"  - {{id: x{number}, name: X, status: retired}}\n" for number in range(30))
    Path("p.kpi.yaml").write_text(f"title: T\nmission: M m\nkpis:\n{many}", "utf-8")
    ran = kpi("check", "p.kpi.yaml", "--pack", "./own", "--limit", "findings=5", "--fail-on", "must")
    assert ran.code == 1
