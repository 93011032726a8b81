"""Every case of `moves.yaml`: a finding moves with what it speaks of, and hides none that is like it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from repository import Repository
from running import Kpi

CASES = yaml.safe_load((Path(__file__).parent / "moves.yaml").read_text("utf-8"))
RULE = "core/unknown-objective"
Plans = dict[str, dict[str, str]]


def write(repository: Repository, plans: Plans) -> None:
    for old in repository.here.rglob("*.kpi.yaml"):
        old.unlink()
    for file, plan in plans.items():
        head = {"title": plan["title"], "objectives": [{"id": "o", "title": "O"}]}
        kpis = [kpi(id_, state) for id_, state in plan.items() if id_ != "title"]
        repository.write(file, json.dumps({**head, "kpis": kpis}))


def kpi(id_: str, state: str) -> dict[str, str]:
    """A KPI as the table has it: `right`, or `wrong, NAME`; without an id where that begins with `-`."""
    state, _, name = state.partition(", ")
    named = {"name": name} if name else {}
    return {
        **({} if id_.startswith("-") else {"id": id_}),
        **named,
        "objective": "o" if state == "right" else "nowhere",
    }


def told(kpi: Kpi, *options: str) -> list[dict[str, Any]]:
    ran = kpi("check", "--today", "2026-03-01", "--format", "json", *options)
    findings: list[dict[str, Any]] = json.loads(ran.out)["findings"]
    assert len({one["fingerprint"] for one in findings}) == len(findings)
    return [one for one in findings if one["rule"] == RULE]


def names(findings: list[dict[str, Any]]) -> list[str]:
    return sorted(f"{one['location']['file']} {one['subject'].removeprefix('kpi ')}" for one in findings)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_against_a_base(kpi: Kpi, case: dict[str, Any]) -> None:
    repository = Repository(Path.cwd())
    write(repository, case["before"])
    repository.commit()
    write(repository, case["after"])
    assert names([one for one in told(kpi, "--base", "HEAD") if one["change"] == "new"]) == case["new"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_beyond_a_baseline(kpi: Kpi, case: dict[str, Any]) -> None:
    repository = Repository(Path.cwd())
    write(repository, case["before"])
    assert kpi("baseline", "--today", "2026-03-01").code == 0
    write(repository, case["after"])
    assert names([one for one in told(kpi) if not one["baselined"]]) == case.get("beyond", case["new"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_fingerprints_do_not_go_by_the_order_of_files(kpi: Kpi, case: dict[str, Any]) -> None:
    repository = Repository(Path.cwd())
    write(repository, case["after"])
    files = sorted(case["after"])
    ways = [
        {one["location"]["file"]: one["fingerprint"] for one in told(kpi, *order)} for order in (files, files[::-1])
    ]
    assert ways[0] == ways[1]
