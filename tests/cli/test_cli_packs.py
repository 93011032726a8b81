"""`kpi-rules pack …` and `kpi-rules explain`: from a new pack to one that is tested, and what they say on the way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from running import Kpi

RULES = Path("acme/sponsors.rules")
TEST = Path("acme/tests/sponsors.yaml")


@pytest.fixture
def acme(kpi: Kpi) -> Kpi:
    assert kpi("pack", "new", "acme").code == 0
    return kpi


@pytest.mark.parametrize(
    "arguments",
    [("test", "--mutate"), ("check",), ("format", "--check")],
    ids=["test", "check", "format"],
)
def test_a_new_pack_is_complete(acme: Kpi, arguments: tuple[str, ...]) -> None:
    ran = acme("pack", *arguments, "acme")
    assert (ran.code, ran.err) == (0, "")


def test_a_new_pack_touches_nothing_that_exists(acme: Kpi) -> None:
    assert acme("pack", "new", "acme").code == 2
    assert acme("pack", "new", "Acme Sales").code == 2
    assert acme("pack", "new", "deeper/below/other").code == 0
    assert acme("pack", "test", "deeper/below/other").code == 0


def test_without_a_pack_it_is_the_one_here(acme: Kpi, monkeypatch: pytest.MonkeyPatch) -> None:
    assert acme("pack", "test").code == 2
    monkeypatch.chdir("acme")
    assert acme("pack", "test").code == 0
    assert acme("pack", "format", "--check").code == 0


def test_format_writes_shows_or_only_looks(acme: Kpi) -> None:
    laid_out = RULES.read_text("utf-8")
    RULES.write_text(laid_out.replace("  for each", "for   each"), "utf-8")
    assert acme("pack", "format", "--check", "acme").code == 1
    shown = acme("pack", "format", "--diff", str(RULES))
    assert shown.code == 1
    assert "+  for each kpi in plan.kpis\n" in shown.out
    assert acme("pack", "format", "acme").code == 0
    assert RULES.read_text("utf-8") == laid_out


def test_format_tells_what_is_no_rule(acme: Kpi) -> None:
    RULES.write_text('rule a "A"\n  must\n', "utf-8")
    ran = acme("pack", "format", "acme")
    assert ran.code == 2
    assert "acme/sponsors.rules:2" in ran.err


def test_a_failing_test_is_shown_as_a_difference_and_updated(acme: Kpi) -> None:
    text = TEST.read_text("utf-8")
    TEST.write_text(text.replace("   # expect: costly-without-sponsor [must]", ""), "utf-8")
    ran = acme("pack", "test", "acme")
    assert ran.code == 1
    assert "+ found     costly-without-sponsor [must]" in ran.out
    updated = acme("pack", "test", "acme", "--update")
    assert updated.code == 0
    assert "monthly_cost: 1001  # expect: costly-without-sponsor [must]\n" in TEST.read_text("utf-8")


def test_what_is_open_fails_unless_it_is_let_be(acme: Kpi) -> None:
    lines = TEST.read_text("utf-8").splitlines(keepends=True)
    TEST.write_text("".join(lines[:6]), "utf-8")
    ran = acme("pack", "test", "acme", "--mutate")
    assert ran.code == 1
    assert "acme/costly-without-sponsor is never seen passed" in ran.out
    assert "kpi.monthly_cost >= settings.cost_limit" in ran.out
    assert acme("pack", "test", "acme", "--no-coverage").code == 0
    assert acme("pack", "test", "acme", "--only", "sponsors").code == 0


def test_a_pack_without_tests_was_not_tested(acme: Kpi) -> None:
    TEST.unlink()
    assert acme("pack", "test", "acme").code == 3


def test_check_tells_what_is_missing(acme: Kpi) -> None:
    RULES.write_text(RULES.read_text("utf-8").replace("settings.cost_limit", "1000"), "utf-8")
    TEST.unlink()
    arabic = Path("acme/locales/ar.yaml")
    arabic.write_text(arabic.read_text("utf-8").replace("title: ق", "x-title: ق"), "utf-8")
    ran = acme("pack", "check", "acme")
    assert "no rule of the pack reads the setting `cost_limit`" in ran.out
    assert "no test expects `costly-without-sponsor`" in ran.out
    assert "the pack's `title` is not translated" in ran.out
    assert ran.code == 1


def test_check_of_a_pack_that_cannot_be_used(acme: Kpi) -> None:
    RULES.write_text('rule a "A"\n  must plan.kpi is present\n', "utf-8")
    ran = acme("pack", "check", "acme")
    assert ran.code == 2
    assert "did you mean `kpis`?" in ran.out


def test_explain_tells_every_verdict(acme: Kpi) -> None:
    ran = acme("explain", str(TEST), "--pack", "./acme")
    assert ran.code == 0
    assert [line.split("  ")[1] for line in ran.out.splitlines() if line.startswith("  ") and line[2] != " "] == [
        "failed",
        "passed",
        "not applicable",
        "not applicable",
    ]
    assert "must kpi.sponsor is present  false ←" in ran.out
    assert f"read  {TEST.as_posix()}:6" in ran.out


def test_explain_as_json(acme: Kpi) -> None:
    arguments = ("costly-without-sponsor", "--pack", "./acme", "--format", "json", "--verdict", "failed")
    (told,) = json.loads(acme("explain", str(TEST), *arguments).out)
    assert told["verdict"] == "failed"
    assert told["elements"] == ["satisfaction"]
    assert told["condition"]["text"] == "kpi.sponsor is present"
    assert told["condition"]["decided"]
    assert told["read"][0]["line"] == 6


def test_explain_what_is_not_there(acme: Kpi) -> None:
    assert acme("explain", "nothing.yaml").code == 2
    ran = acme("explain", str(TEST), "costly-without-sponser", "--pack", "./acme")
    assert ran.code == 2
    assert "did you mean `costly-without-sponsor`?" in ran.err


def test_looked_over_for_programs(kpi: Kpi) -> None:
    for name, rules in (
        ("good", ""),
        ("bad", 'rule a "A"\n  must plan.kpsi is present\n'),
        ("doubtful", "define a(b: text) = 1\n"),
    ):
        Path(name).mkdir()
        Path(name, "pack.yaml").write_text(f"name: {name}\nversion: 1.0.0\ntitle: T\ndescription: D\n")
        Path(name, "a.rules").write_text(rules)
    ran = kpi("pack", "check", "good", "bad", "doubtful", "--format", "json")
    assert ran.code == 2
    good, bad, doubtful = json.loads(ran.out)
    assert good == {"pack": "./good", "usable": True, "diagnostics": []}
    assert (bad["pack"], bad["usable"]) == ("./bad", False)
    assert bad["diagnostics"] == [
        {
            "message": "`plan` has no field `kpsi`",
            "file": "bad/a.rules",
            "line": 2,
            "column": 13,
            "help": "did you mean `kpis`?",
            "warning": False,
        }
    ]
    assert doubtful["usable"]
    assert {one["warning"] for one in doubtful["diagnostics"]} == {True}
    assert kpi("pack", "check", "good", "--format", "json").code == 0
    assert kpi("pack", "check", "doubtful", "--format", "json").code == 1
