"""What is written beside the record that it belongs into: the fix moves it, and the plan that is read stays the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kpi_rules.engine.fixing import _is_sound
from kpi_rules.plan import load_what_fits, plan_schema
from kpi_rules.source import Source

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "moved.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["before"])
def test_moved(case: dict[str, Any]) -> None:
    text = f"title: T\nkpis:\n- {case['before'].lstrip()}\n"
    for _ in range(5):
        source = Source("p.yaml", text)
        edits = [problem.edit for problem in load_what_fits(source, plan_schema())[1] if problem.edit]
        if not edits:
            break
        span = edits[0].location.span
        text = text[: span.start] + edits[0].text + text[span.end :]
        if edits[0].text != "health":
            assert _is_sound(source, Source("p.yaml", text), 1, plan_schema())
    assert text == f"title: T\nkpis:\n- {case['after'].lstrip()}\n"
    assert load_what_fits(Source("p.yaml", text), plan_schema())[1] == ()


def test_what_is_in_doubt_of_a_kpi_inside_an_objective_is_said_of_the_kpi() -> None:
    text = "title: T\nobjectives:\n- title: Grow\n  key_results: [{id: c, target: 5OO}]\n"
    plan, _ = load_what_fits(Source("p.yaml", text), plan_schema())
    assert plan is not None
    assert [(one["id"], one["of"], one["field"]) for one in plan.values["unread"]] == [
        ("kpis.c.target", "kpi c", "target")
    ]


@pytest.mark.parametrize(
    ("kpi", "objective"),
    [("goal: 1, target: 5", "1"), ("target: 5, goal: 1", "1"), ("goal: 7, target: 5", None), ("goal: 1", None)],
)
def test_a_goal_beside_a_target_names_an_objective_that_is_called_so(kpi: str, objective: str | None) -> None:
    text = f"title: T\nobjectives: [{{id: 1, title: Grow}}]\nkpis: [{{id: a, {kpi}}}]\n"
    plan, _ = load_what_fits(Source("p.yaml", text), plan_schema())
    assert plan is not None
    assert plan.values["kpis"][0].get("objective") == objective


TOML = """title = "T"
[[kpis]]
id = "a"
target = 5
deadline = 2026-12-31
polarity = "down"
higher_is_better = false
"""


def test_in_toml() -> None:
    text = TOML.replace('polarity = "down"\n', "")
    for _ in range(5):
        source = Source("p.toml", text)
        edits = [problem.edit for problem in load_what_fits(source, plan_schema())[1] if problem.edit]
        if not edits:
            break
        span = edits[0].location.span
        text = text[: span.start] + edits[0].text + text[span.end :]
    assert (
        text
        == """title = "T"
[[kpis]]
id = "a"
target = {value = 5, by = 2026-12-31}
direction = "decrease"
"""
    )
    assert load_what_fits(Source("p.toml", text), plan_schema())[1] == ()
