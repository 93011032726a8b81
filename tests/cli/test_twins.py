"""Plans that are called the same: their findings are told apart alike, whichever folder the program runs in, and in each of its formats."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from repository import Repository
from running import Kpi

TODAY = ("--today", "2026-03-01")
PLAN = "title: Sales\nmission: M m m\nkpis:\n- {id: k, name: Calls made}\n"
FOLDERS = (".", "plans", "plans/deep", "other")


@pytest.fixture
def repository() -> Repository:
    repository = Repository(Path.cwd())
    repository.write("kpi-rules.yaml", "plans: ['plans/**/*.kpi.yaml']\n")
    repository.write("plans/a.kpi.yaml", PLAN)
    repository.write("plans/deep/a.kpi.yaml", PLAN)
    repository.write("other/read.me", "nothing\n")
    repository.commit()
    return repository


def fingerprints(kpi: Kpi, monkeypatch: pytest.MonkeyPatch, folder: str, *more: str) -> dict[str, set[str]]:
    """Those of every file, by its path from the top."""
    with monkeypatch.context() as patch:
        patch.chdir(folder)
        found = json.loads(kpi("check", *TODAY, "--format", "json", *more).out)["findings"]
    prints: dict[str, set[str]] = {}
    for one in found:
        file = os.path.relpath(Path(folder, one["location"]["file"]).resolve())
        prints.setdefault(file, set()).add(one["fingerprint"])
    assert len(set.union(*prints.values())) == len(found)
    return prints


@pytest.mark.parametrize("folder", FOLDERS)
def test_whichever_folder(kpi: Kpi, monkeypatch: pytest.MonkeyPatch, repository: Repository, folder: str) -> None:
    top = fingerprints(kpi, monkeypatch, ".")
    assert sorted(top) == ["plans/a.kpi.yaml", "plans/deep/a.kpi.yaml"]
    assert fingerprints(kpi, monkeypatch, folder) == top
    assert fingerprints(kpi, monkeypatch, folder, "--base", "HEAD") == top
    assert fingerprints(kpi, monkeypatch, folder, str(repository.here / "plans")) == top


def sarif(kpi: Kpi) -> list[tuple[str, str, str]]:
    results: list[dict[str, Any]] = json.loads(kpi("check", *TODAY, "--format", "sarif").out)["runs"][0]["results"]
    places = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in results]
    prints = [one["partialFingerprints"]["kpiRules/v1"] for one in results]
    return sorted(zip([one["ruleId"] for one in results], places, prints, strict=True))


@pytest.mark.parametrize("git", [True, False], ids=["in git", "outside of git"])
def test_in_other_formats(kpi: Kpi, monkeypatch: pytest.MonkeyPatch, repository: Repository, git: bool) -> None:
    if not git:
        (repository.here / ".git").rename(repository.here.parent / "kept")
    top = [(rule, fingerprint) for rule, _, fingerprint in sarif(kpi)]
    kpi("baseline", *TODAY)
    baseline = Path("kpi-rules.baseline.json").read_bytes()
    monkeypatch.chdir("plans/deep")
    kpi("baseline", *TODAY)
    assert Path("../../kpi-rules.baseline.json").read_bytes() == baseline
    Path("../../kpi-rules.baseline.json").unlink()
    assert sorted((rule, fingerprint) for rule, _, fingerprint in sarif(kpi)) == sorted(top)


def test_of_nested_projects(kpi: Kpi, monkeypatch: pytest.MonkeyPatch, repository: Repository) -> None:
    repository.write("kpi-rules.yaml", "extends: [core]\n")
    repository.write("plans/deep/kpi-rules.yaml", "extends: [core]\n")
    repository.commit()
    top = fingerprints(kpi, monkeypatch, ".")
    assert len(top) == 2
    assert fingerprints(kpi, monkeypatch, "plans", str(repository.here)) == top
    repository.write("plans/a.kpi.yaml", PLAN.replace("id: k,", "id: k, owner: r,") + "roles: [{id: r, title: R}]\n")
    read = json.loads(kpi("check", *TODAY, "--base", "HEAD", "--format", "json").out)
    assert [one["rule"] for one in read["fixed"]] == [
        "core/kpi-without-owner"
    ]  # the other plan still has the like of it
