"""Ids: where they are defined and used, and other ids in their places."""

from typing import Any

import pytest
from editing.plans.cursors import MARK, cases, marked, plan_of

from kpi_rules.editing.plans.ids import Refused, definition, renamed, uses
from kpi_rules.editing.plans.tidying import applied
from kpi_rules.source import Source

RENAMES = cases("renames.yaml")
COMPANY = "title: C\nobjectives: [{id: growth, title: Grow}]\n"
TEAM = "title: T\nobjectives: [{id: a, supports: [growth]}]\nkpis: [{id: growth, objective: a}]\n"


def changed(text: str, changes: Any) -> str:
    return applied(text, tuple(sorted(changes, key=lambda change: change.span)))


@pytest.mark.parametrize("case", RENAMES, ids=[case["title"] for case in RENAMES])
def test_a_rename(case: dict[str, Any]) -> None:
    plan, offset = marked(case["text"])
    found = renamed(plan, offset, case["new"])
    if "refused" in case:
        assert isinstance(found, Refused) and case["refused"] in found.message
    else:
        assert not isinstance(found, Refused)
        assert changed(plan.text, found) == case["becomes"]


def test_a_definition_and_all_uses() -> None:
    plan, offset = marked("roles: [{id: a}]\nkpis: [{id: k, owner: ‸a, contributors: a}]\n")
    where = definition(plan, offset)
    assert where is not None and where.span.start == plan.text.index("a}]")
    assert [(one.is_definition, one.span.start) for one in uses(plan, offset)] == [(True, 13), (False, 39), (False, 56)]


def test_an_objective_that_another_plan_supports() -> None:
    company = plan_of(COMPANY, "company.kpi.yaml")
    plan, offset = marked(TEAM.replace("[growth]", f"[gr{MARK}owth]"), "team.kpi.yaml")
    where = definition(plan, offset, [company])
    assert where is not None and where.source.name == "company.kpi.yaml"
    found = renamed(plan, offset, "more", [company])
    assert not isinstance(found, Refused)
    texts = {name: [one for one in found if one.source.name == name] for name in ("company.kpi.yaml", "team.kpi.yaml")}
    assert changed(company.text, texts["company.kpi.yaml"]) == COMPANY.replace("growth", "more")
    assert changed(plan.text, texts["team.kpi.yaml"]) == TEAM.replace("[growth]", "[more]")
    there, at = marked(COMPANY.replace("growth", f"growth{MARK}"), "company.kpi.yaml")
    other = renamed(there, at, "more", [plan_of(TEAM, "team.kpi.yaml")])
    assert not isinstance(other, Refused) and len(other) == 2


def test_waivers_go_with_what_they_are_about() -> None:
    plan, offset = marked("title: T\nkpis: [{id: leads‸}]\n")
    entry = "  - {{rule: core/expired, plan: {plan}, subject: {subject}, reason: r, owner: o, until: 2026-06-30}}\n"
    text = "waivers:\n" + "".join(
        entry.format(plan=plan_, subject=subject)
        for plan_, subject in (("T", "kpi leads"), ("t", "leads"), ("Other", "kpi leads"), ("T", "role leads"))
    )
    found = renamed(plan, offset, "sales", (), Source("kpi-rules.waivers.yaml", text))
    assert not isinstance(found, Refused)
    after = changed(text, [one for one in found if one.source.name == "kpi-rules.waivers.yaml"])
    assert [line.split("subject: ")[1].split(",")[0] for line in after.splitlines()[1:]] == [
        "kpi sales",
        "sales",
        "kpi leads",
        "role leads",
    ]
