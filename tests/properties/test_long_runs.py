"""A long run of one sign, wherever a text may stand: read, checked, laid out and reported in a time that grows with the text.

A pattern that tries again from every sign of a run takes minutes for these; the time that they are given is a hundred times what they need.
"""

from __future__ import annotations

import datetime
import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kpi_rules.engine.check import check
from kpi_rules.engine.discover import discover
from kpi_rules.language.formatting.formatter import format_rules
from kpi_rules.language.parser import parse_rules
from kpi_rules.packs.manifest import read_manifest
from kpi_rules.reports import FORMATS
from kpi_rules.reports.safe import one_line
from kpi_rules.source import Source

sys.path.insert(0, str(Path(__file__).parents[2] / "fuzz"))

from targets import TODAY, core

LENGTH = 40_000
SECONDS = 15
RUNS = {
    "spaces": " ", "tabs": "\t", "lines": "\n", "hard spaces": "\u00a0", "dashes": "-", "digits": "1", "letters": "a", "low lines": "_",
    "hashes": "#", "colons": ":", "dots": "a.", "braces": "{{", "quotes": "''", "ticks": "`", "isolates": "\u2066", "backslashes": "\\",
    "angles": "<", "stars": "*", "Arabic": "ا", "accents": "a\u0301",
}  # fmt: skip
RULE = 'rule a "b"\n  for each kpi in plan.kpis\n  must {code} kpi.name is present\n  say "x{text}y{quote}\n'
WHERE = (
    "a pack's manifest",
    "a rule's text",
    "a rule's code",
    "a text without end",
    "a plan",
    "a remark",
    "a file's start",
)


@contextmanager
def bounded() -> Iterator[None]:
    """Where there are alarms (not on Windows), one goes off."""

    def over(*_: object) -> None:
        raise TimeoutError(f"more than {SECONDS} seconds")

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def rules(text: str) -> None:
    source = Source("a.rules", text)
    parse_rules(source)
    format_rules(source)


def plan(run: str) -> None:
    kpi = {
        "id": "x",
        "name": f"a{run}b",
        "owner": f"{run}a",
        "target": f"5{run}",
        "definition": f"a{run}b",
        "unit": f"{run}x",
    }
    wrong = {"id": f"x{run}y", "direction": f"{run}x", "review_interval": f"a{run}a", "expires_on": f"2026{run}x"}
    for kpis in ([kpi], [kpi | wrong]):
        data = {"title": f"a{run}b", "mission": f"a{run}b", "kpis": kpis}
        report = check([Source("a.kpi.json", json.dumps(data))], core(), TODAY)
        assert report.findings
        for format_ in FORMATS.values():
            format_.render(report)


def tried(where: str, run: str, tmp_path: Path) -> None:
    match where:
        case "a pack's manifest":
            text = f"name: a{run}!\nversion: 1{run}!\nextends: [a{run}!]\nlanguage: aa{run}!\n"
            read_manifest(Source("pack.yaml", text), project=False)
        case "a rule's text":
            rules(RULE.format(code="", text=run, quote='"'))
        case "a rule's code":
            rules(RULE.format(code=run, text="", quote='"'))
        case "a text without end":
            rules(RULE.format(code="", text=run, quote=""))
        case "a plan":
            plan(run)
        case "a remark":
            text = f"title: t\nkpis:\n- id: x # kpi-rules: waive a{run} until{run}2026 {run}x\n  name: 'a{run}b\n"
            assert check([Source("a.kpi.yaml", text)], core(), datetime.date(2026, 3, 1)).findings
        case "a report's line":
            assert "\n" not in one_line(f"a{run * 4}b")
        case _:
            (tmp_path / "a.yaml").write_text(f"\n{run}x", "utf-8")
            discover([str(tmp_path)])


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("run", RUNS)
def test_a_long_run_of_one_sign(where: str, run: str, tmp_path: Path) -> None:
    text = RUNS[run]
    core()  # loading packs is no text's fault
    with bounded():
        tried(where, text * (LENGTH // len(text)), tmp_path)
