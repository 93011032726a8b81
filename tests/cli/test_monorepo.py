"""Projects below a project: the nearest kpi-rules.yaml rules its plans, in one run and one report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from repository import Repository
from running import Kpi

PLAN = "title: {title}\nmission: Help small firms keep their books in order\nkpis:\n  - {{id: a, name: Leads}}\n"
OWNER = "core/kpi-without-owner"


def write(files: dict[str, str]) -> None:
    for name, text in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def plan(title: str) -> str:
    return PLAN.format(title=title)


def report(kpi: Kpi, *arguments: str) -> dict[str, Any]:
    ran = kpi("check", "--format", "json", *arguments)
    assert ran.out, ran.err
    return {**json.loads(ran.out), "code": ran.code}


def owners(found: dict[str, Any]) -> list[str]:
    """The plans whose KPIs are told to lack an owner."""
    return [one["plan"] for one in found["findings"] if one["rule"] == OWNER]


def plans(found: dict[str, Any]) -> list[str]:
    return [one["file"] for one in found["plans"]]


OFF = f"levels: {{{OWNER}: off}}\n"
TREE = {
    "a.kpi.yaml": plan("A"),
    "sales/b.kpi.yaml": plan("B"),
    "sales/east/c.kpi.yaml": plan("C"),
    "hr/d.kpi.yaml": plan("D"),
    "sales/kpi-rules.yaml": OFF,
}


@pytest.mark.parametrize("top", ["", "plans: ['**/*.kpi.yaml']\n"])
def test_the_nearest_file_rules(kpi: Kpi, top: str) -> None:
    write(TREE | ({"kpi-rules.yaml": top} if top else {}))
    found = report(kpi)
    assert sorted(plans(found)) == ["a.kpi.yaml", "hr/d.kpi.yaml", "sales/b.kpi.yaml", "sales/east/c.kpi.yaml"]
    assert sorted(owners(found)) == ["a.kpi.yaml", "hr/d.kpi.yaml"]
    assert [rule["id"] for rule in found["rules"]].count(OWNER) == 1
    assert len({rule["id"] for rule in found["rules"]}) == len(found["rules"])
    assert owners(report(kpi, "sales/b.kpi.yaml")) == []
    assert owners(report(kpi, "sales", "hr")) == ["hr/d.kpi.yaml"]
    assert owners(report(kpi, "--config", "sales")) == []


def test_one_file_or_packs_for_all_are_for_all(kpi: Kpi) -> None:
    write(TREE)
    assert sorted(owners(report(kpi, "--pack", "core")))[-1] == "sales/east/c.kpi.yaml"


def test_a_project_below_says_which_plans_are_its_own(kpi: Kpi) -> None:
    write(TREE | {"sales/okr.yaml": plan("O"), "sales/kpi-rules.yaml": OFF + "plans: [okr.yaml]\n"})
    assert sorted(plans(report(kpi))) == ["a.kpi.yaml", "hr/d.kpi.yaml", "sales/okr.yaml"]
    write({"kpi-rules.yaml": "plans: ['**/*.kpi.yaml']\n"})
    assert "sales/b.kpi.yaml" in plans(report(kpi))  # what the top one names is looked at, whatever is said below
    assert "sales/okr.yaml" in plans(report(kpi))


def test_what_is_wrong_below_stops_the_run(kpi: Kpi) -> None:
    write(TREE | {"sales/kpi-rules.yaml": "levls: {}\n"})
    ran = kpi("check")
    assert (ran.code, "sales/kpi-rules.yaml:1:1" in ran.err) == (2, True)


def test_waivers_and_baseline_lie_beside_their_project(kpi: Kpi) -> None:
    waiver = f"{{rule: {OWNER}, reason: new team, owner: Ada, until: 2026-12-31}}"
    write({name: text for name, text in TREE.items() if not name.endswith("rules.yaml")} | {"sales/kpi-rules.yaml": ""})
    write(
        {"sales/kpi-rules.yaml": "longest_waiver: 2 years\n", "sales/kpi-rules.waivers.yaml": f"waivers: [{waiver}]\n"}
    )
    found = report(kpi, "--today", "2026-06-01")
    waived = {one["plan"] for one in found["findings"] if one["waived"]}
    assert waived == {"sales/b.kpi.yaml", "sales/east/c.kpi.yaml"}
    Path("sales/kpi-rules.waivers.yaml").unlink()
    assert kpi("baseline").code == 0
    assert Path("kpi-rules.baseline.json").exists()
    assert Path("sales/kpi-rules.baseline.json").exists()
    assert kpi("check").code == 0
    assert kpi("check", "sales").code == 0


def test_processes_and_cache_give_the_same(kpi: Kpi) -> None:
    write(TREE | {f"hr/{number}.kpi.yaml": plan(f"H{number}") for number in range(70)})
    one = kpi("check", "--jobs", "1", "--no-cache", "--format", "json").out
    assert one == kpi("check", "--jobs", "3", "--format", "json").out == kpi("check", "--format", "json").out


def test_a_portfolio_is_a_project(kpi: Kpi) -> None:
    """Rules that look at all plans together look at those of one project."""
    write({f"{name}/kpi-rules.yaml": "extends: [../pack]\n" for name in "ab"})
    write({"pack/pack.yaml": "name: few\n", "pack/few.rules": PORTFOLIO})
    write({"a/x.kpi.yaml": plan("X"), "b/y.kpi.yaml": plan("Y")})
    assert report(kpi)["findings"] == []
    write({"b/z.kpi.yaml": plan("Z")})
    assert [one["plan"] for one in report(kpi)["findings"]] == ["b/y.kpi.yaml"]


PORTFOLIO = """\
rule one-plan "Plans are few"
  must count(portfolio.plans) <= 1
  at portfolio.plans
  say "there are {count(portfolio.plans)} plans"
