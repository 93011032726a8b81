"""What is offered while a plan is typed, and that all of it reads."""

from collections.abc import Iterator
from typing import Any

import pytest
from editing.plans.cursors import ROOT, cases, marked, plan_of
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_rules.document import load
from kpi_rules.editing.plans.completion import Completion, complete, labels
from kpi_rules.editing.plans.hints import hints
from kpi_rules.editing.plans.hover import hover
from kpi_rules.editing.plans.ids import renamed, uses
from kpi_rules.editing.plans.links import links
from kpi_rules.editing.plans.outline import folds, outline
from kpi_rules.editing.plans.plan_text import PlanText
from kpi_rules.editing.plans.tidying import tidied
from kpi_rules.plan import load_what_fits
from kpi_rules.plan.schema import plan_schema
from kpi_rules.source import Source, Span

GOOD = (ROOT / "examples/content-marketing/good.kpi.yaml").read_text("utf-8")
CASES = cases("completion.yaml")


def applied(plan: PlanText, one: Completion) -> str:
    return plan.text[: one.span.start] + one.text + plan.text[one.span.end :]


@pytest.mark.parametrize("case", CASES, ids=[case["title"] for case in CASES])
def test_what_is_offered(case: dict[str, Any]) -> None:
    plan, offset = marked(case["text"], case.get("file", "team.kpi.yaml"))
    found = complete(plan, offset)
    if "labels" in case:
        assert labels(found) == case["labels"]
    first = case.get("first", [])
    assert labels(found)[: len(first)] == first
    assert not set(case.get("none", ())) & set(labels(found))
    if "becomes" in case:
        chosen = next(one for one in found if one.label == case.get("take", one.label))
        assert applied(plan, chosen) == case["becomes"]


def test_what_is_offered_is_found_by_what_was_typed() -> None:
    for case in CASES:
        plan, offset = marked(case["text"], case.get("file", "team.kpi.yaml"))
        for one in complete(plan, offset):
            typed = plan.text[one.span.start : offset].lstrip()
            if one.label == case.get("take"):
                assert one.filter.lstrip().casefold().startswith(typed.casefold()), (case["title"], one)


def test_a_field_says_what_it_is_for() -> None:
    plan, offset = marked("kpis: [{id: leads, direction: ‸}]")
    assert [one.sentence for one in complete(plan, offset)] == [
        "More is better.",
        "Less is better.",
        "It is to stay where it is.",
    ]
    plan, offset = marked("ti‸")
    assert complete(plan, offset)[0].sentence == "What the plan is called."


def test_other_plans_have_objectives_to_support() -> None:
    company = plan_of("title: Company\nobjectives: [{id: company-growth, title: Grow}]\n", "company.kpi.yaml")
    plan, offset = marked("objectives: [{id: a, supports: ‸}]")
    assert labels(complete(plan, offset, [company])) == ["company-growth"]
    plan, offset = marked("kpis: [{id: a, objective: ‸}]")
    assert labels(complete(plan, offset, [company])) == []


def test_what_should_no_longer_be_used_is_marked() -> None:
    plan, offset = marked(
        "metrics: [{id: old, name: O, deprecated: true}, {id: new, name: N}]\nkpis: [{id: a, metric: ‸}]"
    )
    assert {one.label: one.deprecated for one in complete(plan, offset)} == {"old": True, "new": False}


def places() -> Iterator[tuple[str, int]]:
    """A good plan with an empty line, or without a value, at every place."""
    lines = GOOD.splitlines(keepends=True)
    for number, line in enumerate(lines):
        before, after = "".join(lines[:number]), "".join(lines[number:])
        for column in {0, 2, 4, len(line) - len(line.lstrip())}:
            yield before + " " * column + "\n" + after, len(before) + column
        key, colon, value = line.partition(": ")
        if colon and value.strip() and not line.lstrip().startswith("#") and value[0] not in "{[>|":
            rest = "".join(lines[number + 1 :])
            yield before + key + ": \n" + rest, len(before) + len(key) + 2


PLACES = list(places())


@settings(deadline=None)
@given(number=st.integers(0, len(PLACES) - 1))
def test_whatever_is_offered_reads(number: int) -> None:
    text, offset = PLACES[number]
    before, problems = load_what_fits(Source("a.kpi.yaml", text), plan_schema())
    if before is None:
        return
    plan = plan_of(text)
    for one in complete(plan, offset):
        after = applied(plan, one)
        document, broken = load(Source("a.kpi.yaml", after))
        assert document is not None, (one, broken)
        _, misfits = load_what_fits(Source("a.kpi.yaml", after), plan_schema())
        new = {each.message for each in misfits} - {each.message for each in problems}
        assert not new, (one, new)


@settings(deadline=None)
@given(data=st.data())
def test_nothing_that_is_typed_stops_it(data: st.DataObject) -> None:
    at, gone = data.draw(st.integers(0, len(GOOD))), data.draw(st.integers(0, 60))
    typed = data.draw(st.text("ao:-'\"{}[], \n#|&*=", max_size=6))
    text = GOOD[:at] + typed + GOOD[at + gone :]
    for name in ("a.kpi.yaml", "a.kpi.json", "a.kpi.toml"):
        plan, offset = plan_of(text, name), at + len(typed)
        spans = [one.span for one in complete(plan, offset)]
        spans += [one.span for one in (hover(plan, offset), *uses(plan, offset), *links(plan)) if one is not None]
        assert all(0 <= span.start <= span.end <= len(text) for span in spans)
        assert all(0 <= one.offset <= len(text) for one in hints(plan, Span(0, len(text)), {"max_kpis": 6}))
        renamed(plan, offset, "new")
        outline(plan), folds(plan), tidied(plan)


@settings(deadline=None)
@given(
    st.sampled_from(
        [
            "target",
            "baseline",
            "expires_on",
            "over",
            "range",
            "weight",
            "status",
            "actual",
            "thresholds",
            "owner",
            "targets",
            "names",
        ]
    ),
    st.sampled_from(
        [
            "{a: 1}",
            "[1]",
            "5",
            "true",
            "'x'",
            "{value: {a: b}}",
            "{by: [1]}",
            "{min: 1, max: {a: 1}}",
            "[[]]",
            "1e999",
            "*x",
            "&x {}",
        ]
    ),
)
def test_no_value_stops_it(field: str, value: str) -> None:
    text = f"kpis: [{{id: a, {field}: {value}}}]"
    plan = plan_of(text)
    for offset in range(len(text)):
        hover(plan, offset)
        complete(plan, offset)
    hints(plan, Span(0, len(text)), {})
