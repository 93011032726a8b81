"""Compiled rules say what the interpreter says; they compute what they need once, and nothing of a pack is ever code."""

from __future__ import annotations

import ast
import datetime
from pathlib import Path
from typing import Any

import pytest

from kpi_rules.language.checked import CheckedRule, Environment
from kpi_rules.language.checker import check_expression
from kpi_rules.language.compiler import ENDLESS, compile_rules, failures
from kpi_rules.language.compiler.blocks import Block, Naming
from kpi_rules.language.compiler.expressions import Expressions
from kpi_rules.language.compiler.graph import PLAN, Graph
from kpi_rules.language.compiler.lowering import Lowering, global_names
from kpi_rules.language.compiler.rules import RuleCode, lowered_all, whole
from kpi_rules.language.compiler.runtime import prepared
from kpi_rules.language.interpreter import evaluate, run
from kpi_rules.language.outcome import Bounds, Inputs, Room, Steps
from kpi_rules.language.parser import parse_expression
from kpi_rules.language.tree import Expression
from kpi_rules.language.types import Records
from kpi_rules.plan import load_plan, plan_schema
from kpi_rules.source import Source
from tests.language.compiled_rules import BUNDLED, TODAY, checked, inputs, plans, policy
from tests.language.test_conformance import cases


def code(rules: tuple[CheckedRule, ...]) -> str:
    """The compiled code as text, for people."""
    graph, naming = Graph(), Naming()
    return ast.unparse(RuleCode(graph, Expressions(graph, naming)).module(lowered_all(rules, graph)))


def agree(rules: tuple[CheckedRule, ...], given: Inputs) -> None:
    outcomes = compile_rules(rules).run(given)
    for rule, outcome in zip(rules, outcomes, strict=True):
        assert outcome == run(rule, given), rule.id


@pytest.mark.parametrize("pack", BUNDLED)
def test_bundled_rules(pack: str) -> None:
    """Every rule of every pack, over every pack's test plans."""
    rules = [rule.checked for rule in policy(pack).plan_rules]
    compiled, values = compile_rules(rules), policy(pack).values
    assert {number for unit in compiled.units for number in unit.rules} == set(range(len(rules))), (
        "a rule is interpreted"
    )
    previous = None
    for plan in plans(pack):
        given = Inputs(plan, previous, None, values, TODAY)
        for rule, outcome in zip(rules, compiled.run(given), strict=True):
            assert outcome == run(rule, given), rule.id
        previous = plan


@pytest.mark.parametrize("pack", [pack for pack in BUNDLED if policy(pack).portfolio_rules])
def test_bundled_rules_over_all_plans(pack: str) -> None:
    rules = tuple(rule.checked for rule in policy(pack).portfolio_rules)
    agree(rules, Inputs(None, None, {"plans": plans(pack)}, policy(pack).values, TODAY))


@pytest.mark.parametrize(("case", "folder"), [case for case in cases() if "error" not in case.values[0]])
def test_conformance_case(case: dict[str, Any], folder: Path) -> None:
    """Each case's value, compiled, is the interpreter's."""
    schema, source = plan_schema(), Source("expression", case["expr"])
    plan, _ = load_plan(Source("base-plan.yaml", (folder / "base-plan.yaml").read_text("utf-8")), schema)
    assert plan is not None
    environment = Environment(schema.records)
    parsed, _ = parse_expression(source)
    assert parsed is not None
    expression, _ = check_expression(parsed, source, environment)
    assert expression is not None
    today = datetime.date.fromisoformat(str(case.get("today", "2026-03-01")))
    given = Inputs(plan.values, None, {"plans": [plan.values]}, {}, today)
    records = environment.all_records()
    value = compiled_value(expression, given, records)
    assert (list(value) if isinstance(value, tuple) else value) == evaluate(expression, given, records)


def compiled_value(expression: Expression, given: Inputs, records: Records) -> object:
    """The value of an expression as compiled code computes it."""
    graph, naming, once = Graph(), Naming(), Block(None)
    operation = Lowering(graph, records, {}).lower(expression, global_names(graph))
    root = once.under(binds=PLAN)
    result = Expressions(graph, naming).emit(operation, root)
    module = compile(whole(once, [*root.statements, ast.Return(result)]), "<expression>", "exec")
    take = prepared(module, naming.constants, naming.patterns)(given.settings, given.today)
    return take(given.plan, given.previous, given.portfolio, ENDLESS)


