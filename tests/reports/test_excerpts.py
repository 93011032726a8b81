"""Excerpts: carets under the right columns whatever the text is made of, long lines cut, and diagnostics drawn alike."""

from __future__ import annotations

import pytest

from kpi_rules.diagnostics import Diagnostic, Note
from kpi_rules.engine.findings import Region
from kpi_rules.reports import Options
from kpi_rules.reports.diagnostics import render_diagnostics
from kpi_rules.reports.excerpt import Frame, Mark, place, wrapped
from kpi_rules.reports.ink import colours
from kpi_rules.reports.width import text_width
from kpi_rules.source import Location, Source, Span


def drawn(text: str, marked: str, width: int = 60) -> list[str]:
    start = text.index(marked)
    region = Region.of(Location(Source("a.yaml", text), Span(start, start + len(marked))))
    return place(region, Frame.around((region,), width, colours(False)), Mark("must"))[2:]


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("plain", 5),
        ("日本語", 6),
        ("e\u0301", 1),
        ("한국", 4),
        ("👍", 2),
        ("👩\u200d💻", 2),
        ("👍🏽", 2),
        ("عَدَد", 3),
        ("a\u200fb", 2),
        ("\x1b[0m", 7),
        ("\u202e", 6),
        ("é ##[x]", 10),
        ("\t", 4),
    ],
)
def test_text_is_as_wide_as_a_terminal_shows_it(text: str, width: int) -> None:
    assert text_width(text) == width


@pytest.mark.parametrize(
    ("text", "marked", "lines"),
    [
        ("name: x", "x", ["1 | name: x", "  |       ^"]),
        ("name: 日本語 x", "x", ["1 | name: 日本語 x", "  |              ^"]),
        ("name: 日本語 x", "本", ["1 | name: 日本語 x", "  |         ^^"]),
        ("\tname: x", "name", ["1 |     name: x", "  |     ^^^^"]),
        ("a\tb", "b", ["1 | a   b", "  |     ^"]),
        ("\x1b[2J: x", "x", ["1 | \\x1b[2J: x", "  |          ^"]),
        ("ab: ##vso[x]", "vso", ["1 | ab: #\\x23vso[x]", "  |          ^^^"]),
        ("a: x", "", ["1 | a: x", "  | ^"]),
        ("a: x\r\nb: y", "y", ["2 | b: y", "  |    ^"]),
        ("a:\n  b\n\n  c", "b\n\n  c", ["2 |   b", "  |   ^", "3 |", "  | ^", "4 |   c", "  |   ^"]),
        ("a\nb\nc\nd\ne", "a\nb\nc\nd", ["1 | a", "  | ^ … to line 4"]),
        ("a\nb\n", "a\n", ["1 | a", "  | ^"]),
    ],
)
def test_carets_stand_under_what_is_meant(text: str, marked: str, lines: list[str]) -> None:
    assert drawn(text, marked) == lines


@pytest.mark.parametrize(
    ("text", "marked", "shown"),
    [
        ("عدد العملاء الجدد", "العملاء", "\u200eعدد \u200eالعملاء\u200e الجدد"),
        ("عدد العملاء الجدد", "عدد", "\u200eعدد\u200e العملاء الجدد"),
        ("عدد العملاء الجدد", "عدد العملاء الجدد", "\u200eعدد العملاء الجدد"),
        ("[عدد, مدير, x]", "مدير", "\u200e[عدد, \u200eمدير, x]"),
        ("name: عدد", "name", "name: عدد"),
    ],
)
def test_marks_keep_right_to_left_text_above_its_carets(text: str, marked: str, shown: str) -> None:
    first, carets = drawn(text, marked)
    assert first == f"1 | {shown}"
    assert carets == "  | " + " " * text.index(marked) + "^" * len(marked)


@pytest.mark.parametrize("before", [0, 30, 100, 499, 500, 501, 3000])
@pytest.mark.parametrize("after", [0, 40, 5000])
def test_long_lines_are_cut_around_what_is_meant(before: int, after: int) -> None:
    line, carets = drawn("b" * before + "MEANT" + "a" * after, "MEANT", width=50)
    assert max(len(line), len(carets)) <= 50
    start = carets.index("^")
    assert line[start : start + 5] == "MEANT"
    assert carets.count("^") == 5


def test_what_is_longer_than_the_line_is_marked_as_far_as_it_is_shown() -> None:
    line, carets = drawn("x: " + "m" * 9000, "m" * 9000, width=40)
    assert 38 <= len(line) <= 40
    assert carets == "  |    " + "^" * (len(line) - len("1 | x: ") - 1)


def test_a_line_of_megabytes_costs_nothing() -> None:
    source = Source("a.json", "[" + "1," * 2_000_000 + "2]")
    for offset in range(0, 4_000_000, 1000):
        region = Region.of(Location(source, Span(offset, offset + 1)))
        assert sum(map(len, region.excerpt)) <= 1000


def test_wrapping_breaks_at_spaces_alone() -> None:
    assert wrapped("one two three " + "x" * 40 + " four", 30) == ["one two three", "x" * 40, "four"]


def test_diagnostics_are_drawn_like_findings() -> None:
    source = Source("core.rules", 'rule a "A"\n  must plan.kpi is present\n')
    here, there = Location(source, Span(23, 26)), Location(source, Span(5, 6))
    diagnostics = [
        Diagnostic("`plan` has no field `kpi`", here, "did you mean `kpis`?", (Note("in this rule", there),)),
        Diagnostic("`a` is never used", there, warning=True),
        Diagnostic("cannot read `x\x1b`: no such file", None, "give another"),
    ]
    assert render_diagnostics(diagnostics, Options()) == (
        "error: `plan` has no field `kpi`\n"
        " --> core.rules:2:13\n"
        "  |\n"
        "2 |   must plan.kpi is present\n"
        "  |             ^^^\n"
        " --> core.rules:1:6\n"
        "  |\n"
        '1 | rule a "A"\n'
        "  |      - in this rule\n"
        "  |\n"
        "  = help: did you mean `kpis`?\n"
        "\n"
        "warning: `a` is never used\n"
        " --> core.rules:1:6\n"
        "  |\n"
        '1 | rule a "A"\n'
        "  |      ^\n"
        "\n"
        "error: cannot read `x\\x1b`: no such file\n"
        "  = help: give another\n"
    )
