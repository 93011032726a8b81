"""Limits: each can be set, each is told where it is passed, and an invalid plan fails the run."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import NoReturn

import pytest
from running import Kpi

from kpi_rules.cli.options import OF_RUN
from kpi_rules.document.limits import MOST, Limits
from kpi_rules.structs import fields

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
    assert " — 3 KPIs\n" in ran.out
    assert "more findings are counted and not shown" in ran.out
    everything = kpi("check", "--pack", pack, "--fail-on", "should", "-", stdin=PLAN).out
    assert ran.out.splitlines()[-1] == everything.splitlines()[-1]  # the last line counts them all
    assert ran.code == 1


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ("nods=5", "did you mean `nodes`?"),
        ("nodes", "like nodes=100"),
        ("nodes=many", "like nodes=100"),
        ("nodes=0", "like nodes=100\n  = help: `nodes` may be 1 to 100,000,000"),
        ("nodes=-1", "like nodes=100"),
        ("nodes=٣", "like nodes=100"),
        ("nodes=" + "9" * 5000, "`nodes` may be 100,000,000 at most"),
        (
            "seconds=10000000000",
            "`seconds` may be 2,592,000 at most\n  = help: write `--limit seconds=2592000`, or less",
        ),
        ("seconds=1e10", "like seconds=100"),
        ("=", "there is no limit ``"),
    ],
)
def test_what_is_no_limit_is_told(kpi: Kpi, limit: str, words: str) -> None:
    ran = kpi("check", "--limit", limit, "-", stdin=PLAN)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err


@pytest.mark.parametrize("limit", [*fields(Limits), *OF_RUN])
def test_each_limit_ends_where_a_run_still_does(kpi: Kpi, pack: str, limit: str) -> None:
    """With the highest limit a plan that is as deep, and as long in its numbers, is judged; one more is a usage error."""
    most = OF_RUN.get(limit) or getattr(MOST, limit)
    deep = {
        "yaml": "title: A\nkpis: []\nx-a: {}\n", "json": '{{"title": "A", "kpis": [], "x-a": {}}}', "toml": 'title = "A"\nkpis = []\nx-a = {}\n'
    }  # fmt: skip
    value = "[" * (MOST.depth - 2) + "9" * MOST.digits + "]" * (MOST.depth - 2)
    raised = [f"--limit=depth={MOST.depth}", f"--limit=digits={MOST.digits}", f"--limit={limit}={most}"]
    for format_, text in deep.items():
        ran = kpi("check", "--pack", pack, *raised, "--stdin-name", f"a.kpi.{format_}", "-", stdin=text.format(value))
        assert (ran.code in (0, 1), "invalid-plan" in ran.out) == (True, False), ran.out + ran.err
    assert kpi("check", "--limit", f"{limit}={most + 1}", "-", stdin=PLAN).code == 2


def test_what_a_rule_may_cost_can_be_set(kpi: Kpi, pack: str) -> None:
    ran = kpi("check", "--pack", pack, "--limit", "cost=1", "-", stdin=PLAN)
    assert ran.code == 1
    assert "this rule was not run: it may take too long here" in ran.out


@pytest.mark.usefixtures("nothing_known")
@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="the system has no alarm: nothing stops a run there")
def test_a_run_ends_in_its_time(kpi: Kpi, pack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_: object, **__: object) -> NoReturn:
        while True:
            pass

    monkeypatch.setattr("kpi_rules.engine.many.check_plan", endless)
    before = signal.getsignal(signal.SIGALRM)
    ran = kpi("check", "--pack", pack, "--limit", "seconds=1", "-", stdin=PLAN)
    assert (ran.code, ran.out) == (2, "")
    assert "error: the run has taken longer than 1 second\n  = help: check fewer plans at a time" in ran.err
    assert signal.getsignal(signal.SIGALRM) == before
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0