KPI = {"id": "a", "status": "active"}
VERDICTS = {
    "no element": ("for each k in plan.kpis must false", {}, (0, 1, 0)),
    "no element after the filter": ('for each k in plan.kpis where k.id == "z" must false', {"kpis": [KPI]}, (0, 1, 0)),
    "guard before the loop": ("when plan.vision is present for each k in plan.kpis must false", {"kpis": [KPI, KPI]}, (0, 1, 0)),
    "guard in the loop": ("for each k in plan.kpis when k.owner is present must false", {"kpis": [KPI, KPI]}, (0, 2, 0)),
    "guard between loops": (
        "for each k in plan.kpis when k.owner is present for each t in k.contributors must false",
        {"kpis": [KPI, {**KPI, "owner": "o", "contributors": ["x"]}, {**KPI, "owner": "o"}]},
        (0, 2, 1),
    ),
    "inner filter": (
        'for each k in plan.kpis for each t in k.contributors where t == "x" must false',
        {"kpis": [KPI, {**KPI, "contributors": ["x", "y", "x"]}, {**KPI, "contributors": ["y"]}]},
        (0, 2, 2),
    ),
    "guard alone": ("when plan.vision is present must false", {}, (0, 1, 0)),
    "passed": ("for each k in plan.kpis must k.owner is missing", {"kpis": [KPI, {**KPI, "owner": "o"}]}, (1, 0, 1)),
}  # fmt: skip


@pytest.mark.parametrize("name", VERDICTS)
def test_verdicts(name: str) -> None:
    body, fields, (passed, skipped, failed) = VERDICTS[name]
    rules, given = checked(f'rule r "R" {body}'), inputs({"title": "P", **fields})
    (outcome,) = compile_rules(rules).run(given)
    assert (outcome.passed, outcome.not_applicable, len(outcome.failures)) == (passed, skipped, failed)
    assert outcome == run(rules[0], given)


NARROWED = {
    "known behind the guard, hoisted never": "when plan.vision is present for each k in plan.kpis must length(plan.vision) > 3",
    "known in the filter": "let names = [upper(k.name) for k in plan.kpis where k.name is present] must names is present",
    "known from another condition of the filter": (
        "for each k in plan.kpis must no o in plan.kpis where o.name is present and o.id != k.id satisfies lower(o.name) == k.id"
    ),
    "known in a define's argument": "for each k in plan.kpis when k.name is present must loud(k.name) in settings.words",
    "a default of nothing": 'must (plan.period.label otherwise "none") == "none" and plan.review.last is missing',
}


@pytest.mark.parametrize("name", NARROWED)
def test_what_is_missing_is_never_used(name: str) -> None:
    """What a guard has told to be present is not computed ahead of the guard."""
    rules = checked(f'define loud(text: text) = upper(text)\nrule r "R" {NARROWED[name]}')
    for fields in ({}, {"vision": "long"}, {"kpis": [KPI, {**KPI, "id": "b", "name": "A"}]}):
        agree(rules, inputs({"title": "P", **fields}))


def test_rules_over_one_list_share_a_loop() -> None:
    written = "\n".join(
        f'define d{n}() = [k{n} for k{n} in plan.kpis where k{n}.status == "active"]\n'
        f'rule r{n} "R" for each k in d{n}() must k.name is present and k.id != "{n}"'
        for n in range(4)
    )
    text = code(checked(written))
    assert text.count("for ") == 2
    assert text.count("'name'") == 1


def test_lists_that_are_looked_in_become_sets_once() -> None:
    text = code(
        checked(
            'rule a "A" for each k in plan.kpis must k.id in plan.objectives.id and k.id in settings.words\n'
            'rule b "B" for each m in plan.metrics must m.id not in plan.objectives.id'
        )
    )
    assert text.count("'objectives'") == 1
    assert text.index("set(g_settings") < text.index("def run")


def test_a_condition_on_equals_is_looked_up() -> None:
    text = code(
        checked(
            'rule r "R" for each role in plan.roles\n'
            "  must count(k for k in plan.kpis where k.owner is present and k.owner == role.id) < 3"
        )
    )
    loops = [line for line in text.splitlines() if line.lstrip().startswith("for ")]
    assert [len(line) - len(line.lstrip()) for line in loops] == [8, 8], text


