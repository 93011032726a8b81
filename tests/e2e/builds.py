"""Build servers in small: what a workflow, a composite action or a job would run, run here with bash as they run it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
_EXPRESSION = re.compile(r"\$\{\{\s*([\w.-]+)\s*\}\}")
_IDENTITY = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull} | {
    f"GIT_{who}_{what}": "tests@example.invalid" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
}


def read_yaml(path: Path) -> Any:
    """A file of YAML 1.1, in which `on:` is a truth: that is put right."""
    data = yaml.safe_load(path.read_text("utf-8"))
    return {("on" if key is True else key): value for key, value in data.items()} if isinstance(data, dict) else data


def expanded(text: str, values: Mapping[str, str]) -> str:
    """A text with its `${{ … }}`; what is not known is empty, as there."""
    return _EXPRESSION.sub(lambda match: values.get(match[1], ""), text)


def program_on_path(folder: Path) -> str:
    """A PATH on which `kpi-rules` is this checkout and `pip` does nothing."""
    folder.mkdir(exist_ok=True)
    for name, line in (("kpi-rules", f'exec "{sys.executable}" -m kpi_rules "$@"'), ("pip", "exit 0")):
        script = folder / name
        script.write_text(f"#!/bin/sh\n{line}\n")
        script.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def environment(extra: Mapping[str, str]) -> dict[str, str]:
    """What a step sees."""
    return {**os.environ, **_IDENTITY, "PYTHONPATH": str(ROOT), "LC_ALL": "C", **extra}


def bash(script: str, folder: Path, extra: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """A step's script."""
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(
        command, check=False, cwd=folder, env=environment(extra), capture_output=True, text=True, timeout=300
    )


def git(folder: Path, *arguments: str) -> str:
    """What git says."""
    command = ["git", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment({}), capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.strip()


def repository(folder: Path, files: Mapping[str, str]) -> Path:
    """A repository with one commit."""
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    return committed(folder, files)


def committed(folder: Path, files: Mapping[str, str]) -> Path:
    """One more commit."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "a change")
    return folder


def scripts(steps: Iterable[Mapping[str, Any]]) -> list[tuple[str, dict[str, str]]]:
    """The scripts of a job's steps with their environments."""
    words = ("run", "bash", "script")
    return [(str(step[word]), dict(step.get("env", {}))) for step in steps for word in words if word in step]
