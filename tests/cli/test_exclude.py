"""`exclude` in kpi-rules.yaml: what a project's plans are not, told in each run, and never a way past the gate."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from repository import Repository
from running import Kpi

PLAN = "title: {}\nmission: Help small firms keep their books in order\nkpis:\n  - {{id: a, name: Leads}}\n"
TREE = ("a.kpi.yaml", "archive/b.kpi.yaml", "archive/old/c.kpi.yaml", "teams/drafts/d.kpi.yaml", "teams/e.kpi.json")
RULES = "kpi-rules.yaml"


@pytest.fixture
def tree() -> Repository:
    repository = Repository(Path.cwd())
    for name in TREE:
        repository.write(name, PLAN.format(name) if name.endswith("yaml") else '{"title": "E", "kpis": []}')
    return repository


def report(kpi: Kpi, *arguments: str) -> dict[str, Any]:
    ran = kpi("check", "--format", "json", *arguments)
    assert ran.code in (0, 1), ran.err
    return {**json.loads(ran.out), "code": ran.code}


def looked_at(found: dict[str, Any]) -> set[str]:
    return {plan["file"] for plan in found["plans"]}


EXCLUDED = {
    "archive": {"archive/b.kpi.yaml", "archive/old/c.kpi.yaml"},
    "archive/": {"archive/b.kpi.yaml", "archive/old/c.kpi.yaml"},
    "/archive": {"archive/b.kpi.yaml", "archive/old/c.kpi.yaml"},
    "./archive/**": {"archive/b.kpi.yaml", "archive/old/c.kpi.yaml"},
    "arch*": {"archive/b.kpi.yaml", "archive/old/c.kpi.yaml"},
    "archive/*.kpi.yaml": {"archive/b.kpi.yaml"},
    "**/drafts": {"teams/drafts/d.kpi.yaml"},
    "**/drafts/**": {"teams/drafts/d.kpi.yaml"},
    "**/*.json": {"teams/e.kpi.json"},
    "*.kpi.yaml": {"a.kpi.yaml"},
    "teams/e.kpi.json": {"teams/e.kpi.json"},
    "drafts": set(),
    "Archive": set(),
    "archiv": set(),
    "../archive": set(),
    ".": set(),
}


@pytest.mark.parametrize("pattern", EXCLUDED)
def test_what_a_pattern_covers(kpi: Kpi, tree: Repository, pattern: str) -> None:
    plans = "plans: ['**/*.kpi.*']\n" if len(pattern) % 2 else ""
    tree.write(RULES, f"{plans}exclude: {json.dumps(pattern)}\n")
    found = report(kpi)
    assert set(TREE) - looked_at(found) == EXCLUDED[pattern]
    told = [notice for notice in found["notices"] if "exclude" in notice]
    assert len(told) == 1
    count = len(EXCLUDED[pattern])
    assert (f"{count} plan" in told[0]) if count else told[0].startswith(f"`{pattern}` of `exclude`")
    assert ("did you mean `**/drafts`?" in told[0]) == (pattern == "drafts")


def test_a_folder_that_holds_no_plan_now_is_no_slip(kpi: Kpi, tree: Repository) -> None:
    tree.write(RULES, "exclude: [build/, src]\n")
    tree.write("src/main.py", "")
    assert [notice for notice in report(kpi)["notices"] if "exclude" in notice] == [
        "`build/` of `exclude` in kpi-rules.yaml matches no plan"
    ]


@pytest.mark.parametrize("asked", ["archive/b.kpi.yaml", "archive", "archive/", "archive/*.kpi.yaml", "./archive/old"])
def test_what_is_asked_for_is_excluded_all_the_same(kpi: Kpi, tree: Repository, asked: str) -> None:
    tree.write(RULES, "exclude: archive\n")
    ran = kpi("check", asked)
    assert (ran.code, ran.out) == (3, "")
    assert "nothing was checked: what was asked for is excluded" in ran.err
    found = report(kpi, asked, "a.kpi.yaml")
    assert looked_at(found) == {"a.kpi.yaml"}
    assert any("exclude" in notice for notice in found["notices"])


def test_what_is_asked_for_by_name_is_named(kpi: Kpi, tree: Repository) -> None:
    tree.write(RULES, "exclude: archive\n")
    notices = report(kpi, "a.kpi.yaml", *(name for name in TREE if name.startswith("archive")))["notices"]
    assert "`archive/b.kpi.yaml`, `archive/old/c.kpi.yaml`: not checked, as kpi-rules.yaml excludes it" in notices


def test_near_names_and_nested_projects_in_what_is_excluded_are_passed_by(kpi: Kpi, tree: Repository) -> None:
    tree.write("archive/f-kpi.yaml", PLAN.format("F"))
    tree.write("archive/kpi-rules.yaml", "levls: {}\nplans: [none.yaml]\n")
    tree.write(RULES, "exclude: archive\n")
    assert [notice for notice in report(kpi)["notices"] if "f-kpi" in notice] == []


def test_a_link_into_what_is_excluded_is_where_it_lies(kpi: Kpi, tree: Repository) -> None:
    tree.write(RULES, "exclude: archive\n")
    Path("kept.kpi.yaml").symlink_to("archive/b.kpi.yaml")
    assert "kept.kpi.yaml" in looked_at(report(kpi))


def test_a_nested_project_excludes_for_itself_and_the_top_for_all(kpi: Kpi, tree: Repository) -> None:
    tree.write(RULES, "exclude: teams/e.kpi.json\n")
    tree.write("teams/kpi-rules.yaml", "exclude: drafts\nplans: ['**/*.kpi.*', f.yaml]\n")
    tree.write("teams/f.yaml", PLAN.format("F"))
    found = report(kpi)
    assert set(TREE) - looked_at(found) == {"teams/e.kpi.json", "teams/drafts/d.kpi.yaml"}
    assert "teams/f.yaml" in looked_at(found)
    assert "1 plan is left out by `exclude` in teams/kpi-rules.yaml" in found["notices"]


def test_a_pack_and_another_config_exclude_nothing_here(kpi: Kpi, tree: Repository) -> None:
    tree.write(RULES, "exclude: archive\n")
    assert "archive/b.kpi.yaml" in looked_at(report(kpi, "--pack", "core"))
    tree.write("pack/pack.yaml", "name: p\nexclude: x\n")
    assert "a pack has no `exclude`" in kpi("check", "--pack", "./pack").err


def test_config_says_where_it_comes_from(kpi: Kpi, tree: Repository) -> None:
    tree.write(RULES, "exclude:\n  - archive\n")
    assert "excluded\n  archive  kpi-rules.yaml:2\n" in kpi("config").out
    assert json.loads(kpi("config", "--format", "json").out)["exclude"] == [
        {"glob": "archive", "file": RULES, "line": 2}
    ]


# with a base


def owners(found: dict[str, Any]) -> set[str]:
    return {one["plan"] for one in found["findings"] if one["rule"] == "core/kpi-without-owner"}


@pytest.mark.parametrize("policy", [(), ("--policy-from", "head")])
def test_a_change_does_not_exclude_its_own_violations(kpi: Kpi, tree: Repository, policy: tuple[str, ...]) -> None:
    tree.write(RULES, "exclude: archive\n")
    tree.commit()
    tree.write(RULES, "exclude: [archive, new]\n")
    tree.write("new/n.kpi.yaml", PLAN.format("N"))
    found = report(kpi, "--base", "HEAD", "--new-only", *policy)
    assert "new/n.kpi.yaml" in owners(found)
    assert "archive/b.kpi.yaml" not in looked_at(found)
    assert found["code"] == 1


def test_what_is_no_longer_excluded_is_looked_at(kpi: Kpi, tree: Repository) -> None:
    tree.write(RULES, "exclude: archive\n")
    tree.commit()
    tree.write(RULES, "title: Ours\n")
    assert "archive/b.kpi.yaml" not in looked_at(report(kpi, "--base", "HEAD"))  # the base's file rules
    assert "archive/b.kpi.yaml" in looked_at(report(kpi, "--base", "HEAD", "--policy-from", "head"))


def test_a_plan_that_moves_into_what_is_excluded_has_left_the_gate(kpi: Kpi, tree: Repository) -> None:
    tree.write(RULES, "exclude: archive\n")
    tree.commit()
    Path("a.kpi.yaml").rename("archive/a.kpi.yaml")
    found = report(kpi, "--base", "HEAD", "--new-only")
    assert [one["location"]["file"] for one in found["findings"] if one["rule"] == "gate/unchecked-plan"] == [
        "archive/a.kpi.yaml"
    ]
    assert (found["fixed"], found["code"]) == ([], 1)


def test_what_was_excluded_then_and_now_is_no_loss(kpi: Kpi, tree: Repository) -> None:
    tree.write(RULES, "exclude: archive\n")
    tree.commit()
    Path("archive/b.kpi.yaml").unlink()
    found = report(kpi, "--base", "HEAD")
    assert not [one for one in found["findings"] if one["rule"] == "gate/unchecked-plan"]
    assert not any("gone" in notice for notice in found["notices"])
    assert found["fixed"] == []
