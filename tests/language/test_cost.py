"""What rules may cost: linear for those that we hand out, the truth for those that double, and never less than what is done."""

from __future__ import annotations

import pytest

from kpi_rules.language.checked import CheckedRule
from kpi_rules.language.compiler.cost import BUDGET, SHORT, TIMES_LINEAR, Cost, cost, measured
from kpi_rules.language.outcome import parts
from tests.language.compiled_rules import BUNDLED, checked, policy

RULES = [
    pytest.param(rule.checked, id=rule.id)
    for pack in BUNDLED
    for rule in (*policy(pack).plan_rules, *policy(pack).portfolio_rules)
    if rule.id.startswith(f"{pack}/")
]


@pytest.mark.parametrize("rule", RULES)
def test_bundled_rules_grow_with_the_plan(rule: CheckedRule) -> None:
    """No list counts twice: ten times the KPIs, ten times the time."""
    found = cost(rule)
    for list_ in ("kpis", "metrics", "objectives", "roles", "previous.kpis", "portfolio.plans"):
        assert degree(found, list_) <= 1, str(found)
    assert found.safe_up_to(BUDGET * TIMES_LINEAR) > 100


COSTS = [
    ("for each k in plan.kpis must k.name is present", {"kpis": 1}),
    ("for each k in plan.kpis for each o in plan.kpis must k.id != o.id", {"kpis": 2}),
    ("for each k in plan.kpis for each t in k.contributors must t in settings.words", {"kpis": 1, "kpis.contributors": 1}),
    ("for each k in plan.kpis must k.id in plan.objectives.id", {"kpis": 1, "objectives": 1}),
    ("must plan.kpis.contributors is missing", {"kpis": 1}),
    ("for each r in plan.roles must count(k for k in plan.kpis where (k.owner otherwise \"\") == r.id) < 3", {"roles": 1}),
    ("for each k in plan.kpis must count(o for o in plan.kpis where o.id == k.id and o.status == k.status) < 3", {"kpis": 1, "kpis:id": 1}),
    ("for each k in plan.kpis must count(o for o in plan.kpis where o.id == k.status and o.status == k.status) < 3", {"kpis": 1, "kpis:status": 1}),
    ("for each k in plan.kpis for each t in k.contributors for each u in k.contributors must t != u", {"kpis": 1, "kpis/contributors": 1}),
    ("for each id in duplicates(plan.kpis.id) must count(k for k in plan.kpis where k.id == id) < 2", {"kpis": 1}),
    ("for each k in plan.kpis must nearest(k.id, plan.objectives.id) is present", {"kpis": 1, "objectives": 1}),
    ("must true also for each k in plan.kpis for each o in plan.kpis must k.id != o.id", {"kpis": 2}),
    ("for each k in plan.kpis must length(k.id) == count(o for o in plan.kpis where length(o.id) > length(k.id))", {"kpis": 2}),
]  # fmt: skip


def degree(found: Cost, name: str) -> int:
    """The highest power of a list's size, lists within it included: they grow with it."""
    within = (sum(f"{one}.".startswith(f"{name}.") for one in product) for product in found.terms)
    return max(within, default=0)


@pytest.mark.parametrize(("body", "degrees"), COSTS)
def test_degrees(body: str, degrees: dict[str, int]) -> None:
    (rule,) = checked(f'rule r "R" {body}')
    assert {name: degree(cost(rule), name) for name in degrees} == degrees


def test_similarity_costs_what_it_takes() -> None:
    (near,) = checked('rule r "R" for each k in plan.kpis must nearest(k.id, plan.objectives.id) is present')
    (equal,) = checked('rule r "R" for each k in plan.kpis must k.id in plan.objectives.id')
    sizes = {"kpis": 1_000, "objectives": 1_000}
    assert (cost(near).bound(sizes) or 0) > 1_000_000_000 > (cost(equal).bound(sizes) or 0) * 1_000


def test_lets_that_double() -> None:
    lets = "\n".join(f"  let x{n} = x{n - 1} + x{n - 1}" for n in range(1, 100))
    (rule,) = checked(f'rule r "R"\n  let x0 = count(plan.kpis)\n{lets}\n  must x99 == 0')
    assert (cost(rule).bound({"kpis": 10}) or BUDGET) < 100_000


def test_defines_that_double_for_other_arguments_have_no_bound() -> None:
    defines = "\n".join(f"define d{n}(x: number) = d{n - 1}(x * 2) + d{n - 1}(x * 2 + 1)" for n in range(1, 30))
    (rule,) = checked(f'define d0(x: number) = x\n{defines}\nrule r "R" must d29(1) == 0')
    assert cost(rule).unbounded
    assert cost(rule).bound(1) is None
    assert cost(rule).safe_up_to() == -1


def test_loops_within_loops_are_refused_where_plans_are_large() -> None:
    loops = " ".join(f"for each k{n} in plan.kpis" for n in range(4))
    (rule,) = checked(f'rule r "R" {loops} must k0.id != k1.id')
    assert (cost(rule).bound({"kpis": 10}) or BUDGET) < BUDGET < (cost(rule).bound({"kpis": 1_000}) or 0)
    assert 10 < cost(rule).safe_up_to() < 1_000


def test_what_rises_faster_than_a_plan_is_told_from_the_rest() -> None:
    found = Cost({("kpis", "kpis"): 3, ("kpis", "settings.words"): 5, ("roles", "settings.names"): 7, ("kpis",): 11})
    folded = found.folded({"words": ["w"] * 10, "names": ["n"] * (SHORT + 1)})
    assert folded.terms == {("kpis", "kpis"): 3, ("kpis",): 61, ("roles", "settings.names"): 7}
    assert folded.steep.terms == {("kpis", "kpis"): 3, ("roles", "settings.names"): 7}


def test_words() -> None:
    assert str(Cost({("kpis", "kpis"): 3, ("objectives",): 1, (): 2})) == "kpis² · 3 + objectives + 2"
    assert str(Cost({})) == "0"


def test_sizes_are_measured() -> None:
    plan = {
        "kpis": [{"id": 1, "contributors": ["a", "b"]}, {"id": 1}, {"id": 2, "contributors": ["c"]}],
        "review": {"history": [1]},
    }
    names = (
        "kpis",
        "kpis/contributors",
        "kpis:id",
        "kpis:contributors",
        "kpis.contributors",
        "review.history",
        "settings.words",
        "previous.kpis",
        "portfolio.plans.kpis",
    )
    roots = {"plan": plan, "previous": None, "portfolio": {"plans": [plan, plan]}, "settings": {"words": [1, 2]}}
    assert list(measured(names, roots).values()) == [3, 2, 2, 1, 3, 1, 2, 0, 6]


def test_parts_are_more_than_any_list_holds() -> None:
    shared = ["a", "b"]
    assert parts() == 0
    assert parts("a") == 1
    assert parts({"kpis": [1, {"by": [2]}]}, None) == 7
    assert parts([shared, shared]) == 7
