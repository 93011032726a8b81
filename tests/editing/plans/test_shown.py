"""Outline, search, folds, hints, links, lenses: what an editor shows around a plan."""

import pytest
from editing.plans.cursors import ROOT, plan_of

from kpi_rules.editing.plans.hints import hints
from kpi_rules.editing.plans.links import links
from kpi_rules.editing.plans.outline import Symbol, folds, outline, search
from kpi_rules.source import Span

TEXT = """\
# Two lines
# of comment
title: T
objectives:
  - id: grow
    title: Grow
    kpis:
      - {name: Leads, target: 500 by 2026-Q2}
metrics:
  - {id: m, name: Visits, unit: visits, direction: increase}
kpis:
  - id: visits
    metric: m
  - {id: old, status: retired}
review:
  interval: quarterly
  last: 2026-01-15
links:
  - https://example.org/a, and more
"""
WHOLE = Span(0, len(TEXT))


def lines(symbols: tuple[Symbol, ...], depth: int = 0) -> list[str]:
    return [
        line
        for one in symbols
        for line in (f"{'  ' * depth}{one.kind} {one.name} | {one.detail}", *lines(one.inside, depth + 1))
    ]


def test_an_outline_is_as_deep_as_the_plan() -> None:
    assert lines(outline(plan_of(TEXT))) == [
        "title title | T",
        "list objectives | 1",
        "  objective Grow | ",
        "    kpi Leads | 500 by 2026-Q2",
        "list metrics | 1",
        "  metric Visits | visits",
        "list kpis | 2",
        "  kpi visits | ",
        "  kpi old | ",
        "review review | quarterly",
    ]


@pytest.mark.parametrize(
    "text",
    [TEXT, TEXT[:200], TEXT.replace(":", ""), (ROOT / "examples/content-marketing/bad.kpi.yaml").read_text("utf-8")],
)
def test_a_name_is_within_its_part(text: str) -> None:
    def check(one: Symbol) -> None:
        assert one.name and one.span.start <= one.name_span.start <= one.name_span.end <= one.span.end
        for inner in one.inside:
            check(inner)

    for one in outline(plan_of(text)):
        check(one)


def test_records_are_found_by_their_letters() -> None:
    assert [one.name for one in search(plan_of(TEXT), "vis")] == ["Visits", "visits"]
    assert [one.name for one in search(plan_of(TEXT), "zz")] == []


def test_folds() -> None:
    found = {(fold.first, fold.last): fold.is_comment for fold in folds(plan_of(TEXT))}
    assert found[1, 2] is True
    assert found[4, 8] is found[5, 8] is found[15, 17] is False


def test_hints_tell_what_is_not_written() -> None:
    plan = plan_of(TEXT)
    found = [(one.text, plan.source.position(one.offset).line) for one in hints(plan, WHOLE, {"max_kpis": 6})]
    assert found == [
        ("30 Jun 2026", 8),
        ("2 of 6 KPIs", 11),
        ("unit: visits, direction: increase", 13),
        ("next: 15 Apr 2026", 16),
    ]
    assert [one.text for one in hints(plan, Span(0, 120), {})] == []


def test_links() -> None:
    assert [one.address for one in links(plan_of(TEXT))] == ["https://example.org/a"]
