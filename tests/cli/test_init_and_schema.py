"""`init` and `schema`: what a repository gets to begin with, and that nothing in it is touched."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from running import Kpi

from kpi_rules.authoring.starter import SCHEMA, SERVERS


@pytest.mark.parametrize("server", [*SERVERS, "none"])
def test_init_gives_a_project_that_is_clean(kpi: Kpi, server: str) -> None:
    ran = kpi("init", "--ci", server)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.count("written") == 4 + (server in SERVERS)
    checked = kpi("check", "--fail-on", "could")
    assert checked.code == 0, checked.out
    assert "0 violations, 0 recommendations, 0 hints" in checked.out


def test_init_touches_nothing(kpi: Kpi) -> None:
    Path("kpi-rules.yaml").write_text("extends: [smart]\n")
    Path(".vscode").mkdir()
    Path(".vscode/settings.json").symlink_to("nowhere")
    ran = kpi("init")
    assert "kept     kpi-rules.yaml: it exists" in ran.out
    assert "kept     .vscode/settings.json: it exists" in ran.out
    assert Path("kpi-rules.yaml").read_text() == "extends: [smart]\n"
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    again = kpi("init")
    assert "written" not in again.out
    assert {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("server", "there", "file", "told"),
    [
        ("gitlab", ".gitlab-ci.yml", ".gitlab/kpi-rules.yml", "`include: [{local: /.gitlab/kpi-rules.yml}]`"),
        ("azure", "azure-pipelines.yml", "azure-pipelines-kpi-plans.yml", "make a pipeline of it"),
    ],
)
def test_init_beside_a_build_servers_file(kpi: Kpi, server: str, there: str, file: str, told: str) -> None:
    """What a build server reads is one file, and most repositories have it."""
    Path(there).write_text("test: {script: [make]}\n", "utf-8")
    ran = kpi("init", "--ci", server)
    assert (f"kept     {there}" in ran.out, f"written  {file}" in ran.out, told in ran.out) == (True, True, True)
    assert Path(there).read_text("utf-8") == "test: {script: [make]}\n"
    assert "kpi-rules check" in Path(file).read_text("utf-8")
    Path(there).write_bytes(Path(file).read_bytes())
    Path(file).unlink()
    assert "written" not in kpi("init", "--ci", server).out  # it is there already


def test_init_beside_plans(kpi: Kpi) -> None:
    Path("okr").mkdir()
    Path("okr/team.kpi.toml").write_text("title = 'T'\nkpis = []\n")
    assert "left out plans/first.kpi.yaml: there are plans" in kpi("init").out
    assert not Path("plans").exists()
    assert "1 plan, " in kpi("check").out


def test_init_elsewhere(kpi: Kpi) -> None:
    assert kpi("init", "teams/sales", "--ci", "none").code == 0
    assert kpi("check", "teams/sales").code == 0
    Path("file").touch()
    refused = kpi("init", "file")
    assert refused.code == 2
    assert "`file` is not a folder" in refused.err


def test_the_first_plan_fits_the_schema_beside_it(kpi: Kpi) -> None:
    kpi("init")
    plan = Path("plans/first.kpi.yaml")
    named = plan.read_text().splitlines()[0].removeprefix("# yaml-language-server: $schema=")
    assert (plan.parent / named).resolve() == Path(SCHEMA).resolve()
    jsonschema.validate(yaml.safe_load(plan.read_text()), json.loads(Path(SCHEMA).read_text()))
    settings = json.loads(Path(".vscode/settings.json").read_text())
    assert list(settings["yaml.schemas"]) == [SCHEMA]


def test_schema_has_the_fields_of_the_packs(kpi: Kpi) -> None:
    assert "sponsor" not in json.loads(kpi("schema").out)["$defs"]["kpi"]["properties"]
    Path("kpi-rules.yaml").write_text("fields: {kpi: {sponsor: {type: text, description: Role that pays for it}}}\n")
    found = json.loads(kpi("schema").out)["$defs"]["kpi"]["properties"]["sponsor"]
    assert found["description"] == "Role that pays for it"
