"""`check --base`: what is new, what excuses, and what git cannot give."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from repository import Repository
from running import Kpi

from kpi_rules.engine.revisions import git

TODAY = ("--today", "2026-03-01")
HEAD = "title: A\nmission: M m m\nreview: quarterly\nroles: [{id: r, title: R}]\nobjectives: [{id: o, title: O o}]\nkpis:\n"
GOOD = HEAD + "- {id: k, name: Calls made, objective: o, owner: r, target: '>= 5 by 2026-12-31'}\n"
BAD = HEAD + "- {id: k, name: Calls made, objective: o, target: '>= 5 by 2026-12-31'}\n"
WAIVER = "{rule: core/kpi-without-owner, reason: why, owner: me, until: 2026-04-01}"
RULES = 'rule short "Short"\n  must count(plan.kpis) <= settings.most\n'
PACK = "name: own\nversion: 1.0.0\nsettings: {most: {type: number, default: 0, description: d}}\n"


@pytest.fixture
def repository() -> Repository:
    return Repository(Path.cwd())


def report(kpi: Kpi, *more: str) -> dict[str, Any]:
    ran = kpi("check", *TODAY, "--format", "json", *more)
    assert ran.code in (0, 1), ran.err
    read: dict[str, Any] = json.loads(ran.out)
    return {**read, "code": ran.code}


def musts(of: dict[str, Any], change: str = "new") -> list[str]:
    return [
        it["rule"] for it in of["findings"] if it["change"] == change and it["level"] == "must" and not it["waived"]
    ]


def test_only_what_is_new_counts(kpi: Kpi, repository: Repository) -> None:
    repository.write("a.kpi.yaml", BAD)
    repository.commit()
    assert report(kpi, "--base", "HEAD")["code"] == 1
    assert report(kpi, "--base", "HEAD", "--new-only")["code"] == 0
    repository.write("b.kpi.yaml", BAD.replace("title: A", "title: B"))
    found = report(kpi, "--base", "HEAD", "--new-only")
    assert (found["code"], musts(found)) == (1, ["core/kpi-without-owner"])


@pytest.mark.parametrize("format_", ["text", "concise"])
def test_people_are_shown_what_is_new(kpi: Kpi, repository: Repository, format_: str) -> None:
    repository.write("a.kpi.yaml", BAD)
    repository.commit()
    repository.write("b.kpi.yaml", BAD.replace("title: A", "title: B"))
    everything = kpi("check", *TODAY, "--format", format_, "--base", "HEAD").out
    new = kpi("check", *TODAY, "--format", format_, "--base", "HEAD", "--new-only").out
    assert ("a.kpi.yaml:" in everything, "a.kpi.yaml:" in new, "b.kpi.yaml:" in new) == (True, False, True)
    assert "note: 6 findings that are not new are not shown\n" in new
    assert new.splitlines()[-2] == everything.splitlines()[-2]  # the counts are of all
    assert new.splitlines()[-1].startswith("failed: 1 new finding; ")


def test_the_index_and_the_work_tree_stay_as_they_are(kpi: Kpi, repository: Repository) -> None:
    repository.write("a.kpi.yaml", BAD)
    repository.commit()
    repository.write("a.kpi.yaml", GOOD)

    def state() -> list[tuple[str, int, bytes]]:
        files = [path for path in sorted(Path.cwd().rglob("*")) if path.is_file()]
        return [(str(path), path.stat().st_mtime_ns, path.read_bytes()) for path in files]

    before = state()
    assert [it["rule"] for it in report(kpi, "--base", "HEAD")["fixed"]] == ["core/kpi-without-owner"]
    assert state() == before


def test_hooks_monitors_and_filters_do_not_run(kpi: Kpi, repository: Repository) -> None:
    repository.write("a.kpi.yaml", BAD)
    repository.write(".gitattributes", "* filter=evil diff=evil\n")
    repository.commit()
    trap = Path.cwd() / "trap.sh"
    trap.write_text("#!/bin/sh\ntouch " + str(Path.cwd() / "sprung") + "\n")
    trap.chmod(0o755)
    for name in ("core.fsmonitor", "filter.evil.smudge", "filter.evil.clean", "diff.evil.textconv", "core.pager"):
        repository.git("config", name, str(trap))
    report(kpi, "--base", "HEAD")
    assert not Path("sprung").exists()


@pytest.mark.parametrize("allowed", ["", "ext"])
def test_nothing_is_fetched_by_a_command_of_the_repository(
    kpi: Kpi, repository: Repository, monkeypatch: pytest.MonkeyPatch, allowed: str
) -> None:
    """Nor by a git that knows no GIT_NO_LAZY_FETCH (before 2.45), nor where the surroundings allow it."""
    monkeypatch.delitem(git._ENVIRONMENT, "GIT_NO_LAZY_FETCH")
    if allowed:
        monkeypatch.setenv("GIT_ALLOW_PROTOCOL", allowed)
    repository.write("a.kpi.yaml", BAD)
    repository.commit()
    blob = repository.git("rev-parse", "HEAD:a.kpi.yaml").strip()
    (Path(".git/objects") / blob[:2] / blob[2:]).unlink()
    for name, value in (
        ("core.repositoryFormatVersion", "1"),
        ("extensions.partialClone", "origin"),
        ("remote.origin.promisor", "true"),
        ("remote.origin.url", f"ext::sh -c touch% {Path.cwd()}/sprung"),
        ("protocol.ext.allow", "always"),
    ):
        repository.git("config", name, value)
    assert kpi("check", "--base", "HEAD").code == 2
    assert not Path("sprung").exists()


def test_a_folder_that_looks_like_a_repository_is_none(kpi: Kpi, repository: Repository) -> None:
    """Files of a tree may make up a repository without a working tree, with settings that name programs."""
    repository.git("init", "--quiet", "--bare", "bare")
    repository.git("--git-dir=bare", "config", "core.worktree", str(Path.cwd()))
    Path("bare/a.kpi.yaml").write_text(BAD)
    found, problem = git.Repository.around(Path("bare"))
    assert (found, problem is None) == (None, False)


def test_git_is_not_taken_from_the_folder_that_we_stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("git").write_text("#!/bin/sh\n")
    Path("git").chmod(0o755)
    for path in ("", ".", f".{os.pathsep}", f"{os.pathsep}."):
        assert git._program(path) is None
    assert git._program(f".{os.pathsep}{os.environ['PATH']}") == shutil.which("git")


@pytest.mark.parametrize(
    "ref", ["--output=stolen", "-h", "", "no\nbranch", "nowhere", "HEAD:a.kpi.yaml", "--upload-pack=x..."]
)
def test_what_is_no_revision(kpi: Kpi, repository: Repository, ref: str) -> None:
    repository.write("a.kpi.yaml", GOOD)
    repository.commit()
    ran = kpi("check", f"--base={ref}")
    assert ran.code == 2
    assert "revision" in ran.err
    assert not Path("stolen").exists()


def test_the_branch_of_the_origin_is_suggested(kpi: Kpi, repository: Repository) -> None:
    repository.write("a.kpi.yaml", GOOD)
    head = repository.commit()
    repository.git("update-ref", "refs/remotes/origin/trunk", head)
    ran = kpi("check", "--base", "trunk")
    assert "did you mean `origin/trunk`?" in ran.err
    ran = kpi("check", "--base", "mian")
    assert "did you mean `main`?" in ran.err


def test_no_repository(kpi: Kpi) -> None:
    Path("a.kpi.yaml").write_text(GOOD)
    ran = kpi("check", "--base", "HEAD")
    assert (ran.code, "in no git repository" in ran.err) == (2, True)


def test_no_git(kpi: Kpi, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    ran = kpi("check", "--base", "HEAD")
    assert (ran.code, "git is not installed" in ran.err) == (2, True)


def test_a_shallow_clone_says_how_to_fetch(kpi: Kpi, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.write("a.kpi.yaml", GOOD)
    first = repository.commit()
    repository.write("a.kpi.yaml", BAD)
    repository.commit()
    clone = Path.cwd().parent / "clone"
    subprocess.run(["git", "clone", "-q", "--depth=1", repository.here.as_uri(), str(clone)], check=True)
    monkeypatch.chdir(clone)
    for name in ("HEAD^1", first[:10], "HEAD~1", "main@{1}"):
        ran = kpi("check", "--base", name)
        assert ran.code == 2
        assert "`git fetch --unshallow origin`" in " ".join(ran.err.split())
        assert "fetch-depth: 0" in ran.err
    ran = kpi("check", "--base", first)
    assert ran.code == 2
    (command,) = re.findall(r"`(git fetch .*?)`", " ".join(ran.err.split()))
    subprocess.run(command.split(), check=True)
    assert kpi("check", "--base", first, "--new-only").code == 1
    assert kpi("check", "--base", "HEAD", "--new-only").code == 0


def test_a_clone_without_its_files_says_so(kpi: Kpi, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.write("a.kpi.yaml", GOOD)
    repository.commit()
    repository.write("a.kpi.yaml", BAD)
    repository.commit()
    repository.git("config", "uploadpack.allowFilter", "true")
    clone = Path.cwd().parent / "clone"
    command = ["git", "clone", "-q", "--filter=blob:none", repository.here.as_uri(), str(clone)]
    subprocess.run(command, check=True)
    monkeypatch.chdir(clone)
    before = sorted(path.name for path in (clone / ".git" / "objects").rglob("*"))
    ran = kpi("check", "--base", "HEAD~1")
    assert ran.code == 2
    assert "git fetch --refetch" in ran.err
    assert sorted(path.name for path in (clone / ".git" / "objects").rglob("*")) == before


def test_from_a_folder_below(kpi: Kpi, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.write("plans/a.kpi.yaml", BAD)
    repository.commit()
    monkeypatch.chdir("plans")
    found = report(kpi, "--base", "HEAD")
    assert [finding["location"]["file"] for finding in found["findings"]][:1] == ["a.kpi.yaml"]
    assert not musts(found)
    Path("a.kpi.yaml").replace("b.kpi.yaml")
    found = report(kpi, "--base", "HEAD", "b.kpi.yaml")
    assert (musts(found), found["fixed"]) == ([], [])


def test_where_the_branch_left_the_other(kpi: Kpi, repository: Repository) -> None:
    repository.write("a.kpi.yaml", BAD)
    repository.commit()
    repository.git("checkout", "-q", "-b", "topic")
    repository.git("checkout", "-q", "main")
    repository.write("a.kpi.yaml", GOOD)
    repository.commit()
    repository.git("checkout", "-q", "topic")
    assert musts(report(kpi, "--base", "main")) == ["core/kpi-without-owner"]
    assert musts(report(kpi, "--base", "main...")) == []


@pytest.mark.parametrize("excuse", ["file", "remark", "baseline", "level", "plans"])
def test_a_change_does_not_excuse_itself(kpi: Kpi, repository: Repository, excuse: str) -> None:
    repository.write("a.kpi.yaml", GOOD)
    repository.write("kpi-rules.yaml", "plans: '*.kpi.yaml'\n")
    repository.commit()
    repository.write("a.kpi.yaml", BAD)
    if excuse == "file":
        repository.write("kpi-rules.waivers.yaml", f"waivers: [{WAIVER}]\n")
    if excuse == "remark":
        remark = "# kpi-rules: waive kpi-without-owner until 2026-04-01 -- why"
        repository.write("a.kpi.yaml", BAD.replace("- {", remark + "\n- {"))
    if excuse == "baseline":
        kpi("baseline", *TODAY)
    if excuse == "level":
        repository.write("kpi-rules.yaml", "plans: '*.kpi.yaml'\nlevels: {core/kpi-without-owner: off}\n")
    if excuse == "plans":
        repository.write("kpi-rules.yaml", "plans: '*.okr.yaml'\n")
        repository.write("a.okr.yaml", GOOD)
    found = report(kpi, "--base", "HEAD", "--new-only")
    assert found["code"] == 1
    assert "core/kpi-without-owner" in musts(found)
    assert any("-from head" in notice for notice in found["notices"])
    now = report(kpi, "--base", "HEAD", "--new-only", "--waivers-from", "head", "--policy-from", "head")
    assert now["code"] == 0
    repository.commit()
    assert report(kpi, "--base", "HEAD")["code"] == 0


def test_a_project_that_is_taken_away_still_holds(
    kpi: Kpi, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write("sub/a.kpi.yaml", BAD)
    repository.write("kpi-rules.yaml", "plans: 'sub/*.kpi.yaml'\n")
    repository.commit()
    (repository.here / "kpi-rules.yaml").unlink()
    monkeypatch.chdir("sub")
    assert musts(report(kpi, "--base", "HEAD"), "unchanged") == ["core/kpi-without-owner"]


def test_a_waiver_that_was_there_goes_on(kpi: Kpi, repository: Repository) -> None:
    repository.write(
        "a.kpi.yaml", BAD.replace("o, t", "o,  # kpi-rules: waive kpi-without-owner until 2026-04-01 -- w\n  t")
    )
    repository.commit()
    repository.write("b.kpi.yaml", "# moved\n" + (repository.here / "a.kpi.yaml").read_text())
    (repository.here / "a.kpi.yaml").unlink()
    found = report(kpi, "--base", "HEAD")
    assert (found["code"], found["summary"]["waived"]) == (0, 1)


def test_local_packs_are_those_of_the_base(kpi: Kpi, repository: Repository) -> None:
    repository.write("own/pack.yaml", PACK)
    repository.write("own/a.rules", RULES)
    repository.write("kpi-rules.yaml", "extends: [./own]\n")
    repository.write("a.kpi.yaml", GOOD)
    repository.commit()
    repository.write("own/a.rules", 'rule other "Other"\n  must count(plan.kpis) < 99\n')
    assert "own/short" not in str(report(kpi)["findings"])
    assert musts(report(kpi, "--base", "HEAD"), "unchanged") == ["own/short"]
    assert musts(report(kpi, "--base", "HEAD", "--pack", "./own"), "unchanged") == ["own/short"]
    repository.write("own/pack.yaml", "broken: [")
    assert kpi("check", "--base", "HEAD").code == 2


def test_what_the_base_does_not_have(kpi: Kpi, repository: Repository) -> None:
    repository.write("a.kpi.yaml", GOOD)
    repository.commit()
    repository.write("own/pack.yaml", PACK)
    repository.write("own/a.rules", RULES)
    ran = kpi("check", "--base", "HEAD", "--pack", "./own")
    assert ran.code == 2
    assert "--policy-from head" in ran.err
    assert kpi("check", "--base", "HEAD", "--pack", "./own", "--policy-from", "head").code == 1
    repository.write("kpi-rules.yaml", "extends: [./own]\n")
    assert "own/short" not in str(report(kpi, "--base", "HEAD")["findings"])


def test_rules_see_the_earlier_version(kpi: Kpi, repository: Repository) -> None:
    repository.write("own/pack.yaml", "name: own\nversion: 1.0.0\n")
    repository.write(
        "own/a.rules",
        'rule grown "Grown"\n  when previous is present\n  must count(plan.kpis) <= count(previous.kpis)\n',
    )
    repository.write("plans/a.kpi.yaml", GOOD)
    repository.commit()
    more = GOOD + "- {id: l, name: L}\n"
    (repository.here / "plans/a.kpi.yaml").unlink()
    repository.write("other/b.kpi.yaml", more)
    for arguments in ((), ("other",), ("other/b.kpi.yaml",)):
        assert musts(report(kpi, "--base", "HEAD", "-p", "./own", *arguments)) == ["own/grown"]
    repository.write("other/b.kpi.yaml", more.replace("title: A", "title: Z"))
    assert musts(report(kpi, "--base", "HEAD", "-p", "./own")) == []
    repository.write("plans/a.kpi.yaml", more.replace("title: A", "title: Z"))
    (repository.here / "other/b.kpi.yaml").unlink()
    assert musts(report(kpi, "--base", "HEAD", "-p", "./own")) == ["own/grown"]


def test_an_invalid_plan_fixes_nothing(kpi: Kpi, repository: Repository) -> None:
    repository.write("a.kpi.yaml", BAD)
    repository.commit()
    repository.write("a.kpi.yaml", "title: [")
    found = report(kpi, "--base", "HEAD", "--new-only")
    assert (found["code"], found["fixed"], musts(found)) == (1, [], ["invalid-plan"])


def test_new_only_needs_a_base(kpi: Kpi) -> None:
    Path("a.kpi.yaml").write_text(GOOD)
    assert kpi("check", "--new-only").code == 2


def test_every_format_tells_new_and_waived(kpi: Kpi, repository: Repository) -> None:
    repository.write("a.kpi.yaml", GOOD)
    repository.write("kpi-rules.waivers.yaml", f"waivers: [{WAIVER}]\n")
    repository.commit()
    repository.write("a.kpi.yaml", BAD)
    sarif = json.loads(kpi("check", *TODAY, "--base", "HEAD", "--format", "sarif", "--sarif-suppressed").out)
    waived = [result for result in sarif["runs"][0]["results"] if result["suppressions"]]
    assert [(result["ruleId"], result["baselineState"]) for result in waived] == [("core/kpi-without-owner", "new")]
    assert "1 waived" in kpi("check", *TODAY, "--base", "HEAD").out
