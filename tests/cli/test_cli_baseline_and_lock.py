"""`baseline` and `lock`, and what `check` makes of their files."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from running import Kpi

from kpi_rules.resources import bundled

TODAY = ("--today", "2026-03-01")
ONE = "title: A\nmission: M m m\nkpis:\n- {id: one, name: One}\n"
TWO = ONE + "- {id: two, name: Two}\n"
BASELINE = Path("kpi-rules.baseline.json")


def summary(kpi: Kpi, *more: str) -> tuple[int, int, int]:
    ran = kpi("check", *TODAY, "--format", "json", *more)
    read = json.loads(ran.out)["summary"]
    return ran.code, read["baselined"], read["violations"]


def test_old_findings_do_not_count(kpi: Kpi) -> None:
    Path("a.kpi.yaml").write_text(ONE)
    assert summary(kpi)[0] == 1
    assert kpi("baseline", *TODAY).code == 0
    code, old, violations = summary(kpi)
    assert (code, violations) == (0, 0)
    assert old > 5
    assert summary(kpi, "--no-baseline")[0] == 1
    assert "kpi-rules.baseline.json" in kpi("check", *TODAY).out
    Path("a.kpi.yaml").write_text(TWO)
    assert summary(kpi)[:2] == (1, old)


def test_the_text_is_the_same_on_every_day_and_one_line_a_finding(kpi: Kpi) -> None:
    Path("a.kpi.yaml").write_text(TWO)
    kpi("baseline", *TODAY)
    first = BASELINE.read_text()
    kpi("baseline", "--today", "2026-03-09")
    assert BASELINE.read_text() == first
    assert (json.loads(first)["format"], json.loads(first)["version"]) == ("kpi-rules-baseline", 1)
    assert sum('"rule"' in line for line in first.splitlines()) == len(json.loads(first)["findings"])
    entries = [tuple(entry.values()) for entry in json.loads(first)["findings"]]
    assert entries == sorted(entries)


def test_ratchet_and_prune(kpi: Kpi) -> None:
    Path("a.kpi.yaml").write_text(TWO)
    assert kpi("baseline", "--ratchet", *TODAY).code == 2
    kpi("baseline", *TODAY)
    before = BASELINE.read_text()
    Path("a.kpi.yaml").write_text(TWO.replace("two, name: Two", "three, name: Three"))
    ran = kpi("baseline", "--ratchet", *TODAY)
    assert ran.code == 1
    assert "the baseline stays" in ran.err
    assert BASELINE.read_text() == before
    assert "no more" in kpi("check", *TODAY).out
    assert "gone" in kpi("baseline", "--prune", *TODAY).out
    subjects = {entry["subject"] for entry in json.loads(BASELINE.read_text())["findings"]}
    assert "kpi one" in subjects
    assert not {"kpi two", "kpi three"} & subjects
    Path("a.kpi.yaml").write_text(ONE)
    assert kpi("baseline", "--ratchet", *TODAY).code == 0
    assert "no more" not in kpi("check", *TODAY).out


def test_part_of_the_plans_prunes_nothing_of_the_rest(kpi: Kpi) -> None:
    Path("a.kpi.yaml").write_text(ONE)
    Path("b.kpi.yaml").write_text(ONE.replace("title: A", "title: B"))
    kpi("baseline", *TODAY)
    assert "no more" not in kpi("check", "a.kpi.yaml", *TODAY).out
    Path("b.kpi.yaml").unlink()
    assert "no more" not in kpi("check", "a.kpi.yaml", *TODAY).out
    assert "no more" in kpi("check", *TODAY).out


def test_what_cannot_be_excused_is_never_in_one(kpi: Kpi) -> None:
    Path("a.kpi.yaml").write_text(ONE)
    Path("b.kpi.yaml").write_text("title: [\n")
    Path("kpi-rules.yaml").write_text("levels: {kpi-without-owner: {waivable: false}}\n")
    Path("kpi-rules.waivers.yaml").write_text("waivers: [{rule: nothing, reason: a, owner: b, until: 2026-04-01}]\n")
    ran = kpi("baseline", *TODAY)
    assert "3 findings that cannot be excused" in ran.err
    rules = {entry["rule"] for entry in json.loads(BASELINE.read_text())["findings"]}
    assert not {"invalid-plan", "core/kpi-without-owner", "waivers/unknown-rule"} & rules
    assert summary(kpi)[0] == 1
    text = json.loads(BASELINE.read_text())
    text["findings"].append({**text["findings"][0], "rule": "core/kpi-without-owner"})
    BASELINE.write_text(json.dumps(text))
    assert summary(kpi)[0] == 1


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "{", '{"format": "kpi-rules-baseline", "version": 1, "plans": [], "findings": [1]}']
)
def test_what_is_no_baseline(kpi: Kpi, text: str) -> None:
    Path("a.kpi.yaml").write_text(ONE)
    BASELINE.write_text(text)
    ran = kpi("check", *TODAY)
    assert (ran.code, "kpi-rules.baseline.json" in ran.err) == (2, True)
    assert kpi("check", "--baseline", "nowhere.json").code == 2


def lay_out() -> None:
    shutil.copytree(bundled("policies") / "smart", "own")
    manifest = Path("own/pack.yaml")
    manifest.write_text(manifest.read_text().replace("name: smart", "name: own"))
    Path("kpi-rules.yaml").write_text("extends: [core, ./own]\n")
    Path("a.kpi.yaml").write_text(ONE)


def test_a_lock_holds(kpi: Kpi) -> None:
    lay_out()
    ran = kpi("check", "--locked")
    assert (ran.code, "kpi-rules lock" in ran.err) == (2, True)
    assert kpi("lock").out == "kpi-rules.lock: 2 packs\n"
    first = Path("kpi-rules.lock").read_text()
    assert kpi("lock", "--check").code == 0
    assert kpi("check", "--locked").code == 1
    Path("kpi-rules.yaml").write_text("extends: [core, ./own]\nsettings: {max_kpis: 2}\n")
    assert kpi("check", "--locked").code == 1
    rules = sorted(Path("own").glob("*.rules"))[0]
    rules.write_bytes(rules.read_bytes().replace(b"\n", b"\r\n"))
    Path("own/tests/more.yaml").write_text(ONE)  # tests say nothing of plans
    kpi("lock")
    assert Path("kpi-rules.lock").read_text() == first


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("rule", "has changed"),
        ("demand", "the pack `own` is not what was locked: the rule `unquantified-target` has changed\n"),
        ("setting", "the setting `largest_jump` is `99`, and `10` in the lock"),
        ("define", "the define `is_being_measured` has changed"),
        ("gone", "the rule `no-baseline` is gone, the rule `without-start` is new"),
        ("text", "`locales/ar.yaml` has changed"),
        ("version", "version"),
        ("pack", "`own` of the lock is not used"),
        ("further", "`okr` is not in the lock"),
        ("garbage", "no lock that can be read"),
        ("edited", "its hash was edited"),
    ],
)
def test_a_lock_refuses(kpi: Kpi, change: str, said: str) -> None:
    lay_out()
    kpi("lock")
    lock = Path("kpi-rules.lock")
    if change == "rule":
        rules = sorted(Path("own").glob("*.rules"))[0]
        rules.write_text(rules.read_text() + "\n# more\n")
    edits = {
        "demand": ("must kpi.target.value is present", "should kpi.target.value is present"),
        "define": ("in settings.establishing_statuses", "in settings.vague_words"),
        "gone": ("rule no-baseline", "rule without-start"),
    }
    if change in edits:
        for path in Path("own").glob("*.rules"):
            path.write_text(path.read_text().replace(*edits[change]))
    if change == "setting":
        text = Path("own/pack.yaml").read_text()
        Path("own/pack.yaml").write_text(re.sub(r"default: \d+", "default: 99", text, count=1))
    if change == "text":
        Path("own/locales/ar.yaml").write_text(Path("own/locales/ar.yaml").read_text() + "# more\n")
    if change == "version":
        manifest = Path("own/pack.yaml")
        manifest.write_text("".join("version: 9.9\n" if "version" in line else line for line in manifest.open()))
    if change == "pack":
        Path("kpi-rules.yaml").write_text("extends: [core]\n")
    if change == "further":
        Path("kpi-rules.yaml").write_text("extends: [core, ./own, okr]\n")
    if change == "garbage":
        lock.write_text("packs = 3\n")
    if change == "edited":
        lock.write_text(lock.read_text().replace('content = "sha256:', 'content = "sha256:0', 1))
    ran = kpi("check", "--locked")
    assert (ran.code, said in ran.err) == (2, True), ran.err
