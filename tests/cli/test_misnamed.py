"""A project's file under a name that is nearly its own is never passed by in silence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from running import Kpi

PLAN = "title: A\nkpis: [{id: a}]\n"
MISNAMED = {
    "kpi-rules.yml": "kpi-rules.yaml",
    ".kpi-rules.yaml": "kpi-rules.yaml",
    "kpi_rules.yaml": "kpi-rules.yaml",
    "kpi-rule.yaml": "kpi-rules.yaml",
    "kpirules.yaml": "kpi-rules.yaml",
    "kpi-rules.json": "kpi-rules.yaml",
    "kpi-rules.toml": "kpi-rules.yaml",
    "KPI-Rules.yaml": "kpi-rules.yaml",
    "kpi-rules.YAML": "kpi-rules.yaml",
    "kpi-rules.yaml.txt": "kpi-rules.yaml",
    "kpi-rules.waivers.yml": "kpi-rules.waivers.yaml",
    "kpi-rules.waiver.yaml": "kpi-rules.waivers.yaml",
    "kpi-rules-waivers.yaml": "kpi-rules.waivers.yaml",
    "kpi_rules.waivers.yaml": "kpi-rules.waivers.yaml",
    "kpi-rules.baseline.yaml": "kpi-rules.baseline.json",
}
OTHERS = (
    "rules.yaml",
    "kpi.yaml",
    "my-kpi-rules.yaml",
    "kpi-rules.md",
    "kpi-rules.sarif",
    "kpi-rules.xml",
    "kpi-rules.yaml.bak",
)


@pytest.mark.parametrize("name", MISNAMED)
def test_a_name_that_is_nearly_ours(kpi: Kpi, name: str) -> None:
    Path("a.kpi.yaml").write_text(PLAN)
    Path(name).write_text("{}\n")
    ran = kpi("check")
    assert (ran.code, ran.out) == (2, "")
    assert f"nobody reads `{name}`" in ran.err
    assert f"did you mean `{MISNAMED[name]}`?" in ran.err
    assert kpi("check", "--pack", "core").code == 1  # no project counts there


@pytest.mark.parametrize("name", OTHERS)
def test_a_name_that_is_none_of_ours(kpi: Kpi, name: str) -> None:
    Path("a.kpi.yaml").write_text(PLAN)
    Path(name).write_text("{}\n")
    assert kpi("check").code == 1


def test_beside_the_right_one_and_above(kpi: Kpi, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("sub").mkdir()
    Path("sub/a.kpi.yaml").write_text(PLAN)
    Path("kpi-rules.yaml").write_text("{}\n")
    Path("kpi-rules.yml").write_text("{}\n")
    monkeypatch.chdir("sub")
    assert kpi("check").code == 2


def test_a_report_of_ours_is_no_project(kpi: Kpi) -> None:
    Path("a.kpi.yaml").write_text(PLAN)
    kpi("check", "--output", "json=kpi-rules.json")
    assert kpi("check").code == 1


@pytest.mark.parametrize("make", ["link", "folder"])
def test_the_projects_file_is_no_file(kpi: Kpi, make: str) -> None:
    Path("a.kpi.yaml").write_text(PLAN)
    path = Path("kpi-rules.yaml")
    path.mkdir() if make == "folder" else path.symlink_to("nowhere.yaml")
    ran = kpi("check")
    assert (ran.code, "`kpi-rules.yaml` is no file that can be read" in ran.err) == (2, True)


@pytest.mark.parametrize("head", ["[tool.kpi-rules]", "[ tool . kpi_rules ]", "[tool.kpi-rules.levels]"])
def test_pyproject_is_not_read(kpi: Kpi, head: str) -> None:
    Path("a.kpi.yaml").write_text(PLAN)
    Path("pyproject.toml").write_text("[project]\nname = 'a'\n")
    assert kpi("check").code == 1
    Path("pyproject.toml").write_text(f"[project]\nname = 'a'\n{head}\n")
    ran = kpi("check")
    assert (ran.code, "nobody reads `[tool.kpi-rules]` in `pyproject.toml`" in ran.err) == (2, True)


NEAR = yaml.safe_load((Path(__file__).parent / "near_names.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", NEAR, ids=lambda case: f"{case['name']} {case.get('plans', '')}")
def test_a_plan_under_a_name_that_is_nearly_one(kpi: Kpi, case: dict[str, str | None]) -> None:
    name, meant, plans = Path(case["name"] or ""), case["meant"], case.get("plans")
    Path("right.kpi.yaml").write_text(PLAN)
    name.parent.mkdir(parents=True, exist_ok=True)
    name.write_text(case.get("text") or PLAN)
    if plans:
        Path("kpi-rules.yaml").write_text(f"plans: ['{plans}']\n")
    ran = kpi("check", "--format", "json")
    assert ran.code == 1, ran.err
    notices = json.loads(ran.out)["notices"]
    told = f"nobody looks at `{name.as_posix()}`; is it meant to be called `{meant}`?"
    assert notices == ([told] if meant else [])


def test_near_names_where_nothing_else_is(kpi: Kpi) -> None:
    Path("x.kpis.yaml").write_text(PLAN)
    ran = kpi("check")
    assert (ran.code, "is it meant to be called `x.kpi.yaml`?" in ran.err) == (3, True)
    assert "nobody looks" not in kpi("check", ".").out + kpi("check", "x.kpis.yaml").out


def test_many_near_names_are_told_in_few_words(kpi: Kpi) -> None:
    for number in range(12):
        Path(f"p{number:02}_kpi.yaml").write_text(PLAN)
    Path("right.kpi.yaml").write_text(PLAN)
    notices = json.loads(kpi("check", "--format", "json").out)["notices"]
    assert (len(notices), notices[-1]) == (6, "there are more files like these that nobody looks at")


def test_a_near_name_that_a_project_below_asks_for(kpi: Kpi) -> None:
    Path("kpi-rules.yaml").write_text("{}\n")
    Path("right.kpi.yaml").write_text(PLAN)
    Path("below").mkdir()
    Path("below/kpi-rules.yaml").write_text("plans: ['*-kpi.yaml']\n")
    Path("below/x-kpi.yaml").write_text(PLAN)
    assert json.loads(kpi("check", "--format", "json").out)["notices"] == []
