"""`--select`, `--ignore` and `--level`: what was asked for and nothing else, and no failure that nobody is told of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from running import Kpi

PLAN = "title: T\nstatus: drat\nkpis:\n- {id: a, name: A, objective: o, owner: r, target: 5}\n- {id: b, name: B}\n"
NO_MISSION, OWNER, OBJECTIVE = "core/no-mission", "core/kpi-without-owner", "core/kpi-without-objective"


def rules(kpi: Kpi, *arguments: str) -> set[str]:
    ran = kpi("check", "a.kpi.yaml", "--format", "json", *arguments)
    return {finding["rule"] for finding in json.loads(ran.out)["findings"]}


@pytest.fixture(autouse=True)
def _plan(kpi: Kpi) -> None:
    Path("a.kpi.yaml").write_text(PLAN.replace("drat", "active"))


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["--select", "no-mission"], {NO_MISSION}),
        (["--select", NO_MISSION, "--select", "kpi-without-owner"], {NO_MISSION, OWNER}),
    ],
)
def test_only_what_is_asked_for(kpi: Kpi, arguments: list[str], found: set[str]) -> None:
    assert rules(kpi, *arguments) == found


def test_all_but_what_is_ignored_and_what_weighs_less(kpi: Kpi) -> None:
    everything = json.loads(kpi("check", "a.kpi.yaml", "--format", "json").out)["findings"]
    musts = {finding["rule"] for finding in everything if finding["level"] == "must"}
    assert {NO_MISSION, OWNER} < musts < {finding["rule"] for finding in everything}
    assert rules(kpi, "--select", "core", "--ignore", "no-mission", "--level", "must") == musts - {NO_MISSION}


def test_what_is_ignored_neither_fails_the_run_nor_is_mended(kpi: Kpi) -> None:
    assert kpi("check", "a.kpi.yaml", "--select", "no-mission").code == 1
    assert kpi("check", "a.kpi.yaml", "--select", "unconfirmed-role").code == 0
    Path("a.kpi.yaml").write_text(
        PLAN.replace("target: 5", "target: 5")
        .replace("objective: o", "objective: grw")
        .replace("kpis:", "objectives: [{id: grow, title: G}]\nkpis:")
        .replace("drat", "active")
    )
    kpi("check", "a.kpi.yaml", "--fix", "--unsafe-fixes", "--select", "no-mission")
    assert "grw" in Path("a.kpi.yaml").read_text()
    kpi("check", "a.kpi.yaml", "--fix", "--unsafe-fixes", "--select", "unknown-objective")
    assert "grw" not in Path("a.kpi.yaml").read_text()


def test_a_plan_that_cannot_be_read_is_always_told(kpi: Kpi) -> None:
    Path("a.kpi.yaml").write_text("title: [")
    ran = kpi("check", "a.kpi.yaml", "--select", "no-mission", "--ignore", "smart", "--level", "must")
    assert ran.code == 2  # smart is no pack of this run
    assert kpi("check", "a.kpi.yaml", "--select", "no-mission").code == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--select", "no-misson"], "did you mean `no-mission`?"),
        (["--ignore", "core/no-misson"], "did you mean `core/no-mission`?"),
        (["--ignore", "cor"], "there is no rule `cor`"),
        (["--select", "no-mission", "--ignore", "core"], "leave no rule to check"),
        (["--ignore", "invalid-plan"], "there is no rule `invalid-plan`"),
        (["--level", "must", "--fail-on", "should"], "`--fail-on should` would fail on what `--level must` hides"),
        (["--level", "most"], "did you mean `must`?"),
    ],
)
def test_wrong_names_end_the_command(kpi: Kpi, arguments: list[str], words: str) -> None:
    ran = kpi("check", "a.kpi.yaml", *arguments)
    assert ran.code == 2
    assert words in ran.err
