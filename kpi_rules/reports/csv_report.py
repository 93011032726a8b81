"""A table for spreadsheets: RFC 4180, with a byte order mark (or Excel reads Arabic as something else).

A cell that a spreadsheet would take for a formula gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import io

from kpi_rules.engine.findings import Finding, Report
from kpi_rules.reports import Options
from kpi_rules.reports.places import path, spot
from kpi_rules.reports.safe import one_line, visible
from kpi_rules.reports.words import KINDS, state

_BYTE_ORDER_MARK = "\ufeff"
_FORMULA = tuple("=+-@\t\r\n|%＝＋－＠")
_HEAD = (
    "file",
    "line",
    "column",
    "cell",
    "kind",
    "rule",
    "subject",
    "message",
    "why",
    "fix",
    "state",
    "plan",
    "fingerprint",
)


def render(report: Report, _options: Options) -> str:
    """The report as CSV: findings, then those that are gone."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow(_HEAD)
    for finding in (*report.findings, *report.fixed):
        writer.writerow(_row(finding))
    return _BYTE_ORDER_MARK + table.getvalue()


def _row(finding: Finding) -> list[str | int]:
    region = finding.region
    return [
        _cell(visible(path(region.file))),
        region.start.line,
        region.start.column,
        _cell(spot(region) if region.sheet else ""),
        KINDS[finding.level],
        _cell(finding.rule),
        _cell(finding.subject),
        _cell(finding.message),
        _cell("; ".join(finding.why)),
        _cell(finding.remedy or ""),
        _cell(state(finding) or ""),
        _cell(finding.plan),
        _cell(finding.fingerprint),
    ]


def _cell(text: str) -> str:
    text = one_line(text)
    return "'" + text if text.startswith(_FORMULA) else text
