"""A pack's tests, exactly: what is found is what is expected, line by line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kpi_rules.authoring.suite import try_pack
from kpi_rules.authoring.trial import Mismatch

CASES = yaml.safe_load((Path(__file__).parent / "trials.yaml").read_text("utf-8"))


def told(mismatch: Mismatch) -> str:
    signs = f"{Path(mismatch.file).name}:{mismatch.line}"
    if mismatch.expected:
        signs += f" - {mismatch.expected.rule.removeprefix('little/')}"
    return signs + (f" + {mismatch.found.rule.removeprefix('little/')}" if mismatch.found else "")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_each_case(case: dict[str, Any], make: Any) -> None:
    suite, problems = try_pack(str(make(case["tests"])))
    assert suite is not None, problems
    assert len(suite.trials) == case.get("trials", 1)
    assert sorted(told(one) for trial in suite.trials for one in trial.mismatches) == sorted(case.get("differs", []))
    assert [problem.message for trial in suite.trials for problem in trial.problems] == case.get("problems", [])
    assert suite.passed is not bool(case.get("differs") or case.get("problems"))


def test_a_folder_is_one_run(make: Any) -> None:
    rules = 'rule twice "Once" for each id in duplicates(portfolio.plans.kpis.id) must false at portfolio'
    plan = "title: {}\nkpis:\n  - {{id: a}}\n"
    tests = {"one/a.yaml": plan.format("A"), "one/b.yaml": plan.format("B"), "alone.yaml": plan.format("C")}
    suite, problems = try_pack(str(make(tests, rules=rules)))
    assert suite is not None, problems
    assert [(Path(trial.run.name).name, len(trial.findings)) for trial in suite.trials] == [
        ("alone.yaml", 0),
        ("one", 1),
    ]


def test_only_the_rules_of_the_pack_itself(make: Any) -> None:
    plan = "title: T\nkpis:\n  - {id: a} # expect: without-owner\n"
    pack = make({"inherited.yaml": plan, "own.yaml": "# rules: own\n" + plan})
    manifest = pack / "pack.yaml"
    manifest.write_text(manifest.read_text("utf-8") + "extends: [core]\n", "utf-8")
    suite, problems = try_pack(str(pack))
    assert suite is not None, problems
    assert [trial.passed for trial in suite.trials] == [False, True]


def test_defines_of_other_packs_are_theirs_to_test(make: Any) -> None:
    rules = 'rule any "Some KPI" must active_kpis() is present at plan.kpis'
    plan = "# rules: own\ntitle: T\nkpis: []"
    tests = {"none.yaml": plan + " # expect: any [must]\n", "one.yaml": plan.replace("[]", "[{id: a}]")}
    pack = make(tests, rules=rules)
    manifest = pack / "pack.yaml"
    manifest.write_text(manifest.read_text("utf-8") + "extends: [core]\n", "utf-8")
    suite, problems = try_pack(str(pack))
    assert suite is not None, problems
    assert suite.passed
    assert suite.unseen()[0] == ()
    assert list(suite.hunt().survivors()) == []


def test_the_previous_version(make: Any) -> None:
    rules = """
rule grown "Not more KPIs" when previous is present
  must count(plan.kpis) <= count(previous.kpis) at plan.kpis
"""
    tests = {
        "a.yaml": "title: T\nkpis: []\n",
        "b.yaml": "# previous: a.yaml\ntitle: X\nkpis:\n  - {id: a} # expect: grown\n",
    }
    suite, problems = try_pack(str(make(tests, rules=rules)))
    assert suite is not None, problems
    assert suite.passed


def test_what_no_test_has_seen(make: Any) -> None:
    suite, _ = try_pack(str(make({"few.yaml": "title: T\nkpis: [{id: a, owner: me}]\n"})))
    assert suite is not None
    missing, _ = suite.unseen()
    assert {(one.rule, one.missing, one.place.text) for one in missing} == {
        ("little/too-many", "failed", "too-many"),
        ("little/without-owner", "failed", "without-owner"),
        ("little/without-owner", "not applicable", "without-owner"),
        ("little/without-owner", "false", "kpi.owner is present"),
        ("little/without-owner", "false", 'kpi.owner != "nobody"'),
    }


def test_each_part_of_a_rule_is_to_be_seen(make: Any) -> None:
    rules = """
