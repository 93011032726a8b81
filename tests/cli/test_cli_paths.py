"""However a path below the current folder is given, it is told from there: reports are the same on every machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from running import Kpi

from kpi_rules.files import from_here
from kpi_rules.reports import FORMATS

PLAN = (Path(__file__).parents[1] / "e2e" / "plan.kpi.yaml").read_text("utf-8")


@pytest.fixture
def plans() -> Path:
    folder = Path.cwd() / "plans"
    folder.mkdir()
    (folder / "a.kpi.yaml").write_text(PLAN)
    return folder


@pytest.mark.parametrize("format_", FORMATS)
def test_every_report_is_that_of_the_relative_path(kpi: Kpi, pack: str, plans: Path, format_: str) -> None:
    wanted = kpi("check", "--pack", pack, "--format", format_, "plans/a.kpi.yaml")
    file = plans / "a.kpi.yaml"
    for given in (file, plans, plans / "*.yaml", plans / ".." / "plans", Path("..", "work", "plans")):
        assert kpi("check", "--pack", pack, "--format", format_, str(given)) == wanted
    assert kpi("check", "--pack", pack, "--format", format_, "-", "--stdin-name", str(file), stdin=PLAN) == wanted


def test_so_are_the_project_and_its_packs(kpi: Kpi, plans: Path) -> None:
    pack = Path("mine")
    pack.mkdir()
    (pack / "pack.yaml").write_text("name: mine\nversion: 1.0.0\ntitle: Mine\n")
    (pack / "a.rules").write_text('rule few "Few"\n  must count(plan.kpis) <= 1\n')
    Path("kpi-rules.yaml").write_text("extends: [./mine]\n")
    here = Path.cwd()
    told = kpi("config", "--config", str(here / "kpi-rules.yaml"), "--format", "json").out
    assert {place["file"] for place in json.loads(told)["levels"]} == {"mine/a.rules"}
    told = kpi("config", "--pack", str(here / "mine"), "--format", "json").out
    assert {place["file"] for place in json.loads(told)["levels"]} == {"mine/a.rules"}
    assert str(here) not in kpi("explain", str(plans / "a.kpi.yaml")).out


def test_a_path_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "here"
    (here / "inner").mkdir(parents=True)
    monkeypatch.chdir(here)
    (tmp_path / "link").symlink_to(here)
    outside = str(tmp_path / "a.yaml")
    for given, told in (
        ("a.yaml", "a.yaml"),
        ("./inner/../a.yaml", "a.yaml"),
        (str(here / "inner" / "a.yaml"), "inner/a.yaml"),
        (str(tmp_path / "link" / "inner" / "a.yaml"), "inner/a.yaml"),
        ("../here/a.yaml", "a.yaml"),
        (str(here), "."),
        (outside, outside),
        ("../a.yaml", "../a.yaml"),
        (str(tmp_path / "hereafter" / "a.yaml"), str(tmp_path / "hereafter" / "a.yaml")),
    ):
        assert from_here(given) == str(Path(told)), given


def test_code_scanning_is_told_no_path_above_where_it_looks(
    kpi: Kpi, pack: str, plans: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def uris(*arguments: str) -> tuple[set[str], str]:
        (run,) = json.loads(kpi("check", "--pack", pack, "--format", "sarif", *arguments).out)["runs"]
        found = {artifact["location"]["uri"] for artifact in run["artifacts"]}
        for result in run["results"]:
            for place in (*result["locations"], *result.get("relatedLocations", ())):
                found.add(place["physicalLocation"]["artifactLocation"]["uri"])
        return found, run["originalUriBaseIds"]["SRCROOT"]["description"]["text"]

    top = plans.parent
    (top / ".git").mkdir()
    below = top / "a team" / "inner"
    below.mkdir(parents=True)
    (below / "b.kpi.yaml").write_text(PLAN)
    monkeypatch.chdir(below)
    from_here, from_top = "The folder in which kpi-rules was run.", "The top of the repository."
    assert uris(".") == ({"b.kpi.yaml"}, from_here)
    assert uris("../../plans") == ({"plans/a.kpi.yaml"}, from_top)
    assert uris(".", "../../plans") == ({"plans/a.kpi.yaml", "a%20team/inner/b.kpi.yaml"}, from_top)
