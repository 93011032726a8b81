"""What became of the plans of a project since its base: gathered, and in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kpi_rules.cli.problems import as_object
from kpi_rules.diagnostics import Diagnostic
from kpi_rules.engine.findings import PlanInfo
from kpi_rules.engine.inputs import Unreadable, read_plan
from kpi_rules.engine.revisions.changes import Change, plan_changes
from kpi_rules.engine.revisions.changes_in_words import sentence
from kpi_rules.engine.revisions.compare import continued_plans
from kpi_rules.i18n import tr
from kpi_rules.plan import Plan, load_as_read
from kpi_rules.source import Source
from kpi_rules.structs import Struct
from kpi_rules.workspace.base import sources_before
from kpi_rules.workspace.project import Project


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


def changes_of(project: Project) -> Iterator[PlanChanges]:
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
        plan, problems = load_as_read(source, project.policy.schema, project.policy.limits)
        if plan is None:
            unread[source.name] = problems
        else:
            plans[source.name] = plan
    return _Plans(plans, unread)


def heading(plan: PlanChanges) -> str:
    """What became of a plan as a whole."""
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


def told(plan: PlanChanges) -> Iterator[str]:
    """What changed in it, or what keeps it from being read."""
    yield from map(sentence, plan.changes)
    yield from map(str, plan.unread)


def plan_object(plan: PlanChanges) -> dict[str, object]:
    """All of it, for programs."""
    return {
        "title": plan.title,
        "before": plan.before,
        "after": plan.after,
        "changes": [_change(change) for change in plan.changes],
        "diagnostics": list(map(as_object, plan.unread)),
    }


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
