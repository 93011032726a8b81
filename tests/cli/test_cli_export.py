"""`export` and `import --into` as they are called."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from running import run

PLAN = "title: T\nkpis:\n  - id: a   # the first\n    name: A\n    actual: 5\n"


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "team.kpi.yaml").write_text(PLAN, "utf-8")
    return tmp_path / "team.kpi.yaml"
