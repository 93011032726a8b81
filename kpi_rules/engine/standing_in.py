"""One gap, one finding: where a rule stands in for another and both found the same gap, it alone speaks.

Comes in: findings that know which others tell the same gap (`told_by`). Goes out: a report without those that are spoken for; what speaks is as
loud as the loudest of them. A finding that is waived speaks for nobody: what it covered is told again, so that to excuse one
rule never excuses another. Knows nothing of how it is found out that two gaps are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kpi_rules.engine.findings import Finding, Level, Report, Tally
from kpi_rules.structs import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_LOUDNESS: Final = {"could": 0, "should": 1, "must": 2}
_TOLD_ELSEWHERE: Final = Tally(failed=-1, not_applicable=1)


def spoken(report: Report) -> Report:
    """The report in which every gap is told once."""
    if not any(finding.told_by for finding in (*report.findings, *report.fixed)):
        return report
    findings, silent = _told_once(report.findings)
    tallies = _moved(report.tallies, silent, _TOLD_ELSEWHERE)
    fixed, _ = _told_once(report.fixed)
    return replace(report, findings=findings, fixed=fixed, tallies=tallies, spoken_for=silent)


def unspoken(report: Report) -> Report:
    """The report with all that was found, each as loud as its own rule."""
    if not report.spoken_for:
        return report
    levels = {rule.id: rule.level for rule in report.rules}
    order = {plan.file: number for number, plan in enumerate(report.plans)}
    every = (*report.findings, *report.spoken_for)
    findings = sorted(
        (replace(finding, level=finding.weight or levels.get(finding.rule, finding.level)) for finding in every),
        key=lambda it: (order.get(it.plan, len(order)), it.region.offset, it.rule),
    )
    back = Tally(failed=1, not_applicable=-1)
    tallies = _moved(report.tallies, report.spoken_for, back)
    return replace(report, findings=tuple(findings), tallies=tallies, spoken_for=())


def _told_once(findings: Sequence[Finding]) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """The findings that speak, and those that are spoken for."""
    counting = {finding.gap for finding in findings if finding.gap and finding.waived is None}
    silent, speaking = [], []
    louder: dict[str, Level] = {}
    for finding in findings:
        if finding.waived is not None or counting.isdisjoint(finding.told_by):
            speaking.append(finding)
            continue
        silent.append(finding)
        for speaker in finding.told_by:
            louder[speaker] = _loudest(finding.level, louder.get(speaker, finding.level))
    return tuple(_raised(finding, louder) for finding in speaking), tuple(silent)


def _raised(finding: Finding, louder: Mapping[str, Level]) -> Finding:
    """A finding as loud as those that it speaks for."""
    if finding.gap not in louder or finding.waived is not None:
        return finding
    return replace(finding, level=_loudest(finding.level, louder[finding.gap]))


def _loudest(one: Level, other: Level) -> Level:
    return one if _LOUDNESS[one] >= _LOUDNESS[other] else other


def _moved(tallies: Mapping[str, Tally], findings: Iterable[Finding], by: Tally) -> dict[str, Tally]:
    """The tallies with these findings counted otherwise."""
    moved = dict(tallies)
    for finding in findings:
        moved[finding.rule] = moved.get(finding.rule, Tally()) + by
    return moved
