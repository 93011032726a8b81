"""Logging commands of Azure Pipelines: an issue on the line for each finding, and the counts in the log.

Azure knows errors and warnings. A hint is neither, nor is what does not count: the log says them in plain lines.
"""

from __future__ import annotations

from kpi_rules.engine.findings import Finding, Level, Report
from kpi_rules.reports import Options
from kpi_rules.reports.places import path, place_of
from kpi_rules.reports.safe import one_line, visible
from kpi_rules.reports.severity import level_to_show
from kpi_rules.reports.words import KINDS, sentences, summary

_TYPES: dict[Level, str] = {"must": "error", "should": "warning"}


def render(report: Report, options: Options) -> str:
    """The report as logging commands."""
    lines = [_command(finding, options.new_only) for finding in report.findings]
    if not options.quiet:
        lines.append(summary(report))
    return "".join(line + "\n" for line in lines)


def _command(finding: Finding, new_only: bool) -> str:
    region = finding.region
    level = level_to_show(finding, new_only)
    said = "; ".join(map(one_line, sentences(finding)))
    if level not in _TYPES:
        return f"{KINDS[level]} {path(place_of(region))} {visible(finding.rule)}: {said}"
    properties = {
        "type": _TYPES[level],
        "sourcepath": visible(path(region.file)),
        "linenumber": str(region.start.line),
        "columnnumber": str(region.start.column),
        "code": visible(finding.rule),
    }
    listed = ";".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"##vso[task.logissue {listed}]{_data(said)}"


def _data(text: str) -> str:
    return text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(";", "%3B").replace("]", "%5D")
