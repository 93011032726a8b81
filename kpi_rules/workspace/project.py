"""A project as a value: THE WAY TO IT ON ONE PAGE.

    options, place ─ policy ─ base revision ─ plan files ─ what lies beside (waivers, baseline) ─ Project

Comes in: options, the place that `places` found for them, and a cache where there is one. Goes out: the project with warnings, or what is wrong and no project. Reads files and
asks git. `settled` judges its plans.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from kpi_rules.engine.inputs import PlanFile, Unreadable
from kpi_rules.files import from_here
from kpi_rules.packs.cached import names_of
from kpi_rules.packs.folder import PROJECT
from kpi_rules.source import Source
from kpi_rules.structs import Struct, field, replace
from kpi_rules.workspace.places import BASELINE, LOCK, WAIVERS, Place
from kpi_rules.workspace.plan_files import not_in_force, plan_files
from kpi_rules.workspace.policy import limited, project_policy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.cache import Cache
    from kpi_rules.diagnostics import Diagnostic
    from kpi_rules.engine.baseline import Baseline
    from kpi_rules.packs import Policy
    from kpi_rules.workspace.options import Options
    from kpi_rules.workspace.revision import Revision

    Diagnostics = tuple[Diagnostic, ...]


class Project(Struct, kw_only=True):
    """What is checked, and against what. Close it when done."""

    options: Options
    file: Path | None
    """The `kpi-rules.yaml` that rules: with a base, its own."""
    folder: Path | None
    """Where the files beside the project lie; none where none count."""
    policy: Policy
    packs: tuple[Path, ...]
    """The folders of the packs as they are here, whatever the base's are."""
    files: tuple[PlanFile, ...] = ()
    notices: tuple[str, ...] = ()
    """What was doubtful about where to look."""
    revision: Revision | None = None
    waivers: Source | None = None
    base_waivers: Source | None = None
    baseline: Baseline | None = None
    texts: Mapping[str, Source | Unreadable] = field(default_factory=dict)
    """Plans by name that are looked at as they are here: in the place of their files, or beside all files."""
    cache: Cache | None = None

    @property
    def total(self) -> int:
        """How many plans there are to check."""
        return len(self.files) + len(self.options.texts)

    @property
    def baseline_path(self) -> Path:
        """Where the baseline lies: where it is said to, else beside the project."""
        named = self.options.baseline
        return Path(from_here(named)) if named else (self.folder or Path()) / BASELINE

    def inputs(self) -> Iterator[str | Path]:
        """Every file that is read or would be read if it were there."""
        yield from (file.path for file in self.files)
        folder = self.folder or Path()
        yield from (folder / name for name in (PROJECT, WAIVERS, BASELINE, LOCK))
        yield self.baseline_path
        if self.file is not None:
            yield self.file
        if self.options.config:
            yield Path(self.options.config)
        for pack in self.packs:
            yield from (pack / name for name in names_of(str(pack)))

    def close(self) -> None:
        """Let go what is held open."""
        if self.revision:
            self.revision.close()


def open_project(options: Options, place: Place, cache: Cache | None = None) -> tuple[Project | None, Diagnostics]:
    """The project at a place; with it, diagnostics are warnings."""
    policy, problems = project_policy(options, place.file, cache)
    if policy is None:
        return None, problems
    packs = tuple(pack.folder.path for pack in policy.packs)
    project = Project(options=options, file=place.file, folder=place.folder, policy=policy, packs=packs, cache=cache)
    return _completed(project, place, problems)


def _completed(project: Project, place: Place, warnings: Diagnostics) -> tuple[Project | None, Diagnostics]:
    """The project with its base, its plan files, and what lies beside it."""
    for step in (_with_base, _with_files, _with_waivers, _with_baseline):
        made, problems = step(project, place)
        if made is None:
            project.close()
            return None, (*warnings, *problems)
        project, warnings = made, (*warnings, *problems)
    return project, warnings


def _with_base(project: Project, place: Place) -> tuple[Project | None, Diagnostics]:
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


def _with_files(project: Project, place: Place) -> tuple[Project | None, Diagnostics]:
    """The project with its plan files. What is doubtful about where to look is told with the findings."""
    options = project.options
    of_base = project.revision is not None and project.policy.plans != project.revision.head.plans
    files, problems = plan_files(options, project.file, project.policy, of_base)
    if mistakes := tuple(one for one in problems if not one.warning):
        return None, mistakes
    notices = tuple(one.message for one in problems)
    if not (options.config or options.packs) and not (options.whole and project.policy.plans):
        notices = (*notices, *not_in_force(files, place.file))
    return replace(project, files=files, notices=notices), ()


def _with_waivers(project: Project, place: Place) -> tuple[Project | None, Diagnostics]:
    """The project with its waivers, and those of its base."""
    own, problems = _read_if_there(None if project.folder is None else project.folder / WAIVERS)
    before = None
    if not problems and project.revision:
        before, problems = project.revision.beside_project(project.folder, WAIVERS)
    return (None, problems) if problems else (replace(project, waivers=own, base_waivers=before), ())


def _with_baseline(project: Project, place: Place) -> tuple[Project | None, Diagnostics]:
    """The project with the baseline that counts, if there is one; with a base it is the base's, like waivers."""
    source, problems = _baseline_text(project)
    if source is None:
        return (None, problems) if problems else (project, ())
    from kpi_rules.engine.baseline import read_baseline

    baseline, problems = read_baseline(source)
    return (None, problems) if baseline is None else (replace(project, baseline=baseline), ())


def _baseline_text(project: Project) -> tuple[Source | None, Diagnostics]:
    options, path = project.options, project.baseline_path
    if options.no_baseline or (project.folder is None and not options.baseline):
        return None, ()
    if project.revision and options.waivers_from_base:
        return project.revision.file(path)
    return _read_if_there(path, needed=bool(options.baseline))


def _read_if_there(path: Path | None, needed: bool = False) -> tuple[Source | None, Diagnostics]:
    """The text of a file. Most projects have nothing beside them, and need nothing that reads."""
    if path is None or not (needed or os.path.lexists(path)):
        return None, ()
    from kpi_rules.workspace.reading import read_text

    return read_text(path)


def is_new_baseline(project: Project) -> bool:
    """Whether there is a baseline here that the base does not know."""
    counts = project.revision is not None and not project.options.no_baseline
    return counts and project.baseline is None and project.baseline_path.exists()
