"""Checkstyle XML, which Jenkins and many others read: errors grouped by file."""

from __future__ import annotations

from kpi_rules.engine.findings import Finding, Level, Report
from kpi_rules.reports import Options
from kpi_rules.reports.markup import DECLARATION, element
from kpi_rules.reports.places import path
from kpi_rules.reports.safe import one_line
from kpi_rules.reports.severity import level_to_show
from kpi_rules.reports.words import sentences

_SEVERITIES: dict[Level, str] = {"must": "error", "should": "warning", "could": "info"}


def render(report: Report, _options: Options) -> str:
    """The report as checkstyle XML."""
    by_file: dict[str, list[Finding]] = {plan.path: [] for plan in report.plans}
    for finding in report.findings:
        by_file.setdefault(finding.region.file, []).append(finding)
    files = (
        element("file", {"name": path(file)}, [_error(finding) for finding in findings], depth=1)
        for file, findings in by_file.items()
    )
    return DECLARATION + element("checkstyle", {"version": "10.0"}, files)


def _error(finding: Finding) -> str:
    attributes = {
        "line": finding.region.start.line,
        "column": finding.region.start.column,
        "severity": _SEVERITIES[level_to_show(finding)],
        "message": "\n".join(map(one_line, sentences(finding))),
        "source": finding.rule,
    }
    return element("error", attributes, depth=2)
