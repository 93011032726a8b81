"""The target that a name holds where nothing else does: read where it surely is one, and no number where it only says what is counted."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from kpi_rules.plan import load_what_fits, plan_schema
from kpi_rules.plan.conventions import PLAIN
from kpi_rules.plan.quantities.in_names import target_in_name
from kpi_rules.source import Source

CASES: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "in_names.yaml").read_text("utf-8"))
FIELDS = ("start", "value", "change", "operator", "unit", "by")


@pytest.mark.parametrize("name", CASES)
def test_the_target_in_a_name(name: str) -> None:
    found = target_in_name(name, PLAIN)
    if CASES[name] is None:
        assert found is None
        return
    assert found is not None
    said = {field: getattr(found, field) for field in FIELDS if getattr(found, field) is not None}
    assert {field: float(one) if isinstance(one, Decimal) else one for field, one in said.items()} == CASES[name]


def kpi(written: str) -> dict[str, Any]:
    plan, problems = load_what_fits(Source("p.yaml", f"title: T\nkpis:\n- {written}\n"), plan_schema())
    assert plan is not None and not problems
    found: dict[str, Any] = plan.values["kpis"][0]
    return found


def test_a_bare_key_result_has_a_target() -> None:
    found = kpi("Raise NPS from 30 to 45")
    assert found["target"] == {"value": 45, "text": "Raise NPS from 30 to 45"}
    assert found["baseline"] == {"value": 30}


@pytest.mark.parametrize("further", ["target: 50", "metric: nps", "thresholds: {green: 40}", "targets: {2026: 40}"])
def test_a_target_elsewhere_stands(further: str) -> None:
    found = kpi(f"{{name: Raise NPS from 30 to 45, {further}}}")
    assert found.get("target", {}).get("value") in (50, None)
    assert "baseline" not in found


def test_a_baseline_stands() -> None:
    assert kpi("{name: Raise NPS from 30 to 45, baseline: 31}")["baseline"] == {"value": 31}


def test_the_objective_of_an_slo_is_a_target() -> None:
    found = kpi("{name: Availability, objective: 99.95%}")
    assert str(found["target"]["value"]) == "99.95"
    assert "objective" not in found


@pytest.mark.parametrize("objective", ["Reach 95% of the villages", "Costs below 5%", "Grow by 20%", "1", "Q3"])
def test_an_objective_with_a_number_in_its_title_is_one(objective: str) -> None:
    found = kpi(f"{{name: Availability, objective: {objective}}}")
    assert found["objective"] == objective
    assert "target" not in found


@pytest.mark.parametrize(
    "name",
    [
        "Time to first project under 10 minutes",
        "10 paying customers with > 20 seats",
        "eNPS 50+",
        "Hire 2 engineers",
        "Win rate 1 in 4",
    ],
)
def test_a_bare_key_result_asks_in_words(name: str) -> None:
    assert kpi(name)["target"]["text"] == name


@pytest.mark.parametrize(
    "name",
    [
        "30-day readmission rate",
        "Year 6 reading",
        "Top 10 accounts",
        "CO2 emissions",
        "Covid-19 cases",
        "Vision 2030",
        "Q3 revenue",
    ],
)
def test_a_number_that_says_what_is_counted_is_no_target(name: str) -> None:
    assert "target" not in kpi(json.dumps(name))


def test_what_is_described_further_asks_for_nothing_in_its_name() -> None:
    assert "target" not in kpi("{name: Answered within 2 days, definition: Letters answered}")


@pytest.mark.parametrize("objective", ["99% of days", "98.5"])
def test_an_objective_over_a_window_is_a_target(objective: str) -> None:
    found = kpi(f"{{name: Availability, objective: {objective}, over: 28 days}}")
    assert float(found["target"]["value"]) == float(objective.partition("%")[0])
