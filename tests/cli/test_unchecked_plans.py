"""Every plan of the base is looked at or named: whatever a change does to its file, no violation leaves the gate with it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from repository import Repository
from running import Kpi

RULE = "gate/unchecked-plan"
TODAY = ("--today", "2026-03-01")
HEAD = "title: {}\nmission: M m m\nreview: quarterly\nroles: [{{id: r, title: R}}]\nobjectives: [{{id: o, title: O o}}]\nkpis:\n"
BAD = "- {id: k, name: Calls made, objective: o, target: '>= 5 by 2026-12-31'}\n"
PLAN, OTHER = HEAD.format("Sales") + BAD, HEAD.format("Other") + BAD
FILE = "plans/sales.kpi.yaml"


@pytest.fixture
def repository() -> Repository:
    repository = Repository(Path.cwd())
    repository.write(FILE, PLAN)
    repository.write("plans/other.kpi.yaml", OTHER)
    repository.write("notes/read.me", "nothing\n")
    repository.write("kpi-rules.yaml", "plans: ['plans/**/*.kpi.yaml']\n")
    repository.commit()
    return repository


def report(kpi: Kpi, *more: str) -> dict[str, Any]:
    ran = kpi("check", *TODAY, "--base", "HEAD", "--format", "json", *more)
    assert ran.code in (0, 1), ran.err
    read: dict[str, Any] = json.loads(ran.out)
    return {**read, "code": ran.code}


def unchecked(found: dict[str, Any]) -> list[str]:
    return [one["location"]["file"] for one in found["findings"] if one["rule"] == RULE]


def move(there: str, changed: Callable[[str], str] = lambda text: text) -> Callable[[Repository], None]:
    def done(repository: Repository) -> None:
        (repository.here / FILE).unlink()
        repository.write(there, changed(PLAN))

    return done


def replaced(make: Callable[[Path], object]) -> Callable[[Repository], None]:
    def done(repository: Repository) -> None:
        (repository.here / FILE).unlink()
        make(repository.here / FILE)

    return done


def link_of_folder(repository: Repository) -> None:
    (repository.here / "plans").rename(repository.here / ".kept")
    (repository.here / "plans").symlink_to("notes")
    repository.write("notes/other.kpi.yaml", OTHER)


WAYS: dict[str, tuple[Callable[[Repository], None], str]] = {
    "another ending": (move("plans/sales.kpi.yml"), "plans/sales.kpi.yml"),
    "no plan's ending": (move("plans/sales.yaml"), "plans/sales.yaml"),
    "in capitals": (move("plans/sales.KPI.YAML"), "plans/sales.KPI.YAML"),
    "in another format": (
        move("plans/sales.json", lambda text: json.dumps({"title": "Sales", "kpis": [{"id": "k"}]})),
        "plans/sales.json",
    ),
    "as a text": (move("plans/sales.txt"), "plans/sales.txt"),
    "with a sign at its end": (move("plans/sales.kpi.yaml~"), "plans/sales.kpi.yaml~"),
    "with a sign at its end, and changed": (
        move("plans/sales.kpi.yaml ", lambda text: text + "- {id: l}\n"),
        "plans/sales.kpi.yaml ",
    ),
    "as what was, and changed": (
        move("old/sales.kpi.yaml.bak", lambda text: text + "- {id: l}\n"),
        "old/sales.kpi.yaml.bak",
    ),
    "as a text, and changed": (move("sales.txt", lambda text: text.replace("Sales", "Sold")), "sales.txt"),
    "into a hidden folder": (move("plans/.old/sales.kpi.yaml"), "plans/.old/sales.kpi.yaml"),
    "into a tool's folder": (move("plans/venv/sales.kpi.yaml"), "plans/venv/sales.kpi.yaml"),
    "out of the patterns": (move("archive/sales.kpi.yaml"), "archive/sales.kpi.yaml"),
    "and changed": (move("archive/b.kpi.yaml", lambda text: text + "- {id: l}\n"), "archive/b.kpi.yaml"),
    "and retitled": (move("archive/sales.yaml", lambda text: text.replace("Sales", "Sold")), "archive/sales.yaml"),
    "a link to another plan": (replaced(lambda path: path.symlink_to("other.kpi.yaml")), FILE),
    "a folder": (replaced(Path.mkdir), FILE),
    "a link in the place of its folder": (link_of_folder, ".kept/sales.kpi.yaml"),
}


@pytest.mark.parametrize("committed", [False, True])
@pytest.mark.parametrize("way", WAYS)
def test_a_plan_that_is_put_aside(kpi: Kpi, repository: Repository, way: str, committed: bool) -> None:
    change, there = WAYS[way]
    change(repository)
    if committed:
        base = repository.git("rev-parse", "HEAD").strip()
        repository.commit()
        repository.git("update-ref", "refs/tags/base", base)
    options = ("--new-only", "--base", "base") if committed else ("--new-only",)
    found = report(kpi, *options)
    assert (unchecked(found), found["fixed"], found["code"]) == ([there], [], 1)


@pytest.mark.parametrize(
    "make", [lambda path: path.symlink_to("nowhere"), os.mkfifo], ids=["a link to nowhere", "a pipe"]
)
def test_what_is_in_its_place_is_no_plan(kpi: Kpi, repository: Repository, make: Callable[[Path], object]) -> None:
    replaced(make)(repository)
    found = report(kpi, "--new-only")
    assert (unchecked(found), found["fixed"], found["code"]) == ([], [], 1)
    assert [one["location"]["file"] for one in found["findings"] if one["rule"] == "invalid-plan"] == [FILE]


def test_the_patterns_are_changed(kpi: Kpi, repository: Repository) -> None:
    repository.write("kpi-rules.yaml", "plans: ['plans/o*.kpi.yaml']\n")
    assert unchecked(report(kpi)) == []  # those of the base count
    found = report(kpi, "--policy-from", "head")
    assert (unchecked(found), found["fixed"]) == ([FILE], [])


def test_a_plan_that_is_really_gone(kpi: Kpi, repository: Repository) -> None:
    (repository.here / FILE).unlink()
    found = report(kpi, "--new-only")
    assert (unchecked(found), found["fixed"], found["code"]) == ([], [], 0)
    assert "1 plan of HEAD is gone with this change: “Sales” (`plans/sales.kpi.yaml`)" in found["notices"]


def test_what_was_there_before_is_no_new_place(kpi: Kpi, repository: Repository) -> None:
    repository.write("archive/sales.yaml", PLAN)
    repository.commit()
    (repository.here / FILE).unlink()
    assert unchecked(report(kpi)) == []


@pytest.mark.parametrize("name", ["out", "out.kpi.yaml"], ids=["a folder", "a file"])
def test_a_link_that_leads_out_is_news_once(kpi: Kpi, repository: Repository, name: str) -> None:
    away = repository.here.parent / "away"
    away.mkdir()
    (away / "x.kpi.yaml").write_text(PLAN, "utf-8")
    link = repository.here / "plans" / name
    link.symlink_to(away / "x.kpi.yaml" if name.endswith("yaml") else away)

    def refused(*more: str) -> list[tuple[str, str]]:
        found = report(kpi, *more)["findings"]
        return [(one["location"]["file"], one["change"]) for one in found if one["rule"] == "invalid-plan"]

    assert refused() == [(f"plans/{name}", "new")]
    repository.commit()
    assert refused() == [(f"plans/{name}", "unchanged")]
    assert report(kpi, "--new-only")["code"] == 0
    elsewhere = away.rename(away.parent / "elsewhere")
    link.unlink()
    link.symlink_to(elsewhere / "x.kpi.yaml" if name.endswith("yaml") else elsewhere)
    assert refused() == [(f"plans/{name}", "new")]


def test_plans_put_behind_a_link_to_their_folder(kpi: Kpi, repository: Repository) -> None:
    (repository.here / "plans").rename(repository.here / "store")
    (repository.here / "plans").mkdir()
    (repository.here / "plans/sub").symlink_to("../store")
    repository.write("plans/one.kpi.yaml", OTHER.replace("Other", "One"))
    found = report(kpi, "--new-only")
    assert (unchecked(found), found["fixed"]) == (["store/other.kpi.yaml", "store/sales.kpi.yaml"], [])
    assert "`plans/sub` is a link to `store`, whose plans are not looked at" in found["notices"]


@pytest.mark.parametrize("change", ["renamed", "retitled", "moved", "both", "nothing"])
def test_a_plan_that_is_still_looked_at(kpi: Kpi, repository: Repository, change: str) -> None:
    there = {"renamed": "plans/new.kpi.yaml", "moved": "plans/sub/sales.kpi.yaml", "both": "plans/new.kpi.yaml"}
    text = PLAN.replace("Sales", "Sold") if change in ("retitled", "both") else PLAN
    (repository.here / FILE).unlink()
    repository.write(there.get(change, FILE), text)
    found = report(kpi)
    assert unchecked(found) == []
    assert any("is gone" in notice for notice in found["notices"]) is (change == "both")


def test_it_can_be_waived(kpi: Kpi, repository: Repository) -> None:
    waiver = f"waivers: [{{rule: {RULE}, plan: Sales, reason: kept for the auditors, owner: Ada, until: 2026-06-01}}]\n"
    move("archive/sales.kpi.yaml")(repository)
    repository.write("kpi-rules.waivers.yaml", waiver)
    found = report(kpi, "--new-only")
    assert (unchecked(found), found["code"]) == (["archive/sales.kpi.yaml"], 1)  # a change does not excuse itself
    assert report(kpi, "--new-only", "--waivers-from", "head")["code"] == 0
    repository.git("checkout", "-q", "--", FILE)
    (repository.here / "archive/sales.kpi.yaml").unlink()
    repository.commit()
    move("archive/sales.kpi.yaml")(repository)
    assert report(kpi, "--new-only")["code"] == 0
    repository.commit()
    alone = kpi("check", *TODAY, "--format", "json")
    assert not [one for one in json.loads(alone.out)["findings"] if one["rule"].startswith("waivers/")]


def test_some_plans_alone(kpi: Kpi, repository: Repository) -> None:
    assert unchecked(report(kpi, "plans/other.kpi.yaml")) == []
    move("plans/deep/sales.kpi.yaml")(repository)
    assert unchecked(report(kpi, "plans/other.kpi.yaml", "plans/*.kpi.yaml")) == []
    move_on = repository.here / "plans/deep/sales.kpi.yaml"
    move_on.rename(repository.here / "notes/sales.kpi.yaml")
    assert unchecked(report(kpi, "plans")) == ["notes/sales.kpi.yaml"]


def test_into_a_submodule(kpi: Kpi, repository: Repository) -> None:
    inner = Repository(Path.cwd().parent / "inner")
    inner.write("read.me", "x\n")
    inner.commit()
    repository.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner.here), "lib")
    repository.commit()
    move("lib/sales.kpi.yaml")(repository)
    assert unchecked(report(kpi)) == ["lib/sales.kpi.yaml"]


@pytest.fixture
def module(repository: Repository) -> Repository:
    """A submodule with a plan, in the repository's `plans/`; the repository's base holds it at its first commit."""
    inner = Repository(Path.cwd().parent / "inner")
    inner.write("hr.kpi.yaml", HEAD.format("HR") + BAD)
    inner.commit()
    repository.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner.here), "plans/lib")
    repository.commit()
    return Repository(Path.cwd() / "plans/lib")


def of_module(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (one["rule"], one["change"]) for one in found["findings"] if one["location"]["file"].startswith("plans/lib")
    ]


def test_plans_of_a_submodule_are_held_against_what_they_were(kpi: Kpi, module: Repository) -> None:
    before = of_module(report(kpi))
    assert before
    assert {change for _, change in before} == {"unchanged"}
    worse = (HEAD.format("HR") + BAD).replace("objective: o,", "objective: nowhere,")
    module.write("hr.kpi.yaml", worse)
    module.commit()
    found = report(kpi)
    assert [rule for rule, change in of_module(found) if change == "new"] == ["core/unknown-objective"]
    assert found["notices"] == []


def test_a_plan_that_leaves_a_submodule_is_told(kpi: Kpi, module: Repository) -> None:
    (module.here / "hr.kpi.yaml").unlink()
    module.commit()
    assert any("“HR” (`plans/lib/hr.kpi.yaml`)" in notice for notice in report(kpi)["notices"])


def test_a_submodule_whose_commit_is_not_here_is_told(kpi: Kpi, repository: Repository, module: Repository) -> None:
    there = "1" * 40
    repository.git("update-index", "--cacheinfo", f"160000,{there},plans/lib")
    repository.git("commit", "-q", "-m", "a commit that was never fetched")
    found = report(kpi)
    assert {change for _, change in of_module(found)} == {"new"}
    assert any(f"`git -C plans/lib fetch origin {there}`" in notice for notice in found["notices"])


@pytest.mark.parametrize("instead", [False, True], ids=["removed", "a folder in its place"])
def test_a_submodule_that_is_no_more_is_told(
    kpi: Kpi, repository: Repository, module: Repository, instead: bool
) -> None:
    repository.git("rm", "-q", "-f", "plans/lib")
    if instead:
        repository.write("plans/lib/else.txt", "nothing\n")
    assert any("the submodule `plans/lib` of HEAD is no more" in notice for notice in report(kpi)["notices"])


def test_a_submodule_that_is_not_checked_out_is_told(kpi: Kpi, repository: Repository, module: Repository) -> None:
    repository.git("submodule", "deinit", "-q", "-f", "plans/lib")
    command = "git submodule update --init --checkout plans/lib"
    told = f"the submodule `plans/lib` is not checked out, and nobody looks at its plans: `{command}`"
    assert report(kpi)["notices"] == [told]
    repository.git("config", "-f", ".gitmodules", "submodule.plans/lib.update", "none")
    repository.git("-c", "protocol.file.allow=always", *command.split()[1:])
    assert report(kpi)["notices"] == []


def test_a_submodule_in_which_nobody_looks_is_none_of_ours(
    kpi: Kpi, repository: Repository, module: Repository
) -> None:
    repository.write("others/one.kpi.yaml", OTHER)
    repository.write("kpi-rules.yaml", json.dumps({"plans": ["others/*.kpi.yaml"]}))
    repository.commit()
    repository.git("submodule", "deinit", "-q", "-f", "plans/lib")
    assert report(kpi)["notices"] == []


def test_another_working_tree_is_no_place(kpi: Kpi, repository: Repository) -> None:
    repository.git("worktree", "add", "-q", "beside", "-b", "topic")
    subprocess.run(["git", "clone", "-q", ".", "clone"], check=True)
    (repository.here / FILE).unlink()
    assert unchecked(report(kpi)) == []


@pytest.mark.parametrize("status", ["draft", "retired"])
def test_a_plan_that_is_put_to_rest(kpi: Kpi, repository: Repository, status: str) -> None:
    repository.write(FILE, f"status: {status}\n{PLAN}")
    found = report(kpi, "--new-only")
    assert found["fixed"] == []
    assert any("“Sales” was in force in HEAD and is a draft or retired now" in notice for notice in found["notices"])
    repository.commit()
    assert not any("in force" in notice for notice in report(kpi)["notices"])


@pytest.mark.parametrize("status", ["proposed", "retired"])
def test_a_kpi_that_is_put_to_rest(kpi: Kpi, repository: Repository, status: str) -> None:
    repository.write(FILE, PLAN.replace("{id: k,", f"{{id: k, status: {status},"))
    found = report(kpi, "--new-only")
    assert not [one for one in found["fixed"] if one["subject"] == "kpi k"]
    assert "1 KPI of “Sales” was active in HEAD and is not now: `k`" in found["notices"]
