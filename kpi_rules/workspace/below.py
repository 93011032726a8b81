"""Which project a plan belongs to: the nearest `kpi-rules.yaml` above it rules, within the repository.

Comes in: plan files, and the state of the tree that rules: what is on disk, or with a base what its commit holds. A file that is new with a
change rules nothing there, so that no change lets its plans out of the project that they were in.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from kpi_rules.engine.discover import discover
from kpi_rules.engine.globs import Glob
from kpi_rules.files import from_here, lies_outside, shown
from kpi_rules.i18n import tr
from kpi_rules.packs.folder import PROJECT
from kpi_rules.structs import Struct, field, replace
from kpi_rules.workspace.places import project_above
from kpi_rules.workspace.policy import limited, project_policy
from kpi_rules.workspace.project import Project, with_baseline, with_waivers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.diagnostics import Diagnostic
    from kpi_rules.engine.inputs import PlanFile
    from kpi_rules.packs import Policy
    from kpi_rules.workspace.options import Options
    from kpi_rules.workspace.revision import Revision

    Diagnostics = tuple[Diagnostic, ...]


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
    """The project with the plans that are its own, and the projects below with theirs. `met`: folders with a file of their own."""
    rules = ruling(project.options, project.file, project.revision)
    if rules is None:
        return project, ()
    shares = rules.shares(project.files)
    asked = project.options.whole or any(map(os.path.isdir, project.options.paths))
    there = tuple(folder for folder in map(os.path.realpath, met) if folder != rules.top)
    if project.revision and project.options.policy_from_base:
        before = project.revision.projects_below(project.file.parent if project.file else Path())
        new = [str(file_in(folder)) for folder in there if folder not in before]
        project = replace(project, notices=(*project.notices, *map(_new, new)))
        there = before
    for folder in there if asked else ():
        shares.setdefault(folder, [])
    own = shares.pop(None, [])
    if not shares:
        return project, ()
    return _with_below(replace(project, files=tuple(own)), rules, shares)


def _new(file: str) -> str:
    return tr("{file} is new with this change and rules nothing yet (--policy-from head)", file=shown(file))


def _with_below(
    project: Project, rules: Ruling, shares: Mapping[str | None, Sequence[PlanFile]]
) -> tuple[Project | None, Diagnostics]:
    """The project with those below it."""
    below: list[Project] = []
    project = replace(project, kin=lambda: below)
    warnings: Diagnostics = ()
    for folder, files in sorted(shares.items(), key=lambda share: share[0] or ""):
        made, problems = _below(project, rules, folder or "", tuple(files))
        if made is None:
            return None, problems
        below += [made] if made.files or made.revision else []
        warnings = (*warnings, *problems)
    return replace(project, below=tuple(below), rules_plan=lambda file: rules.folder(file) is None), warnings


def _below(top: Project, rules: Ruling, folder: str, files: tuple[PlanFile, ...]) -> tuple[Project | None, Diagnostics]:
    """A project below: its own policy, its own plans, and what lies beside it."""
    file = file_in(folder)
    policy, problems = project_policy(top.options, file, top.cache) if os.path.lexists(file) else (None, ())
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
        files=_own_files(top, policy, file, files, rules),
        top=top,
        kin=top.kin,
        rules_plan=lambda plan: rules.folder(plan) == folder,
    )
    for step in (with_waivers, with_baseline):
        made, more = step(project)
        if made is None:
            return None, more
        project = made
    return project, problems


def _is_asked_for(plan: str | Path, paths: Sequence[str]) -> bool:
    """Whether a plan lies in one of the folders that were asked for, where any were."""
    real = os.path.realpath(plan)
    return not paths or any(real.startswith(os.path.join(os.path.realpath(path), "")) for path in paths)


def _own_files(
    top: Project, policy: Policy, file: Path, files: tuple[PlanFile, ...], rules: Ruling
) -> tuple[PlanFile, ...]:
    """The plans of a project below: those that it names, and those that were asked for, which is not what is found by name alone."""
    if not policy.plans:
        return files
    inner = [glob for glob in policy.plans if not lies_outside(Glob.of(glob, file.parent).folder, file.parent)]
    found = discover((), inner, file.parent)[0] if inner else ()
    here = os.path.realpath(file.parent)
    own = tuple(one for one in found if rules.folder(one.path) == here and _is_asked_for(one.path, top.options.paths))
    if not (top.policy.plans or top.options.paths):
        return own
    known = {one.name for one in files}
    return (*files, *(one for one in own if one.name not in known))
