"""The Arabic example as a reader of Arabic sees it: every line as agreed, nothing left in English but ids and the language."""

from __future__ import annotations

import datetime
import os
import re
from pathlib import Path

import pytest
from test_program import HERE, ROOT, program

from kpi_rules.bidi import balanced, without_isolates
from kpi_rules.engine.check import check
from kpi_rules.engine.discover import discover
from kpi_rules.engine.inputs import read_plan
from kpi_rules.packs import load_policy

FORMATS = {"text": "arabic.text", "markdown": "arabic.markdown", "concise": "arabic.concise"}


@pytest.mark.parametrize("format_", FORMATS)
def test_the_output_is_as_agreed(format_: str) -> None:
    arguments = ("--lang", "ar", "--today", "2026-03-01", "--format", format_)
    ran = program("check", "examples/arabic", *arguments, cwd=ROOT)
    golden = HERE / "golden" / FORMATS[format_]
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_bytes(ran.stdout)
    assert ran.stdout.decode() == golden.read_text("utf-8")
    assert (ran.returncode, ran.stderr) == (1, b"")
    assert all(map(balanced, ran.stdout.decode().splitlines()))


def test_nothing_is_left_in_english_but_code() -> None:
    policy, problems = load_policy(["core"], language="ar")
    assert policy is not None, problems
    files, _ = discover([str(ROOT / "examples" / "arabic")])
    for finding in check(map(read_plan, files), policy, datetime.date(2026, 3, 1)).findings:
        prose = re.sub(r"`[^`]*`", "", without_isolates(f"{finding.message} {finding.remedy}"))
        assert not re.search("[A-Za-z]", prose)


def test_a_long_name_is_cut_with_what_sets_it_apart(tmp_path: Path) -> None:
    name = "Visits to the form of the guide that we published for small firms in spring"
    plan = tmp_path / "long.kpi.yaml"
    plan.write_text(f"title: T\nkpis:\n- {{name: {name}, target: 5}}\n- {{name: Other {name}, target: 5}}\n", "utf-8")
    told = program("check", "long.kpi.yaml", "--lang", "ar", cwd=tmp_path).stdout.decode()
    assert "\u2068Visits to the form" in told
    assert "\\u2068" not in told
