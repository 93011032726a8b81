"""Every case of `doubts.yaml`: what a change makes unreadable hides no violation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from repository import Repository
from running import Kpi

CASES = yaml.safe_load((Path(__file__).parent / "doubts.yaml").read_text("utf-8"))
RULE = "gate/unreadable-value"
HEAD = {
    "title": "Sales",
    "mission": "Sell what people need",
    "review": "quarterly",
    "roles": [{"id": "r", "title": "R"}],
    "objectives": [{"id": "o", "title": "O o"}],
}
KPI = {"id": "k", "name": "Calls made", "objective": "o", "owner": "r"}


def plan(changed: dict[str, Any]) -> str:
    """The plan with something changed in its KPI, or in itself."""
    own = {name: value for name, value in changed.items() if name in HEAD}
    return json.dumps({**HEAD, **own, "kpis": [{**KPI, **{name: changed[name] for name in changed.keys() - own}}]})


def report(kpi: Kpi, *more: str) -> dict[str, Any]:
    ran = kpi("check", "--today", "2026-03-01", "--base", "HEAD", "--new-only", "--format", "json", *more)
    read: dict[str, Any] = json.loads(ran.out)
    return {**read, "code": ran.code}


def committed(before: dict[str, Any], after: dict[str, Any], project: dict[str, Any]) -> Repository:
    repository = Repository(Path.cwd())
    repository.write("kpi-rules.yaml", json.dumps(project))
    repository.write("a.kpi.yaml", plan(before))
    repository.commit()
    repository.write("a.kpi.yaml", plan(after))
    return repository


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_a_change_makes_unreadable(kpi: Kpi, case: dict[str, Any]) -> None:
    committed(
        case["before"], case["after"], {"extends": case.get("packs", ["core"]), "settings": case.get("settings", {})}
    )
    found = report(kpi)
    told = [one for one in found["findings"] if one["rule"] == RULE]
    assert [one["message"].split("`")[1] for one in told] == case["unreadable"]
    assert [one["rule"] for one in found["fixed"]] == case.get("fixed", [])
    assert found["code"] == bool(told)
    assert {one["change"] for one in told} <= {"new"}
    again = [one for one in found["findings"] if one["rule"] == "core/unread-value" and one["change"] == "new"]
    assert not (told and again)  # one gap, one finding


@pytest.mark.parametrize("stays", [False, True], ids=["moved", "another one"])
@pytest.mark.parametrize("before", ["5", "1O0"], ids=["read", "unread"])
def test_in_another_plan(kpi: Kpi, stays: bool, before: str) -> None:
    repository = committed({"target": before}, {"target": before}, {"extends": ["core"]})
    if not stays:
        repository.write("a.kpi.yaml", plan({"id": "other", "name": "Visits", "target": 5}))
    repository.write("b.kpi.yaml", json.dumps({**HEAD, "title": "HR", "kpis": [{**KPI, "target": "1O0"}]}))
    told = [one["subject"] for one in report(kpi)["findings"] if one["rule"] == RULE]
    assert told == (["kpi k"] if before == "5" and not stays else [])


def test_it_can_be_waived(kpi: Kpi) -> None:
    repository = committed({"target": 100}, {"target": "1O0"}, {"extends": ["core"]})
    waiver = f"waivers: [{{rule: {RULE}, subject: k, reason: Ada knows, owner: Ada, until: 2026-06-01}}]\n"
    repository.write("kpi-rules.waivers.yaml", waiver)
    assert report(kpi)["code"] == 1
    found = report(kpi, "--waivers-from", "head")
    assert found["code"] == 0
    assert "core/unread-value" in {one["rule"] for one in found["findings"] if one["change"] == "new"}
