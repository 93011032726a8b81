"""Which project a plan belongs to: the nearest `kpi-rules.yaml` above it rules, within the repository.

Comes in: plan files, and the state of the tree that rules: what is on disk, or with a base what its commit holds. A file that is new with a
change rules nothing there, so that no change lets its plans out of the project that they were in.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from kpi_rules.files import from_here, shown
from kpi_rules.i18n import ntr, tr
from kpi_rules.packs.folder import PROJECT
from kpi_rules.structs import Struct, field, replace
from kpi_rules.workspace.places import project_above
from kpi_rules.workspace.plan_files import plan_files
from kpi_rules.workspace.policy import limited, policy_of_one
from kpi_rules.workspace.project import Project, exclusion_of, with_baseline, with_waivers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.diagnostics import Diagnostic
    from kpi_rules.engine.discover import Found
    from kpi_rules.engine.inputs import PlanFile
    from kpi_rules.workspace.excluded import Exclusion
    from kpi_rules.workspace.options import Options
    from kpi_rules.workspace.revision import Revision

    Diagnostics = tuple[Diagnostic, ...]


MOST_PROJECTS = 200
"""Nested projects of a run: each has a policy of its own, half a megabyte, and a second to read it for the first time."""


class Ruling(Struct, frozen=False):
    """Finds the project of each plan, by the real folder of its file; `top` has those that no other file rules."""

    top: str | None
    above: Callable[[str, dict[str, str | None]], str | None]
    known: dict[str, str | None] = field(default_factory=dict)

    def folder(self, file: str | Path) -> str | None:
        """The real folder of the project that rules a plan; nothing where it is the top one."""
        found = self.above(os.path.realpath(os.path.dirname(file)), self.known)
        return None if found == self.top else found

    def shares(self, files: Iterable[PlanFile]) -> dict[str | None, list[PlanFile]]:
        """The plan files of each project, by its folder."""
        shares: dict[str | None, list[PlanFile]] = {}
        for file in files:
            shares.setdefault(self.folder(file.path), []).append(file)
        return shares


def ruling(options: Options, top: Path | None, revision: Revision | None) -> Ruling | None:
    """Who rules which plan; nothing where one file or some packs were named for all of them."""
    if options.config or options.packs:
        return None
    folder = None if top is None else os.path.realpath(top.parent)
    if revision is None or not options.policy_from_base:
        return Ruling(folder, project_above)
    return Ruling(folder, revision.project_above)


def file_in(folder: str) -> Path:
    """The project's file in a folder, as it is told."""
    return Path(from_here(folder), PROJECT)


def shared_out(project: Project, met: tuple[str, ...]) -> tuple[Project | None, Diagnostics]:
    """The project with the plans that are its own, and the nested projects with theirs. `met`: folders with a file of their own."""
    rules = ruling(project.options, project.file, project.revision)
    if rules is None:
        return project, ()
    shares = rules.shares(project.files)
    asked = project.options.whole or any(map(os.path.isdir, project.options.paths))
    there = tuple(folder for folder in map(os.path.realpath, met) if folder != rules.top)
    excluded = project.excluded
    if project.revision and project.options.policy_from_base:
        before = project.revision.projects_below(project.file.parent if project.file else Path())
        before = tuple(folder for folder in before if not (excluded and excluded.covers(folder)))
        new = [str(file_in(folder)) for folder in there if folder not in before]
        project = replace(project, notices=(*project.notices, *map(_new, new)))
        there = before
    for folder in there if asked else ():
        shares.setdefault(folder, [])
    own = shares.pop(None, [])
    if not shares:
        return project, ()
    return _with_nested(replace(project, files=tuple(own)), rules, shares)


def _new(file: str) -> str:
    return tr("{file} is new with this change and rules nothing yet (--policy-from head)", file=shown(file))


def _with_nested(
    project: Project, rules: Ruling, shares: Mapping[str | None, Sequence[PlanFile]]
) -> tuple[Project | None, Diagnostics]:
    """The project with those nested in it."""
    if len(shares) > MOST_PROJECTS:
        return None, (_too_many(len(shares), min(folder for folder in shares if folder)),)
    nested: list[Project] = []
    project = replace(project, kin=lambda: nested)
    warnings: Diagnostics = ()
    for folder, files in sorted(shares.items(), key=lambda share: share[0] or ""):
        made, problems = _nested(project, rules, folder or "", tuple(files))
        if made is None:
            return None, problems
        nested += [made] if made.files or made.revision or made.notices else []
        warnings = (*warnings, *problems)
    return replace(project, nested=tuple(nested), rules_plan=lambda file: rules.folder(file) is None), warnings


