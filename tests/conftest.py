"""What every test starts from."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests, in whatever language: outputs are compared in English unless a test says otherwise."""
    monkeypatch.setenv("LC_ALL", "C")


@pytest.fixture(autouse=True)
def no_build_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever the tests run, the program does not take itself to be on a build server unless a test says so."""
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "TF_BUILD"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is remembered from one test to the next, nor left in the home of whoever runs them, unless a test says so."""
    monkeypatch.setenv("KPI_RULES_CACHE", "off")


@pytest.fixture
def shared_cache(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """For tests of many runs: packs that one run has read need not be read by the next."""
    monkeypatch.setenv("KPI_RULES_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))
