"""What becomes of the findings: THE SECOND PAGE OF THE PIPELINE.

    report ─ held against the base ─ waived ─ each gap once ─ findings about waivers ─ in the baseline ─ settled

Comes in: a report, and what the run knows beside the plans: the base revision, waivers, a baseline. Goes out: the report that
people see and the gate looks at. Knows nothing of git and of where files lie.

With a base, what excuses is the base's: its waivers file, and what remarks in its plans waived there. The waivers of this
revision are still judged, and told where they are wrong; they begin to count once they have been let in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from kpi_rules.engine.baseline import Applied, Baseline, apply_baseline
from kpi_rules.engine.contents import NothingKnown
from kpi_rules.engine.findings import UNCHECKED_PLAN, Finding, Report, Tally, Waived
from kpi_rules.engine.revisions.before import Base
from kpi_rules.engine.revisions.compare import Comparison, compare
from kpi_rules.engine.revisions.doubts import with_doubts
from kpi_rules.engine.revisions.lost import gone_notice, idle_notices, lost_findings, unchecked_plan_rule, unseen_notice
from kpi_rules.engine.revisions.renamed import Content
from kpi_rules.engine.settled import Settled
from kpi_rules.engine.standing_in import spoken, unspoken
from kpi_rules.engine.waivers.waiving import (
    excuse,
    judge_waivers,
    plan_names,
    waived,
    waiver_problems,
    with_problems,
)
from kpi_rules.engine.waivers.written import Read, Waiver, read_waivers, remark_waivers
from kpi_rules.i18n import ntr
from kpi_rules.packs import Policy
from kpi_rules.source import Source
from kpi_rules.structs import Struct, replace


class Beside(Struct):
    """What a run knows beside its plans. `whole`: it looks at every plan there is; `folder` is the one the baseline lies in;
    `contents`: what the plans hold."""

    policy: Policy
    today: date
    waivers: Source | None = None
    base: Base | None = None
    base_waivers: Source | None = None
    waivers_from_base: bool = True
    baseline: Baseline | None = None
    folder: str = ""
    contents: Content = NothingKnown()
    whole: bool = True


def settle(report: Report, beside: Beside) -> Settled:
    """The report with what is waived, new, fixed and old."""
    report = unspoken(report)
    held = None if beside.base is None else _held(report, beside, beside.base)
    report = held.report if held else report
    written, misread = _all_waivers(report, beside.waivers)
    names = {**(held.names if held else {}), **plan_names(report)}
    judged = judge_waivers(report, written, beside.policy, beside.today, names, beside.whole)
    problems = (*misread, *waiver_problems(report, judged, beside.today, beside.policy.longest_waiver))
    own = waived(judged)
    report = (
        with_problems(spoken(excuse(report, own)), problems) if held is None else _excused(held, own, problems, beside)
    )
    if beside.baseline is None:
        return Settled(report, judged)
    applied = apply_baseline(report, beside.baseline, beside.folder, beside.whole, beside.contents)
    return Settled(_told(applied), judged, applied)


def _all_waivers(report: Report, file: Source | None) -> Read:
    """The waivers of the file and of the plans."""
    in_file, misread = read_waivers(file) if file is not None else ((), ())
    in_plans, misread_too = remark_waivers(report.plans)
    return (*in_plans, *in_file), (*misread, *misread_too)


class _Held(Struct):
    """A report held against the base's: compared, with what nobody looks at any more. `names` are those of plans that are lost."""

    report: Report
    compared: Comparison
    before: Report
    names: Mapping[str, frozenset[str]]
    written: tuple[Waiver, ...]
    problems: tuple[Finding, ...]
    base: str


def _held(report: Report, beside: Beside, base: Base) -> _Held:
    """The report held against the base's."""
    before = unspoken(base.report(report.plans))
    written, misread = _all_waivers(before, beside.base_waivers)
    judged = judge_waivers(before, written, beside.policy, beside.today, plan_names(before), beside.whole)
    problems = (*misread, *waiver_problems(before, judged, beside.today, beside.policy.longest_waiver))
    compared = compare(report, excuse(before, waived(judged)), base.name, beside.contents, base)
    report = with_doubts(_with_lost(compared, base), compared.doubts, beside.policy, base.name)
    lost = {plan.file for plan in compared.lost}
    names = {file: own for file, own in plan_names(before).items() if file in lost}
    return _Held(report, compared, before, names, written, problems, base.name)


