"""The integrations as their own tools see them: pre-commit, the schemas of the build servers, the action from its own checkout.

Run by `.ci/integrations`, which installs the tools; skipped where they are missing.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from builds import ROOT, bash, committed, environment, expanded, git, read_yaml, repository
from test_integrations import FILES, PLAN, WORSE

MISSING = [tool for tool in ("pre-commit", "check-jsonschema") if shutil.which(tool) is None]
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
