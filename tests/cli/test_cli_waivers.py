"""Waivers from the command line: `check` with them, `waivers list`, `add`, `prune`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from running import Kpi

TODAY = ("--today", "2026-03-01")
PLAN = """\
title: Content 2026
mission: Help small firms keep their books
review: quarterly
kpis:
- {id: leads, name: Leads}
"""
WAIVERS = """\
# agreed in January
waivers:
  # the first
  - rule: core/kpi-without-owner   # short
    plan: content 2026
    subject: kpi leads
    reason: why
    owner: Ada
    until: 2026-03-20

  # over
  - {rule: core/kpi-without-target, reason: why, owner: Ada, until: 2026-02-01}
  # for nothing
  - {rule: core/no-mission, reason: why, owner: Ada, until: 2026-06-01}
x-note: kept
"""
FILE = "kpi-rules.waivers.yaml"


@pytest.fixture(autouse=True)
def files(kpi: Kpi) -> None:
    Path("a.kpi.yaml").write_text(PLAN)
    Path(FILE).write_text(WAIVERS)


def states(kpi: Kpi, *more: str) -> dict[str, str]:
    ran = kpi("waivers", "list", *TODAY, "--format", "json", *more)
    assert ran.code == 0, ran.err
    return {entry["rule"]: entry["state"] for entry in json.loads(ran.out)}


def test_list(kpi: Kpi) -> None:
    assert states(kpi) == {
        "core/kpi-without-target": "expired",
        "core/kpi-without-owner": "in force",
        "core/no-mission": "unused",
    }
    assert "excuses 1 finding" in kpi("waivers", "list", *TODAY).out


def test_what_does_not_count_as_it_is_written_is_told(kpi: Kpi) -> None:
    Path(FILE).write_text(
        "waivers:\n"
        "- {rule: core/no-mission, reason: why, owner: Ada, until: never}\n"
        "- {rule: core/no-missoin, reason: why, owner: Ada, until: 2026-06-01}\n"
        "- {rule: core/no-kpis, owner: Ada, until: 2026-06-01}\n"
    )
    Path("a.kpi.yaml").write_text(
        PLAN + "# kpi-rules: wave no-kpis\n# kpi-rules: waive no-kpsi until 2026-06-01 -- why\n"
    )
    ran = kpi("waivers", "list", *TODAY)
    assert "?           `kpi-rules: wave no-kpis` is not understood\n" in ran.out
    assert "            --> a.kpi.yaml:6\n" in ran.out
    assert "?           `never` is not a date\n" in ran.out
    assert "?           the waiver of `core/no-kpis` does not say why\n" in ran.out
    assert ran.err == "2 waivers\n3 more do not count as they are\n"
    entries = json.loads(kpi("waivers", "list", *TODAY, "--format", "json").out)
    assert sorted((entry["state"], entry["file"], entry["line"]) for entry in entries) == [
        ("malformed", "a.kpi.yaml", 6),
        ("malformed", FILE, 2),
        ("unexplained", FILE, 4),
        ("unknown rule", "a.kpi.yaml", 7),
        ("unknown rule", FILE, 3),
    ]
    ran = kpi("waivers", "prune", *TODAY)
    assert (ran.code, ran.out) == (0, "")
    assert sorted(ran.err.splitlines()) == [
        "0 waivers taken out",
        "a.kpi.yaml:6 stays: `kpi-rules: wave no-kpis` is not understood",
        "a.kpi.yaml:7 stays: there is no rule `no-kpsi` to waive",
        "kpi-rules.waivers.yaml:2 stays: `never` is not a date",
        "kpi-rules.waivers.yaml:3 stays: there is no rule `core/no-missoin` to waive",
        "kpi-rules.waivers.yaml:4 stays: the waiver of `core/no-kpis` does not say why",
    ]


@pytest.mark.parametrize(("time", "count"), [("30d", 2), ("2 weeks", 1), ("1 year", 3), ("P1D", 1)])
def test_expiring(kpi: Kpi, time: str, count: int) -> None:
    assert len(states(kpi, "--expiring", time)) == count


@pytest.mark.parametrize("time", ["soon", "", "d", "-3d", "99999999999999999999d"])
def test_expiring_when(kpi: Kpi, time: str) -> None:
    assert kpi("waivers", "list", "--expiring", time).code == 2


def test_prune_keeps_every_other_byte(kpi: Kpi) -> None:
    assert kpi("waivers", "prune", "--check", *TODAY).code == 1
    assert Path(FILE).read_text() == WAIVERS
    ran = kpi("waivers", "prune", *TODAY)
    assert (ran.code, "2 waivers taken out" in ran.err) == (0, True)
    left = Path(FILE).read_text()
    assert left == "".join(line for line in WAIVERS.splitlines(keepends=True) if not line.startswith("  - {"))
    assert states(kpi) == {"core/kpi-without-owner": "in force"}
    assert kpi("waivers", "prune", "--check", *TODAY).code == 0


def test_prune_tells_of_comments(kpi: Kpi) -> None:
    Path(FILE).unlink()
    Path("a.kpi.yaml").write_text("# kpi-rules: waive no-mission until 2026-06-01 -- why\n" + PLAN)
    assert "take the comment at a.kpi.yaml:1 out by hand" in kpi("waivers", "prune", *TODAY).err


ADD = ("--until", "2026-06-30", "--reason", 'so: "said" # he', "--owner", "Ada", *TODAY)


@pytest.mark.parametrize(
    "text",
    [None, "", "# only a comment\n", "x-note: first\n", WAIVERS, WAIVERS.replace("\n", "\r\n"), WAIVERS.rstrip()],
)
def test_add(kpi: Kpi, text: str | None) -> None:
    Path(FILE).unlink()
    if text is not None:
        Path(FILE).write_bytes(text.encode())
    ran = kpi("waivers", "add", "unknown-objective", "--subject", "kpi leads", *ADD)
    assert ran.code == 0, ran.err
    assert "core/unknown-objective" in ran.out
    written = Path(FILE).read_bytes().decode()
    for line in (text or "").splitlines():
        assert line in written
    assert states(kpi)["core/unknown-objective"] == "unused"


@pytest.mark.parametrize(
    "text", ["waivers: [{rule: no-mission, reason: a, owner: b, until: 2026-04-01}]\n", "waivers: []\n"]
)
def test_a_file_written_otherwise_is_left_alone(kpi: Kpi, text: str) -> None:
    Path(FILE).write_text(text)
    assert kpi("waivers", "add", "no-mission", *ADD).code == 2
    assert Path(FILE).read_text() == text


@pytest.mark.parametrize(
    ("rule", "more", "said"),
    [
        ("no-misson", (), "did you mean `no-mission`?"),
        ("no-mission", ("--until", "2026-02-01"), "is over"),
        ("no-mission", ("--until", "2028-02-01"), "2027-03-01"),
        ("no-mission", ("--reason", " "), "empty"),
    ],
)
def test_what_would_not_count_is_not_added(kpi: Kpi, rule: str, more: tuple[str, ...], said: str) -> None:
    ran = kpi("waivers", "add", rule, *ADD, *more)
    assert (ran.code, said in ran.err) == (2, True)
    assert Path(FILE).read_text() == WAIVERS


def test_the_project_sets_how_long(kpi: Kpi) -> None:
    Path("kpi-rules.yaml").write_text("longest_waiver: 10 days\nlevels: {core/no-mission: {waivable: false}}\n")
    assert states(kpi)["core/kpi-without-owner"] == "too long"
    assert states(kpi)["core/no-mission"] == "not waivable"
    assert kpi("waivers", "add", "no-mission", *ADD).code == 2
    Path("kpi-rules.yaml").write_text("longest_waiver: soon\n")
    ran = kpi("check", *TODAY)
    assert (ran.code, "kpi-rules.yaml:1:17" in ran.err) == (2, True)


def test_packs_instead_of_the_project_leave_its_waivers_out(kpi: Kpi) -> None:
    Path("kpi-rules.yaml").write_text("title: Ours\n")
    assert "waived" in kpi("check", *TODAY).out
    ran = kpi("check", *TODAY, "--pack", "smart")
    assert "waive" not in ran.out
    assert kpi("waivers", "add", "--pack", "smart", "no-deadline", *ADD).code == 2
