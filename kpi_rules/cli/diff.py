"""`kpi-rules diff [REF]`: what changed in the plans since a revision, in words, and what that did to the findings."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import click

from kpi_rules.cli.commands import Command
from kpi_rules.cli.console import put_out, wants_color, write
from kpi_rules.cli.options import beside_options, color_option, format_option, policy_options, today_option
from kpi_rules.cli.problems import as_object
from kpi_rules.cli.project import options_of, settled, the_project
from kpi_rules.diagnostics import Diagnostic
from kpi_rules.engine.findings import Finding, PlanInfo, Report
from kpi_rules.engine.gate import CLEAN, FOUND
from kpi_rules.engine.inputs import Unreadable, read_plan
from kpi_rules.engine.revisions.changes import Change, plan_changes
from kpi_rules.engine.revisions.changes_in_words import sentence
from kpi_rules.engine.revisions.compare import continued_plans
from kpi_rules.engine.revisions.policy_changes import policy_changes
from kpi_rules.i18n import listed, ntr, tr
from kpi_rules.plan import Plan, load_plan
from kpi_rules.source import Source
from kpi_rules.structs import Struct
from kpi_rules.workspace.base import sources_before
from kpi_rules.workspace.project import Project

_EPILOG = """\b
Examples:
  kpi-rules diff                       since the last commit
  kpi-rules diff origin/main           since the main branch as it is
  kpi-rules diff origin/main...        since this branch left it
  kpi-rules diff v1.2 plans/ --format json
"""


class PlanChanges(Struct):
    """What became of a plan: `before` and `after` are its files; `unread` says why it cannot be read now."""

    title: str
    before: str | None
    after: str | None
    changes: tuple[Change, ...] = ()
    unread: tuple[Diagnostic, ...] = ()
    unread_before: bool = False


class _Plans(Struct):
    """The plans of one state by file, and what is wrong with the files that cannot be read."""

    read: Mapping[str, Plan]
    unread: Mapping[str, tuple[Diagnostic, ...]]

    @property
    def infos(self) -> tuple[PlanInfo, ...]:
        """All of them; those that cannot be read have no name but their file's."""
        read = (PlanInfo(file, plan.title, plan.identity) for file, plan in self.read.items())
        return (*read, *(PlanInfo(file, None, whole=False) for file in self.unread))


@click.command("diff", cls=Command, epilog=_EPILOG)
@click.argument("ref", default="HEAD")
@click.argument("paths", nargs=-1, type=click.Path())
@policy_options
@today_option
@beside_options
@format_option
@color_option
def command(**given: Any) -> int:
    """Tell what changed in the plans between the revision REF and now, and what that did to the findings.

    Renamed files are followed by the plan in them; KPIs and other records are the same by their ids. Nothing that is found here
    fails the command, but a plan that cannot be read now makes the exit code 1: nobody knows what has changed in it.
    """
    options = options_of({**given, "base": given["base"] or given["ref"]})
    with the_project(options) as project:
        plans = tuple(change for each in project.all for change in _plan_changes(each))
        revisions = [each.revision for each in project.all if each.revision]
        policy = tuple(change for each in revisions for change in policy_changes(each.own, each.head))
        report = settled(project).report
    if given["format_"] == "json":
        put_out(_as_json(report, plans, policy))
    else:
        write("\n".join(_as_text(report, plans, policy, wants_color(given["color"], sys.stdout))) + "\n")
    return FOUND if any(plan.unread for plan in plans) else CLEAN


def _plan_changes(project: Project) -> Iterator[PlanChanges]:
    """The plans that changed, then those that cannot be read now, the ones that are gone last."""
    now, before = _plans(map(read_plan, project.files), project), _plans(_sources_before(project), project)
    pairs = continued_plans(now.infos, before.infos)
    for file, plan in now.read.items():
        old_file = pairs.get(file)
        old = before.read.get(old_file or "")
        changes = plan_changes(old.values, plan.values, project.policy.schema.records) if old else ()
        if changes or old_file != file or old is None:
            yield PlanChanges(plan.title, old_file, file, changes, unread_before=old_file in before.unread)
    for file, problems in now.unread.items():
        title = before.read[pairs[file]].title if pairs.get(file) in before.read else file
        yield PlanChanges(title, pairs.get(file), file, unread=problems)
    for file, plan in before.read.items():
        if file not in pairs.values():
            yield PlanChanges(plan.title, file, None)


