"""Workflow commands of GitHub Actions: an annotation on the line for each finding, and the counts in the log."""

from __future__ import annotations

from kpi_rules.engine.findings import Finding, Level, Region, Report
from kpi_rules.reports import Options
from kpi_rules.reports.places import path, spot
from kpi_rules.reports.safe import one_line, visible
from kpi_rules.reports.severity import level_to_show
from kpi_rules.reports.words import sentences, summary

_COMMANDS: dict[Level, str] = {"must": "error", "should": "warning", "could": "notice"}


def render(report: Report, options: Options) -> str:
    """The report as workflow commands."""
    lines = [_command(finding, options.new_only) for finding in report.findings]
    if not options.quiet:
        lines.append(summary(report))
    return "".join(line + "\n" for line in lines)


def _command(finding: Finding, new_only: bool) -> str:
    region = finding.region
    properties: dict[str, object] = {"file": visible(path(region.file)), **({} if region.sheet else _lines(region))}
    properties["title"] = visible(finding.rule)
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{_COMMANDS[level_to_show(finding, new_only)]} {listed}::{_data(_text(finding))}"


def _lines(region: Region) -> dict[str, object]:
    """The lines in a text; a workbook has none that GitHub could show."""
    lines: dict[str, object] = {"line": region.start.line, "endLine": region.end.line}
    if region.start.line != region.end.line:  # GitHub drops an annotation that has columns over several lines
        return lines
    return {**lines, "col": region.start.column, "endColumn": max(region.end.column - 1, region.start.column)}


def _text(finding: Finding) -> str:
    """What it says, behind the cell of a workbook."""
    said = [*map(one_line, sentences(finding))]
    if finding.region.sheet:
        said[0] = f"{spot(finding.region)}: {said[0]}"
    return "\n".join(said)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
