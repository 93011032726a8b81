"""Every case of `attacks.yaml`: nothing gets past the gate, or out of sight, without a word; and nobody is told what is not so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from repository import Repository
from running import Kpi

CASES = yaml.safe_load((Path(__file__).parent / "attacks.yaml").read_text("utf-8"))
STATES: dict[str, dict[str, str]] = {"good": {"owner": "r"}, "bad": {}, "retired": {"status": "retired"}}


def text(title: str, kpis: dict[str, str]) -> str:
    head = {
        "title": title,
        "mission": "Sell what people need",
        "review": "quarterly",
        "roles": [{"id": "r", "title": "R"}],
        "objectives": [{"id": "o", "title": "O o"}],
    }
    made = [
        {"id": id_, "name": f"Calls {id_}", "objective": "o", "target": ">= 5 by 2026-12-31", **STATES[state]}
        for id_, state in kpis.items()
    ]
    return yaml.safe_dump({**head, "kpis": made}, sort_keys=False)


def write(repository: Repository, files: dict[str, Any]) -> None:
    for file, content in files.items():
        path = repository.here / file
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.unlink()
        elif isinstance(content, str):
            repository.write(file, content)
        elif "link" in content:
            path.symlink_to(content["link"])
        else:
            kpis = {name: state for name, state in content.items() if name != "title"}
            repository.write(file, text(content["title"], kpis))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_nothing_gets_past(kpi: Kpi, case: dict[str, Any]) -> None:
    repository = Repository(Path.cwd())
    (repository.here.parent / "away.kpi.yaml").write_text(text("Away", {"k": "bad"}), "utf-8")
    repository.write("kpi-rules.yaml", "extends: [core]\n")
    write(repository, case["before"])
    repository.commit()
    repository.git("tag", "base")
    actions = case.get("git", [])
    if not case.get("commit", True):
        [repository.git(*words) for words in actions]
    write(repository, case["after"])
    if case.get("commit", True):
        repository.commit()
        [repository.git(*words) for words in actions]
    paths = case.get("paths", [])
    ran = kpi("check", "--today", "2026-03-01", "--base", "base", "--new-only", "--format", "json", *paths)
    assert ran.code == case.get("exit", int("new" in case)), ran.err
    if ran.code > 1:
        return
    report = json.loads(ran.out)
    news = [one for one in report["findings"] if one["change"] == "new" and one["level"] == "must"]
    counted = [one for one in news if not one.get("waived")]
    assert sorted(f"{one['rule']} {one['location']['file']}" for one in counted) == case.get("new", [])
    told = report["notices"]
    wanted = case.get("told", [])
    assert len(told) == len(wanted), told
    assert all(any(notice.startswith(begin) for notice in told) for begin in wanted), told
