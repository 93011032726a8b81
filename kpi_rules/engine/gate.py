"""The gate: from a report to an exit code, and nothing else."""

from __future__ import annotations

from kpi_rules.engine.findings import Finding, Gate, Level, Report

CLEAN, FOUND, UNUSABLE, NOTHING_CHECKED, FAULT = range(5)
"""0 clean · 1 findings that count · 2 usage, configuration or pack error · 3 nothing was checked · 4 a fault of ours."""

GRAVITY: dict[Level, int] = {"must": 2, "should": 1, "could": 0}


def exit_code(report: Report, new_only: bool = False) -> int:
    """What a run ends with. Of findings that are counted and not held nobody knows the file: the strictest level of all holds for them."""
    if not report.plans or not (report.rules or report.findings):
        return NOTHING_CHECKED
    gate = report.gate
    left_out = any(is_grave(level, one) for level, count in report.left_out.items() if count for one in gate.levels)
    return FOUND if left_out or any(counts(finding, gate, new_only) for finding in report.findings) else CLEAN


def counts(finding: Finding, gate: Gate, new_only: bool = False) -> bool:
    """Whether a finding fails the run: it is grave enough, and neither waived, nor in the baseline, nor old."""
    excused = finding.waived is not None or finding.baselined or (new_only and finding.change == "unchanged")
    return is_grave(finding.level, gate.of(finding)) and not excused


def is_grave(level: Level, fail_on: Level) -> bool:
    """Whether a finding of this level is one that fails a run which asks for that."""
    return GRAVITY[level] >= GRAVITY[fail_on]