rule few "Few of all"
  must count(plan.kpis) <= settings.most
  at plan.kpis
also
  must count(plan.roles) <= 2
# untested: nobody has metrics
also
  must count(plan.metrics) <= 2
"""
    plan = "title: T\nkpis: [{id: a}, {id: b}, {id: c}] # expect: few [must]\n"
    suite, _ = try_pack(str(make({"few.yaml": plan, "fewer.yaml": "title: T\nkpis: []\n"}, rules=rules)))
    assert suite is not None
    missing, _ = suite.unseen()
    assert [(one.rule, one.missing, str(one.place)[-3:]) for one in missing] == [("little/few", "failed", "5:1")]
    lines = {survivor.mutant.line for survivor in suite.hunt().survivors()}
    assert {"must count(plan.roles) <= 3", "must count(plan.metrics) < 2"} <= lines
    assert "must count(plan.kpis) <= settings.most + 1" not in lines


def test_good_tests_leave_nothing_open(make: Any) -> None:
    suite, _ = try_pack(str(make()))
    assert suite is not None
    assert suite.passed
    assert suite.unseen()[0] == ()
    assert [survivor.mutant.line for survivor in suite.hunt().survivors()] == []


def test_mutants_that_no_test_notices_are_lines_of_rule_text(make: Any) -> None:
    weak = "title: T\nkpis:\n  - {id: a}  # expect: without-owner\n  - {id: b, owner: me}\n"
    suite, _ = try_pack(str(make({"weak.yaml": weak})))
    assert suite is not None
    lines = {survivor.mutant.line for survivor in suite.hunt().survivors()}
    assert "must count(plan.kpis) <= settings.most + 1" in lines
    assert "must count(plan.kpis) < settings.most" not in lines
    assert "should kpi.owner is present" in lines
    assert 'could kpi.owner is present and kpi.owner != "nobody"' in lines


def test_excuses_hold_for_their_clause_and_are_told_when_needless(make: Any) -> None:
    rules = """
rule too-many "Few KPIs"
  # mutant `settings.most → settings.most + 1`: three are never seen
  # untested: nor is a plan that falls short
  must count(plan.kpis) <= settings.most
  # mutant: needless
  at plan.kpis
"""
    suite, _ = try_pack(str(make({"few.yaml": "title: T\nkpis: [{id: a}, {id: b}]\n"}, rules=rules)))
    assert suite is not None
    hunt = suite.hunt()
    lines = [survivor.mutant.line for survivor in hunt.survivors()]
    assert "must count(plan.kpis) <= settings.most + 1" not in lines
    assert [excuse.reason for excuse in hunt.excuses.unused("mutant")] == ["needless"]


def test_texts_in_another_language(make: Any) -> None:
    plan = "title: T\n# expect: too-many\n# say: 1 KPIs\n# say ar: {} مؤشرات\n# set: most=0\nkpis: [{{id: a, owner: me}}]\n"
    pack = make({"right.yaml": plan.format(1), "wrong.yaml": plan.format(2)})
    (pack / "locales").mkdir()
    (pack / "locales" / "ar.yaml").write_text('rules: {too-many: {say: "{count(plan.kpis)} مؤشرات"}}\n', "utf-8")
    suite, problems = try_pack(str(pack))
    assert suite is not None, problems
    assert [trial.passed for trial in suite.trials] == [True, False]
    (problem,) = suite.trials[1].problems
    assert problem.help is not None
    assert "1 مؤشرات" in problem.help
