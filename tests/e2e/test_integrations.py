"""The build servers' files: what they run is there, and does what it should on a change that is clean and on one that is not."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from builds import ROOT, bash, committed, expanded, git, program_on_path, read_yaml, repository, scripts
from click.testing import CliRunner
from packaging.requirements import Requirement

from kpi_rules import __version__
from kpi_rules.authoring.starter import SERVERS, new_project, server_file
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


def steps(name: str, file: Path | None = None) -> list[tuple[str, dict[str, str]]]:
    """The scripts of a build server's file: the example."""
    data = read_yaml(file or SERVER_FILES[name])
    match name:
        case "github":
            return scripts(data["jobs"]["check"]["steps"])
        case "gitlab":
            return [("\n".join(data["kpi-rules"]["script"]), {})]
        case _:
            return scripts(data["steps"])


def variables_of(name: str, folder: Path, is_request: bool, began: str) -> dict[str, str]:
    """The variables of a run; a request to merge is checked out as merged. `began`: the commit that its branch left."""
    now = git(folder, "rev-parse", "HEAD^1") if is_request else ""
    match name:
        case "github":
            event = "pull_request" if is_request else "push"
            return {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": event, "GITHUB_STEP_SUMMARY": ""}
        case "gitlab":
            request = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": began, "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": now}
            return {"GITLAB_CI": "true", **(request if is_request else {})}
        case _:
            return {"TF_BUILD": "True", "BUILD_REASON": "PullRequest" if is_request else "IndividualCI"}


def merged(folder: Path, files: Mapping[str, str]) -> str:
    """A branch with these files, merged into a main that has got a bad plan meanwhile; the commit that the branch left."""
    began = git(folder, "rev-parse", "HEAD")
    git(folder, "checkout", "--quiet", "-b", "change")
    committed(folder, files)
    git(folder, "checkout", "--quiet", "main")
    committed(folder, {"plans/others.kpi.yaml": WORSE.replace("Our team", "Their team")})
    git(folder, "merge", "--quiet", "--no-ff", "-m", "merged", "change")
    return began


@pytest.mark.parametrize("name", SERVERS)
@pytest.mark.parametrize(
    ("first", "second", "is_request", "code"),
    [
        (PLAN, ALIKE, True, 0),  # what others have brought in meanwhile does not count
        (PLAN, WORSE, True, 1),
        (WORSE, WORSE.replace("baseline: 310", "baseline: 311"), True, 0),  # what was there before does not count
        (PLAN, WORSE, False, 1),
    ],
    ids=["clean", "worse", "old", "push"],
)
def test_examples_run(tmp_path: Path, name: str, first: str, second: str, is_request: bool, code: int) -> None:
    folder = repository(tmp_path / "work", {**FILES, "plans/first.kpi.yaml": first})
    change = {"plans/first.kpi.yaml": second}
    began = merged(folder, change) if is_request else str(committed(folder, change))
    variables = variables_of(name, folder, is_request, began)
    variables["PATH"] = program_on_path(tmp_path / "bin")
    done = []
    for script, env in steps(name):
        done.append(bash(script, folder, variables | env))
        if done[-1].returncode:
            break
    assert done[-1].returncode == code, done[-1].stdout + done[-1].stderr
    assert "kpi-rules" in steps(name)[len(done) - 1][0]
    if name == "gitlab":
        assert (folder / "kpi-rules.json").read_text().startswith("[")


def test_gitlab_where_the_branch_itself_is_checked_out(tmp_path: Path) -> None:
    folder = repository(tmp_path / "work", {**FILES, "plans/first.kpi.yaml": PLAN})
    began = merged(folder, {"plans/first.kpi.yaml": ALIKE})
    git(folder, "checkout", "--quiet", "change")
    variables = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": began, "PATH": program_on_path(tmp_path / "bin")}
    ((script, _),) = steps("gitlab")
    assert bash(script, folder, variables).returncode == 0
    committed(folder, {"plans/first.kpi.yaml": WORSE})
    assert bash(script, folder, variables).returncode == 1


@pytest.mark.parametrize("name", SERVERS)
def test_a_project_in_a_folder_has_its_file_where_it_is_read(tmp_path: Path, name: str) -> None:
    top = repository(tmp_path / "work", {"README.md": "", "sub/keep": ""})
    folder = "teams/the sales"
    done = bash(f"kpi-rules init '../{folder}' --ci {name}", top / "sub", {"PATH": program_on_path(tmp_path / "bin")})
    assert done.returncode == 0, done.stderr
    ((file, text),) = server_file(name, folder=folder).items()
    assert (top / file).read_text("utf-8") == text
    assert (top / folder / "kpi-rules.yaml").exists()
    committed(top, {f"{folder}/plans/first.kpi.yaml": WORSE})
    variables = {**variables_of(name, top, False, ""), "PATH": program_on_path(tmp_path / "bin")}
    where = top if name == "gitlab" else top / folder  # `working-directory` says it to the others
    last = steps(name, top / file)[-1][0]
    done = bash(last, where, variables)
    assert done.returncode == 1, done.stdout + done.stderr
    wanted = {"github": f"file={folder}/plans/first", "gitlab": "", "azure": f"sourcepath={folder}/plans/first"}[name]
    assert wanted in done.stdout
    if name == "gitlab":
        assert f'"path": "{folder}/plans/first.kpi.yaml"' in (top / folder / "kpi-rules.json").read_text()


def action(folder: Path, path: str, given: dict[str, str], event: str = "push") -> tuple[int, str, dict[str, str]]:
    """Run the composite action's check: its exit code, its log, its outputs."""
    data = read_yaml(ROOT / "action.yml")
    defaults = {name: entry["default"] for name, entry in data["inputs"].items()}
    values = {f"inputs.{name}": value for name, value in (defaults | given).items()}
    step = next(step for step in data["runs"]["steps"] if step.get("id") == "check")
    outputs = folder.parent / "outputs"
    env = {name: expanded(text, values) for name, text in step["env"].items()}
    variables = {"PATH": path, "GITHUB_OUTPUT": str(outputs), "GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": event}
    where = folder / expanded(step["working-directory"], values)
    done = bash(step["run"], where, env | variables | {"PATHS": env["PATHS"]})
    written = dict(line.split("=", 1) for line in outputs.read_text().splitlines())
    return done.returncode, done.stdout + done.stderr, written


@pytest.mark.parametrize(
    ("given", "code", "log"),
    [
        ({}, 1, "::error file=plans/first.kpi.yaml,"),
        ({"base": "HEAD"}, 0, ""),
        ({"base": "none"}, 1, "::error "),
        ({"working-directory": "plans", "paths": "."}, 1, "::error file=plans/first.kpi.yaml,"),
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


@pytest.mark.parametrize(("second", "code"), [(ALIKE, 0), (WORSE, 1)])
def test_the_action_holds_a_pull_request_against_what_it_is_merged_into(tmp_path: Path, second: str, code: int) -> None:
    folder = repository(tmp_path / "work", dict(FILES))
    merged(folder, {"plans/first.kpi.yaml": second})
    found, said, outputs = action(folder, program_on_path(tmp_path / "bin"), {}, "pull_request")
    assert (found, outputs) == (code, {"exit-code": str(code)}), said
    shallow = tmp_path / "shallow"
    git(folder, "clone", "--quiet", "--depth=2", folder.as_uri(), str(shallow))
    assert action(shallow, program_on_path(tmp_path / "bin"), {}, "pull_request")[0] == code


def test_the_action_never_takes_another_commit_for_the_base_of_a_pull_request(tmp_path: Path) -> None:
    folder = repository(tmp_path / "work", {**FILES, "plans/first.kpi.yaml": WORSE})
    committed(folder, {"plans/first.kpi.yaml": WORSE.replace("310", "311")})
    found, said, outputs = action(folder, program_on_path(tmp_path / "bin"), {}, "pull_request")
    assert (found, outputs) == (2, {"exit-code": "2"})
    assert "not the merge of this pull request" in said
    merged(folder, {"plans/first.kpi.yaml": PLAN})
    shallow = tmp_path / "shallow"
    git(folder, "clone", "--quiet", "--depth=1", folder.as_uri(), str(shallow))
    found, said, _ = action(shallow, program_on_path(tmp_path / "bin"), {}, "pull_request")
    assert found == 2
    assert "git fetch --depth=1 origin" in said


def test_the_action_leaves_to_the_project_what_fails_it(tmp_path: Path) -> None:
    hint = "".join(line for line in PLAN.splitlines(keepends=True) if "rationale:" not in line)
    project = {"plans/first.kpi.yaml": hint, "kpi-rules.yaml": "extends: [core]\nfail_on: could\n"}
    folder = repository(tmp_path / "work", {**FILES, **project})
    assert action(folder, program_on_path(tmp_path / "bin"), {})[0] == 1
    assert action(folder, program_on_path(tmp_path / "bin"), {"fail-on": "should"})[0] == 0


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
    """Which files are plans is the project's to say, under whatever names; a hook that waits for some names misses others."""
    assert (hook["pass_filenames"], hook["always_run"]) == (False, True)
    assert "files" not in hook


def test_the_container_and_the_hooks_name_what_there_is() -> None:
    container = (ROOT / "Containerfile").read_text("utf-8")
    assert 'ENTRYPOINT ["kpi-rules"]' in container
    assert 'CMD ["check"]' in container
    config = read_yaml(ROOT / "examples" / "ci" / "pre-commit-config.yaml")
    assert config["repos"][0]["rev"] == f"v{__version__}"
    assert {hook["id"] for hook in config["repos"][0]["hooks"]} <= {hook["id"] for hook in hooks()}
    for hook in hooks():
        assert CliRunner().invoke(program, [*hook["entry"].split()[1:], "--help"]).exit_code == 0
