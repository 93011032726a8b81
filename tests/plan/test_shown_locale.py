"""How a plan writes numbers is taken from what it shows, where names and texts both show it (`shown.yaml`)."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from kpi_rules.plan.plan import load_what_fits
from kpi_rules.plan.schema import plan_schema
from kpi_rules.plan.shown_locale import shown_locale
from kpi_rules.source import Source

CASES = yaml.safe_load((Path(__file__).parent / "shown.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_a_plan_shows(case: dict[str, Any]) -> None:
    assert shown_locale(case["plan"]) == case.get("shows")


def _read(plan: dict[str, Any]) -> Any:
    loaded, problems = load_what_fits(Source("p.json", json.dumps(plan, ensure_ascii=False)), plan_schema())
    assert loaded is not None, problems
    return loaded.values


def test_what_is_shown_settles_the_rest_of_the_plan() -> None:
    german = {"kennzahlen": [{"bezeichnung": "A", "zielwert": "18,4 t"}, {"bezeichnung": "B", "zielwert": "1.500 t"}]}
    values = _read({"titel": "T", **german})
    assert [kpi["target"]["value"] for kpi in values["kpis"]] == [Decimal("18.4"), 1500]
    values = _read({"title": "T", "kpis": [{"id": "a", "target": "18,4 t"}, {"id": "b", "target": "1.500 t"}]})
    assert [kpi["target"].get("value") for kpi in values["kpis"]] == [None, None]


def test_a_plan_that_says_it_is_not_looked_at() -> None:
    values = _read({"locale": "en", "titel": "T", "kennzahlen": [{"bezeichnung": "A", "zielwert": "18,4 t"}]})
    assert values["kpis"][0]["target"].get("value") is None


@pytest.mark.parametrize(
    ("written", "value"),
    [("84.500", None), ("100.000", None), ("84.50", 84.5), ("0.125", 0.125), ("1234.500", 1234.5), ("84500", 84500)],
)
def test_a_bare_number_with_three_digits_behind_its_point_is_in_doubt_where_points_group_thousands(
    written: str, value: float | None
) -> None:
    for locale, expected in (("es", value), ("en", float(written))):
        text = f"title: T\nlocale: {locale}\nkpis:\n- {{id: a, target: {written}}}\n"
        loaded, problems = load_what_fits(Source("p.yaml", text), plan_schema())
        assert loaded is not None, problems
        found = loaded.values["kpis"][0]["target"].get("value")
        assert found == (None if expected is None else pytest.approx(expected))
        assert bool(loaded.values.get("unread")) == (expected is None)