"""


def test_a_new_file_in_a_change_rules_nothing(kpi: Kpi, tmp_path: Path) -> None:
    repository = Repository(tmp_path / "work")
    repository.write("kpi-rules.yaml", f"levels: {{{OWNER}: must}}\n")
    repository.write("a.kpi.yaml", plan("A"))
    repository.commit()
    write({"sales/kpi-rules.yaml": OFF + "plans: [none/*.yaml]\n", "sales/b.kpi.yaml": plan("B")})
    found = report(kpi, "--base", "HEAD")
    assert sorted(owners(found)) == ["a.kpi.yaml", "sales/b.kpi.yaml"]
    assert any("sales/kpi-rules.yaml is new with this change" in notice for notice in found["notices"])
    assert owners(report(kpi, "--base", "HEAD", "--policy-from", "head")) == ["a.kpi.yaml"]


@pytest.mark.parametrize("now", [None, OFF, "levls: {}\n", OFF + "plans: [none.yaml]\n"])
def test_the_files_of_the_base_rule(kpi: Kpi, tmp_path: Path, now: str | None) -> None:
    """Whatever a change does to the file of a project below: taken away, loosened, broken."""
    repository = Repository(tmp_path / "work")
    write({"kpi-rules.yaml": OFF, "sales/kpi-rules.yaml": "title: Sales\n", "a.kpi.yaml": plan("A")})
    repository.commit()
    write({"sales/b.kpi.yaml": plan("B")})
    Path("sales/kpi-rules.yaml").unlink()
    if now is not None:
        write({"sales/kpi-rules.yaml": now})
    assert owners(report(kpi, "--base", "HEAD")) == ["sales/b.kpi.yaml"]


def test_a_plan_that_moves_between_projects_is_the_same_plan(kpi: Kpi, tmp_path: Path) -> None:
    repository = Repository(tmp_path / "work")
    write({"kpi-rules.yaml": "title: Top\n", "sales/kpi-rules.yaml": "title: Sales\n", "sales/b.kpi.yaml": plan("B")})
    write({"a.kpi.yaml": plan("A")})
    repository.commit()
    Path("sales/b.kpi.yaml").rename("b.kpi.yaml")
    found = report(kpi, "--base", "HEAD", "--new-only")
    assert {one["change"] for one in found["findings"]} == {"unchanged"}
    assert found["fixed"] == []


def test_which_file_rules_a_plan(kpi: Kpi) -> None:
    write(TREE)
    assert "sales/kpi-rules.yaml:1" in kpi("config", "sales/b.kpi.yaml").out
    assert "sales/kpi-rules.yaml" not in kpi("config", "hr/d.kpi.yaml").out
    assert kpi("explain", "sales/b.kpi.yaml").out.count(OWNER) == 0


# what projects of one run have to do with one another

TOLD = """\
rule owned "{title}"
  could count(plan.kpis) < 1
  at plan.kpis
  because "{title}, for it was decided so"
  say "there are {{count(plan.kpis)}}"
