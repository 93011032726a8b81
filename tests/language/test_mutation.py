"""What a rule might be by mistake; and what is seen of a rule when it runs."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from kpi_rules.language.checked import CheckedRule, Environment
from kpi_rules.language.checker import check_rules
from kpi_rules.language.outcome import Inputs
from kpi_rules.language.parser import parse_rules
from kpi_rules.language.review.coverage import Seen, branches, possible_verdicts
from kpi_rules.language.review.mutation import define_mutants, level_mutant, rule_mutants
from kpi_rules.language.types import NUMBER
from kpi_rules.language.unfolding import Part, unfold
from kpi_rules.plan import plan_schema
from kpi_rules.source import Source

CASES = yaml.safe_load((Path(__file__).parent / "mutants.yaml").read_text("utf-8"))


def checked(text: str) -> tuple[CheckedRule, ...]:
    file, problems = parse_rules(Source("test.rules", text))
    assert file is not None, problems
    rules, problems = check_rules([file], Environment(plan_schema().records, {"most": NUMBER}))
    assert rules, problems
    return rules


def inputs(**plan: Any) -> Inputs:
    return Inputs({"title": "T", "kpis": [], **plan}, None, None, {"most": 2}, datetime.date(2026, 1, 1))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_each_case(case: dict[str, Any]) -> None:
    (rule,) = checked(f'rule test-rule "Test"\n{case.get("rule_is", case["rule"])}')
    lines = [mutant.line for mutant in (*rule_mutants(rule), level_mutant(rule))]
    assert set(case.get("mutants", ())) <= set(lines)
    assert not set(case.get("not", ())) & set(lines)
    assert len(lines) == len(set(lines)), "no change is made twice"


def test_a_define_is_changed_for_all_who_call_it() -> None:
    rules = checked("""
define big(k: kpi) = k.target.value is present and k.target.value > 5
define very(k: kpi) = big(k)
rule a "A" for each k in plan.kpis must very(k)
rule b "B" for each k in plan.kpis must not big(k)
rule c "C" must plan.mission is present
""")
    found = list(define_mutants(rules[0].defines["big"], rules))
    assert {mutants[0].line for mutants in found} >= {
        "define big(k: kpi) = k.target.value is present and k.target.value >= 5",
        "define big(k: kpi) = k.target.value is present and k.target.value > 6",
        "define big(k: kpi) = k.target.value is present",
    }
    assert all([mutant.rule.id for mutant in mutants] == ["a", "b"] for mutants in found)


RULE = """
rule a "A"
  for each k in plan.kpis
  when k.status != "retired"
  must k.owner is present and (k.owner != "nobody" or k.name is present)
"""


def test_verdicts_and_branches_are_seen() -> None:
    (rule,) = checked(RULE)
    assert possible_verdicts(rule) == ("failed", "passed", "not applicable")
    seen = Seen()
    seen.watch(rule, inputs(kpis=[{"id": "x", "owner": "me"}, {"id": "y", "status": "retired"}]))
    assert seen.verdicts["a", 0] == {"passed", "not applicable"}
    outcomes = {branch.text: seen.came_out(branch) for _, branch in branches(rule)}
    assert outcomes == {
        "k.owner is present": {True},
        '(k.owner != "nobody" or k.name is present)': {True},
        'k.owner != "nobody"': {True},
        "k.name is present": set(),
    }


def shown(part: Part, depth: int = 0) -> list[str]:
    line = f"{'  ' * depth}{part.text}: {part.value}{' *' if part.decided else ''}"
    return [line, *(inner for child in part.parts for inner in shown(child, depth + 1))]


def test_a_verdict_is_unfolded_to_what_decided_it() -> None:
    (rule,) = checked(RULE)
    kpis = [{"id": "x", "owner": "nobody"}, {"id": "y", "status": "retired"}]
    failed, skipped = unfold(rule, inputs(kpis=kpis))
    assert (failed.verdict, failed.clause, failed.elements) == ("failed", "must", (kpis[0],))
    assert shown(failed.condition) == [
        'k.owner is present and (k.owner != "nobody" or k.name is present): false',
        "  k.owner is present: true",
        '    k.owner: "nobody"',
        '  (k.owner != "nobody" or k.name is present): false',
        '    k.owner != "nobody": false *',
        '      k.owner: "nobody"',
        "    k.name is present: false *",
        "      k.name: missing",
    ]
    assert failed.decided == ('"nobody" != "nobody"', "k.name is missing")
    assert {place.fields for place in failed.read} == {("status",), ("owner",), ("name",)}
    assert (skipped.verdict, skipped.clause) == ("not applicable", "when")


def test_nothing_to_go_through_is_told() -> None:
    (rule,) = checked(RULE)
    (told,) = unfold(rule, inputs())
    assert (told.verdict, told.clause, told.decided) == ("not applicable", "for each", ("plan.kpis is []",))