def _sources_before(project: Project) -> Iterable[Source | Unreadable]:
    return sources_before(project) if project.revision else ()


def _plans(sources: Iterable[Source | Unreadable], project: Project) -> _Plans:
    """The plans that can be read, and what keeps the others from it."""
    plans, unread = {}, {}
    for source in sources:
        if isinstance(source, Unreadable):
            unread[source.name] = source.diagnostics
            continue
        plan, problems = load_plan(source, project.policy.schema, project.policy.limits)
        if plan is None:
            unread[source.name] = problems
        else:
            plans[source.name] = plan
    return _Plans(plans, unread)


def _as_text(report: Report, plans: tuple[PlanChanges, ...], policy: tuple[Change, ...], color: bool) -> Iterator[str]:
    from kpi_rules.reports.ink import colours
    from kpi_rules.reports.safe import one_line

    ink = colours(color)
    for plan in plans:
        yield ink("strong", one_line(_heading(plan)))
        yield from (f"  {one_line(sentence(change))}" for change in plan.changes)
        yield from (f"  {one_line(str(problem))}" for problem in plan.unread)
        yield ""
    if policy:
        yield ink("strong", tr("packs and settings"))
        yield from (f"  {one_line(sentence(change))}" for change in policy)
        yield ""
    if not plans and not policy:
        yield tr("no plan has changed since {base}", base=one_line(report.base or ""))
    new = [finding for finding in report.findings if finding.change == "new"]
    yield from _findings(ink("must", tr("new")), new)
    yield from _findings(ink("good", tr("fixed")), report.fixed)
    stays = sum(finding.change == "unchanged" for finding in report.findings)
    counts = [
        ntr("{count} new finding", "{count} new findings", len(new)),
        ntr("{count} fixed", "{count} fixed", len(report.fixed)),
        ntr("{count} unchanged", "{count} unchanged", stays),
    ]
    yield from (tr("note: {notice}", notice=one_line(notice)) for notice in report.notices)
    yield tr("since {base}: {counts}", base=one_line(report.base or ""), counts=listed(counts))


def _heading(plan: PlanChanges) -> str:
    values = {"title": plan.title, "before": plan.before, "after": plan.after}
    if plan.unread:
        return tr("{title}: {after} cannot be read now, so nobody knows what has changed", **values)
    if plan.unread_before:
        return tr("{title}: {before} could not be read before, so nobody knows what has changed", **values)
    if plan.before is None:
        return tr("{title}: new plan in {after}", **values)
    if plan.after is None:
        return tr("{title}: plan removed from {before}", **values)
    if plan.before != plan.after:
        return tr("{title}: moved from {before} to {after}", **values)
    return tr("{title} ({after})", **values)


def _findings(state: str, findings: Iterable[Finding]) -> Iterator[str]:
    from kpi_rules.reports.safe import one_line
    from kpi_rules.reports.words import kind

    told = False
    for finding in findings:
        told = True
        place = f"{finding.region.file}:{finding.region.start.line}"
        yield f"{state} {kind(finding.level)}[{one_line(finding.rule)}]: {one_line(finding.message)} ({one_line(place)})"
    if told:
        yield ""


def _as_json(report: Report, plans: tuple[PlanChanges, ...], policy: tuple[Change, ...]) -> str:
    from kpi_rules.reports.json_report import finding_object
    from kpi_rules.reports.json_text import dumps

    value = {
        "format": "kpi-rules-diff",
        "version": 1,
        "base": report.base,
        "today": report.today.isoformat(),
        "plans": [
            {
                "title": it.title,
                "before": it.before,
                "after": it.after,
                "changes": [_change(change) for change in it.changes],
                "diagnostics": list(map(as_object, it.unread)),
            }
            for it in plans
        ],
        "policy": [_change(change) for change in policy],
        "new": [finding_object(finding) for finding in report.findings if finding.change == "new"],
        "fixed": [finding_object(finding) for finding in report.fixed],
        "unchanged": sum(finding.change == "unchanged" for finding in report.findings),
        "notices": list(report.notices),
    }
    return dumps(value) + "\n"


def _change(change: Change) -> Mapping[str, object]:
    return {
        "kind": change.kind,
        "subject": change.subject,
        "field": change.field,
        "before": change.before,
        "after": change.after,
        "effect": change.effect,
        "text": sentence(change),
    }
