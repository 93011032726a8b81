"""What can be done about findings at a place: carry out a fix, carry out all that are safe, waive.

Comes in: a plan's text, the findings of a check of it, a policy's word on what may be waived. Goes out: `Action`s, the best first. A fix that would not leave a
sound plan is not offered.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kpi_rules.editing.plans.ids import Change
from kpi_rules.editing.plans.plan_text import PlanText
from kpi_rules.editing.plans.scanning import line_end
from kpi_rules.editing.plans.waiving import Waiving, as_an_entry, in_a_comment
from kpi_rules.engine.edits import wanted_edits
from kpi_rules.engine.findings import Finding
from kpi_rules.engine.fixing import carried_out
from kpi_rules.i18n import ntr, tr
from kpi_rules.language.durations import Duration, later
from kpi_rules.source import Source, Span
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

    Kind: TypeAlias = Literal["fix", "fix all", "waive"]

USUAL: Final = Duration(months=3)
"""For how long a waiver holds that says nothing else."""


class Action(Struct):
    """Something to do: changes of files, and for a waiver, where its reason is to be written: a place in the text as it is then."""

    title: str
    kind: Kind
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...] = ()
    safe: bool = True
    reason: Span | None = None


class Waivers(Struct):
    """The waivers of a project: its file's text, or the name it would have; which rules have exceptions, how long they may be."""

    source: Source | None
    name: str
    waivable: Mapping[str, bool]
    longest: Duration
    today: datetime.date


def actions(
    plan: PlanText, findings: Iterable[Finding], span: Span, waivers: Waivers | None = None
) -> tuple[Action, ...]:
    """What can be done about the findings that a part of a plan touches."""
    own = [one for one in findings if one.region.file == plan.source.name]
    here = [one for one in own if one.region.offset <= span.end and span.start <= _shown_to(plan, one)]
    fixes = sorted(_fixes(plan, here), key=lambda one: not one.safe)
    every = fix_all(plan, own) if fixes else None
    several = [every] if every is not None and len(every.findings) > 1 else []
    waived = (each for finding in here for each in _waive(plan, finding, waivers)) if waivers is not None else ()
    return (*fixes, *several, *waived)


def _shown_to(plan: PlanText, finding: Finding) -> int:
    """Where the part of a finding's place ends that editors underline: on its first line."""
    return min(max(finding.region.end_offset, finding.region.offset), line_end(plan.text, finding.region.offset))


def _fixes(plan: PlanText, findings: Sequence[Finding]) -> Iterator[Action]:
    seen: dict[tuple[Change, ...], Finding] = {}
    for finding in findings:
        if finding.fix is None or finding.waived is not None:
            continue
        after, count = carried_out(plan.source, finding.fix.edits, plan.schema)
        changes = tuple(
            Change(plan.source, Span(edit.region.offset, edit.region.end_offset), edit.text)
            for edit in finding.fix.edits
        )
        if count and after.text != plan.text and changes not in seen:
            seen[changes] = finding
            title = finding.fix.title if finding.fix.safe else tr("{fix} (is it meant?)", fix=finding.fix.title)
            yield Action(title, "fix", changes, (finding,), finding.fix.safe)


def fix_all(plan: PlanText, findings: Iterable[Finding]) -> Action | None:
    """All fixes that are safe, as one; nothing where there are none."""
    mended = [one for one in findings if one.fix is not None and one.fix.safe and one.waived is None]
    edits = wanted_edits(mended, unsafe=False).get(plan.source.name, [])
    after, count = carried_out(plan.source, edits, plan.schema)
    if not count or after.text == plan.text:
        return None
    title = ntr("carry out {count} fix that is safe", "carry out all {count} fixes that are safe", count)
    return Action(title, "fix all", (_difference(plan.source, after.text),), tuple(mended))


def _difference(source: Source, after: str) -> Change:
    """The part of a text that is another now."""
    before, most = source.text, min(len(source.text), len(after))
    start = next((number for number in range(most) if before[number] != after[number]), most)
    most -= start
    end = next((number for number in range(most) if before[-1 - number] != after[-1 - number]), most)
    return Change(source, Span(start, len(before) - end), after[start : len(after) - end])


# waivers


def _waive(plan: PlanText, finding: Finding, waivers: Waivers) -> Iterator[Action]:
    """To waive a finding: here, or in the project's file."""
    if finding.waived is not None or not waivers.waivable.get(finding.rule, False):
        return
    until = min(later(waivers.today, USUAL), later(waivers.today, waivers.longest)).isoformat()
    if (comment := in_a_comment(plan, finding, until)) is not None:
        title = tr("waive `{rule}` here, in a comment", rule=finding.rule)
        yield _waiver(title, plan.source, comment, finding)
    entry = as_an_entry(waivers.source, waivers.name, finding, plan.value("title"), until)
    if entry is not None:
        title = tr("waive `{rule}` in {file}", rule=finding.rule, file=f"`{waivers.name.rpartition('/')[2]}`")
        yield _waiver(title, waivers.source or Source(waivers.name, ""), entry, finding)


def _waiver(title: str, source: Source, waiving: Waiving, finding: Finding) -> Action:
    reason = waiving.span.start + waiving.reason
    return Action(
        title, "waive", (Change(source, waiving.span, waiving.text),), (finding,), False, Span(reason, reason)
    )
