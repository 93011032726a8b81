"""What is told under the mouse."""

from typing import Any

import pytest
from editing.plans.cursors import cases, marked, plan_of

from kpi_rules.editing.plans.hover import hover
from kpi_rules.i18n import speaking

CASES = cases("hover.yaml")


@pytest.mark.parametrize("case", CASES, ids=[case["title"] for case in CASES])
def test_what_is_told(case: dict[str, Any]) -> None:
    plan, offset = marked(case["text"])
    found = hover(plan, offset)
    told = found.paragraphs if found is not None else ()
    assert len(told) == len(case["tells"]), told
    for paragraph, beginning in zip(told, case["tells"], strict=True):
        assert paragraph.startswith(beginning)


def test_the_readers_language() -> None:
    plan, offset = marked("kpis: [{id: leads, direc‸tion: increase}]")
    with speaking("ar"):
        found = hover(plan, offset)
    assert found is not None and "أي اتجاه هو الأفضل." in found.paragraphs


def test_an_objective_of_another_plan() -> None:
    company = plan_of("title: C\nobjectives: [{id: growth, title: Grow}]", "company.kpi.yaml")
    plan, offset = marked("objectives: [{id: a, supports: [gr‸owth]}]")
    found = hover(plan, offset, [company])
    assert found is not None and found.paragraphs == ("**Grow** · objective `growth`", "In `company.kpi.yaml`")
