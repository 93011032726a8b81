"""On a build server that reads annotations from its log, the program chooses its format; asked for one, it obeys."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import Kpi

BAD = "title: T\nkpis: []\nstatus: drat\n"


@pytest.fixture(autouse=True)
def plan(kpi: Kpi) -> None:
    Path("a.kpi.yaml").write_text(BAD)


def test_github(kpi: Kpi, monkeypatch: pytest.MonkeyPatch) -> None:
    summary = Path("summary.md")
    summary.write_text("from another program\n")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary.resolve()))
    ran = kpi("check")
    assert ran.code == 1
    assert ran.out.startswith("::error file=a.kpi.yaml,line=3,")
    assert summary.read_text().startswith("from another program\n## KPI plans\n")


def test_github_and_a_file_for_code_scanning(kpi: Kpi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert kpi("check", "--output", "sarif=out.sarif").out.startswith("::error ")
    assert Path("out.sarif").read_text().startswith("{")


def test_github_asked_for_another_format(kpi: Kpi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    assert kpi("check", "--format", "text").out.startswith("violation[")
    assert not Path("summary.md").exists()


def test_a_summary_that_cannot_be_written(kpi: Kpi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "nowhere/summary.md")
    ran = kpi("check")
    assert ran.code == 2
    assert "cannot write `nowhere/summary.md`" in ran.err


def test_azure(kpi: Kpi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_BUILD", "True")
    assert kpi("check").out.startswith("##vso[task.logissue type=error;")


def test_nowhere_else(kpi: Kpi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITLAB_CI", "true")
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "left-over.md")
    assert kpi("check").out.startswith("violation[")
    assert not Path("left-over.md").exists()
