"""On a terminal no line is wider than it is, and none loses a word."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kpi_rules.api import check
from kpi_rules.reports import FORMATS, Options
from kpi_rules.reports.line_breaks import broken
from kpi_rules.reports.width import text_width, uncoloured
from kpi_rules.source import Source

BAD = Source("bad.kpi.yaml", (Path(__file__).parents[2] / "examples/content-marketing/bad.kpi.yaml").read_text("utf-8"))

BROKEN = {
    "fits": ("a line that fits", ["a line that fits"]),
    "goes on further in": (
        "violation[core/x]: what is told of one KPI is longer than a terminal",
        ["violation[core/x]: what is told of", "  one KPI is longer than a terminal"],
    ),
    "what stood in stays in": (
        "  --> plan.kpi.yaml:5:3: what is told of one KPI",
        ["  --> plan.kpi.yaml:5:3: what is", "    told of one KPI"],
    ),
    "colours take no room": (
        "\x1b[1;31mviolation\x1b[0m: \x1b[1mwhat is told of one KPI is\x1b[0m",
        ["\x1b[1;31mviolation\x1b[0m: \x1b[1mwhat is told of one KPI is\x1b[0m"],
    ),
    "an arrow stays with its place": (
        "  --> a/very/long/address/of/a/plan/plan.kpi.yaml:5:3",
        ["  --> a/very/long/address/of/a/plan/plan.kpi.yaml:5:3"],
    ),
    "a long word stands alone": (
        "see https://example.org/a/very/long/address/of/a/page there",
        ["see", "  https://example.org/a/very/long/address/of/a/page", "  there"],
    ),
}


@pytest.mark.parametrize(("line", "lines"), BROKEN.values(), ids=BROKEN)
def test_a_line_is_cut_between_words(line: str, lines: list[str]) -> None:
    assert broken([line], 38) == lines


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("color", [False, True])
def test_no_line_of_a_report_is_wider_than_the_terminal(width: int, color: bool) -> None:
    report = check([BAD], today=date(2026, 3, 1))
    whole = FORMATS["text"].render(report, Options(width=width, color=color))
    lines = FORMATS["text"].render(report, Options(width=width, color=color, wrap=True)).splitlines()
    assert max(text_width(uncoloured(line)) for line in lines) <= width
    assert " ".join(lines).split() == whole.split()
