"""The base of a project: its plans as they were, what became of those that nobody looks at, and what a change brings that nobody looks at.

Comes in: a project with its revision. Goes out: a `Base`, sources, sentences. Only runs that have a base load this.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from pathlib import Path

from kpi_rules.engine.discover import discover
from kpi_rules.engine.revisions.before import Base
from kpi_rules.engine.revisions.committed import committed_plans
from kpi_rules.engine.revisions.index import new_and_unseen
from kpi_rules.engine.revisions.lost import unseen_files_notice
from kpi_rules.engine.revisions.whereabouts import Became, became
from kpi_rules.files import from_here
from kpi_rules.packs.folder import PROJECT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.engine.findings import PlanInfo
    from kpi_rules.engine.inputs import Unreadable
    from kpi_rules.source import Source
    from kpi_rules.workspace.project import Project
    from kpi_rules.workspace.revision import Revision


def unseen_files(project: Project, revision: Revision, told: Collection[str]) -> Iterator[str]:
    """A sentence about files that the change brings, that hold KPIs, that nobody looks at, and of which nothing is told."""
    if project.options.whole and not project.top:
        files = (file for file in new_and_unseen(revision.commit, _looked_at(project)) if file not in told)
        yield from unseen_files_notice(
            file for file in files if not any(each.leaves_out(file) for each in _every(project))
        )


def base_of(project: Project, revision: Revision, most: int) -> Base:
    """The plans of the base; those of the whole project are looked at where a plan has been moved."""
    return Base(
        name=revision.commit.name,
        policy=revision.policy,
        today=project.options.today,
        scope=sources_before(project),
        beyond=lambda: _beyond(project),
        most_findings=most,
        became=None if project.options.texts else partial(_became, project, revision),
    )


def _became(project: Project, revision: Revision, lost: Sequence[PlanInfo]) -> dict[str, Became]:
    """What became of plans of the base. Where some plans alone are looked at, another run looks at the others."""
    looked_at = [*_looked_at(project), *_looked_at_by_others(project, revision)]
    kin = (each for each in _every(project) if each is not project)
    by_kin = [file.path for each in kin for file in each.files]
    return became(revision.commit, lost, looked_at, project.policy, by_kin)


def _every(project: Project) -> tuple[Project, ...]:
    """All projects of the run."""
    return (project.top or project, *(project.kin() if project.kin else ()))


def _looked_at(project: Project) -> Iterator[str | Path]:
    """The plan files that the run looks at."""
    return (file.path for each in _every(project) for file in each.files)


def _looked_at_by_others(project: Project, revision: Revision) -> Iterator[str | Path]:
    """The plan files that a run over everything would look at, where this one was asked for some."""
    if project.options.whole:
        return
    top = project.top or project
    folder = top.file.parent if top.file else None
    below = revision.projects_below(folder or Path())
    nested = (
        (revision.of(Path(from_here(each), PROJECT), project.options, None)[0], Path(from_here(each))) for each in below
    )
    named = [(each.policy.plans, place) for each, place in nested if each and each.policy.plans]
    for plans, place in ((top.policy.plans, folder), *named):
        found = discover((), plans, place, leaves_out=project.leaves_out)[0]
        yield from (file.path for file in found)


def _beyond(project: Project) -> Iterator[Source | Unreadable]:
    """Every plan of the base, of whichever project, where more than a run's own may matter."""
    if project.options.paths or project.kin:
        seen: set[str] = set()
        for each in (project.top or project, *(project.kin() if project.kin else ())):
            for source in _committed(each, ()):
                if source.name not in seen and not each.leaves_out(source.name):
                    seen.add(source.name)
                    yield source


def _committed(project: Project, paths: Sequence[str]) -> Iterator[Source | Unreadable]:
    """The base's plans that were asked for, or that a project named."""
    assert project.revision is not None
    commit, own = project.revision.commit, project.revision.own.plans
    plans = tuple(dict.fromkeys((*own, *project.policy.plans)))  # what was looked at, and what is
    folder = project.file.parent if project.file else None
    if project.top and (not plans or project.top.policy.plans or paths):
        yield from _committed(project.top, paths)
    if not project.top or (plans and not paths):
        yield from committed_plans(commit, paths, plans, folder, project.policy)


def sources_before(project: Project) -> Iterator[Source | Unreadable]:
    """The base's plans that belonged to this project, each once."""
    own, seen = project.rules_plan, set()
    for source in _committed(project, project.options.paths):
        if source.name not in seen and (own is None or own(source.name)) and not project.leaves_out(source.name):
            seen.add(source.name)
            yield source
    assert project.revision is not None
    yield from project.revision.refused(project.files)
