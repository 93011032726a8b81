"""`check --fix`, `--diff`, `--unsafe-fixes`: what is written, what is not, and that all else stays to the byte."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from running import Kpi

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "fixes.yaml").read_text("utf-8"))
OPTIONS = ("--today", "2026-03-01", "--quiet")
SLIP = b"title: T\nkpis: []\nstatus: drat\n"


def plan(fields: str) -> str:
    """The fields of a case in a plan that has all that it needs."""
    return f"# A plan\ntitle: T\n{fields}\n" + ("" if "kpis:" in fields else "kpis: []\n")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "bom"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_fix(kpi: Kpi, case: dict[str, Any], unsafe: bool, mark: bytes, line_end: str) -> None:
    before, after = (plan(case[key]).replace("\n", line_end) for key in ("before", "after"))
    if unsafe:
        after = plan(case.get("unsafe", case["after"])).replace("\n", line_end)
    file = Path("a.kpi.yaml")
    file.write_bytes(mark + before.encode())
    flags = ("--fix", *(["--unsafe-fixes"] if unsafe else []), *OPTIONS)
    ran = kpi("check", *flags)
    assert ran.code in (0, 1), ran.err
    assert file.read_bytes() == mark + after.encode()
    kpi("check", *flags)
    assert file.read_bytes() == mark + after.encode(), "a second run changes nothing"


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("a.kpi.json", '{"title": "T", "kpis": [], "status": "drat"}', '{"title": "T", "kpis": [], "status": "draft"}'),
        ("a.kpi.json", '{"title": "T", "kpis": [], "version": 3.50}', '{"title": "T", "kpis": [], "x-version": 3.50}'),
        (
            "a.kpi.toml",
            "title = 'T'\nkpis = []\nstatsu = 'draft' # c\n",
            "title = 'T'\nkpis = []\nstatus = 'draft' # c\n",
        ),
    ],
)
def test_fix_in_other_formats(kpi: Kpi, name: str, before: str, after: str) -> None:
    Path(name).write_text(before)
    kpi("check", name, "--fix", *OPTIONS)
    assert Path(name).read_text() == after


def test_fix_reports_what_is_left_and_what_was_written(kpi: Kpi) -> None:
    Path("a.kpi.yaml").write_bytes(SLIP)
    ran = kpi("check", "--fix")
    assert "note: 1 fix was written to 1 file" in ran.out
    assert "invalid-plan" not in ran.out


def test_what_is_fixable_is_told(kpi: Kpi) -> None:
    Path("a.kpi.yaml").write_bytes(SLIP)
    assert "; next: `--fix` mends 1 (marked [*])" in kpi("check").out
    Path("a.kpi.yaml").write_text(plan(CASES[-5]["before"]))
    assert "`--fix --unsafe-fixes` mends 1" in kpi("check").out


@pytest.mark.parametrize(
    ("fields", "mends"),
    [
        ("misson: Help\nmissoin: Help", 1),  # both are to be `mission`
        ("misson: Help\nvison: Grow", 2),
        ("kpis:\n  - {id: a, nmae: A}\n  - {id: b, nmae: B}", 2),  # the same in two records
        (CASES[-1]["before"], 0),
    ],
)
def test_as_many_are_told_as_one_run_mends(kpi: Kpi, fields: str, mends: int) -> None:
    Path("a.kpi.yaml").write_text(plan(fields))
    told = kpi("check", "--today", "2026-03-01")
    concise = kpi("check", "--format", "concise", "--quiet", "--today", "2026-03-01").out
    assert concise.count(" [*] ") == mends
    assert (f"`--fix` mends {mends} " in told.out) == bool(mends)
    written = kpi("check", "--fix", "--today", "2026-03-01").out
    assert (f"note: {mends} fix" in written) == bool(mends), written


RULES = """\
rule one "units are not slips"
  for each kpi in plan.kpis
  must (kpi.unit otherwise "") != "percents"
  say "the unit is a slip"
  replace kpi.unit with "percent"

rule two "units are not words"
  for each kpi in plan.kpis
  must (kpi.unit otherwise "") != "percents"
  say "the unit is a word"
  replace kpi.unit with "%"
