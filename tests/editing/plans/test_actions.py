"""What is offered to be done about findings: all of it does what it says."""

import datetime
from pathlib import Path

import pytest
from editing.plans.cursors import ROOT
from editing.plans.test_ids import changed

from kpi_rules.document import load
from kpi_rules.editing.plans.actions import Action, Waivers, actions, fix_all
from kpi_rules.editing.plans.ids import Change
from kpi_rules.editing.plans.lenses import lenses
from kpi_rules.editing.plans.plan_text import PlanText
from kpi_rules.editing.plans.reasons import reasons
from kpi_rules.editing.plans.tidying import tidied
from kpi_rules.engine.check import check
from kpi_rules.engine.findings import Finding, Report
from kpi_rules.engine.waivers.waiving import judge_waivers, plan_names
from kpi_rules.engine.waivers.written import read_waivers, remark_waivers
from kpi_rules.packs import Policy, load_policy
from kpi_rules.plan import load_plan
from kpi_rules.source import Source, Span

TODAY = datetime.date(2026, 3, 1)
BAD = (ROOT / "examples/content-marketing/bad.kpi.yaml").read_text("utf-8")
NAME = "plans/bad.kpi.yaml"


@pytest.fixture(scope="module")
def policy() -> Policy:
    found, _ = load_policy(["core", "content-marketing"])
    assert found is not None
    return found


@pytest.fixture(scope="module")
def report(policy: Policy) -> Report:
    return check([Source(NAME, BAD)], policy, TODAY)


def offered(policy: Policy, report: Report, finding: Finding, waivers: Source | None = None) -> tuple[Action, ...]:
    plan = PlanText(Source(NAME, BAD), policy.schema)
    can = {rule.id: rule.waivable for rule in policy.rules}
    own = Waivers(waivers, "kpi-rules.waivers.yaml", can, policy.longest_waiver, TODAY)
    span = Span(finding.region.offset, finding.region.offset)
    return tuple(one for one in actions(plan, report.findings, span, own) if one.findings == (finding,))


def with_reason(text: str, action: Action) -> str:
    after = changed(text, action.changes)
    assert action.reason is not None
    return after[: action.reason.start] + "Agreed" + after[action.reason.end :]


def test_a_slip_of_the_pen_is_mended(policy: Policy, report: Report) -> None:
    finding = next(one for one in report.findings if one.rule == "core/unknown-objective")
    first = offered(policy, report, finding)[0]
    assert first.safe and changed(BAD, first.changes) == BAD.replace("awarness", "awareness")


def test_all_that_is_safe_at_once(policy: Policy, report: Report) -> None:
    found = fix_all(PlanText(Source(NAME, BAD), policy.schema), report.findings)
    assert found is not None and changed(BAD, found.changes) == BAD.replace("awarness", "awareness")


def test_a_comment_waives_every_finding(policy: Policy, report: Report) -> None:
    for finding in report.findings:
        comments = [one for one in offered(policy, report, finding) if "comment" in one.title]
        for action in comments:
            text = with_reason(BAD, action)
            again = check([Source(NAME, text)], policy, TODAY)
            waivers, problems = remark_waivers(again.plans)
            judged = judge_waivers(again, waivers, policy, TODAY, plan_names(again))
            met = {again.findings[number].fingerprint for each in judged for number in each.meets}
            assert not problems
            assert [each.state for each in judged] == ["in force"]
            assert finding.fingerprint in met
        assert bool(comments), finding.rule


@pytest.mark.parametrize(
    "old", [None, "waivers:\n", "# Ours\nwaivers:\n  - {rule: core/expired, reason: r, owner: o, until: 2026-04-01}\n"]
)
def test_an_entry_waives_a_finding(policy: Policy, report: Report, old: str | None) -> None:
    finding = next(one for one in report.findings if one.subject.startswith("kpi "))
    source = None if old is None else Source("kpi-rules.waivers.yaml", old)
    entries = [
        one for one in offered(policy, report, finding, source) if "comment" not in one.title and one.kind == "waive"
    ]
    if old == "waivers:\n":
        assert not entries
        return
    text = with_reason(old or "", entries[0]).replace('owner: ""', "owner: Amal")
    waivers, problems = read_waivers(Source("kpi-rules.waivers.yaml", text))
    assert not problems
    judged = judge_waivers(report, waivers, policy, TODAY, plan_names(report))
    assert judged[-1].state == "in force" and waivers[-1].reason == "Agreed"


def test_lenses_lead_to_reasons(policy: Policy, report: Report) -> None:
    source = Source(NAME, BAD)
    found = lenses(PlanText(source, policy.schema), report.findings)
    assert found[0].title.startswith("11 violations, ") and found[0].subject == "plan"
    assert len(found) == 17
    plan, _ = load_plan(source, policy.schema)
    assert plan is not None
    page = reasons(plan, policy, TODAY, "kpi shares")
    assert "## ✗" in page and "`core/unknown-objective`" in page and "## ✓" in page
    assert page.index("✗") < page.index("✓")


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("title: T  \nmission: M\t\n\n\n", "title: T\nmission: M\n"),
        ("title: T", "title: T\n"),
        ("title: T\r\nmission: M  \r\n", "title: T\r\nmission: M\r\n"),
        ("mission: |\n  one  \n  two\ntitle: T   \n", "mission: |\n  one  \n  two\ntitle: T\n"),
        ('mission: "one  \n  two"  # why  \ntitle: T\n', 'mission: "one\n  two"  # why\ntitle: T\n'),
        ("title: {  \n", "title: {  \n"),
        ("mission: |+\n  one\n\n\n", "mission: |+\n  one\n\n\n"),
        ("", ""),
    ],
)
def test_formatting_changes_nothing_else(policy: Policy, text: str, after: str) -> None:
    found = tidied(PlanText(Source("a.kpi.yaml", text), policy.schema))
    assert changed(text, found) == after
    assert tidied(PlanText(Source("a.kpi.yaml", after), policy.schema)) == ()


@pytest.mark.parametrize("file", sorted((ROOT / "policies/core/tests").glob("*.yaml"))[:40], ids=lambda path: path.name)
def test_formatted_data_stays_what_it_is(policy: Policy, file: Path) -> None:
    text = file.read_text("utf-8").replace("\n", "  \n")
    source = Source(file.name, text)
    found: tuple[Change, ...] = tidied(PlanText(source, policy.schema))
    old, _ = load(source)
    new, _ = load(Source(file.name, changed(text, found)))
    assert (old is None) == (new is None)
    assert old is None or new is None or old.data == new.data
