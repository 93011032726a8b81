"""A plan in words of its own is a plan for every command: what is read for certain keeps nobody from asking about it."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import Kpi

PLAN = """\
title: Bakery
goals:
- id: grow
  title: Sell more bread
kpis:
- name: Loaves a day
  goal: grow
  responsible: Ana
  target: 400
  mood: fine
"""


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("a.kpi.yaml").write_text(PLAN, "utf-8")
    return "a.kpi.yaml"


def test_expressions_are_worked_out_over_it(kpi: Kpi, plan: str) -> None:
    done = kpi("eval", "plan.kpis.objective", "--plan", plan)
    assert (done.code, done.out.split("(")[0].strip()) == (0, '["grow"]')


def test_it_is_explained(kpi: Kpi, plan: str) -> None:
    done = kpi("explain", plan, "core/kpi-without-objective")
    assert done.code == 0
    assert "passed" in done.out + done.err


def test_a_slip_of_our_word_is_an_error_there_as_it_is_in_check(kpi: Kpi, plan: str) -> None:
    Path(plan).write_text(PLAN.replace("target:", "targt:"), "utf-8")
    done = kpi("eval", "plan.kpis.objective", "--plan", plan)
    assert done.code == 2
    assert "did you mean `target`?" in done.out + done.err