NAMES = ["__class__", "__import__", "exec", "lambda", "None", "v1", "k0", "f_add", "g_plan", "unset"]


@pytest.mark.parametrize("name", [name for name in NAMES if name.islower() and "__" not in name])
def test_names_of_packs_are_not_names_of_python(name: str) -> None:
    text = code(
        checked(
            f'rule {name.replace("_", "-")} "{name}" let {name} = count(plan.kpis) must {name} > 3 say "{{{name}}}"'
        )
    )
    module = ast.parse(text)
    allowed = {"len", "set", "normal", "is_present", "unset", "empty", "prepare", "run"}
    ours = {part.id for part in ast.walk(module) if isinstance(part, ast.Name)}
    assert all(part in allowed or part[1:].isdigit() or part[:2] in ("f_", "g_") for part in ours)
    assert {part.attr for part in ast.walk(module) if isinstance(part, ast.Attribute)} <= {"get", "append", "join"}


@pytest.mark.parametrize("word", ["{__import__}", "'); import os; ('", "\\n", "%s {0}", '"""'])
def test_texts_of_packs_stay_texts(word: str) -> None:
    shown = word.replace("\\", "\\\\").replace('"', '\\"').replace("{", "{{").replace("}", "}}")
    rules = checked(f'rule r "R" must plan.title == "{shown}" say "{shown}"')
    (outcome,) = compile_rules(rules).run(inputs({"title": "P"}))
    assert outcome.failures[0].message == word
    agree(rules, inputs({"title": word}))


def test_lets_that_double_stay_small() -> None:
    lets = "\n".join(f"  let x{n} = x{n - 1} + x{n - 1}" for n in range(1, 60))
    rules = checked(f'rule r "R"\n  let x0 = count(plan.kpis)\n{lets}\n  must x59 == 0')
    assert len(code(rules)) < 10_000
    agree(rules, inputs({"title": "P", "kpis": [KPI]}))


def test_defines_that_double_stay_small() -> None:
    defines = "\n".join(f"define d{n}(x: number) = d{n - 1}(x) + d{n - 1}(x)" for n in range(1, 40))
    rules = checked(f'define d0(x: number) = x + 1\n{defines}\nrule r "R" must d39(count(plan.kpis)) == 0 at plan.kpis')
    assert len(code(rules)) < 10_000
    (outcome,) = compile_rules(rules).run(inputs({"title": "P"}))
    assert outcome.failures[0].why == ("549755813888 != 0",)


def test_conditions_that_double_stay_small() -> None:
    lets = "\n".join(
        f'  let c{n} = (plan.title == "{n}" and c{n - 1}) or (plan.title != "{n}" and not c{n - 1})'
        for n in range(1, 60)
    )
    rules = checked(f'rule r "R"\n  let c0 = some k in plan.kpis satisfies k.id == "a"\n{lets}\n  must c59')
    assert code(rules).count("\n") < 4_000
    compile_rules(rules).run(inputs({"title": "P", "kpis": [KPI]}))


def test_loops_that_python_cannot_nest_are_interpreted() -> None:
    """Python holds twenty loops within each other."""
    loops = "\n".join(f"  for each k{n} in plan.kpis where k{n}.id != plan.title" for n in range(25))
    deep, flat = checked(f'rule deep "R"\n{loops}\n  must false\nrule flat "R" for each k in plan.kpis must false')
    compiled = compile_rules((deep, flat))
    assert [unit.rules for unit in compiled.units] == [(1,)]
    agree((deep, flat), inputs({"title": "P", "kpis": [KPI]}))


def test_settings_and_day_are_those_of_each_plan() -> None:
    rules = checked('rule r "R" must count(plan.kpis) < settings.limit and today > 2026-01-01')
    compiled, plan = compile_rules(rules), {"title": "P", "kpis": [KPI]}
    for limit, day in ((2, 3), (1, 3), (2, 3), (2, 1)):
        given = Inputs(plan, None, None, {"limit": limit, "words": []}, datetime.date(2026, 1, day))
        assert compiled.run(given) == (run(rules[0], given),)


