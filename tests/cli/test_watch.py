"""`kpi-rules check --watch` as it is used: by somebody who saves a plan, and ends it."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from running import GOOD, Kpi

WATCH = [sys.executable, "-m", "kpi_rules", "check", "--watch", "--format", "concise", "--color", "never"]
PATIENCE = 60
SOUND = GOOD + "review: monthly\n"


class Watching:
    """A program that watches, and the lines that it says."""

    def __init__(self, folder: Path, *options: str) -> None:
        surroundings = {**os.environ, "XDG_CACHE_HOME": str(folder.parent / "cache")}
        self.process = subprocess.Popen(
            [*WATCH, *options],
            cwd=folder,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=surroundings,
        )
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(line)

    def until(self, wanted: str) -> str:
        """All that is said up to a line that holds this."""
        said = ""
        while wanted not in said:
            said += self._lines.get(timeout=PATIENCE)
        return said

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Callable[..., Watching]]:
    begun: list[Watching] = []
    (tmp_path / "plans").mkdir()

    def begin(*options: str) -> Watching:
        begun.append(Watching(tmp_path / "plans", *options))
        return begun[-1]

    yield begin
    for one in begun:
        one.process.kill()
        one.process.wait()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a program in another way than by SIGINT")
def test_each_change_is_told_until_it_is_ended(watching: Callable[..., Watching], tmp_path: Path) -> None:
    plan = tmp_path / "plans" / "a.kpi.yaml"
    plan.write_text(SOUND)
    program = watching("--fail-on", "must")
    assert "passed: nothing was found" in program.until("watching 1 plan; Ctrl-C ends it")
    plan.write_text(SOUND.replace("mission: Help small firms keep their books in order\n", ""))
    assert "a.kpi.yaml:1:1: violation[core/no-mission]" in program.until("watching 1 plan")
    (tmp_path / "plans" / "b.kpi.yaml").write_text("title: [")
    assert "b.kpi.yaml" in program.until("watching 2 plans")
    (tmp_path / "plans" / "kpi-rules.yaml").write_text("extends: [cores]\n")
    assert "did you mean `core`" in program.until("watching")
    assert program.end() == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a program in another way than by SIGINT")
def test_what_changes_nothing_is_not_told(tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "a.kpi.yaml").write_text(SOUND)
    log = folder / "log.txt"  # is watched itself
    with log.open("w") as out:
        program = subprocess.Popen(WATCH, cwd=folder, stdout=out, stderr=subprocess.PIPE, text=True)
        assert program.stderr
        assert "watching 1 plan" in program.stderr.readline()
        (folder / "b.kpi.yaml").write_text("title: [")
        assert "watching 2 plans" in program.stderr.readline()
        program.send_signal(signal.SIGINT)
        assert program.wait(PATIENCE) == 1
        assert program.stderr.read() == ""
    assert log.read_text().count("1 plan") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a program in another way than by SIGINT")
def test_nothing_to_watch_yet(watching: Callable[..., Watching], tmp_path: Path) -> None:
    program = watching()
    assert "nothing was checked" in program.until("watching 0 plans")
    (tmp_path / "plans" / "a.kpi.yaml").write_text(SOUND)
    program.until("watching 1 plan")
    assert program.end() == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--fix"], "writes nothing"),
        (["--output", "sarif=x.sarif"], "writes nothing"),
        (["-"], "standard input does not change"),
    ],
)
def test_what_does_not_go_with_it(kpi: Kpi, options: list[str], said: str) -> None:
    ran = kpi("check", "--watch", *options)
    assert (ran.code, said in ran.err) == (2, True)


def test_the_package_that_is_needed_is_named(kpi: Kpi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    ran = kpi("check", "--watch")
    assert ran.code == 2
    assert "pip install 'kpi-rules[watch]'" in ran.err
