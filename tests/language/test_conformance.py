"""Expressions and what they give: our own cases, and the design's where `../shared/conformance` is beside the checkout."""

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from kpi_rules.language.checked import Environment
from kpi_rules.language.checker import check_expression
from kpi_rules.language.durations import Duration
from kpi_rules.language.interpreter import evaluate
from kpi_rules.language.outcome import Inputs
from kpi_rules.language.parser import parse_expression
from kpi_rules.plan import load_plan, plan_schema
from kpi_rules.source import Source

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared" / "conformance"
FOLDERS = [HERE, *([SHARED] if SHARED.is_dir() else [])]


def cases() -> list[Any]:
    files = [(folder, file) for folder in FOLDERS for file in sorted(folder.glob("cases*.yaml"))]
    return [
        pytest.param(case, folder, id=f"{folder.name}-{case['expr'][:70]}")
        for folder, file in files
        for case in yaml.safe_load(file.read_text("utf-8"))
    ]


def asked(case: dict[str, Any], folder: Path) -> tuple[Any, Any, str]:
    """The type, the value and the words of the diagnostics of a case."""
    schema = plan_schema()
    base = folder / "base-plan.yaml"
    plan, _ = load_plan(Source("base-plan.yaml", base.read_text("utf-8")), schema)
    assert plan is not None
    source = Source("expression", case["expr"])
    environment = Environment(schema.records)
    expression, diagnostics = parse_expression(source)
    if expression is not None:
        expression, diagnostics = check_expression(expression, source, environment)
    if expression is None:
        assert diagnostics
        return None, None, " ".join(f"{one.message} {one.help}" for one in diagnostics)
    today = datetime.date.fromisoformat(str(case.get("today", "2026-03-01")))
    inputs = Inputs(plan.values, None, {"plans": [plan.values]}, {}, today)
    return str(expression.type), evaluate(expression, inputs, environment.all_records()), ""


@pytest.mark.parametrize(("case", "folder"), cases())
def test_case(case: dict[str, Any], folder: Path) -> None:
    type_, value, words = asked(case, folder)
    if "error" in case:
        assert words, f"checks, and gives {value!r}"
        assert [word for word in case["error"] if word not in words] == []
        return
    assert not words
    assert type_ == case["type"]
    assert comparable(value) == case["value"]


def comparable(value: Any) -> Any:
    """As `eval` prints it in JSON."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Duration):
        return value.in_days
    if isinstance(value, list):
        return [comparable(item) for item in value] if not (value and isinstance(value[0], dict)) else value
    return value if isinstance(value, (bool, str, int, type(None), dict)) else float(value)