def _too_many(count: int, folder: str) -> Diagnostic:
    from kpi_rules.diagnostics import Diagnostic

    message = tr(
        "there are {count} projects in folders of this one, and a run takes {most}", count=count, most=MOST_PROJECTS
    )
    help_ = tr(
        "check them in several runs, as `kpi-rules check {folder}`, or `exclude` what is not yours",
        folder=shown(from_here(folder)),
    )
    return Diagnostic(message, None, help_)


def _nested(
    top: Project, rules: Ruling, folder: str, files: tuple[PlanFile, ...]
) -> tuple[Project | None, Diagnostics]:
    """A nested project: its own policy, its own plans, and what lies beside it."""
    file = file_in(folder)
    policy, problems = (
        policy_of_one(top.options, file, top.cache, lean=True, known=top.known) if os.path.lexists(file) else (None, ())
    )
    revision = None
    if top.revision:
        revision, problems = top.revision.of(file, top.options, policy)
        policy = revision.policy if revision else None
    if policy is None:
        return None, problems
    project = Project(
        options=top.options,
        file=file,
        folder=file.parent,
        policy=limited(policy, top.options),
        packs=tuple(pack.folder.path for pack in policy.packs),
        revision=revision,
        cache=top.cache,
        top=top,
        kin=top.kin,
        rules_plan=lambda plan: rules.folder(plan) == folder,
    )
    for step in (partial(_with_own_files, asked=files), with_waivers, with_baseline):
        made, more = step(project)
        if made is None:
            return None, more
        project = made
    return project, problems


def _with_own_files(project: Project, asked: tuple[PlanFile, ...]) -> tuple[Project | None, Diagnostics]:
    """The nested project with its plans: those that it names, and those that were `asked` for, which is not what is found by name alone."""
    top, options, policy = project.top, project.options, project.policy
    assert top is not None
    excluded = exclusion_of(project)
    notices: list[str] = []
    files = asked
    if policy.plans:
        found = _named(project, excluded)
        if mistakes := tuple(one for one in found.diagnostics if not one.warning):
            return None, mistakes
        notices += [one.message for one in found.diagnostics]
        notices += _of_others(project, found)
        known = {one.name for one in asked} if top.policy.plans or options.paths else set()
        own = (one for one in found.files if _is_own(project, one.path) and _is_asked_for(one.path, options.paths))
        files = (*(asked if known else ()), *(one for one in own if one.name not in known))
    if excluded:
        files = tuple(file for file in files if not excluded.meets(str(file.path)))
        notices += excluded.said(options.paths, options.whole, files)
    return replace(project, files=tuple(files), excluded=excluded, notices=tuple(notices)), ()


def _named(project: Project, excluded: Exclusion | None) -> Found:
    """What the `plans` of a nested project name."""
    revision, policy, top = project.revision, project.policy, project.top
    of_base = revision is not None and policy.plans != revision.head.plans
    above = top.excluded if top else None

    def leaves_out(path: str) -> bool:
        return bool(above and above.meets(path)) | bool(excluded and excluded.meets(path))

    every = replace(project.options, paths=(), texts=())
    return plan_files(every, project.file, policy, of_base, leaves_out)


def _is_own(project: Project, plan: str | Path) -> bool:
    return project.rules_plan is not None and project.rules_plan(str(plan))


def _of_others(project: Project, found: Found) -> Iterator[str]:
    """What is to be said of plans that a nested project names and that lie outside of its folder: it does not rule them."""
    assert project.file is not None
    home = os.path.join(os.path.realpath(project.file.parent), "")
    if others := [one for one in found.files if not os.path.realpath(one.path).startswith(home)]:
        yield ntr(
            "`plans` in {file} names {count} plan outside of its folder, which it does not rule: `{name}`",
            "`plans` in {file} names {count} plans outside of its folder, which it does not rule: `{name}` and others",
            len(others),
            file=shown(str(project.file)),
            name=others[0].name,
        )


def _is_asked_for(plan: str | Path, paths: Sequence[str]) -> bool:
    """Whether a plan lies in one of the folders that were asked for, where any were."""
    real = os.path.realpath(plan)
    return not paths or any(real.startswith(os.path.join(os.path.realpath(path), "")) for path in paths)
