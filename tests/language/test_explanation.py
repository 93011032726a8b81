"""Why a rule failed, as what is so, and what it would write instead: the interpreter and the compiled rule say the same."""

from typing import Any

import pytest

from kpi_rules.language.compiler import compile_rules
from kpi_rules.language.interpreter import run
from kpi_rules.language.outcome import Failure
from tests.language.compiled_rules import checked, inputs

PLAN: dict[str, Any] = {
    "title": "Plan",
    "objectives": [{"id": "grows", "title": "G"}, {"id": "grown", "title": "H"}],
    "kpis": [
        {"id": "a", "name": "A", "objective": "grow", "contributors": ["x", "y"]},
        {"id": "b", "contributors": []},
        {"id": "c", "contributors": []},
    ],
}
REASONS: dict[str, tuple[str, ...]] = {
    "false": (),
    "count(plan.kpis) > 3": ("3 (kpis) <= 3",),
    "count(plan.kpis) > settings.limit": ("3 (kpis) <= 3 (limit)",),
    "plan.mission is present": ("`mission` is missing",),
    "plan.mission.statement is present": ("`mission.statement` is missing",),
    "plan.title is missing": ("`title` is there",),
    "not (plan.title is present)": ("`title` is there",),
    'plan.title == "Plan" and count(plan.kpis) == 2': ("3 (kpis) != 2",),
    'count(plan.kpis) == 2 and plan.title == "Plan"': ("3 (kpis) != 2",),
    'plan.title == "P" or count(plan.kpis) == 2': ("`title` is “Plan”", "3 (kpis) != 2"),
    'not (plan.title == "Plan")': ("`title` is “Plan”",),
    'plan.title in ["a", "b"]': ("“Plan” (title) is none of “a”, “b”",),
    'plan.title in plan.kpis.objective and false or plan.title == "x"': (
        "“Plan” (title) is none of “grow” (kpis.objective)",
        "`title` is “Plan”",
    ),
    "plan.title in plan.roles.id": (),
    'plan.title not in ["Plan"]': ("“Plan” (title) is one of “Plan”",),
    "count(plan.kpis) between 4 and settings.limit": ("3 (kpis) does not lie between 4 and 3 (limit)",),
    "not (count(plan.kpis) between 1 and 4)": ("3 (kpis) lies between 1 and 4",),
    "plan.title matches /^p/": ("“Plan” (title) does not match /^p/",),
    "not (plan.title matches /^P/)": ("“Plan” (title) matches /^P/",),
    'not contains(plan.title, "la")': ('contains("Plan", "la") is true',),
    "every k in plan.kpis satisfies k.name is present": ("b: `name` is missing",),
    "no k in plan.kpis satisfies k.name is present": ("a: `name` is there",),
    "some k in plan.kpis satisfies count(k.contributors) == 7": ("plan.kpis: 3",),
    'some k in plan.kpis where k.id == "z" satisfies true': ("plan.kpis: 0",),
    'every w in settings.words satisfies w == "a"': ("“b”: `w` is “b”",),
    "every k in plan.kpis satisfies false": ("a",),
    'if plan.title == "Plan" then count(plan.kpis) == 2 else true': ("`title` is “Plan”", "3 (kpis) != 2"),
    'if plan.title == "P" then true else count(plan.kpis) == 2': ("`title` is “Plan”", "3 (kpis) != 2"),
    "today > 2026-12-31": ("2026-03-01 <= 2026-12-31",),
    '(plan.mission.statement otherwise "none") == "x"': ("`mission.statement` is “none”",),
}
NEAR = "nearest(k.objective, plan.objectives.id)"
REPLACEMENTS: dict[str, tuple[str, tuple[str, ...] | None] | None] = {
    '"grown"': ("grown", None),
    '"grow"': None,
    "plan.mission.statement": None,
    NEAR: ("grows", ("grows", "grown")),
    f'({NEAR} otherwise "none")': ("grows", ("grows", "grown")),
    '(nearest("zzz", plan.objectives.id) otherwise "none")': ("none", None),
    f'(if k.name is present then "n" else {NEAR})': ("n", None),
    f'(if k.name is missing then "n" else {NEAR})': ("grows", ("grows", "grown")),
    "upper(k.objective)": ("GROW", None),
    f'lower({NEAR} otherwise "")': ("grows", ()),
    "in_capitals(k.objective)": ("GROW", ()),
}


def failure(text: str) -> Failure:
    (rule,) = checked(text)
    (failed,) = run(rule, inputs(PLAN)).failures
    assert compile_rules((rule,)).run(inputs(PLAN))[0].failures == (failed,)
    return failed


@pytest.mark.parametrize(("condition", "why"), REASONS.items())
def test_reasons(condition: str, why: tuple[str, ...]) -> None:
    assert failure(f'rule r "R" must {condition}').why == why


@pytest.mark.parametrize(("value", "wanted"), REPLACEMENTS.items())
def test_replacements(value: str, wanted: tuple[str, tuple[str, ...] | None] | None) -> None:
    found = failure(
        "define in_capitals(x: text) = upper(x)\n"
        f'rule r "R" for each k in plan.kpis where k.objective is present must false replace k.objective with {value}'
    ).replacement
    assert (found and (found.new, found.options)) == wanted
    assert found is None or (found.old, found.place.record) == ("grow", PLAN["kpis"][0])
