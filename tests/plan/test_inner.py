"""KPIs that are written under their objective, and objectives that are their own KPIs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kpi_rules.plan import Plan, load_what_fits, plan_schema
from kpi_rules.source import Source

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "inner.yaml").read_text("utf-8"))


def read(objectives: str) -> tuple[Plan, list[str]]:
    plan, problems = load_what_fits(Source("p.yaml", f"title: T\nobjectives:\n{objectives}"), plan_schema())
    assert plan is not None, problems
    return plan, [f"{one.message}: {one.help}" for one in problems]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["about"])
def test_inner(case: dict[str, Any]) -> None:
    plan, problems = read(case["objectives"])
    kpis = plan.values.get("kpis", [])
    assert len(kpis) == len(case["kpis"])
    for kpi, wanted in zip(kpis, case["kpis"], strict=True):
        for field, value in wanted.items():
            found = kpi.get(field)
            assert (str(found.get("value")) if isinstance(found, dict) else found) == value, field
    assert problems == case.get("told", [])
    assert not [field for one in plan.values["objectives"] for field in one if field in ("kpis", "target", "measure")]


def test_places() -> None:
    """What is said of such a KPI is said where it is written."""
    plan, _ = read(
        "- {title: Grow, kpis: [{id: a, target: 5}]}\n- {title: Attend, measure: Rate, current: 3, due: 2026}\n"
    )
    inner, own = plan.values["kpis"]
    assert plan.locate(inner, ("target",)).text == "5"
    assert plan.locate(inner, ("owner",)).text == "{id: a, target: 5}"
    assert plan.locate(own).text.startswith("{title: Attend")
    assert plan.locate(own, ("name",)).text == "Rate"
    assert plan.locate(own, ("actual",)).text == "3"


def test_what_is_in_doubt_is_said_of_the_kpi() -> None:
    plan, _ = read("- {id: a, title: Grow, target: 5OO}\n")
    assert [(one["of"], one["field"], one["text"]) for one in plan.values["unread"]] == [("kpi a", "target", "5OO")]


def test_the_fix_reads_as_the_same_plan() -> None:
    text = "title: T\nobjectives:\n- {goal: Grow, krs: [Leads]}\n- {goal: Attend, indicator: Rate, Zielwert: 5, as_is: 3}\n"
    before, problems = load_what_fits(Source("p.yaml", text), plan_schema())
    for edit in sorted((one.edit for one in problems if one.edit), key=lambda one: -one.location.span.start):
        text = text[: edit.location.span.start] + edit.text + text[edit.location.span.end :]
    after, left = load_what_fits(Source("p.yaml", text), plan_schema())
    assert left == ()
    assert before is not None and after is not None
    assert before.values == after.values
    assert "{title: Attend, measure: Rate, target: 5, actual: 3}" in text


def test_a_metric_with_a_target_is_a_kpi_where_the_plan_lists_none() -> None:
    text = """title: T
metrics:
- {metric: Turnover, formula: leavers / staff, current: 14%, target: <12%, owner: hr, deadline: 2027, unit: percent}
- {name: Visits, owner: web}
- {name: Likes, target: 5, decision: monitor}
- {name: Leads, target_2026: 5, direction: up}
"""
    plan, problems = load_what_fits(Source("p.yaml", text), plan_schema())
    assert plan is not None
    turnover, leads = plan.values["kpis"]
    assert (turnover["id"], turnover["metric"], turnover["name"], turnover["owner"]) == (
        "Turnover",
        "Turnover",
        "Turnover",
        "hr",
    )
    assert (turnover["target"]["value"], turnover["target"]["by"].year, turnover["actual"]["value"]) == (12, 2027, 14)
    assert turnover["formula"] == "leavers / staff"
    assert (leads["metric"], leads["direction"], leads["targets"][0]["value"]) == ("Leads", "increase", 5)
    assert [one["id"] for one in plan.values["metrics"]] == ["Turnover", "Visits", "Likes", "Leads"]
    assert not [field for one in plan.values["metrics"] for field in one if field in ("target", "owner", "actual")]
    assert plan.locate(turnover, ("target",)).text == "<12%"
    assert plan.locate(turnover, ("actual",)).text == "14%"
    assert [one.message for one in problems] == [
        "unknown field `metric` in metric",
        "unknown field `current` in metric",
        "unknown field `deadline` in KPI",
        "unknown field `target_2026` in KPI",
        "`up` is not a value of `direction`",
    ]


def test_a_kpi_takes_over_what_its_metric_says_of_it() -> None:
    text = """title: T
metrics:
- {id: leads, target: 10 → 20, owner: me, actual: 3}
- {id: visits, target: 7}
kpis:
- {id: a, metric: leads, owner: you}
- {id: b}
"""
    plan, problems = load_what_fits(Source("p.yaml", text), plan_schema())
    assert plan is not None
    assert problems == ()
    one, other = plan.values["kpis"]
    assert (one["owner"], one["target"]["value"], one["baseline"]["value"], one["actual"]["value"]) == (
        "you",
        20,
        10,
        3,
    )
    assert "target" not in other
    assert plan.locate(one, ("target",)).text == "10 → 20"
