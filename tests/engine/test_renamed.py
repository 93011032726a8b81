"""Ids that are changed make no news of old findings, whatever the record and the rule; and what is another record stays news."""

from __future__ import annotations

import datetime
import re
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_rules.engine.check import check
from kpi_rules.engine.contents import Contents
from kpi_rules.engine.findings import Report
from kpi_rules.engine.revisions.compare import Comparison, compare
from kpi_rules.packs import Policy, load_policy
from kpi_rules.source import Source

TODAY = datetime.date(2026, 3, 1)
PLAN = """
title: Sales 2026
mission: Sell more of what is made, to those who need it
roles: [{id: ro-lead, title: Lead}, {id: ro-desk, title: Desk}, {id: ro-desk2, title: The desk of the desk}]
objectives:
- {id: ob-win, title: Win new customers, owner: ro-lead}
- {id: ob-keep, title: Keep customers, owner: nobody, milestones: [{title: Start}]}
metrics:
- {id: me-calls, name: Calls made, decision: kpi}
- {id: me-visits, name: Visits, decision: drop}
kpis:
- {id: kp-calls, metric: me-calls, objective: ob-win, owner: ro-lead, target: 1O0}
- {id: kp-visits, name: Visits made, objective: ob-win, owner: stranger, target: '>= 5'}
- {id: kp-offers, name: Number of offers, objective: ob-lost, targets: [">= 3 by 2026-03-31", ">= 2 by 2026-06-30"], target: ">= 9 by 2026-12-31"}
- {id: kp-deals, name: Deals, parent: kp-deals, thresholds: {green: 5, amber: 9}, target: "tbd", definition: tbd}
"""
IDS = re.findall(r"\{id: ([\w-]+)", PLAN)


@cache
def policy() -> Policy:
    found, diagnostics = load_policy(["core", "smart", "okr", "balanced-scorecard", "engineering", "public-sector"])
    assert found is not None, diagnostics
    return found


def held(before: str, now: str) -> tuple[Comparison, Report]:
    sources = [Source("a.kpi.yaml", text) for text in (before, now)]
    contents = [Contents(policy(), lambda _, source=source: source) for source in sources]  # type: ignore[misc]
    reports = [check([source], policy(), TODAY) for source in sources]
    return compare(reports[1], reports[0], "main", contents[1], contents[0]), reports[0]


def with_ids(plan: str, changed: frozenset[str]) -> str:
    return re.sub(r"[\w-]+", lambda word: f"{word[0]}-x" if word[0] in changed else word[0], plan)


def test_there_is_enough_to_find() -> None:
    compared, before = held(PLAN, PLAN)
    assert len({finding.rule for finding in before.findings}) > 12
    kinds = {finding.record.partition(" ")[0] for finding in before.findings}
    assert kinds >= {"kpi", "objective", "role", "metric", "plan"}
    assert not compared.report.fixed


@settings(max_examples=40, deadline=None)
@given(st.sets(st.sampled_from(IDS), min_size=1).map(frozenset))
def test_ids_that_are_changed(changed: frozenset[str]) -> None:
    compared, _ = held(PLAN, with_ids(PLAN, changed))
    new = [(one.rule, one.subject) for one in compared.report.findings if one.change == "new"]
    assert (new, compared.report.fixed) == ([], ())


@pytest.mark.parametrize("record", ["kp-offers", "ro-desk2", "ob-keep", "me-visits"])
def test_another_record_is_news(record: str) -> None:
    line = next(one for one in re.findall(r"\{id: .*?\}", PLAN) if record in one)
    name = re.search(r"(?:name|title): ([^,}]+)", line)
    assert name is not None
    other = with_ids(PLAN, frozenset([record])).replace(name[0], name[0] + " elsewhere")
    compared, before = held(PLAN, other)
    old = {finding.rule for finding in before.findings if finding.record.endswith(f" {record}")}
    new = {finding.rule for finding in compared.report.findings if finding.change == "new"}
    assert old
    assert old <= new
