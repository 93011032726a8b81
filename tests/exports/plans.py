"""Plans for these tests, and how they are put out."""

from __future__ import annotations

import datetime

from kpi_rules import api
from kpi_rules.exports.export import Export
from kpi_rules.exports.marks import marks_of
from kpi_rules.exports.tables import tables_of
from kpi_rules.plan import Plan, load_what_fits
from kpi_rules.plan.schema import plan_schema
from kpi_rules.source import Source

TODAY = datetime.date(2026, 3, 1)
FULL = """\
title: Content marketing 2026
organization: Acme   # the whole of it
period: {start: 2026-01-01, end: 2026-12-31, label: FY 2026}
mission:
  statement: Help small firms keep their books in order
  changed_on: 2026-01-15
review: quarterly

objectives:
  - {id: grow-pipeline, title: Grow the sales pipeline, due: 2026-12-31}
  - title: Be known
roles:
  - id: content-lead
    title: 'Head of content'
  - Analyst
metrics:
  - id: visits
    name: Visits
    unit: visits
    direction: increase
kpis:
  # the most important one
  - id: leads
    name: "Sales leads from content"   # agreed with sales
    objective: grow-pipeline
    owner: &lead content-lead
    target: ">= 500 leads by 2026-12-31"
    actual: 410
    thresholds: {green: 500, amber: 400, red: 300}
    actuals:
      - {value: 380, on: 2026-03-31}
      - {value: 410, on: 2026-06-30}
  - metric: visits
    owner: *lead
    contributors: [Analyst]
    target: {value: 1000, by: 2026-12-31}
  - name: Conversion
    definition: |
      Leads among
      all visitors.
    formula: =leads/visits
    target: 12.5%
    actual: 9%
    progress: "60%"
    x-note: -- see Jonas
"""


def plan_of(text: str, name: str = "team.kpi.yaml") -> Plan:
    plan, problems = load_what_fits(Source(name, text), plan_schema())
    assert plan is not None, problems
    return plan


def exported(*texts: str, findings: bool = True) -> Export:
    plans = tuple(plan_of(text, f"plan{number or ''}.kpi.yaml") for number, text in enumerate(texts))
    tables = tables_of(plans)
    if not findings:
        return Export(plans, tables)
    report = api.check([plan.document.source for plan in plans], today=TODAY)
    return Export(plans, tables, report, marks_of(plans, tables, report))
