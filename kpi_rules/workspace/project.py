"""A project as a value: its policy, its plan files, and what lies beside it (waivers, a baseline). `opening` makes it, `settling` judges its plans."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from kpi_rules.engine.inputs import PlanFile, Unreadable
from kpi_rules.files import from_here
from kpi_rules.packs.cached import names_of
from kpi_rules.packs.folder import PROJECT
from kpi_rules.source import Source
from kpi_rules.structs import Struct, field, replace
from kpi_rules.workspace.places import BASELINE, LOCK, WAIVERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.cache import Cache
    from kpi_rules.diagnostics import Diagnostic
    from kpi_rules.engine.baseline import Baseline
    from kpi_rules.engine.findings import Level
    from kpi_rules.engine.memory import Memory
    from kpi_rules.packs import Policy
    from kpi_rules.packs.known import Known
    from kpi_rules.workspace.excluded import Exclusion
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
    excluded: Exclusion | None = None
    """What of its plans is not looked at."""
    revision: Revision | None = None
    waivers: Source | None = None
    base_waivers: Source | None = None
    baseline: Baseline | None = None
    texts: Mapping[str, Source | Unreadable] = field(default_factory=dict)
    """Plans by name that are looked at as they are here: in the place of their files, or beside all files."""
    cache: Cache | None = None
    known: Known | None = None
    """What was made of packs before."""
    memory: Memory | None = None
    """What is known of its plans from the run before."""
    nested: tuple[Project, ...] = ()
    """The projects in folders of it, each with its own plans."""
    top: Project | None = None
    """The project that it is nested in."""
    kin: Callable[[], Sequence[Project]] | None = None
    """All projects of the run but the top one, where there are any: a plan may have been moved from one to another."""
    rules_plan: Callable[[str], bool] | None = None
    """Whether a plan file is its own, where there are nested projects."""

    @property
    def all(self) -> tuple[Project, ...]:
        """It, and the projects nested in it."""
        return (self, *self.nested)

    def with_texts(self, texts: Mapping[str, Source]) -> Project:
        """The project where these plans, by name, have other texts, also those of nested projects."""
        nested = tuple(each.with_texts(texts) for each in self.nested)
        return replace(self, texts={**self.texts, **texts}, nested=nested)

    def remembering(self, texts: Mapping[str, Source | Unreadable], memory: Memory) -> Project:
        """The project, and those nested in it, with the texts of all plans and what is known of them."""
        nested = tuple(each.remembering(texts, memory) for each in self.nested)
        return replace(self, texts=texts, memory=memory, nested=nested)

    @property
    def fail_on(self) -> Level:
        """The least level of a finding that fails the run: what was asked for, else what the project says."""
        return self.options.fail_on or self.policy.fail_on or "must"

    @property
    def total(self) -> int:
        """How many plans there are to check."""
        return sum(len(project.files) + len(project.own_texts) for project in self.all)

    @property
    def own_texts(self) -> tuple[str, ...]:
        """The names of plans that are in no file: they belong to no nested project."""
        return () if self.top else self.options.texts

    @property
    def every_file(self) -> tuple[PlanFile, ...]:
        """The plan files of all projects."""
        return tuple(file for project in self.all for file in project.files)

    @property
    def every_notice(self) -> tuple[str, ...]:
        """What is to be said of where all projects look, each once."""
        return tuple(dict.fromkeys(notice for project in self.all for notice in project.notices))

    def leaves_out(self, path: str) -> bool:
        """Whether a plan is not looked at, as this project or the one at the top excludes it."""
        each = (self, self.top) if self.top else (self,)
        return any(one.excluded.covers(path) for one in each if one.excluded)

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
        for project in self.nested:
            yield from project.inputs()

    def close(self) -> None:
        """Let go what is held open."""
        if self.revision:
            self.revision.close()


def exclusion_of(project: Project) -> Exclusion | None:
    """What the project leaves out; with a base, what that left out, too."""
    if not project.policy.exclude:
        return None
    from kpi_rules.workspace.excluded import exclusion

    before = project.revision.own.exclude if project.revision else None
    return exclusion(project.file, project.policy.exclude, before)


def with_waivers(project: Project) -> tuple[Project | None, Diagnostics]:
    """The project with its waivers, and those of its base."""
    own, problems = _read_if_there(None if project.folder is None else project.folder / WAIVERS)
    before = None
    if not problems and project.revision:
        before, problems = project.revision.beside_project(project.folder, WAIVERS)
    return (None, problems) if problems else (replace(project, waivers=own, base_waivers=before), ())


def with_baseline(project: Project) -> tuple[Project | None, Diagnostics]:
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
