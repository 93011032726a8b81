"""The build servers' files: what they run is there, and does what it should on a change that is clean and on one that is not."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from builds import ROOT, bash, committed, expanded, git, program_on_path, read_yaml, repository, scripts
from click.testing import CliRunner
from packaging.requirements import Requirement

from kpi_rules import __version__
from kpi_rules.authoring.starter import SERVERS, new_project
from kpi_rules.cli.group import program

pytestmark = pytest.mark.usefixtures("shared_cache")

FILES = new_project("none", "{}\n", 2099)
PLAN = FILES["plans/first.kpi.yaml"]
WORSE = PLAN.replace("owner: team-lead", "owner: nobody-we-know")
ALIKE = PLAN.replace("rationale: Leads", "rationale: New leads")
SERVER_FILES = {name: ROOT / "examples" / "ci" / f"{name}.yml" for name in SERVERS}


@pytest.mark.parametrize("name", SERVERS)
def test_the_examples_are_what_init_writes(name: str) -> None:
    assert SERVER_FILES[name].read_text("utf-8") == new_project(name, "", 2099)[SERVERS[name][0]]


def steps(name: str) -> list[tuple[str, dict[str, str]]]:
    """The scripts of a build server's example."""
    data = read_yaml(SERVER_FILES[name])
    match name:
        case "github":
            return scripts(data["jobs"]["check"]["steps"])
        case "gitlab":
            return [(script, {}) for script in data["kpi-rules"]["script"]]
        case _:
            return scripts(data["steps"])


def surroundings(name: str, base: str | None) -> tuple[dict[str, str], dict[str, str]]:
    """The values of expressions and the variables of a run; `base`: of a request to merge into it."""
    match name:
        case "github":
            return {"github.event.pull_request.base.sha": base or ""}, {"GITHUB_ACTIONS": "true"}
        case "gitlab":
            return {}, {"GITLAB_CI": "true", **({"CI_MERGE_REQUEST_DIFF_BASE_SHA": base} if base else {})}
        case _:
            return {}, {"TF_BUILD": "True", **({"SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main"} if base else {})}


@pytest.mark.parametrize("name", SERVERS)
@pytest.mark.parametrize(
    ("first", "second", "is_request", "code"),
    [
        (PLAN, ALIKE, True, 0),
        (PLAN, WORSE, True, 1),
        (WORSE, WORSE.replace("baseline: 310", "baseline: 311"), True, 0),  # what was there before does not count
        (PLAN, WORSE, False, 1),
    ],
    ids=["clean", "worse", "old", "push"],
)
def test_examples_run(tmp_path: Path, name: str, first: str, second: str, is_request: bool, code: int) -> None:
    folder = repository(tmp_path / "work", {**FILES, "plans/first.kpi.yaml": first})
    base = git(folder, "rev-parse", "HEAD")
    git(folder, "update-ref", "refs/remotes/origin/main", base)
    committed(folder, {"plans/first.kpi.yaml": second})
    values, variables = surroundings(name, base if is_request else None)
    variables["PATH"] = program_on_path(tmp_path / "bin")
    done = []
    for script, env in steps(name):
        done.append(
            bash(expanded(script, values), folder, variables | {k: expanded(v, values) for k, v in env.items()})
        )
        if done[-1].returncode:
            break
    assert done[-1].returncode == code, done[-1].stdout + done[-1].stderr
    assert "kpi-rules" in steps(name)[len(done) - 1][0]
    if name == "gitlab":
        assert (folder / "kpi-rules.json").read_text().startswith("[")


def action(folder: Path, path: str, given: dict[str, str]) -> tuple[int, str, dict[str, str]]:
    """Run the composite action's check: its exit code, its log, its outputs."""
    data = read_yaml(ROOT / "action.yml")
    defaults = {name: entry["default"] for name, entry in data["inputs"].items()}
    values = {f"inputs.{name}": value for name, value in (defaults | given).items()}
    step = next(step for step in data["runs"]["steps"] if step.get("id") == "check")
    outputs = folder.parent / "outputs"
    env = {name: expanded(text, values) for name, text in step["env"].items()}
    done = bash(
        step["run"],
        folder,
        env | {"PATH": path, "GITHUB_OUTPUT": str(outputs), "GITHUB_ACTIONS": "true"} | {"PATHS": env["PATHS"]},
    )
    written = dict(line.split("=", 1) for line in outputs.read_text().splitlines())
    return done.returncode, done.stdout + done.stderr, written


