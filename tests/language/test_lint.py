"""What checks and is yet not what anyone means."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kpi_rules.language.checked import CheckedRule, Environment
from kpi_rules.language.checker import check_rules
from kpi_rules.language.parser import parse_rules
from kpi_rules.language.review.lint import lint
from kpi_rules.language.tree import RuleFile
from kpi_rules.language.types import NUMBER
from kpi_rules.plan import plan_schema
from kpi_rules.source import Source

CASES = yaml.safe_load((Path(__file__).parent / "lint.yaml").read_text("utf-8"))


def checked(text: str) -> tuple[list[RuleFile], tuple[CheckedRule, ...]]:
    file, problems = parse_rules(Source("test.rules", text))
    assert file is not None, problems
    rules, problems = check_rules([file], Environment(plan_schema().records, {"most": NUMBER}))
    assert rules, problems
    return [file], rules


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_each_case(case: dict[str, Any]) -> None:
    warnings = lint(*checked(f'rule test-rule "Test"\n{case["rule"]}'))
    found = {one.location.text: one.message for one in warnings if one.location}
    assert found.keys() == case.get("found", {}).keys()
    for text, message in case.get("found", {}).items():
        assert found[text].startswith(message)
    assert all(one.warning for one in warnings)


def test_defines_and_parameters_that_nobody_uses() -> None:
    text = """
define used(k: kpi, spare: text) = k.owner is present
define unused(k: kpi) = used(k, "") and k.id is present
rule a "A" for each kpi in plan.kpis must used(kpi, "")
"""
    warnings = lint(*checked(text))
    assert [one.message for one in warnings] == [
        "the parameter `spare` is never used",
        "no rule calls `unused`",
        "`k.id` is never missing here, so this is always true",
    ]
