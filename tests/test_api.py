"""The public API: its names, its example, its errors."""

import datetime
import doctest
import os
from decimal import Decimal
from pathlib import Path

import pytest

import kpi_rules

ROOT = Path(__file__).parents[1]
TODAY = datetime.date(2026, 3, 1)
PLAN = kpi_rules.Source("team.kpi.yaml", "title: Team\nkpis:\n  - {id: leads, name: Leads, target: 2.5}\n")


def test_example() -> None:
    here = Path.cwd()
    os.chdir(ROOT)
    try:
        failed, tried = doctest.testmod(kpi_rules)
    finally:
        os.chdir(here)
    assert tried
    assert not failed


def test_every_public_name_is_there() -> None:
    assert all(getattr(kpi_rules, name) is not None for name in kpi_rules.__all__)
    with pytest.raises(AttributeError, match="nope"):
        kpi_rules.nope  # noqa: B018  # asking is what is tested


def test_a_plan_that_cannot_be_read_is_a_finding() -> None:
    report = kpi_rules.check(["no/such/file.kpi.yaml"], today=TODAY)
    assert [finding.rule for finding in report.findings] == ["invalid-plan"]


def test_render_gives_the_report_in_a_format() -> None:
    report = kpi_rules.check([PLAN], today=TODAY)
    assert "team.kpi.yaml" in kpi_rules.render(report, "concise")


@pytest.mark.parametrize(
    ("expression", "type_", "value"),
    [
        ("sum(plan.kpis.target.value)", "number", Decimal("2.5")),
        ("plan.vision", "text?", None),
        ("today", "date", TODAY),
    ],
)
def test_evaluate(expression: str, type_: str, value: object) -> None:
    assert kpi_rules.evaluate(expression, PLAN, today=TODAY) == kpi_rules.Evaluated(type_, value)


def test_errors_hold_every_diagnostic() -> None:
    with pytest.raises(kpi_rules.InputError, match="did you mean `core`") as caught:
        kpi_rules.load_policy("cor")
    assert len(caught.value.diagnostics) == 1
    with pytest.raises(kpi_rules.InputError, match="kpis"):
        kpi_rules.evaluate("plan.kpi", PLAN, today=TODAY)
