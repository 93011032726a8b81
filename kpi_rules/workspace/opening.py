"""From options to a project: THE WAY ON ONE PAGE.

    options, place ─ policy ─ base revision ─ plan files ─ nested projects ─ what lies beside (waivers, baseline) ─ Project

Comes in: options, the place that `places` found for them, and a cache where there is one. Goes out: the project with warnings, or what is
wrong and no project. Reads files and asks git.
"""

from __future__ import annotations

import os

from kpi_rules.i18n import tr
from kpi_rules.structs import replace
from kpi_rules.workspace.places import project_above
from kpi_rules.workspace.plan_files import plan_files, without
from kpi_rules.workspace.policy import limited, policy_of_one
from kpi_rules.workspace.project import Project, exclusion_of, with_baseline, with_waivers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.cache import Cache
    from kpi_rules.diagnostics import Diagnostic
    from kpi_rules.packs.known import Known
    from kpi_rules.workspace.options import Options
    from kpi_rules.workspace.places import Place

    Diagnostics = tuple[Diagnostic, ...]


def open_project(
    options: Options, place: Place, cache: Cache | None = None, known: Known | None = None
) -> tuple[Project | None, Diagnostics]:
    """The project at a place; with it, diagnostics are warnings. `known`: what was made of packs before."""
    policy, problems = policy_of_one(options, place.file, cache, known=known)
    if policy is None:
        return None, problems
    packs = tuple(pack.folder.path for pack in policy.packs)
    project = Project(
        options=options, file=place.file, folder=place.folder, policy=policy, packs=packs, cache=cache, known=known
    )
    made, problems = _completed(project, problems)
    return _with_settings(made, problems) if made and options.settings else (made, problems)


def _with_settings(project: Project, warnings: Diagnostics) -> tuple[Project | None, Diagnostics]:
    """The project, where each setting asked for is one of some project of the run; told where others lack it."""
    notices: list[str] = []
    for name, text in project.options.settings:
        count = sum(name.partition(".")[0] in each.policy.settings for each in project.all)
        if not count:
            project.close()
            return None, (_unknown(project, name, text),)
        if count < len(project.all):
            notices.append(
                tr(
                    "`--set {name}` holds in {count} of {total} projects: the others have no such setting",
                    name=name,
                    count=count,
                    total=len(project.all),
                )
            )
    return replace(project, notices=(*project.notices, *notices)), warnings


def _unknown(project: Project, name: str, text: str) -> Diagnostic:
    from kpi_rules.packs.find import argument
    from kpi_rules.packs.settings import unknown_setting

    problem = unknown_setting(
        name, argument("--set", f"{name}={text}"), {name for each in project.all for name in each.policy.settings}
    )
    if project.revision and name in project.revision.head.settings:
        return replace(problem, help=tr("`--policy-from head` takes those of this revision"))
    return problem


def _completed(project: Project, warnings: Diagnostics) -> tuple[Project | None, Diagnostics]:
    """The project with its base, its plan files, and what lies beside it."""
    for step in (_with_base, _with_files, with_waivers, with_baseline):
        made, problems = step(project)
        if made is None:
            project.close()
            return None, (*warnings, *problems)
        project, warnings = made, (*warnings, *problems)
    return project, warnings


def _with_base(project: Project) -> tuple[Project | None, Diagnostics]:
    """The project with the revision that it is held against, and with its policy where that rules."""
    options = project.options
    if options.base is None:
        return replace(project, policy=limited(project.policy, options)), ()
    from kpi_rules.workspace.revision import open_revision

    revision, problems = open_revision(options.base, options, project.file, project.policy)
    if revision is None:
        return None, problems
    file = revision.project or project.file if options.policy_from_base else project.file
    policy = limited(revision.policy, options)
    return replace(project, revision=revision, file=file, policy=policy), problems


def _with_files(project: Project) -> tuple[Project | None, Diagnostics]:
    """The project with its plan files. What is doubtful about where to look is told with the findings."""
    options = project.options
    of_base = project.revision is not None and project.policy.plans != project.revision.head.plans
    excluded = exclusion_of(project)
    found = plan_files(options, project.file, project.policy, of_base, excluded.meets if excluded else None)
    found = without(found, excluded) if excluded else found
    if mistakes := tuple(one for one in found.diagnostics if not one.warning):
        return None, mistakes
    notices = tuple(one.message for one in found.diagnostics)
    project = replace(project, files=found.files, notices=notices, excluded=excluded)
    made, problems = _shared_out(project, found.projects)
    if made is None:
        return None, problems
    if excluded:
        made = replace(made, notices=(*made.notices, *excluded.said(options.paths, options.whole, made.files)))
    if found.nearly:
        from kpi_rules.workspace.misnamed import nearly_plans

        made = replace(made, notices=(*made.notices, *nearly_plans(found.nearly, made.every_file)))
    return made, problems


def _shared_out(project: Project, met: tuple[str, ...]) -> tuple[Project | None, Diagnostics]:
    """The project, and those nested in it with the plans that are theirs. `met`: folders with a file of their own."""
    if _rules_alone(project, met):
        return project, ()
    from kpi_rules.workspace.nested import shared_out

    return shared_out(project, met)


def _rules_alone(project: Project, met: tuple[str, ...]) -> bool:
    """Whether it is plain that all plans are its own: so it is nearly always."""
    if project.revision or project.options.config or project.options.packs:
        return False
    top = None if project.file is None else os.path.realpath(project.file.parent)
    known: dict[str, str | None] = {}
    folders = {os.path.realpath(os.path.dirname(file.path)) for file in project.files}
    return all(os.path.realpath(folder) == top for folder in met) and all(
        project_above(folder, known) == top for folder in folders
    )
