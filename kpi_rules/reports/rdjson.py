"""reviewdog's diagnostic format: columns are bytes of UTF-8, and a fix is a suggestion."""

from __future__ import annotations

from kpi_rules.engine.findings import Edit, Finding, Level, Region, Report
from kpi_rules.reports import Options
from kpi_rules.reports.json_text import dumps
from kpi_rules.reports.places import path, utf8_columns
from kpi_rules.reports.safe import one_line
from kpi_rules.reports.severity import level_to_show
from kpi_rules.reports.words import sentences

_SEVERITIES: dict[Level, str] = {"must": "ERROR", "should": "WARNING", "could": "INFO"}


def render(report: Report, _options: Options) -> str:
    """The report as one diagnostic result."""
    diagnostics = [_diagnostic(finding) for finding in report.findings]
    return dumps({"source": {"name": "kpi-rules"}, "diagnostics": diagnostics}) + "\n"


def _diagnostic(finding: Finding) -> dict[str, object]:
    related = [
        {"message": one_line(related.label), "location": _location(related.region)} for related in finding.related
    ]
    suggestions = [_suggestion(edit) for edit in finding.fix.edits] if finding.fix else []
    return {
        "message": "\n".join(map(one_line, sentences(finding))),
        "location": _location(finding.region),
        "severity": _SEVERITIES[level_to_show(finding)],
        "code": {"value": finding.rule},
        **({"suggestions": suggestions} if suggestions else {}),
        **({"related_locations": related} if related else {}),
    }


def _location(region: Region) -> dict[str, object]:
    return {"path": path(region.file), "range": _range(region)}


def _range(region: Region) -> dict[str, object]:
    start, end = utf8_columns(region)
    return {"start": _position(region.start.line, start), "end": _position(region.end.line, end)}


def _position(line: int, column: int | None) -> dict[str, int]:
    return {"line": line} if column is None else {"line": line, "column": column}


def _suggestion(edit: Edit) -> dict[str, object]:
    return {"range": _range(edit.region), "text": edit.text}
