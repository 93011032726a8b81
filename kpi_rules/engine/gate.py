"""The gate: from a report to an exit code, and nothing else."""

from __future__ import annotations

from kpi_rules.engine.findings import Finding, Level, Report

CLEAN, FOUND, UNUSABLE, NOTHING_CHECKED, FAULT = range(5)
"""0 clean · 1 findings that count · 2 usage, configuration or pack error · 3 nothing was checked · 4 a fault of ours."""

_GRAVITY: dict[Level, int] = {"must": 2, "should": 1, "could": 0}


def exit_code(report: Report, fail_on: Level | None, new_only: bool = False) -> int:
    """What a run ends with. `fail_on` is the least level that fails it; without one nothing does."""
    if not report.plans or not (report.rules or report.findings):
        return NOTHING_CHECKED
    if fail_on is None:
        return CLEAN
    left_out = any(is_grave(level, fail_on) for level, count in report.left_out.items() if count)
    return FOUND if left_out or any(counts(finding, fail_on, new_only) for finding in report.findings) else CLEAN


def counts(finding: Finding, fail_on: Level, new_only: bool = False) -> bool:
    """Whether a finding fails the run: it is grave enough, and neither waived, nor in the baseline, nor old."""
    excused = finding.waived is not None or finding.baselined or (new_only and finding.change == "unchanged")
    return is_grave(finding.level, fail_on) and not excused


def is_grave(level: Level, fail_on: Level) -> bool:
    """Whether a finding of this level is one that fails a run which asks for that."""
    return _GRAVITY[level] >= _GRAVITY[fail_on]
