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


def test_code_scanning_is_told_paths_from_the_top_of_the_repository(
    kpi: Kpi, pack: str, plans: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def uris(*arguments: str) -> set[str]:
        (run,) = json.loads(kpi("check", "--pack", pack, "--format", "sarif", *arguments).out)["runs"]
        found = {artifact["location"]["uri"] for artifact in run["artifacts"]}
        for result in run["results"]:
            for place in (*result["locations"], *result.get("relatedLocations", ())):
                found.add(place["physicalLocation"]["artifactLocation"]["uri"])
        return found

    top = plans.parent
    (top / ".git").mkdir()
    below = top / "a team" / "inner"
    below.mkdir(parents=True)
    (below / "b.kpi.yaml").write_text(PLAN)
    monkeypatch.chdir(below)
    assert uris(".") == {"a%20team/inner/b.kpi.yaml"}
    assert uris("../../plans") == {"plans/a.kpi.yaml"}
    assert uris(".", str(plans)) == {"plans/a.kpi.yaml", "a%20team/inner/b.kpi.yaml"}


WORDS_FOR_THE_PLAN = {
    "sarif": '"uri": "{}"',
    "github": "file={},",
    "gitlab": '"path": "{}"',
    "junit": 'classname="{}"',
    "checkstyle": '<file name="{}">',
    "azure": "sourcepath={};",
}
FROM_HERE = {
    "rdjson": '"path": "{}"',  # reviewdog puts the folder in front by itself
    "json": '"file": "{}"',
    "jsonl": '"file":"{}"',
    "csv": "\n{},",
    "concise": "{}:",
    "markdown": "{}:",
    "text": "--> {}:",
}


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("where", ["git", "GITHUB_WORKSPACE", "CI_PROJECT_DIR", "BUILD_SOURCESDIRECTORY", "nowhere"])
def test_what_a_build_server_matches_with_the_repository_is_named_from_its_top(
    kpi: Kpi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_: str, where: str
) -> None:
    below = tmp_path / "teams" / "sales"
    below.mkdir(parents=True)
    (below / "b.kpi.yaml").write_text("title: T\nkpis: []\nstatus: drat\n")
    if where == "git":
        (tmp_path / ".git").mkdir()
    elif where != "nowhere":
        monkeypatch.setenv(where, str(tmp_path))
    monkeypatch.chdir(below)
    told = kpi("check", "--format", format_).out
    from_top = format_ in WORDS_FOR_THE_PLAN and where != "nowhere"
    name = "teams/sales/b.kpi.yaml" if from_top else "b.kpi.yaml"
    assert (WORDS_FOR_THE_PLAN | FROM_HERE)[format_].format(name) in told
