"""The reports of several projects as one.

Comes in: reports of one day and one base, each of plans that no other has. Goes out: a report of all of them, project by project. A rule
that several projects have is listed once, at the highest level that it has in one of them; where they have different ones of one id, each is
listed with its plans. Knows nothing of where projects lie.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kpi_rules.engine.apart import alike, told_apart
from kpi_rules.engine.findings import Finding, Gate, Level, Report, RuleInfo, Tally
from kpi_rules.i18n import listed, tr
from kpi_rules.structs import replace

_LOUDNESS: Mapping[Level, int] = {"could": 0, "should": 1, "must": 2}


def merged(reports: Sequence[Report], most_findings: int) -> Report:
    """One report; of each level it holds so many findings, and counts the rest."""
    reports = _told_apart(reports)
    findings, left_out = _bounded(reports, most_findings)
    stands = {finding.fingerprint for finding in findings}
    rules = _rules(reports)
    notices = [*(notice for report in reports for notice in report.notices), *_namesakes(rules)]
    return replace(
        reports[0],
        packs=tuple(dict.fromkeys(pack for report in reports for pack in report.packs)),
        rules=rules,
        plans=tuple(plan for report in reports for plan in report.plans),
        findings=findings,
        tallies=_tallies(reports),
        fixed=tuple(old for report in reports for old in report.fixed if old.fingerprint not in stands),
        notices=tuple(dict.fromkeys(notices)),
        left_out=left_out,
        gate=_gate(reports),
        spoken_for=tuple(finding for report in reports for finding in report.spoken_for),
    )


def _told_apart(reports: Sequence[Report]) -> Sequence[Report]:
    """The reports, with plans told apart that are called like one of another project."""
    every = alike([plan for report in reports for plan in report.plans])
    return [_apart(report, every - alike(report.plans)) for report in reports] if every else reports


def _apart(report: Report, files: frozenset[str]) -> Report:
    return replace(report, findings=told_apart(report.findings, files), fixed=told_apart(report.fixed, files))


def _bounded(reports: Iterable[Report], most: int) -> tuple[tuple[Finding, ...], dict[Level, int]]:
    kept: list[Finding] = []
    counts: dict[Level, int] = {}
    left_out: dict[Level, int] = {}
    for report in reports:
        for level, count in report.left_out.items():
            left_out[level] = left_out.get(level, 0) + count
        for finding in report.findings:
            counts[finding.level] = counts.get(finding.level, 0) + 1
            if counts[finding.level] <= most:
                kept.append(finding)
            else:
                left_out[finding.level] = left_out.get(finding.level, 0) + 1
    return tuple(kept), left_out


def _gate(reports: Sequence[Report]) -> Gate:
    """The level of the first, and of every file that has another by its project."""
    usual = reports[0].gate.usual
    others = [report for report in reports if report.gate.usual != usual]
    files = {finding.region.file: each.gate.usual for each in others for finding in each.findings}
    plans = {plan.path: each.gate.usual for each in others for plan in each.plans}
    return Gate(usual, files | plans)


def _rules(reports: Sequence[Report]) -> tuple[RuleInfo, ...]:
    """Every rule once; where projects have different rules of one id, each of them with its plans."""
    by_id: dict[str, dict[object, list[tuple[RuleInfo, Report]]]] = {}
    for report in reports:
        for rule in report.rules:
            by_id.setdefault(rule.id, {}).setdefault(_said(rule), []).append((rule, report))
    return tuple(_one(same, len(alike) > 1) for alike in by_id.values() for same in alike.values())


def _said(rule: RuleInfo) -> object:
    """What people read of a rule."""
    return (rule.title, rule.rationale, rule.source, rule.pack)


def _one(same: Sequence[tuple[RuleInfo, Report]], has_namesake: bool) -> RuleInfo:
    """One rule that several projects have, at its highest level."""
    loudest = max((rule for rule, _ in same), key=lambda rule: _LOUDNESS[rule.level])
    rule = replace(same[0][0], level=loudest.level)
    if not has_namesake:
        return rule
    files = tuple(plan.file for _, report in same for plan in report.plans)
    tallies = (report.tallies.get(rule.id, Tally()) for _, report in same)
    return replace(rule, plans=files, tally=sum(tallies, Tally()))


def _namesakes(rules: Iterable[RuleInfo]) -> tuple[str, ...]:
    """What is to be said of rules that only their projects tell apart."""
    ids = list(dict.fromkeys(f"`{rule.id}`" for rule in rules if rule.plans is not None))
    if not ids:
        return ()
    return (
        tr(
            "projects of this run have different rules called {rules}; a `name:` of their own tells them apart",
            rules=listed(ids[:5]),
        ),
    )


def _tallies(reports: Iterable[Report]) -> Mapping[str, Tally]:
    sums: dict[str, Tally] = {}
    for report in reports:
        for rule, tally in report.tallies.items():
            sums[rule] = sums.get(rule, Tally()) + tally
    return sums
