"""A project's plans, judged: checked, and what becomes of the findings settled by what lies beside them.

Comes in: a project. Goes out: a settled report, or what kept it from being made. Plans that are looked at together, and those that are held
against a base, are checked in one process; others on all cores, and only those that nothing is known of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from kpi_rules.engine.check import check, report
from kpi_rules.engine.findings import Gate
from kpi_rules.engine.inputs import read_plan
from kpi_rules.engine.many import Work, results
from kpi_rules.engine.settled import Settled
from kpi_rules.files import shown
from kpi_rules.i18n import language, tr
from kpi_rules.structs import replace
from kpi_rules.workspace.project import is_new_baseline

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from kpi_rules.diagnostics import Diagnostic
    from kpi_rules.engine.contents import Contents
    from kpi_rules.engine.findings import Report
    from kpi_rules.engine.inputs import Unreadable
    from kpi_rules.engine.revisions.before import Base
    from kpi_rules.source import Source
    from kpi_rules.workspace.project import Project
    from kpi_rules.workspace.revision import Revision

    Passing: TypeAlias = Callable[[Iterable[Any], int], Iterable[Any]]
    """Gives on what it is given, one by one; it knows how many there will be."""


def _unseen(items: Iterable[Any], total: int) -> Iterable[Any]:
    return items


def settled(project: Project, passing: Passing = _unseen) -> tuple[Settled | None, tuple[Diagnostic, ...]]:
    """Check, and settle what becomes of the findings, project by project. Plans go through `passing` on their way, for whoever counts them."""
    if not project.nested:
        return settled_alone(project, passing)
    from kpi_rules.engine.merging import merged

    made: list[Settled] = []
    unheard: list[str] = []
    for each in project.all:
        if each.files or each.own_texts or each.revision:
            result, problems = settled_alone(each, passing)
            if result is None:
                return None, problems
            made.append(result)
        else:
            unheard += each.notices
    most = project.options.most_findings + sum(len(each.baseline.entries) for each in project.all if each.baseline)
    report = merged([result.report for result in made], most)
    report = _noticing(report, [notice for notice in unheard if notice not in report.notices])
    return Settled(report, tuple(waiver for result in made for waiver in result.waivers)), ()


def settled_alone(project: Project, passing: Passing = _unseen) -> tuple[Settled | None, tuple[Diagnostic, ...]]:
    """The same without the projects below."""
    baseline, revision = project.baseline, project.revision
    most = project.options.most_findings + (len(baseline.entries) if baseline else 0)
    base = None if revision is None else _base_of(project, revision, most)
    report = replace(_report(project, base, most, passing), gate=Gate(project.fail_on))
    if not (base or baseline or project.waivers or any(plan.remarks for plan in report.plans)):
        return Settled(_noticing(report, project.notices), ()), ()
    result = _settle(project, report, base)
    if revision and revision.incomplete:
        return None, revision.incomplete
    return replace(result, report=_noticing(result.report, list(_notices(project, result.report)))), ()


def _base_of(project: Project, revision: Revision, most: int) -> Base:
    from kpi_rules.workspace.base import base_of

    return base_of(project, revision, most)


def _settle(project: Project, report: Report, base: Base | None) -> Settled:
    from kpi_rules.engine.settle import Beside, settle

    beside = Beside(
        policy=project.policy,
        today=project.options.today,
        waivers=project.waivers,
        base=base,
        base_waivers=project.base_waivers,
        waivers_from_base=project.options.waivers_from_base,
        baseline=project.baseline,
        folder=shown(str(project.baseline_path.parent)),
        contents=_contents(project),
        whole=project.options.whole and not (project.options.baseline and (project.nested or project.top)),
    )
    return settle(report, beside)


def _contents(project: Project) -> Contents:
    """What the plans hold, read once more where it is asked for."""
    from kpi_rules.engine.contents import Contents

    files = {file.name: file for file in project.files}

    def read(name: str) -> Source | Unreadable | None:
        known = project.texts.get(name)
        return known or (read_plan(files[name], project.policy.limits) if name in files else None)

    return Contents(project.policy, read)


def _report(project: Project, base: Base | None, most: int, passing: Passing) -> Report:
    """Check every plan."""
    policy, today = project.policy, project.options.today
    count = len(project.files) + len(project.own_texts)
    if base is not None or (policy.portfolio_rules and project.memory is None):
        sources = passing(_sources(project), count)
        return check(sources, policy, today, previous=base, most_findings=most)
    work = Work(policy, today, most, language())
    find = project.memory.results if project.memory else results
    known = find(_sources(project), work, project.options.jobs, project.cache)
    return report(passing(known, count), policy, today, most)


def _sources(project: Project) -> Iterator[Source | Unreadable]:
    """The plans' sources, those that are in no file last."""
    for file in project.files:
        yield project.texts.get(file.name) or read_plan(file, project.policy.limits)
    yield from (project.texts[name] for name in project.own_texts)


def _notices(project: Project, report: Report) -> Iterator[str]:
    """What was taken into account that nobody asked for."""
    yield from project.notices
    if project.revision:
        from kpi_rules.workspace.base import unseen_files

        yield from project.revision.notices
        yield from unseen_files(project, project.revision, {finding.region.file for finding in report.findings})
    file = shown(str(project.baseline_path))
    excused = any(finding.baselined for finding in report.findings)
    if project.baseline is not None and excused and not project.options.baseline:
        yield tr("findings in {file} do not count (--no-baseline)", file=file)
    if is_new_baseline(project):
        yield tr("{file} is new with this change and excuses nothing yet (--waivers-from head)", file=file)


def _noticing(report: Report, notices: Sequence[str]) -> Report:
    return replace(report, notices=(*report.notices, *notices)) if notices else report
