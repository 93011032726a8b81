"""What stands under names that nobody knows, and is known by its shape: names before values, years, numbers that may be targets."""

from __future__ import annotations

from typing import Any

import pytest

from kpi_rules.plan import Plan, load_what_fits, plan_schema
from kpi_rules.source import Source


def read(text: str) -> Plan:
    plan, problems = load_what_fits(Source("p.yaml", f"title: T\n{text}"), plan_schema())
    assert plan is not None, problems
    assert plan.whole, problems
    return plan


def kpis(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read(text).values["kpis"]
    return found


def test_entries_that_are_a_name_before_its_value() -> None:
    found = kpis("kpis:\n- Visits: 120\n- Churn: {target: 5 %, owner: Ines}\n- Leads\n")
    assert [(kpi["id"], kpi.get("target", {}).get("value")) for kpi in found] == [
        ("Visits", 120),
        ("Churn", 5),
        ("Leads", None),
    ]


def test_an_entry_of_one_field_is_no_name() -> None:
    assert kpis("kpis:\n- name: Visits\n")[0]["id"] == "Visits"


@pytest.mark.parametrize(
    ("fields", "read_as"),
    [
        ("2025: 80, 2026: 90, 2028: 110", {"baseline", "targets"}),
        ("baseline: 70, 2026: 90, 2028: 110", {"baseline", "targets"}),
        ("target: 110, 2024: 70, 2025: 80", {"target", "actuals"}),
        ("2026: 90", {"targets"}),
    ],
)
def test_years_in_the_place_of_fields(fields: str, read_as: set[str]) -> None:
    (kpi,) = kpis(f"kpis:\n- {{name: Visits, {fields}}}\n")
    assert set(kpi) - {"id", "name", "2024", "2025", "2026", "2028"} - {2024, 2025, 2026, 2028} == read_as


def test_a_record_is_called_by_the_text_that_it_begins_with() -> None:
    assert [kpi["id"] for kpi in kpis("kpis:\n- {vital sign: Visits, owner: Ines}\n")] == ["Visits"]


def test_an_objective_is_called_by_its_description() -> None:
    found = read("objectives:\n- {ref: P1, description: Cleaner streets}\nkpis: []\n").values["objectives"]
    assert [(one["id"], one["title"]) for one in found] == [("P1", "Cleaner streets")]


def test_a_rank_that_is_an_objectives_id_names_it() -> None:
    found = kpis(
        "priorities:\n- {ref: P1, title: Clean}\n- {ref: P2, title: Safe}\nkpis:\n- {name: Bins, priority: P2}\n"
    )
    assert (found[0]["objective"], found[0].get("priority")) == ("P2", None)


def test_an_own_text_that_is_an_objective_names_it() -> None:
    found = kpis(
        "what we want: [Members who stay, Full classes]\nkpis:\n- {name: Cancellations, for: Members who stay}\n"
    )
    assert found[0]["objective"] == "Members who stay"


def test_a_list_of_what_has_targets_is_one_of_kpis() -> None:
    found = kpis("enpis:\n- {enpi: Electricity, target: 385}\n- {enpi: Gas, target: 240}\n")
    assert [(kpi["id"], kpi["target"]["value"]) for kpi in found] == [("Electricity", 385), ("Gas", 240)]


@pytest.mark.parametrize("field", ["intendanz: Fr. Dr. Voss", "dean: A. Mbeki", "general manager: Ruth"])
def test_somebody_answers_for_the_plan(field: str) -> None:
    assert read(f"{field}\nkpis: []\n").values["owner"] == field.partition(": ")[2]