"""


def test_of_fixes_that_exclude_each_other_one_is_told(kpi: Kpi) -> None:
    Path("pack").mkdir()
    Path("pack/pack.yaml").write_text("name: ours\nversion: 1.0.0\nlanguage: en\n")
    Path("pack/units.rules").write_text(RULES)
    Path("kpi-rules.yaml").write_text("extends: [./pack]\n")
    Path("a.kpi.yaml").write_text(plan("kpis: [{id: a, name: A, unit: percents}]"))
    ran = kpi("check", "--format", "concise")
    assert ran.out.count(" [*] ") + ran.out.count("--unsafe-fixes` mends 1") == 1
    assert kpi("check", "--fix", "--unsafe-fixes", "--quiet").out == ""


def test_diff_writes_nothing(kpi: Kpi) -> None:
    Path("a.kpi.yaml").write_bytes(SLIP)
    ran = kpi("check", "--diff")
    assert ran.code == 1
    assert (
        ran.out
        == "--- a.kpi.yaml\n+++ a.kpi.yaml\n@@ -1,3 +1,3 @@\n title: T\n kpis: []\n-status: drat\n+status: draft\n"
    )
    assert Path("a.kpi.yaml").read_bytes() == SLIP
    kpi("check", "--fix")
    again = kpi("check", "--diff")
    assert (again.code, again.out) == (0, "")


def test_diff_of_standard_input(kpi: Kpi) -> None:
    ran = kpi("check", "--diff", "-", "--stdin-name", "x.yaml", stdin=SLIP)
    assert ran.out.startswith("--- x.yaml\n+++ x.yaml\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--unsafe-fixes"], "add `--fix`"),
        (["--fix", "-"], "standard input cannot be fixed"),
        (["--diff", "--format", "json"], "in place of a report"),
        (["--diff", "--output", "sarif=x"], "in place of a report"),
    ],
)
def test_options_that_do_not_go_together(kpi: Kpi, arguments: list[str], words: str) -> None:
    Path("a.kpi.yaml").write_bytes(SLIP)
    ran = kpi("check", *arguments, stdin=SLIP)
    assert ran.code == 2
    assert words in ran.err


def test_mode_and_links_stay(kpi: Kpi) -> None:
    target = Path("real.yaml")
    target.write_bytes(SLIP)
    target.chmod(0o640)
    Path("a.kpi.yaml").symlink_to(target)
    kpi("check", "a.kpi.yaml", "--fix")
    assert Path("a.kpi.yaml").is_symlink()
    assert target.read_bytes() == SLIP.replace(b"drat", b"draft")
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_rule_of_a_pack_may_declare_a_fix(kpi: Kpi) -> None:
    Path("acme").mkdir()
    Path("acme/pack.yaml").write_text("name: acme\nversion: 1.0.0\ntitle: Acme\n")
    Path("acme/words.rules").write_text(
        'rule old-framework "The framework has its new name"\n  must (plan.framework otherwise "") != "old"\n'
        '  replace plan.framework with "new"\n'
    )
    Path("a.kpi.yaml").write_text("title: T\nkpis: []\nframework: old\n")
    ran = kpi("check", "--pack", "./acme", "--fix")
    assert ran.code == 0, ran.out + ran.err
    assert Path("a.kpi.yaml").read_text() == "title: T\nkpis: []\nframework: new\n"


def test_a_guess_behind_a_define_is_never_sure(kpi: Kpi) -> None:
    """What else could be meant is not known there: another option may be as close."""
    Path("acme").mkdir()
    Path("acme/pack.yaml").write_text("name: acme\nversion: 1.0.0\ntitle: Acme\n")
    Path("acme/words.rules").write_text(
        "define meant(name: text) = nearest(name, plan.roles.id)\n"
        'rule unknown-owner "T"\n  for each kpi in plan.kpis\n  when kpi.owner is present\n'
        "  must kpi.owner in plan.roles.id\n  replace kpi.owner with meant(kpi.owner)\n"
    )
    text = "title: T\nroles: [{{id: content-lead, title: T}}]\nkpis: [{{id: a, owner: {owner}}}]\n"
    Path("a.kpi.yaml").write_text(text.format(owner="content-leaf"))
    assert kpi("check", "--pack", "./acme", "--fix").code == 1
    assert Path("a.kpi.yaml").read_text() == text.format(owner="content-leaf")
    assert kpi("check", "--pack", "./acme", "--fix", "--unsafe-fixes").code == 0
    assert Path("a.kpi.yaml").read_text() == text.format(owner="content-lead")


def test_rules_that_disagree_change_nothing(kpi: Kpi) -> None:
    Path("acme").mkdir()
    Path("acme/pack.yaml").write_text("name: acme\nversion: 1.0.0\ntitle: Acme\n")
    turn = 'rule {id} "T"\n  must (plan.framework otherwise "") != "{old}"\n  replace plan.framework with "{new}"\n'
    rules = turn.format(id="one", old="a", new="b") + turn.format(id="other", old="b", new="a")
    Path("acme/words.rules").write_text(rules)
    Path("a.kpi.yaml").write_text("title: T\nkpis: []\nframework: a\n")
    assert kpi("check", "--pack", "./acme", "--fix").code == 1
    assert Path("a.kpi.yaml").read_text() == "title: T\nkpis: []\nframework: a\n"
