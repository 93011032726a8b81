"""Every case of `changes.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kpi_rules.engine.revisions.changes import plan_changes
from kpi_rules.engine.revisions.changes_in_words import sentence
from kpi_rules.plan import load_plan, plan_schema
from kpi_rules.source import Source

CASES = yaml.safe_load((Path(__file__).parent / "changes.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    plans = []
    for text in (case["before"], case["after"]):
        plan, diagnostics = load_plan(Source("a.yaml", text), plan_schema())
        assert plan is not None, list(map(str, diagnostics))
        plans.append(plan.values)
    changes = plan_changes(plans[0], plans[1], plan_schema().records)
    assert [sentence(change) for change in changes] == case["told"]
