"""The program, run in this process as `main` runs it: arguments in; exit code, output and errors out."""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

import pytest
from running import Kpi, Ran

from kpi_rules.cli.program import run


@pytest.fixture
def tmp_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder, the same for one test after the other: a project that stands where another test had the like of it finds its packs in the
    shared cache, as one does where people work."""
    place = tmp_path_factory.getbasetemp() / "place"
    if place.exists():
        shutil.rmtree(place)
    place.mkdir()
    return place


@pytest.fixture(autouse=True)
def one_cache(shared_cache: None) -> None:
    """Packs are read once for many tests; what a run without a cache does is tried by tests that say so."""


@pytest.fixture
def nothing_known(one_cache: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that works all out itself."""
    monkeypatch.setenv("KPI_RULES_CACHE", "off")


@pytest.fixture
def kpi(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> Kpi:
    """Runs `kpi-rules` in an empty folder."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    for name in ("NO_COLOR", "FORCE_COLOR", "GITHUB_ACTIONS", "KPI_RULES_DEBUG"):
        monkeypatch.delenv(name, raising=False)

    def ran(*arguments: str, stdin: str | bytes = "") -> Ran:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        code = run(arguments)
        captured = capsysbinary.readouterr()
        return Ran(code, captured.out.decode(), captured.err.decode())

    return ran


@pytest.fixture
def pack() -> str:
    """A small pack of two rules that no other test changes."""
    return str(Path(__file__).parents[1] / "e2e" / "pack")
