"""Lists written as maps: `targets: {2026: 100}` is a list of one target that is due in 2026."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from kpi_rules.plan import load_plan
from kpi_rules.plan.plan import load_what_fits
from kpi_rules.plan.schema import plan_schema
from kpi_rules.source import Source

CASES = yaml.load((Path(__file__).parent / "keyed.yaml").read_text("utf-8"), yaml.BaseLoader)


def _plain(value: object) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_map_is_the_list_that_it_stands_for(case: dict[str, Any]) -> None:
    plan = {"title": "T", "kpis": [{"id": "a", case["field"]: case["plan"]}]}
    loaded, problems = load_plan(Source("p.json", json.dumps(plan, ensure_ascii=False)), plan_schema())
    assert loaded is not None, problems
    assert _plain(loaded.values["kpis"][0].get(case["field"], [])) == case["read"]


def test_an_entry_is_found_at_its_key() -> None:
    text = "title: T\nkpis:\n- id: a\n  targets:\n    2026: 100\n    North: 5\n"
    loaded, _ = load_plan(Source("p.yaml", text), plan_schema())
    assert loaded is not None
    places = [loaded.locate(target, ("value",)).start.line for target in loaded.values["kpis"][0]["targets"]]
    assert places == [5, 6]


def test_objectives_and_roles_are_called_by_texts() -> None:
    text = "title: T\nobjectives:\n  g1: Students stay\n  g2: {title: Research is used}\nroles: {dean: Dean of the faculty}\n"
    loaded, problems = load_plan(Source("p.yaml", text), plan_schema())
    assert loaded is not None, problems
    assert [(one["id"], one["title"]) for one in loaded.values["objectives"]] == [
        ("g1", "Students stay"),
        ("g2", "Research is used"),
    ]
    assert [(one["id"], one["title"]) for one in loaded.values["roles"]] == [("dean", "Dean of the faculty")]
    assert loaded.locate(loaded.values["objectives"][0], ("title",)).start.line == 3


def test_kpis_with_their_targets_alone() -> None:
    loaded, _ = load_plan(Source("p.yaml", "title: T\nkpis: {nps: 45, Churn: < 5 %}\n"), plan_schema())
    assert loaded is not None
    assert [(kpi["id"], kpi["target"]["value"]) for kpi in loaded.values["kpis"]] == [("nps", 45), ("Churn", 5)]


@pytest.mark.parametrize("text", ["kpis: {name: NPS, target: 45}", "kpis: {id: nps}"])
def test_one_kpi_is_no_list_of_its_fields(text: str) -> None:
    loaded, problems = load_plan(Source("p.yaml", f"title: T\n{text}\n"), plan_schema())
    assert loaded is None
    assert problems[0].message == "expected a list of KPIs, found fields"


def test_nothing_under_a_name_is_told_there() -> None:
    loaded, problems = load_what_fits(
        Source("p.yaml", "title: T\nroles: {head: , lead: Head}\nkpis: []\n"), plan_schema()
    )
    assert loaded is not None
    assert [role["id"] for role in loaded.values["roles"]] == ["head", "lead"]
    assert [problem.message for problem in problems] == ["`head` is empty"]


def test_reviews_by_how_often_they_are_held() -> None:
    text = "title: T\nreviews: {monthly: The board, quarterly: The panel}\nkpis: []\n"
    loaded, problems = load_what_fits(Source("p.yaml", text), plan_schema())
    assert loaded is not None, problems
    assert loaded.values["review"]["interval"].months == 1