def _with_lost(compared: Comparison, base: Base) -> Report:
    """The report with what is to be said of plans that nobody looks at any more, or that most rules pass by from now on."""
    report = compared.report
    report = replace(report, notices=(*report.notices, *idle_notices(report.plans, compared.idle, base.name)))
    if not compared.lost or base.became is None:
        return report
    states = base.became(compared.lost)
    found = lost_findings(compared.lost, states, base.name)
    report = replace(report, notices=(*report.notices, *gone_notice(compared.lost, states, base.name)))
    report = replace(report, notices=(*report.notices, *unseen_notice(compared.lost, states, base.name)))
    if not found:
        return report
    return replace(
        report,
        findings=(*report.findings, *found),
        rules=(unchecked_plan_rule(), *report.rules),
        tallies={**report.tallies, UNCHECKED_PLAN: Tally(failed=len(found))},
    )


def _excused(held: _Held, own: Mapping[int, Waived], problems: tuple[Finding, ...], beside: Beside) -> Report:
    """The report excused by the waivers of the base, or by its own."""
    excused = _excused_by_base(held, beside) if beside.waivers_from_base else dict(own)
    report = _with_changed_problems(spoken(excuse(held.report, excused)), problems, held.problems)
    ignored = own.keys() - excused.keys()
    return _noticing(report, len(ignored), held.base) if ignored else report


def _excused_by_base(held: _Held, beside: Beside) -> dict[int, Waived]:
    """What the base's waivers excuse: what they excused there, and what its file says of this revision's plans."""
    report = held.report
    old_names = plan_names(held.before)
    names = {**held.names, **_names_of_the_change(report, held.compared.plans, old_names)}
    in_file = [waiver for waiver in held.written if waiver.lines is None]
    judged = judge_waivers(report, in_file, beside.policy, beside.today, names, beside.whole)
    there = {number: old.waived for number, old in held.compared.continues.items() if old.waived is not None}
    return {**there, **waived(judged)}


def _names_of_the_change(
    report: Report, plans: Mapping[str, str], old_names: Mapping[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    """What plans go by for waivers of the base: what they were called there; and what else, unless another plan was called so. No change takes
    a name that is excused."""
    taken = {name: file for file, own in old_names.items() for name in own}
    found = {}
    for file, own in plan_names(report).items():
        old = plans.get(file)
        free = frozenset(name for name in own if taken.get(name, old) == old)
        found[file] = free | (old_names[old] if old else frozenset())
    return found


def _with_changed_problems(report: Report, now: tuple[Finding, ...], before: tuple[Finding, ...]) -> Report:
    """Findings about waivers, new or not."""
    old = Counter(finding.likeness for finding in before)
    told = []
    for finding in now:
        known = old[finding.likeness] > 0
        old[finding.likeness] -= known
        told.append(replace(finding, change="unchanged" if known else "new"))
    gone = []
    for finding in before:
        if old[finding.likeness] > 0:
            old[finding.likeness] -= 1
            gone.append(replace(finding, change="fixed"))
    return replace(with_problems(report, told), fixed=(*report.fixed, *gone))


def _noticing(report: Report, count: int, base: str) -> Report:
    notice = ntr(
        "{count} finding is waived by this change alone, which does not count: waivers are those of {base} "
        "(--waivers-from head)",
        "{count} findings are waived by this change alone, which does not count: waivers are those of {base} "
        "(--waivers-from head)",
        count,
        base=base,
    )
    return replace(report, notices=(*report.notices, notice))


def _told(applied: Applied) -> Report:
    """The report, with a word about entries of the baseline that apply no more."""
    if not applied.gone:
        return applied.report
    notice = ntr(
        "{count} entry of the baseline applies no more: `kpi-rules baseline --prune` takes it out",
        "{count} entries of the baseline apply no more: `kpi-rules baseline --prune` takes them out",
        len(applied.gone),
    )
    return replace(applied.report, notices=(*applied.report.notices, notice))