def test_reasons_of_a_thousand_failures_do_not_list_the_plan_a_thousand_times() -> None:
    """Linear: what does not depend on the element is worked out once."""
    kpis = [{**KPI, "id": f"k{n}", "objective": f"o{n}"} for n in range(2_000)]
    objectives = [{"id": f"p{n}", "title": "O"} for n in range(2_000)]
    rules = checked(
        'rule r "R" for each k in plan.kpis must k.objective is present and k.objective in plan.objectives.id'
    )
    (outcome,) = compile_rules(rules).run(inputs({"title": "P", "kpis": kpis, "objectives": objectives}))
    assert len(outcome.failures) == 2_000
    assert outcome.failures[-1].why == (
        "“o1999” (objective) is none of “p0”, “p1”, “p2”, “p3”, “p4”, … (objectives.id)",
    )


def bounded(most: int, steps: int, rules: int = 1) -> Bounds:
    return Bounds([Room(most)] * rules, Steps(steps))


@pytest.mark.parametrize(
    "body",
    [
        """let same = duplicates([lower(k.name otherwise "") for k in named])
           for each kpi in named must lower(kpi.name otherwise "") not in same""",
        "for each kpi in named let others = [k for k in named where k.id != kpi.id] must count(others) < 2",
        'for each kpi in named must false say "{[k.id for k in named where k.id != kpi.id]}" fix "{join(named.id)}"',
        'for each kpi in named must false replace kpi.id with nearest("{kpi.id}x", named.id)',
    ],
    ids=["the same for all", "others for each", "others in words", "the nearest"],
)
def test_the_words_of_failures_take_few_steps(monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """What is the same for all failures is made once; what is not counts among the steps that their words may take."""
    taken = []
    take = failures.Remembering.take

    def counting(self: failures.Remembering, steps: int) -> None:
        take(self, steps)
        taken.append(steps)

    monkeypatch.setattr(failures.Remembering, "take", counting)
    rules = checked(f'rule r "R" let named = [k for k in plan.kpis where k.name is present] {body}')
    kpis = [{**KPI, "id": f"k{n}", "name": "N"} for n in range(300)]
    (outcome,) = compile_rules(rules).run(inputs({"title": "P", "kpis": kpis}), bounded(1_000, 10_000))
    assert len(outcome.failures) == 300
    assert 0 < sum(taken) <= 10_000


def test_without_steps_left_a_failure_is_told_by_its_rule_and_stays_in_its_place() -> None:
    rules = checked(
        """rule r "R" for each kpi in plan.kpis must kpi.name is present at kpi.name say "“{kpi.id}” has no name" fix "{kpi.id}" """
    )
    given = inputs({"kpis": [{"id": str(number)} for number in range(20)]})
    (whole,), (outcome,) = compile_rules(rules).run(given), compile_rules(rules).run(given, bounded(99, 30))
    assert [failure.place for failure in outcome.failures] == [failure.place for failure in whole.failures]
    first, last = outcome.failures[0], outcome.failures[-1]
    assert (first.message, first.remedy, first.why) == ("“0” has no name", "0", ("`name` is missing",))
    assert (last.message, last.remedy, last.why) == ("R", None, ())


def test_failures_beyond_the_room_are_counted_and_not_made() -> None:
    rules = checked(
        'rule a "A" for each k in plan.kpis must false\nrule b "B" for each k in plan.kpis must k.id == "1"'
    )
    given, room = inputs({"kpis": [{"id": str(number)} for number in range(20)]}), Room(25)
    one, other = compile_rules(rules).run(given, Bounds([room, room], Steps(10_000)))
    assert (len(one.failures), one.untold, one.passed) == (20, 0, 0)
    assert (len(other.failures), other.untold, other.passed) == (5, 14, 1)
    (none,) = compile_rules(rules[:1]).run(given, bounded(0, 0))
    assert (none.failures, none.untold, none.failed) == ((), 20, 20)


@pytest.mark.parametrize(("count", "told"), [(20, "19"), (21, "19 … and 1 more"), (9_000, "19 … and 8,980 more")])
def test_a_list_in_a_message_names_the_first_few(count: int, told: str) -> None:
    rules = checked("""rule r "R" must false say "all: {if plan.kpis is present then "{plan.kpis.id}" else ""}" """)
    kpis = [{"id": str(number)} for number in range(count)]
    for outcome in (compile_rules(rules).run(inputs({"kpis": kpis}))[0], run(rules[0], inputs({"kpis": kpis}))):
        assert outcome.failures[0].message == "all: " + "".join(f"{number}, " for number in range(19)) + told