@pytest.mark.parametrize(
    ("given", "code", "log"),
    [
        ({}, 1, "::error file=plans/first.kpi.yaml,"),
        ({"base": "HEAD"}, 0, ""),
        ({"paths": "plans/\n"}, 1, "::error "),
        ({"paths": "nowhere/", "fail-on": "could"}, 2, "nowhere"),
        ({"paths": "$(touch hacked); `touch hacked`"}, 2, "touch"),
        ({"arguments": "--pack\nokr\n--fail-on\nshould"}, 1, "too-few-key-results"),
        ({"sarif": "out.sarif"}, 1, ""),
    ],
)
def test_the_action_runs(tmp_path: Path, given: dict[str, str], code: int, log: str) -> None:
    folder = repository(tmp_path / "work", {**FILES, "plans/first.kpi.yaml": WORSE})
    found, said, outputs = action(folder, program_on_path(tmp_path / "bin"), given)
    assert found == code, said
    assert log in said
    assert outputs == {"exit-code": str(code)}
    assert not (folder / "hacked").exists()
    assert (folder / "out.sarif").exists() is ("sarif" in given)


def test_the_action_uses_every_input() -> None:
    text = (ROOT / "action.yml").read_text("utf-8")
    for name in read_yaml(ROOT / "action.yml")["inputs"]:
        assert f"${{{{ inputs.{name} }}}}" in text


def test_the_action_installs_away_from_the_checkout_and_isolated() -> None:
    install = read_yaml(ROOT / "action.yml")["runs"]["steps"][0]["run"]
    lines = [line for line in install.splitlines() if not line.startswith("#")]
    assert lines[0] == 'cd "$RUNNER_TEMP"'
    for call in re.findall(r'python3?"? (?:-\w+ ?)*', install):
        assert "-I -m" in call, call
    for line in lines:
        if line.startswith("pip "):
            assert "--require-hashes" in line or "--no-index" in line, line


def test_what_the_action_installs_is_what_the_project_needs_each_with_its_hashes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    entries = re.split(r"\n(?=\S)", (ROOT / ".ci" / "action.txt").read_text("utf-8"))
    pinned = {}
    for entry in entries:
        if not entry.startswith("#"):
            name, version = entry.split()[0].split("==")
            assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), name
            pinned[name] = version
    for one in map(Requirement, wanted):
        assert one.specifier.contains(pinned[one.name.lower()]), f"renew .ci/action.txt (CONTRIBUTING.md): {one}"


def hooks() -> list[dict[str, Any]]:
    hooks: list[dict[str, Any]] = read_yaml(ROOT / ".pre-commit-hooks.yaml")
    return hooks


@pytest.mark.parametrize("hook", hooks(), ids=lambda hook: hook["id"])
def test_hooks(hook: dict[str, Any]) -> None:
    assert hook["pass_filenames"] is False
    for file in (
        "plans/a.kpi.yaml",
        "a.kpi.toml",
        "kpi-rules.yaml",
        "x/kpi-rules.waivers.yaml",
        "acme/pack.yaml",
        "a.rules",
    ):
        assert re.search(hook["files"], file), file
    for file in ("a.yaml", "README.md", "kpi-rules.yaml.bak", "my-kpi-rules.yaml"):
        assert not re.search(hook["files"], file), file


def test_the_container_and_the_hooks_name_what_there_is() -> None:
    container = (ROOT / "Containerfile").read_text("utf-8")
    assert 'ENTRYPOINT ["kpi-rules"]' in container
    assert 'CMD ["check"]' in container
    config = read_yaml(ROOT / "examples" / "ci" / "pre-commit-config.yaml")
    assert config["repos"][0]["rev"] == f"v{__version__}"
    assert {hook["id"] for hook in config["repos"][0]["hooks"]} <= {hook["id"] for hook in hooks()}
    for hook in hooks():
        assert CliRunner().invoke(program, [*hook["entry"].split()[1:], "--help"]).exit_code == 0
