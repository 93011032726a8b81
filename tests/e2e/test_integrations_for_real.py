"""The integrations as their own tools see them: pre-commit, the schemas of the build servers, the action from its own checkout, readers of reports.

Run by `.ci/integrations`, which installs the tools; skipped where they are missing.
"""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
from builds import ROOT, bash, committed, environment, expanded, git, read_yaml, repository
from test_integrations import FILES, PLAN, WORSE

MISSING = [tool for tool in ("pre-commit", "check-jsonschema", "sarif", "junitparser") if shutil.which(tool) is None]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")

MISSPELT = PLAN.replace("owner: team-lead", "owner: team-laed")


def tool(folder: Path, *command: str, home: Path | None = None) -> subprocess.CompletedProcess[str]:
    extra = {"PRE_COMMIT_HOME": str(home)} if home else {}
    env = {name: value for name, value in environment(extra).items() if name != "PYTHONPATH"}
    return subprocess.run(command, check=False, cwd=folder, env=env, capture_output=True, text=True, timeout=500)


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("vendor.github-actions", "action.yml"),
        ("vendor.github-workflows", "examples/ci/github.yml"),
        ("vendor.gitlab-ci", "examples/ci/gitlab.yml"),
        ("vendor.azure-pipelines", "examples/ci/azure.yml"),
    ],
)
def test_schemas(schema: str, file: str) -> None:
    name = schema.removeprefix("vendor.")
    transform = ["--data-transform", name] if name in ("gitlab-ci", "azure-pipelines") else []
    done = tool(ROOT, "check-jsonschema", "--regex-variant", "nonunicode", "--builtin-schema", schema, *transform, file)
    assert done.returncode == 0, done.stdout + done.stderr


def test_pre_commit_reads_our_files() -> None:
    assert tool(ROOT, "pre-commit", "validate-manifest", ".pre-commit-hooks.yaml").returncode == 0
    assert tool(ROOT, "pre-commit", "validate-config", "examples/ci/pre-commit-config.yaml").returncode == 0


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This checkout as pre-commit clones it."""
    folder = tmp_path_factory.mktemp("ours") / "kpi-rules"
    left_out = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", "bench")
    shutil.copytree(ROOT, folder, ignore=left_out, symlinks=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    return committed(folder, {})


def test_pre_commit_runs(tmp_path: Path, ours: Path) -> None:
    folder = repository(tmp_path / "work", dict(FILES))
    home = tmp_path / "home"

    def run(hook: str) -> subprocess.CompletedProcess[str]:
        return tool(folder, "pre-commit", "try-repo", str(ours), hook, "--all-files", "--verbose", home=home)

    clean = run("kpi-rules")
    assert clean.returncode == 0, clean.stdout + clean.stderr
    assert "1 plan, " in clean.stdout
    committed(folder, {"plans/second.kpi.yaml": WORSE})
    found = run("kpi-rules")
    assert found.returncode == 1
    assert "2 plans, " in found.stdout, "the whole set, not what has changed"
    committed(folder, {"plans/second.kpi.yaml": MISSPELT})
    assert "files were modified by this hook" in run("kpi-rules-fix").stdout
    assert (folder / "plans/second.kpi.yaml").read_text() == PLAN


def test_pre_commit_is_quiet_about_what_is_excluded(tmp_path: Path, ours: Path) -> None:
    folder = repository(tmp_path / "work", {**FILES, "archive/old.kpi.yaml": WORSE})
    committed(folder, {"kpi-rules.yaml": "extends: [core]\nexclude: archive\n"})
    (folder / "archive/old.kpi.yaml").write_text(WORSE + "\n")
    git(folder, "add", "--all")
    done = tool(folder, "pre-commit", "try-repo", str(ours), "kpi-rules", home=tmp_path / "home")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "old.kpi.yaml" not in done.stdout


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder with a report in each format that programs read, of two plans."""
    folder = repository(tmp_path / "work", {**FILES, "plans/second.kpi.yaml": MISSPELT, "plans/third.kpi.yaml": WORSE})
    outputs = [f"--output={name}=r.{name}" for name in ("sarif", "junit", "gitlab", "json")]
    done = bash(f"kpi-rules check -q {' '.join(outputs)}", folder, {})
    assert done.returncode == 1, done.stdout + done.stderr
    return folder


def test_sarif_tools_reads_our_sarif(reports: Path) -> None:
    told = json.loads((reports / "r.json").read_text("utf-8"))
    done = tool(reports, "sarif", "csv", "-o", "r.csv", "r.sarif")
    assert done.returncode == 0, done.stdout + done.stderr
    with (reports / "r.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    places = sorted((row["Code"], row["Location"], int(row["Line"])) for row in rows)
    assert places == sorted((one["rule"], one["location"]["file"], one["location"]["line"]) for one in told["findings"])
    assert {row["Severity"] for row in rows} <= {"error", "warning", "note"}
    assert tool(reports, "sarif", "diff", "r.sarif", "r.sarif").returncode == 0
    assert tool(reports, "sarif", "--check", "error", "summary", "r.sarif").returncode != 0


def test_junitparser_reads_our_junit(reports: Path) -> None:
    told = json.loads((reports / "r.json").read_text("utf-8"))
    done = tool(reports, "junitparser", "verify", "r.junit")
    assert done.returncode == 1, "there are failures"
    merged = tool(reports, "junitparser", "merge", "r.junit", "r.junit", "twice.xml")
    assert merged.returncode == 0, merged.stdout + merged.stderr
    (first, *_), text = ElementTree.parse(reports / "r.junit").getroot().iter("testsuites"), (reports / "twice.xml")
    twice = ElementTree.parse(text).getroot()
    assert int(twice.attrib["failures"]) == 2 * int(first.attrib["failures"]) == 2 * told["summary"]["violations"]


def test_the_action_from_its_own_checkout(tmp_path: Path, ours: Path) -> None:
    hostile = dict.fromkeys(("venv.py", "pip/__init__.py", "pip/__main__.py", "collections.py"), "open('RAN', 'a')\n")
    folder = repository(tmp_path / "work", {**FILES, **hostile, "plans/first.kpi.yaml": WORSE})
    data = read_yaml(ours / "action.yml")
    values = {f"inputs.{name}": entry["default"] for name, entry in data["inputs"].items()}
    for name in ("path", "output", "summary"):
        (tmp_path / name).touch()
    variables = {
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_ACTION_PATH": str(ours),
        "GITHUB_PATH": str(tmp_path / "path"),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        "GITHUB_ACTIONS": "true",
        "PYTHONPATH": "",
    }
    install, check = data["runs"]["steps"]
    done = bash(install["run"], folder, variables)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not [*tmp_path.glob("*/RAN"), *tmp_path.glob("RAN")], "nothing of the checkout is run"
    path = (tmp_path / "path").read_text().strip() + ":" + environment({})["PATH"]
    env = {name: expanded(text, values) for name, text in check["env"].items()}
    done = bash(check["run"], folder, variables | env | {"PATH": path})
    assert done.returncode == 1, done.stdout + done.stderr
    assert "::error file=plans/first.kpi.yaml," in done.stdout
    assert (tmp_path / "summary").read_text().startswith("## KPI plans")
    assert (tmp_path / "output").read_text() == "exit-code=1\n"
