"""`export` and `import --into` as they are called."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import Kpi

pytestmark = pytest.mark.usefixtures("shared_cache")

PLAN = "title: T\nkpis:\n  - id: a   # the first\n    name: A\n    actual: 5\n"


@pytest.fixture
def plan(kpi: Kpi) -> Path:
    (Path.cwd() / "team.kpi.yaml").write_text(PLAN, "utf-8")
    return Path.cwd() / "team.kpi.yaml"


def edit(project: Path, old: str, new: str) -> None:
    file = project / "r.csv"
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")


def test_out_and_back(kpi: Kpi, plan: Path) -> None:
    ran = kpi("export", "team.kpi.yaml", "-o", "r.csv")
    assert (ran.code, ran.err) == (0, "wrote 1 KPI of 1 plan to r.csv\n")
    assert kpi("import", "--into", "team.kpi.yaml", "r.csv").err == "nothing is to be changed in team.kpi.yaml\n"
    edit(plan.parent, ",5,", ",6,")
    looked = kpi("import", "--into", "team.kpi.yaml", "r.csv", "--diff")
    assert (looked.code, "+    actual: 6" in looked.out, plan.read_text("utf-8")) == (1, True, PLAN)
    unasked = kpi("import", "--into", "team.kpi.yaml", "r.csv")
    assert (unasked.code, "add `--yes`" in unasked.err, plan.read_text("utf-8")) == (2, True, PLAN)
    done = kpi("import", "--into", "team.kpi.yaml", "r.csv", "--yes")
    assert (done.code, plan.read_text("utf-8")) == (0, PLAN.replace("actual: 5", "actual: 6"))


def test_a_refusal_names_its_cell_and_fails(kpi: Kpi, plan: Path) -> None:
    kpi("export", "team.kpi.yaml", "-o", "r.csv")
    edit(plan.parent, "\na,", "\nb,")
    ran = kpi("import", "--into", "team.kpi.yaml", "r.csv", "--yes")
    assert (ran.code, plan.read_text("utf-8")) == (1, PLAN)
    assert "not taken over: A2: `a` was renamed `b`" in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("team.kpi.yaml",), "neither a file nor a format is named"),
        (("team.kpi.yaml", "-o", "a.pdf"), "`a.pdf` has an ending of no format"),
        (("team.kpi.yaml", "-o", "team.kpi.yaml"), "has an ending of no format"),
        (("team.kpi.yaml", "--format", "openslo"), "no KPI is a service level"),
    ],
)
def test_what_cannot_be_put_out_is_said(kpi: Kpi, plan: Path, arguments: tuple[str, ...], said: str) -> None:
    ran = kpi("export", *arguments)
    assert ran.code == 2
    assert said in ran.err


def test_a_plan_is_never_written_over(kpi: Kpi, plan: Path) -> None:
    ran = kpi("export", "team.kpi.yaml", "--format", "csv", "-o", "team.kpi.yaml")
    assert (ran.code, plan.read_text("utf-8")) == (2, PLAN)


def test_a_workbook_is_written(kpi: Kpi, plan: Path) -> None:
    assert kpi("export", "-o", "r.xlsx").code == 0
    first = (plan.parent / "r.xlsx").read_bytes()
    assert first[:2] == b"PK"
    kpi("--lang", "ar", "export", "-o", "r.xlsx")
    assert kpi("import", "--into", "team.kpi.yaml", "r.xlsx").err == "nothing is to be changed in team.kpi.yaml\n"
