"""Numbers and truths where text is meant, and text where those are: what people write without a thought of YAML's kinds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kpi_rules.plan import load_what_fits, plan_schema
from kpi_rules.source import Source

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "scalars.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['plan']} {case['path']}")
def test_scalars(case: dict[str, Any]) -> None:
    plan, problems = load_what_fits(Source(f"p.{case.get('format', 'yaml')}", case["plan"]), plan_schema())
    assert plan is not None
    here: Any = plan.values
    for step in case["path"].split("."):
        here = here[int(step)] if step.isdigit() else here.get(step)
    assert str(here) == str(case["value"]) if not isinstance(here, dict) else here == case["value"]
    assert len(problems) == case.get("told", 0), problems
    assert all(problem.edit for problem in problems)
    assert len(plan.values.get("unread", ())) == case.get("doubts", 0)
