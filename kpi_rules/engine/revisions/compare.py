"""Two reports of the same plans, before and now: what is new, what stays, what is fixed. By likeness, never by line.

Comes in: the report of the run and that of the base revision, made by the same policy. Goes out: the run's report with each
finding's change and the findings that are gone, and which old finding each one continues. Knows nothing of revisions.

A plan continues one of the same identity (title, organization, period) wherever its file lies, else the one in its own file.
Within a plan a finding stays itself while its rule, its records and its fields do. When a plan is split or merged, what moved
with its KPI is no news either; a KPI that moves between two plans that both stay is news to the one and gone from the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kpi_rules.engine.findings import Change, Finding, PlanInfo, Report
from kpi_rules.structs import Struct, replace


class Comparison(Struct):
    """The report compared; `continues` tells, by a finding's number, which one of the base it is; `plans`, by a plan's file."""

    report: Report
    continues: Mapping[int, Finding]
    plans: Mapping[str, str]


def compare(now: Report, before: Report, name: str) -> Comparison:
    """The report of a run held against the base's, which people call `name`."""
    plans = continued_plans(now.plans, before.plans)
    waiting = _by_place(before.findings)
    continues: dict[int, Finding] = {}
    for number, finding in enumerate(now.findings):
        old = waiting.get((plans.get(finding.plan, finding.plan), finding.likeness))
        if old:
            continues[number] = old.pop(0)
    gone = [finding for findings in waiting.values() for finding in findings]
    moved = _moved(now, before, continues, gone, plans)
    continues |= moved
    taken = set(map(id, moved.values()))
    fixed = _fixed(now, [finding for finding in gone if id(finding) not in taken], plans)
    findings = tuple(
        replace(finding, change=_change(number in continues)) for number, finding in enumerate(now.findings)
    )
    return Comparison(replace(now, findings=findings, fixed=fixed, base=name), continues, plans)


def _change(old: bool) -> Change:
    return "unchanged" if old else "new"


def continued_plans(now: Sequence[PlanInfo], before: Sequence[PlanInfo]) -> dict[str, str]:
    """Which plan of the base each plan continues, by their files: the same in both, else the same plan, else the same file."""
    found: dict[str, str] = {}
    left = {plan.file: plan for plan in before}
    for key in (_file_and_identity, _identity, _file):
        waiting: defaultdict[object, list[PlanInfo]] = defaultdict(list)
        for old in left.values():
            waiting[key(old)].append(old)
        for plan in now:
            candidates = waiting.get(key(plan)) if key(plan) is not None and plan.file not in found else None
            if candidates:
                found[plan.file] = candidates.pop(0).file
                del left[found[plan.file]]
    return found


def _file_and_identity(plan: PlanInfo) -> object:
    return (plan.file, plan.identity)


def _identity(plan: PlanInfo) -> object:
    return plan.identity


def _file(plan: PlanInfo) -> object:
    return plan.file


def _by_place(findings: Iterable[Finding]) -> dict[tuple[str, str], list[Finding]]:
    found: defaultdict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        found[finding.plan, finding.likeness].append(finding)
    return dict(found)


def _moved(
    now: Report,
    before: Report,
    continues: Mapping[int, Finding],
    gone: Sequence[Finding],
    plans: Mapping[str, str],
) -> dict[int, Finding]:
    """Findings that moved with what they speak of: out of a plan that is no more, or into one that is new."""
    ended = {plan.file for plan in before.plans} - set(plans.values())
    begun = {plan.file for plan in now.plans} - plans.keys()
    waiting: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in gone:
        if speaks_of_part(finding):
            waiting[finding.likeness].append(finding)
    found: dict[int, Finding] = {}
    for number, finding in enumerate(now.findings):
        if number in continues or not speaks_of_part(finding):
            continue
        candidates = waiting.get(finding.likeness, [])
        old = next((old for old in candidates if old.plan in ended or finding.plan in begun), None)
        if old is not None:
            candidates.remove(old)
            found[number] = old
    return found


def speaks_of_part(finding: Finding) -> bool:
    """Whether it speaks of something in a plan, that could move to another, and not of the plan itself."""
    return finding.subject not in ("plan", "portfolio")


def _fixed(now: Report, gone: Sequence[Finding], plans: Mapping[str, str]) -> tuple[Finding, ...]:
    """What is really gone: of a plan that cannot all be read, and of a report that leaves findings out, nobody knows."""
    unread = {plans.get(plan.file, plan.file) for plan in now.plans if not plan.whole}
    known = [finding for finding in gone if finding.plan not in unread or finding.rule == "invalid-plan"]
    return tuple(replace(finding, change="fixed") for finding in known if not now.left_out.get(finding.level))
