"""A plain check: without click, and the same as with it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from running import GOOD, Kpi

from kpi_rules.cli.asked import asked_of
from kpi_rules.cli.check import command

HEAVY = {
    "click",
    "lark",
    "yaml",
    "re2",
    "jsonschema",
    "difflib",
    "gettext",
    "dataclasses",
    "inspect",
    "typing",
    "hashlib",
}


def test_what_nobody_asks_for_is_what_the_options_say() -> None:
    declared = command.make_context("check", []).params
    assert asked_of(declared) == asked_of({"paths": ()})


@pytest.mark.parametrize("arguments", [("check", "plan.kpi.yaml"), ("check",), ("check", "nowhere"), ("check", "-")])
def test_plain_or_not_it_is_the_same(kpi: Kpi, arguments: tuple[str, ...]) -> None:
    Path("plan.kpi.yaml").write_text(GOOD, "utf-8")
    assert kpi(*arguments, stdin=GOOD) == kpi(*arguments, "--fail-on", "must", stdin=GOOD)


def test_a_known_plan_needs_no_heavy_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_RULES_CACHE", str(tmp_path / "cache"))
    plan = tmp_path / "plan.kpi.yaml"
    plan.write_text(GOOD, "utf-8")
    code = (
        "import sys; from kpi_rules.cli.program import run; "
        f"run(['check', {str(plan)!r}]); print(*sys.modules, file=sys.stderr)"
    )
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert not HEAVY & set(done.stderr.split())
