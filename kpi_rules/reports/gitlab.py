"""GitLab's code quality report: a JSON array, one entry a finding, shown in the merge request."""

from __future__ import annotations

from hashlib import sha256

from kpi_rules.engine.findings import Finding, Level, Report
from kpi_rules.reports import Options
from kpi_rules.reports.json_text import dumps
from kpi_rules.reports.places import path
from kpi_rules.reports.safe import one_line
from kpi_rules.reports.severity import level_to_show
from kpi_rules.reports.words import sentences

_SEVERITIES: dict[Level, str] = {"must": "major", "should": "minor", "could": "info"}


def render(report: Report, _options: Options) -> str:
    """The report as a code quality report."""
    seen: dict[str, int] = {}
    return dumps([_entry(finding, seen) for finding in report.findings]) + "\n"


def _entry(finding: Finding, seen: dict[str, int]) -> dict[str, object]:
    return {
        "description": " · ".join(map(one_line, sentences(finding))),
        "check_name": finding.rule,
        "fingerprint": _fingerprint(finding, seen),
        "severity": _SEVERITIES[level_to_show(finding)],
        "location": {
            "path": path(finding.region.file),
            "lines": {"begin": finding.region.start.line, "end": finding.region.end.line},
        },
    }


def _fingerprint(finding: Finding, seen: dict[str, int]) -> str:
    """GitLab drops all but one of equal fingerprints; two copies of a plan in one run have equal findings."""
    count = seen[finding.fingerprint] = seen.get(finding.fingerprint, 0) + 1
    return finding.fingerprint if count == 1 else sha256(f"{finding.fingerprint} {count}".encode()).hexdigest()
