"""A git repository for tests: nothing of the machine's own configuration has a say in it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


class Repository:
    """A repository in a folder; `here` is where its files are written."""

    def __init__(self, here: Path) -> None:
        self.here = here
        here.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *words: str) -> str:
        settings = ("user.name=T", "user.email=t@example.org", "commit.gpgsign=false", "core.autocrlf=false")
        command = ["git", *(word for setting in settings for word in ("-c", setting)), *words]
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
        }
        return subprocess.run(
            command, cwd=self.here, check=True, capture_output=True, text=True, env=environment
        ).stdout

    def write(self, name: str, text: str) -> None:
        path = self.here / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())

    def commit(self, message: str = "more") -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD").strip()
