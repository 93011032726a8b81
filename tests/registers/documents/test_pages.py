"""Markdown: which pages hold OKRs, and which do not."""

from __future__ import annotations

import pytest

from kpi_rules.registers.documents.opening import open_tree
from kpi_rules.source import Source

NO_OKRS = [
    "# How we work\n\nWe set objectives and key results each quarter.\n",
    "# OKRs\n\n- [Q1](q1.md)\n- [Q2](q2.md)\n",
    "# Guide\n\nKey results:\n\n- They are measurable\n- They are few\n",
    "```\nObjective 1: Grow\n- KR 1.1: 30 customers\n```\n",
    "# Changes\n\n- KR is a new abbreviation\n- O: nothing\n",
    "| a | b |\n|---|---|\n| key results | 1 |\n",
    "## Grow\n\n### Key results\n\n- They are few\n",
    "Objective 1: only an objective\n\nKey results are to follow.\n",
    "",
]


@pytest.mark.parametrize("text", NO_OKRS)
def test_pages_that_hold_no_okrs(text):
    tree, _ = open_tree(Source("page.md", text))
    assert list(tree.roots) == []


def _okrs(text):
    tree, _ = open_tree(Source("page.md", text))
    return tree, tree.roots[-1].data["objectives"]


def test_an_objective_without_a_label_is_what_key_results_stand_under():
    _, objectives = _okrs("## Grow\n\nBecause we must\n\n### Key results\n\n- 30 customers\n\n## News\n\n- none\n")
    assert objectives == [{"title": "Grow", "key_results": [{"text": "30 customers"}]}]


def test_lists_of_other_things_are_no_key_results():
    _, objectives = _okrs("## Objective: Grow\n- KR1: 30 customers\n- Something else\n\n**Risks:**\n- It may rain\n")
    assert [each["text"] for each in objectives[0]["key_results"]] == ["30 customers"]


def test_words_without_marks_have_their_own_place_and_others_their_line():
    tree, _ = _okrs("## Objective 1: Grow\n- KR 1: 30 customers\n- KR 2: *many* more\n")
    spans = [tree.roots[0].find(("objectives", 0, "key_results", number, "text"), False) for number in (0, 1)]
    assert [tree.source.slice(span) for span in spans] == ["30 customers", "KR 2: *many* more"]


def test_a_page_of_ten_thousand_lines_is_read_in_one_go():
    text = "".join(f"## Objective {number % 90}: Goal\n- KR 1: {number} customers\n" for number in range(5_000))
    _, objectives = _okrs(text)
    assert len(objectives) == 5_000


def test_a_row_with_an_objective_alone_is_none():
    _, objectives = _okrs(
        "## Objective 1: Grow\n- KR 1: 30 customers\n\n| Objective | Score |\n|---|---|\n| Objective 1 | 0.7 |\n"
    )
    assert len(objectives) == 1
