"""What every test starts from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kpi_rules.packs import Policy, load_policy


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


PolicyOf = Callable[..., Policy]


@pytest.fixture
def policy_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PolicyOf:
    """`policy_of(rules, manifest)`: the policy of a pack `t` with these rules."""

    def make(rules: str, manifest: str = "") -> Policy:
        folder = tmp_path / "pack"
        folder.mkdir(exist_ok=True)
        (folder / "pack.yaml").write_text(f"name: t\nversion: 1.0.0\n{manifest}", "utf-8")
        (folder / "t.rules").write_text(rules, "utf-8")
        with monkeypatch.context() as patch:
            patch.chdir(tmp_path)
            policy, diagnostics = load_policy(["./pack"])
        assert policy is not None, list(map(str, diagnostics))
        return policy

    return make
