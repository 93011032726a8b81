"""Two reports of the same plans, before and now: what is new, what stays, what is fixed. By likeness, never by line.

Comes in: the report of the run and that of the base revision, made by the same policy. Goes out: the run's report with each
finding's change and the findings that are gone, and which old finding each one continues. Knows nothing of revisions.

A plan continues one of the same identity (title, organization, period) wherever its file lies, else the one in its own file; where
several are called the same, only their files tell. Within a plan a finding stays itself while its rule, its records and its fields do,
and where a record has another id, its name (`renamed`).
When a plan is split or merged, what moved with its KPI is no news either: the KPI has left the plan that it was in, and was not
in the one that it is in. A KPI that moves between two plans that both stay is news to the one and gone from the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from kpi_rules.engine.findings import Change, Finding, PlanInfo, Report
from kpi_rules.engine.revisions.doubts import Doubt, new_doubts
from kpi_rules.engine.revisions.renamed import Content, renamed
from kpi_rules.structs import Struct, replace


class Comparison(Struct):
    """The report compared; `continues` tells, by a finding's number, which one of the base it is; `plans`, by a plan's file.
    `lost`: plans of the base that none continues; `idle`: by a plan's file, what of it was in force and is not; `doubts`: what can no longer be read."""

    report: Report
    continues: Mapping[int, Finding]
    plans: Mapping[str, str]
    lost: tuple[PlanInfo, ...]
    idle: Mapping[str, frozenset[str]]
    doubts: tuple[Doubt, ...]


def compare(now: Report, before: Report, name: str, holds: Content, held: Content) -> Comparison:
    """The report of a run held against the base's, which people call `name`. `holds` and `held`: what plans hold now and did then."""
    plans = continued_plans(now.plans, before.plans)
    waiting = _by_place(before.findings)
    continues: dict[int, Finding] = {}
    for number, finding in enumerate(now.findings):
        old = waiting.get((plans.get(finding.plan, ""), finding.likeness))
        if old:
            continues[number] = old.pop(0)
    gone = [finding for findings in waiting.values() for finding in findings]
    new = [each for each in enumerate(now.findings) if each[0] not in continues]
    continues |= (with_other_ids := renamed(new, gone, plans, holds, held))
    gone = _left(gone, with_other_ids)
    continues |= (moved := _Moves(now, before, plans, holds, held).found(gone, continues))
    idle = _idle(now.plans, before.plans, plans, held)
    doubts = new_doubts(now.plans, before.plans, plans, holds, held)
    unknown = {(doubt.plan.file, doubt.unread.record) for doubt in doubts}
    fixed = _fixed(now, _left(gone, moved), plans, idle, unknown)
    continued = set(plans.values())
    lost = tuple(plan for plan in before.plans if plan.file not in continued)
    findings = tuple(
        replace(finding, change=_change(number in continues)) for number, finding in enumerate(now.findings)
    )
    return Comparison(replace(now, findings=findings, fixed=fixed, base=name), continues, plans, lost, idle, doubts)


def _left(gone: Sequence[Finding], taken: Mapping[int, Finding]) -> list[Finding]:
    """What is still gone when some have been found again."""
    found = set(map(id, taken.values()))
    return [finding for finding in gone if id(finding) not in found]


def _change(old: bool) -> Change:
    return "unchanged" if old else "new"


def continued_plans(now: Sequence[PlanInfo], before: Sequence[PlanInfo]) -> dict[str, str]:
    """Which plan of the base each plan continues, by their files: the same in both, else the same plan, else the same file.
    Where there are several of either, nobody knows which."""
    found: dict[str, str] = {}
    old, new = {plan.file: plan for plan in before}, {plan.file: plan for plan in now}
    for key in (_file_and_identity, _identity, _file):
        waiting = _by(key, old.values())
        for name, plans in _by(key, new.values()).items():
            if name is not None and len(plans) == len(waiting.get(name, ())) == 1:
                found[plans[0].file] = waiting[name][0].file
                del new[plans[0].file], old[waiting[name][0].file]
    return found


