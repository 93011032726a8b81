"""Limits: each can be set, each is told where it is passed, and an invalid plan fails the run."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import Kpi

PLAN = "title: A plan\nkpis:\n" + "".join(f"- {{id: k{number}, name: A measure}}\n" for number in range(20))


@pytest.mark.parametrize(
    ("limit", "plan", "words"),
    [
        ("size=100", PLAN, "the file is larger than 100 bytes"),
        ("depth=3", "title: A\nkpis: []\nx-a: [[[[1]]]]\n", "more than 3 levels inside each other"),
        ("nodes=30", PLAN, "more than 30 keys and values"),
        ("repeated=2", "title: A\nkpis: []\nx-a: &a [1, 2, 3]\nx-b: *a\n", "repeat more than 2 values"),
        ("text=20000", "title: " + "x" * 200_000 + "\nkpis: []\n", "no end of one text within 20000 characters"),
        ("key=10", "title: A\nkpis: []\nx-a-very-long-key: 1\n", "longer than 10 characters"),
        ("digits=10", "title: A\nkpis: []\nx-a: 12345678901\n", "more than 10 digits"),
        ("problems=2", "title: A\nkpis: []\n" + "title: B\n" * 4, "2 more"),
    ],
)
def test_each_limit_is_told(kpi: Kpi, pack: str, limit: str, plan: str, words: str) -> None:
    ran = kpi("check", "--pack", pack, "--limit", limit, "-", stdin=plan)
    assert (ran.code, "invalid-plan" in ran.out) == (1, True), ran.out
    assert words in ran.out
    if not limit.startswith("problems"):
        assert "invalid-plan" not in kpi("check", "--pack", pack, "-", stdin=plan).out


def test_a_limit_holds_for_files_too(kpi: Kpi, pack: str) -> None:
    Path("a.kpi.yaml").write_text(PLAN)
    assert "larger than 100 bytes" in kpi("check", "--pack", pack, "--limit", "size=100").out


def test_findings_beyond_the_limit_are_counted_and_fail_the_run(kpi: Kpi, pack: str) -> None:
    ran = kpi("check", "--pack", pack, "--limit", "findings=3", "--fail-on", "should", "-", stdin=PLAN)
    assert ran.out.count("recommendation[") == 3
    assert "more findings are counted and not shown" in ran.out
    assert ran.code == 1


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ("nods=5", "did you mean `nodes`?"),
        ("nodes", "like nodes=1000"),
        ("nodes=many", "like nodes=1000"),
        ("nodes=0", "like nodes=1000"),
        ("nodes=-1", "like nodes=1000"),
        ("nodes=" + "9" * 5000, "like nodes=1000"),
        ("=", "there is no limit ``"),
    ],
)
def test_what_is_no_limit_is_told(kpi: Kpi, limit: str, words: str) -> None:
    ran = kpi("check", "--limit", limit, "-", stdin=PLAN)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err