"""


def test_rules_of_one_id_are_told_with_the_text_of_their_own_project(kpi: Kpi) -> None:
    for name in "ab":
        write({f"{name}/kpi-rules.yaml": "extends: []\n", f"{name}/own.rules": TOLD.format(title=f"Rule of {name}")})
        write({f"{name}/x.kpi.yaml": plan(name.upper())})
    found = report(kpi)
    texts = {(rule["id"], plan): rule["title"] for rule in found["rules"] for plan in rule["plans"]}
    assert texts == {("project/owned", f"{name}/x.kpi.yaml"): f"Rule of {name}" for name in "ab"}
    assert [rule["verdicts"]["failed"] for rule in found["rules"]] == [1, 1]
    assert [notice for notice in found["notices"] if "`project/owned`" in notice and "`name:`" in notice]
    (run,) = json.loads(kpi("check", "--format", "sarif").out)["runs"]
    for result in run["results"]:
        (uri,) = {place["physicalLocation"]["artifactLocation"]["uri"] for place in result["locations"]}
        rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
        assert (rule["id"], rule["shortDescription"]["text"]) == (result["ruleId"], f"Rule of {uri[0]}")
    write({"b/own.rules": TOLD.format(title="Rule of a")})
    assert [rule["id"] for rule in report(kpi)["rules"]] == ["project/owned"]


WARD = "settings: {ward_limit: {type: number, default: 3, minimum: 1}}\n"


def test_a_setting_holds_where_it_is_known(kpi: Kpi) -> None:
    write({"a.kpi.yaml": plan("A"), "sales/b.kpi.yaml": plan("B"), "sales/kpi-rules.yaml": WARD})
    told = "`--set ward_limit` holds in 1 of 2 projects: the others have no such setting"
    assert told in report(kpi, "--set", "ward_limit=5")["notices"]
    assert not [one for one in report(kpi, "--set", "max_kpis=5")["notices"] if "--set" in one]
    ran = kpi("check", "--set", "ward_limt=5")
    assert (ran.code, "did you mean `ward_limit`?" in ran.err) == (2, True)
    assert kpi("check", "--set", "ward_limit=0").code == 2
    assert kpi("check", "--set", "ward_limit=5", "a.kpi.yaml").code == 2  # no project of this run has it


def test_a_setting_that_the_base_lacks(kpi: Kpi, tmp_path: Path) -> None:
    repository = Repository(tmp_path / "work")
    repository.write("a.kpi.yaml", plan("A"))
    repository.write("kpi-rules.yaml", "title: T\n")
    repository.commit()
    repository.write("kpi-rules.yaml", WARD)
    ran = kpi("check", "--base", "HEAD", "--set", "ward_limit=5")
    assert (ran.code, "--policy-from head" in ran.err) == (2, True)
    assert kpi("check", "--base", "HEAD", "--set", "ward_limit=5", "--policy-from", "head").code == 1


def test_a_nested_project_that_names_what_it_does_not_rule(kpi: Kpi, tmp_path: Path) -> None:
    Repository(tmp_path / "work")
    write({"sales/kpi-rules.yaml": OFF + "plans: ['../shared/*.yaml', '*.kpi.yaml']\n", "sales/b.kpi.yaml": plan("B")})
    write({"shared/s.yaml": plan("S"), "kpi-rules.yaml": "title: T\n"})
    found = report(kpi)
    assert plans(found) == ["sales/b.kpi.yaml"]
    told = "`plans` in sales/kpi-rules.yaml names 1 plan outside of its folder, which it does not rule: `shared/s.yaml`"
    assert told in found["notices"]
    write({"sales/kpi-rules.yaml": OFF + "plans: ['../shared/*.yaml']\n"})
    ran = kpi("check")
    assert (ran.code, told in ran.err) == (3, True)
    write({"sales/kpi-rules.yaml": OFF + "plans: ['/etc/*.yaml']\n"})
    ran = kpi("check")
    assert (ran.code, "lies outside of the repository" in ran.err, "sales/kpi-rules.yaml:2" in ran.err) == (
        2,
        True,
        True,
    )


def test_a_slip_in_the_plans_of_a_nested_project_is_one(kpi: Kpi) -> None:
    write(TREE | {"sales/kpi-rules.yaml": "plans: ['*.kpi.yaml', 'estt/*.kpi.yaml']\n"})
    ran = kpi("check")
    assert (ran.code, "sales/kpi-rules.yaml:1" in ran.err, "did you mean" in ran.err) == (2, True, True)


LONG = "title: Content\nmission: Help small firms keep their books in order\nkpis:\n  - id: a\n    name: Leads\n"


def test_a_fix_is_held_to_the_schema_of_its_own_project(kpi: Kpi) -> None:
    """A field that only the nearest project knows: by the schema of the top one, the mended plan would have one misfit more."""
    field = "fields: {kpi: {ward: {type: text, values: [north, south]}}}\n"
    write({"kpi-rules.yaml": "title: T\n", "sales/kpi-rules.yaml": field})
    write({"sales/b.kpi.yaml": LONG + "    wardd: nort\n", "a.kpi.yaml": LONG + "    onwer: x\n"})
    kpi("check", "--fix")
    assert "    ward: north\n" in Path("sales/b.kpi.yaml").read_text()
    assert "    owner: x\n" in Path("a.kpi.yaml").read_text()


def test_projects_of_a_run_are_not_without_number(kpi: Kpi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kpi_rules.workspace.nested.MOST_PROJECTS", 1)
    write(TREE)
    assert kpi("check").code == 1
    write({"hr/kpi-rules.yaml": "title: HR\n"})
    ran = kpi("check")
    assert (ran.code, ran.out) == (2, "")
    assert "there are 2 projects in folders of this one, and a run takes 1" in ran.err
    assert "`kpi-rules check hr`" in ran.err
    assert kpi("check", "hr").code == 1
    write({"kpi-rules.yaml": "exclude: hr\n"})
    assert kpi("check").code == 1
