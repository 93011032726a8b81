"""Every verdict of a rule with the parts of its condition, which is what `kpi-rules explain` shows: the cases are in unfolding.yaml."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from kpi_rules.language.unfolding import Part, unfold
from tests.language.compiled_rules import checked, inputs

PLAN: dict[str, Any] = {"title": "P", "kpis": [{"id": "a", "name": "A"}, {"id": "b"}]}
MANY: dict[str, Any] = {"title": "P", "kpis": [{"id": f"k{number}"} for number in range(9)]}
CASES = yaml.safe_load(Path(__file__).with_name("unfolding.yaml").read_text("utf-8"))


def lines(part: Part, indent: str = "  ") -> Iterator[str]:
    yield f"{indent}{part.text} → {part.value}{' *' if part.decided else ''}"
    for inner in part.parts:
        yield from lines(inner, indent + "  ")


def told(text: str, plan: dict[str, Any]) -> list[str]:
    (rule,) = checked(text)
    shown = []
    for one in unfold(rule, inputs(plan)):
        shown.append(
            f"{one.verdict} by {one.clause} at {one.place.record.get('id', 'plan')}.{'.'.join(one.place.fields)}"
        )
        shown += lines(one.condition)
    return shown


@pytest.mark.parametrize("case", CASES, ids=[case["rule"][:40] for case in CASES])
def test_verdicts(case: dict[str, Any]) -> None:
    assert told(case["rule"], MANY if case.get("many") else PLAN) == case["told"].splitlines()
