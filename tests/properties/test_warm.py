"""A workspace that stays says at any time what a run says that starts anew on the same files."""

from __future__ import annotations

import datetime
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kpi_rules.reports import FORMATS
from kpi_rules.reports import Options as ReportOptions
from kpi_rules.workspace.opening import open_project
from kpi_rules.workspace.options import Options
from kpi_rules.workspace.places import find_place
from kpi_rules.workspace.settling import settled
from kpi_rules.workspace.warm import Workspace

OPTIONS = Options(today=datetime.date(2026, 11, 28))
PLAN = "title: {0}\nmission: Help\nkpis:\n  - {{id: leads, name: Leads, target: {1}}}\nreview: {2}\n"
PACK = "name: own\nversion: 1.0.0\ndescription: Own\n"
RULES = 'rule {0} "A KPI has {0}"\n  for each kpi in plan.kpis\n  {1} kpi.{2} is present\n  say "no {2}"\n'
CALLS = 'rule called "Called"\n  for each kpi in plan.kpis\n  {0} b(kpi)\n  say "{{kpi.id}} is not b"\n'
DEFINES = "define a(kpi: kpi) = kpi.{0} is present\ndefine b(kpi: kpi) = a(kpi)\n"
TEXTS: dict[str, list[str]] = {
    "a.kpi.yaml": [
        PLAN.format("A", 5, "monthly"),
        PLAN.format("A", "1O0", "monthly"),
        PLAN.format("B", 5, "yearly"),
        "title: [",
        "",
    ],
    "b.kpi.yaml": [PLAN.format("B", 5, "monthly"), PLAN.format("B", "TBD", "yearly"), "title: B\nkpis: []\n"],
    "sub/c.kpi.json": ['{"title": "C", "kpis": []}', '{"title": "B", "kpis": ["Leads"]}', "{"],
    "sub/notes.yaml": ["kpis:\n- Leads\ntitle: N\n", "a: 1\n"],
    "sub/kpi-rules.yaml": [
        "extends: [../own]\nfail_on: should\n",
        "extends: [../own]\nlevels: {own/owned: off}\n",
        "extends: [nobody]\n",
    ],
    "kpi-rules.yaml": [
        "extends: [./own, portfolio]\n",
        "extends: [./own]\nlevels: {own/owned: could}\n",
        "extends: [./own]\nplans: ['**/*.kpi.yaml', sub/notes.yaml]\n",
        "extends: [./own]\nexclude: [sub]\n",
        "extends: [./more]\n",
        "extends: [./won]\n",
    ],
    "own/pack.yaml": [PACK, PACK.replace("Own", "Mine"), "name: 1\n"],
    "own/a.rules": [
        RULES.format("owned", "must", "owner"),
        RULES.format("owned", "should", "unit"),
        RULES.format("owned", "must", "owner") + "\n" + CALLS.format("must"),
        CALLS.format("could") + "\n" + RULES.format("owned", "must", "owner"),
        CALLS.format("must"),
        "rule",
    ],
    "own/b.rules": [
        DEFINES.format("owner"),
        "\n" + DEFINES.format("owner"),
        DEFINES.format("target"),
        "define a(kpi: kpi)",
    ],
    "more/b.rules": [RULES.format("more", "should", "owner"), CALLS.format("should")],
    "more/pack.yaml": [PACK.replace("own", "more") + "extends: [../own]\n", PACK.replace("own", "more")],
    "kpi-rules.waivers.yaml": [
        "waivers:\n  - {rule: own/owned, reason: Not yet, expires_on: 2027-01-31}\n",
        "waivers:\n  - {rule: own/owned, reason: Soon, expires_on: 2026-01-31}\n",
        "waivers: 1\n",
    ],
}

step = st.sampled_from(sorted(TEXTS)).flatmap(
    lambda name: st.tuples(
        st.sampled_from(["write", "write", "lay", "lay", "lift", "delete"]), st.just(name), st.sampled_from(TEXTS[name])
    )
)


def told(answer: Any, problems: Any) -> Any:
    """All that is to be seen of a run."""
    report = None if answer is None else FORMATS["json"].render(answer.report, ReportOptions(exit_code=0))
    return report, [(problem.message, problem.help) for problem in problems]


def cold(folder: Path) -> Any:
    os.chdir(folder)
    place, problems = find_place(OPTIONS)
    if place is None:
        return told(None, problems)
    project, problems = open_project(OPTIONS, place)
    if project is None:
        return told(None, problems)
    found, more = settled(project)
    return told(found, problems or more)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    before = Path.cwd()
    yield tmp_path_factory.mktemp("workspace")
    os.chdir(before)


@settings(max_examples=(settings.default or settings()).max_examples // 3)
@example(
    steps=[
        ("write", "kpi-rules.yaml", TEXTS["kpi-rules.yaml"][2]),
        ("write", "sub/notes.yaml", TEXTS["sub/notes.yaml"][0]),
        ("write", "sub/notes.yaml", TEXTS["sub/notes.yaml"][1]),
    ]
)
@example(
    steps=[
        ("lay", "own/a.rules", TEXTS["own/a.rules"][2]),
        *(("lay", "own/b.rules", text) for text in (*TEXTS["own/b.rules"], *TEXTS["own/b.rules"])),
        ("write", "kpi-rules.yaml", TEXTS["kpi-rules.yaml"][5]),
        ("lay", "own/a.rules", TEXTS["own/a.rules"][0]),
        *(("write", "own/b.rules", text) for text in TEXTS["own/b.rules"]),
        *(("lay", "own/b.rules", text) for text in TEXTS["own/b.rules"]),
    ]
)
@given(steps=st.lists(step, min_size=1, max_size=12))
def test_a_warm_answer_is_a_cold_one(here: Path, steps: list[tuple[str, str, str]]) -> None:
    for name in ("warm", "cold"):
        shutil.rmtree(here / name, ignore_errors=True)
        for inner in ("sub", "own", "more", ".git"):
            (here / name / inner).mkdir(parents=True)
    disk = {
        "kpi-rules.yaml": "extends: [./own]\n",
        "a.kpi.yaml": TEXTS["a.kpi.yaml"][0],
        "b.kpi.yaml": TEXTS["b.kpi.yaml"][1],
        "own/a.rules": TEXTS["own/a.rules"][0],
        "own/b.rules": DEFINES.format("owner"),
        "own/pack.yaml": PACK,
        "more/pack.yaml": TEXTS["more/pack.yaml"][0],
        "more/b.rules": TEXTS["more/b.rules"][0],
    }
    for name, text in disk.items():
        (here / "warm" / name).write_text(text)
    open_texts: dict[str, str] = {}
    os.chdir(here / "warm")
    workspace = Workspace(options=OPTIONS)
    for action, name, text in steps:
        os.chdir(here / "warm")
        if action == "write":
            disk[name] = text
            Path(name).write_text(text)
            workspace.notice([name])
        elif action == "delete" and name in disk and name not in open_texts:
            del disk[name]
            Path(name).unlink()
            workspace.notice([name])
        elif action == "lay" and name in disk:
            open_texts[name] = text
            workspace.lay(name, text)
        elif action == "lift" and name in open_texts:
            del open_texts[name]
            workspace.lift(name)
        answer = workspace.answer()
        for other in (here / "cold").rglob("*"):
            if other.is_file():
                other.unlink()
        for other_name, other_text in {**disk, **open_texts}.items():
            (here / "cold" / other_name).write_text(other_text)
        expected = cold(here / "cold")
        if answer.outdated:
            assert expected == told(None, answer.problems)
        else:
            assert told(answer.settled, answer.problems) == expected
