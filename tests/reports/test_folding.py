"""Like findings are told as one, and none is lost by it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_reports import finding

from kpi_rules.api import check
from kpi_rules.engine.findings import Finding
from kpi_rules.reports import FORMATS, Options
from kpi_rules.reports.folding import folds
from kpi_rules.source import Source
from kpi_rules.structs import replace

BAD = Path(__file__).parents[2] / "examples/content-marketing/bad.kpi.yaml"


def found(message: str, subject: str = "kpi a", level: str = "should", rule: str = "core/r") -> Finding:
    return replace(finding(rule, "title", message, subject=subject), level=level)


FOLDED = {
    "one": (["“A” has no owner"], [("“A” has no owner", ())]),
    "names differ": (["“A” has no owner", "“B” has no owner"], [("“…” has no owner", ("A", "B"))]),
    "names begin alike": (["“Sales a” is odd", "“Sales b” is odd"], [("“…” is odd", ("Sales a", "Sales b"))]),
    "another piece stays": (["“A” serves `x`", "“B” serves `x`"], [("“…” serves `x`", ("A", "B"))]),
    "the same words": (["no mission", "no mission"], [("no mission", ())]),
    "two pieces differ": (["“A” is `x`", "“B” is `y`"], [("“…” is `…`", ("A x", "B y"))]),
    "numbers differ": (["7 of “A”", "8 of “A”"], [("… of “A”", ("7", "8"))]),
    "dates and names differ": (["“A” by 2026-01-31", "“B” by 2026-12-31"], [("“…” by …", ("A 2026-01-31", "B 2026-12-31"))]),
    "a number that is a part of a name": (["v7 is odd", "v8 is odd"], [("v7 is odd", ()), ("v8 is odd", ())]),
    "few that are unlike": (["“A” is odd", "“B” is even"], [("“A” is odd", ()), ("“B” is even", ())]),
    "many, what most say first": (
        ["no date", "“A” is odd", "no unit", "“B” is odd"],
        [("“…” is odd", ("A", "B")), ("no date", ()), ("no unit", ())],
    ),
    "Arabic": (["لا مالك للمؤشر «أ»", "لا مالك للمؤشر «ب»"], [("لا مالك للمؤشر «…»", ("أ", "ب"))]),
    "a quotation mark too many": (["“A has no owner", "“B has no owner"], [("“A has no owner", ()), ("“B has no owner", ())]),
}  # fmt: skip


@pytest.mark.parametrize(("messages", "told"), FOLDED.values(), ids=FOLDED)
def test_what_is_told_together(messages: list[str], told: list[tuple[str, tuple[str, ...]]]) -> None:
    entries = [entry for fold in folds(map(found, messages)) for entry in fold.entries]
    assert [(entry.message, tuple(map(" ".join, entry.subjects))) for entry in entries] == told


def test_a_headline_says_what_is_wrong_and_not_what_the_rule_demands() -> None:
    findings = [found(f"{number} active KPIs", "plan") for number in range(9)]
    findings += [found(text, rule="core/mixed") for text in ("“A” is odd", "“B” is odd", "no date", "no unit")]
    headlines = [fold.entries[0].message for fold in folds(findings)]
    assert headlines == ["… active KPIs", "“…” is odd"]


def test_violations_stand_last_and_what_is_shared_before_the_odd_ones() -> None:
    given_ = [
        found("odd", level="must", rule="core/odd"),
        *[found(f"“{name}” is bad", level="must", rule="core/bad") for name in "abc"],
        found("no mission", "plan", level="must", rule="core/no-mission"),
        found("a hint", level="could", rule="core/hint"),
        found("advice", level="should", rule="core/advice"),
    ]
    order = [fold.first.rule for fold in folds(given_)]
    assert order == ["core/hint", "core/advice", "core/no-mission", "core/bad", "core/odd"]


PIECES = st.lists(st.sampled_from(["“A”", "“B”", "`x`", "“", "«أ»", " is ", "5"]), max_size=4).map("".join)


@given(
    st.lists(st.tuples(PIECES, st.sampled_from(["must", "could"]), st.sampled_from(["core/a", "core/b"]))),
    st.booleans(),
)
def test_no_finding_is_lost(many: list[tuple[str, str, str]], unfolded: bool) -> None:
    findings = [
        replace(found(text, level=level, rule=rule), fingerprint=str(number))
        for number, (text, level, rule) in enumerate(many)
    ]
    told = [one for fold in folds(findings, unfolded=unfolded) for one in fold.findings]
    assert sorted(told, key=lambda one: int(one.fingerprint)) == findings
    assert not unfolded or len(folds(findings, unfolded=True)) == len(findings)


def lines_of(plan: Path | Source, **options: object) -> list[str]:
    report = check([plan], today=date(2026, 3, 1))
    return FORMATS["text"].render(report, Options(**options)).splitlines()  # type: ignore[arg-type]  # options by name


def test_the_bad_example_fits_the_screens_that_it_is_meant_to_fit() -> None:
    lines = lines_of(BAD)
    *_, violations, _closing = " \n".join(lines).split("\n \n")
    assert (len(lines) <= 120, violations.count("violation["), violations.count("\n") < 40) == (True, 11, True)
    assert lines[-1].startswith("failed: 11 violations; next: ")
    assert sum("[core/" in line for line in lines_of(BAD, unfolded=True)) == 67


def test_a_register_of_three_hundred_fits_a_few_screens() -> None:
    kpis = "".join(f"  - {{id: k{number}, name: Measure {number}, target: {number}}}\n" for number in range(300))
    lines = lines_of(Source("a.kpi.yaml", f"title: T\nkpis:\n{kpis}"))
    assert " — 300 KPIs" in "".join(lines)
    assert len(lines) < 150


def test_places_name_what_each_finding_speaks_of() -> None:
    kpis = "".join(f"  - {{id: k{number}, name: Measure {number}, owner: o{number}}}\n" for number in range(5))
    text = "\n".join(lines_of(Source("a.kpi.yaml", f"title: T\nroles: [{{id: lead, title: L}}]\nkpis:\n{kpis}")))
    assert "“…” names an owner that is no role of the plan: `…` — 5 KPIs" in text
    assert "--> a.kpi.yaml:4 Measure 0 (o0), :5 Measure 1 (o1)" in text
    assert "nothing says why “…” was chosen — 5 KPIs\n  --> a.kpi.yaml:4 Measure 0, :5 Measure 1," in text


def test_a_number_that_differs_stands_in_brackets_and_files_share_lines() -> None:
    plans = [
        Source(f"{name}.kpi.yaml", "title: T\nkpis:\n" + "".join(f"- {{id: k{n}}}\n" for n in range(count)))
        for name, count in (("a", 7), ("b", 9), ("c", 12))
    ]
    text = FORMATS["text"].render(check(plans, today=date(2026, 3, 1)), Options())
    assert "… active KPIs; at most 6 keep a team focused — 3 plans" in text
    assert "--> a.kpi.yaml:3 (7), b.kpi.yaml:3 (9), c.kpi.yaml:3 (12)\n" in text
