"""What a change makes unreadable: where the base could read it, or where a rule needs it that must be kept.

Comes in: the plans of a run and of the base, what they hold, and what of them cannot be read. Goes out: what is new of that, with findings for what
counts. What nobody can read violates no rule: without this a change would hide a violation behind a slip of the pen. Knows nothing of git.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kpi_rules.engine.findings import UNREADABLE, Finding, PlanInfo, Report, RuleInfo, Tally, Unread, rule_of_ours
from kpi_rules.engine.fingerprint import fingerprint, likeness
from kpi_rules.engine.revisions.renamed import Content, called_before
from kpi_rules.i18n import tr
from kpi_rules.packs import Policy
from kpi_rules.structs import Struct, replace


class Doubt(Struct):
    """Something that a change makes unreadable. `was_read`: the base had something there that could be read."""

    plan: PlanInfo
    unread: Unread
    was_read: bool


def new_doubts(
    now: Iterable[PlanInfo], before: Iterable[PlanInfo], plans: Mapping[str, str], here: Content, there: Content
) -> tuple[Doubt, ...]:
    """What cannot be read, and was not so in the base. `plans`: which plan of the base each one continues."""
    then = _Then(before, plans, here, there)
    return tuple(doubt for plan in now for doubt in then.new(plan))


class _Then:
    """What plans of the base said, and what of them could not be read."""

    def __init__(self, before: Iterable[PlanInfo], plans: Mapping[str, str], here: Content, there: Content) -> None:
        self.unread = {plan.file: {unread.id for unread in plan.unread} for plan in before}
        self.plans = plans
        self.later = {old: file for file, old in plans.items()}
        self.here, self.there = here, there

    def new(self, plan: PlanInfo) -> Iterator[Doubt]:
        """What cannot be read in a plan, and was not so then."""
        old = self.plans.get(plan.file)
        for unread in plan.unread:
            record = called_before(plan.file, unread.record, old, self.here, self.there) if old else unread.record
            places = [old] if old and self.there.holds(old, record) else self._left(record)
            if not any(_id_in(record, unread) in self.unread[place] for place in places):
                yield Doubt(plan, unread, any(self.there.says(place, record, unread.field) for place in places))

    def _left(self, record: str) -> list[str]:
        """The plans that had a record and have it no more: it may have moved."""
        if " " not in record:
            return []
        gone = (file for file in self.unread if file not in self.later or not self.here.holds(self.later[file], record))
        return [file for file in gone if self.there.holds(file, record)]


def _id_in(record: str, unread: Unread) -> str:
    """What it is called where its record is called so."""
    if record == unread.record:
        return unread.id
    new, old = (name.partition(" ")[2] for name in (unread.record, record))
    return unread.id.replace(f".{new}.", f".{old}.", 1)


def unread_value_rule() -> RuleInfo:
    """The rule, for people."""
    return rule_of_ours(
        UNREADABLE,
        "must",
        tr("A change leaves readable what could be read, and what a rule needs that must be kept"),
        tr("What nobody can read violates no rule: a slip of the pen would hide a violation."),
        "gate",
        waivable=True,
    )


def with_doubts(report: Report, doubts: Iterable[Doubt], policy: Policy, base: str) -> Report:
    """The report with a finding for each doubt that counts. What the packs accept as it is written does not."""
    counted = [doubt for doubt in doubts if doubt.was_read or doubt.unread.unjudged]
    if counted and _asks_for_readable(policy):
        told = {gap for finding in report.findings for gap in finding.told_by}
        counted = [doubt for doubt in counted if doubt.unread.gap in told]
    if not counted:
        return report
    return replace(
        report,
        findings=(*report.findings, *(_finding(doubt, base) for doubt in counted)),
        rules=(unread_value_rule(), *report.rules),
        tallies={**report.tallies, UNREADABLE: Tally(failed=len(counted))},
    )


def _asks_for_readable(policy: Policy) -> bool:
    """Whether a rule in force goes through what cannot be read."""
    from kpi_rules.language.tree import ForEach
    from kpi_rules.language.types import ListOf, Record
    from kpi_rules.plan.unread import UNREAD

    active = (part for rule in policy.plan_rules for part in rule.checked.parts)
    steps = (step for part in active for step in part.tree.steps if isinstance(step, ForEach))
    return any(step.list.type == ListOf(Record(UNREAD)) for step in steps)


def _finding(doubt: Doubt, base: str) -> Finding:
    plan, unread = doubt.plan, doubt.unread
    words = {"record": unread.record, "field": unread.field, "what": unread.message, "base": base}
    return Finding(
        rule=UNREADABLE,
        level="must",
        message=tr("{record}, `{field}`: {what}; {base} had what could be read", **words)
        if doubt.was_read
        else tr("{record}, `{field}`: {what}; a rule that must be kept cannot be judged", **words),
        remedy=unread.remedy,
        why=(),
        subject=unread.record,
        plan=plan.file,
        region=unread.region,
        related=(),
        fingerprint=fingerprint(UNREADABLE, plan.identity or plan.file, (unread.id,), ()),
        likeness=likeness(UNREADABLE, (unread.id,), ()),
        gap=unread.gap,
        change="new",
    )