def _by(key: Callable[[PlanInfo], object], plans: Iterable[PlanInfo]) -> dict[object, list[PlanInfo]]:
    found: defaultdict[object, list[PlanInfo]] = defaultdict(list)
    for plan in plans:
        found[key(plan)].append(plan)
    return dict(found)


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


class _Moves:
    """Findings that moved with what they speak of: out of a plan that is no more, or into one that is new."""

    def __init__(self, now: Report, before: Report, plans: Mapping[str, str], holds: Content, held: Content) -> None:
        self.now = now
        self.plans = plans
        self.later = {old: new for new, old in plans.items()}
        self.begun = {plan.file for plan in now.plans} - plans.keys()
        self.holds, self.held = holds, held

    def found(self, gone: Sequence[Finding], continues: Mapping[int, Finding]) -> dict[int, Finding]:
        """Which finding that is gone each one is that continues none."""
        ended, left = self._waiting(gone)
        found: dict[int, Finding] = {}
        for number, finding in enumerate(self.now.findings):
            if number in continues or not speaks_of_part(finding) or not self._arrived(finding):
                continue
            ways = (ended, left) if finding.plan in self.begun else (ended,)
            old = next((way[finding.likeness].pop() for way in ways if way[finding.likeness]), None)
            if old is not None:
                found[number] = old
        return found

    def _waiting(self, gone: Sequence[Finding]) -> tuple[dict[str, list[Finding]], dict[str, list[Finding]]]:
        """What may have moved, by likeness, the first last: out of plans that are no more, and out of others."""
        ended: defaultdict[str, list[Finding]] = defaultdict(list)
        left: defaultdict[str, list[Finding]] = defaultdict(list)
        for finding in reversed(gone):
            plan = self.later.get(finding.plan)
            if speaks_of_part(finding) and (plan is None or not self.holds.holds(plan, finding.record)):
                (ended if plan is None else left)[finding.likeness].append(finding)
        return ended, left

    def _arrived(self, finding: Finding) -> bool:
        """Whether what it speaks of was not in its plan before."""
        return finding.plan in self.begun or not self.held.holds(self.plans[finding.plan], finding.record)


def speaks_of_part(finding: Finding) -> bool:
    """Whether it speaks of something in a plan, that could move to another, and not of the plan itself."""
    return finding.subject not in ("plan", "portfolio")


def _idle(
    now: Iterable[PlanInfo], before: Iterable[PlanInfo], plans: Mapping[str, str], held: Content
) -> dict[str, frozenset[str]]:
    """What was in force and is not, by the plan's file as it is now."""
    then = {plan.file: plan.idle for plan in before}
    found = {}
    for plan in now:
        if plan.idle and (old := plans.get(plan.file)):
            resting = set(plan.idle).difference(then[old])
            found[plan.file] = frozenset(each for each in resting if held.holds(old, each))
    return {file: idle for file, idle in found.items() if idle}


def _fixed(
    now: Report,
    gone: Sequence[Finding],
    plans: Mapping[str, str],
    idle: Mapping[str, frozenset[str]],
    unknown: Collection[tuple[str, str]],
) -> tuple[Finding, ...]:
    """What is really gone. Of a plan that nobody looks at any more, or can read, of records of which something can no longer be read
    (`unknown`), of what is no longer in force, and of a report that leaves findings out, nobody knows."""
    later = {old: new for new, old in plans.items()}
    unread = {plan.file for plan in now.plans if not plan.whole}

    def known(finding: Finding) -> bool:
        plan = later.get(finding.plan)
        if plan is None or now.left_out.get(finding.level):
            return False
        if plan in unread:
            return finding.rule == "invalid-plan"
        return (plan, finding.record) not in unknown and not idle.get(plan, frozenset()) & {"plan", finding.subject}

    return tuple(replace(finding, change="fixed") for finding in filter(known, gone))
