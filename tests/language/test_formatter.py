"""The layout of rule files: one for every way of writing the same words, and no word or comment lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_rules.language.formatting.comments import comments
from kpi_rules.language.formatting.formatter import format_rules
from kpi_rules.language.lexer import lex
from kpi_rules.resources import bundled
from kpi_rules.source import Source

CASES = Path(__file__).parent / "format"
POLICIES = sorted(bundled("policies").glob("*/*.rules"))


def formatted(text: str) -> str:
    result, diagnostics = format_rules(Source("test.rules", text))
    assert result is not None, diagnostics
    return result


def words(text: str) -> list[tuple[str, object]]:
    return [(word.kind, word.value) for word in lex(Source("test.rules", text))[0]]


def remarks(text: str) -> list[str]:
    """The words of all comments in order, however they are spread over lines."""
    source = Source("test.rules", text)
    return [word for one in comments(source, lex(source)[0]) for word in one.text.replace("#", " ").split()]


@pytest.mark.parametrize("case", sorted(CASES.glob("*.rules")), ids=lambda path: path.stem)
def test_each_case_becomes_its_layout(case: Path) -> None:
    assert formatted(case.read_text("utf-8")) == case.with_suffix(".out").read_text("utf-8")


@pytest.mark.parametrize(
    "case", [*sorted(CASES.glob("*.out")), *POLICIES], ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_the_layout_is_stable_and_keeps_every_word(case: Path) -> None:
    text = case.read_text("utf-8")
    once = formatted(text)
    assert formatted(once) == once
    assert words(once) == words(text)
    assert remarks(once) == remarks(text)
    assert not [line for line in once.splitlines() if line != line.rstrip()]
    assert not [line for line in once.splitlines() if len(line) > 120 and "#" not in line]


def test_a_file_that_is_no_rule_file_is_told_and_left() -> None:
    result, diagnostics = format_rules(Source("test.rules", 'rule x "X"\n  must\n'))
    assert result is None
    assert diagnostics


WORDS = (
    'rule a-b "Title {{x}}" for each kpi in plan.kpis where kpi.id == "x" or not ( kpi.status in [ "active" , "draft" ] ) '
    "let n = count ( k for k in plan.kpis where k.target.value is present and k.target.value between 1 and 2 + 3 ) "
    'when every o in plan.objectives satisfies o.id != "" must if n > 3 then true else f ( kpi ) otherwise false '
    'at kpi.name say "a {n} b { kpi.name otherwise "c  d" } e" fix "f" define f ( k : kpi , n : list of text , ) = '
    "- 1 * 2 < 3 or some x in [ ] satisfies x matches /a b/ and 30 days is missing"
)


GAPS = st.sampled_from(
    ["", "", "", "", " ", "\n", "\r\n", "\n\n\n", " # why\n", "\n# own\n", "\n  # own, further in\n\n"]
)


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_comments_anywhere_are_kept(data: st.DataObject) -> None:
    source = Source("test.rules", WORDS)
    lexemes, _ = lex(source)
    text = ""
    for index, word in enumerate(lexemes):
        text += source.slice(word.span)
        inside = (
            word.kind in ("TEXT_START", "TEXT_PART", "BRACE_CLOSE") and lexemes[min(index + 1, len(lexemes) - 1)].kind
        )
        if inside in ("TEXT_PART", "TEXT_END", "BRACE_OPEN"):
            continue
        text += " " + data.draw(GAPS) + " "
    assert words(text) == words(WORDS)
    once = formatted(text)
    assert words(once) == words(text)
    assert remarks(once) == remarks(text)
    assert formatted(once) == once
