"""A workspace that stays: a project, the texts that an editor has open over its files, and what is known from the question before.

    lay, lift, notice ──► what changed ──► answer: the project opened anew, or some plans read anew; all else is known

Comes in: options, open texts, and word of what changed on disk: nothing is looked for that nobody told. Goes out: at any time the report
that a run gives that starts anew on the same files (tests/properties/test_warm.py). A plan that changed is judged anew by itself; anything
else that changed makes the project be opened anew, and results stay where its policy is the same. A file that is open and not there yet
counts once it is saved. Knows no editor, no protocol, no clock.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from kpi_rules.engine.discover import is_plan_name
from kpi_rules.engine.inputs import Unreadable, read_plan
from kpi_rules.engine.memory import Memory
from kpi_rules.engine.settled import Settled
from kpi_rules.files import over_the_disk
from kpi_rules.structs import Struct, field
from kpi_rules.workspace.opening import open_project
from kpi_rules.workspace.places import BASELINE, LOCK, WAIVERS, find_place
from kpi_rules.workspace.settling import settled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.cache import Cache
    from kpi_rules.diagnostics import Diagnostic
    from kpi_rules.engine.inputs import PlanFile
    from kpi_rules.packs.known import Known
    from kpi_rules.source import Source
    from kpi_rules.workspace.options import Options
    from kpi_rules.workspace.project import Project

_BESIDE = (WAIVERS, BASELINE, LOCK)
"""Files that no policy is made of."""


class Answer(Struct):
    """What is known of a workspace's plans, and what is wrong with the project; one of them may be missing."""

    settled: Settled | None
    problems: tuple[Diagnostic, ...] = ()
    """Warnings; without anything settled, or where it is `outdated`, what keeps the project from being opened."""
    outdated: bool = False
    """Whether plans are held against the project as it was when it last could be opened."""


class Workspace(Struct, frozen=False, eq=False, kw_only=True):
    """A project from question to question. It lies where the process stands, like one that is opened once."""

    options: Options
    cache: Cache | None = None
    _open: dict[str, bytes] = field(default_factory=dict)
    _project: Project | None = None
    _problems: tuple[Diagnostic, ...] = ()
    _is_open: bool = False
    _plans: dict[str, PlanFile] = field(default_factory=dict)
    _texts: dict[str, Source | Unreadable] = field(default_factory=dict)
    _memory: Memory = field(default_factory=Memory)
    _begun: bool = False
    _went_well: bool = False
    _known: Known | None = None

    @property
    def project(self) -> Project | None:
        """The project as it was last opened."""
        return self._project

    @property
    def texts(self) -> Mapping[str, Source | Unreadable]:
        """The plans as they were last read, by name."""
        return self._texts

    def called(self, path: str) -> str | None:
        """What the project calls a plan: it may lie there by several names, and has one. Nothing where it is none of its plans."""
        file = self._plans.get(os.path.abspath(path)) or self._plans.get(os.path.realpath(path))
        return None if file is None else file.name

    def lay(self, path: str, text: str) -> None:
        """A file is open, and holds this text, whatever is on disk."""
        self._open[os.path.realpath(path)] = text.encode("utf-8", "surrogatepass")
        self.notice([path])

    def lift(self, path: str) -> None:
        """A file is open no more."""
        self._open.pop(os.path.realpath(path), None)
        self.notice([path])

    def notice(self, paths: Iterable[str]) -> None:
        """Files or folders have come, changed or gone."""
        for path in paths:
            full = os.path.abspath(path)
            plan = self._plans.get(full) or self._plans.get(os.path.realpath(path))
            if plan is not None and os.path.isfile(path) and is_plan_name(plan.name) and not plan.source:
                self._texts.pop(plan.name, None)
                continue
            self._is_open = False
            inside = os.path.join(full, "")
            for place, file in self._plans.items():
                if place == full or place.startswith(inside):
                    self._texts.pop(file.name, None)

    def answer(self) -> Answer:
        """The report as things stand."""
        with over_the_disk(self._open):
            if not self._is_open or self.options.base:
                self._reopen()
            project = self._project
            if project is None:
                return Answer(None, self._problems)
            for each in project.all:
                for file in each.files:
                    if file.name not in self._texts:
                        self._texts[file.name] = read_plan(file, each.policy.limits)
            found, problems = settled(project.remembering(self._texts, self._memory))
        return Answer(found, self._problems or problems, outdated=not self._is_open and found is not None)

    def close(self) -> None:
        """Let go what is held open."""
        if self._project is not None:
            self._project.close()
        self._project, self._is_open = None, False

    def _reopen(self) -> None:
        """The project anew; where that cannot be, the old one stays."""
        place, problems = find_place(self.options)
        project = None
        if place is not None:
            cache = None if any(map(_shapes_policy, self._open)) else self.cache
            project, problems = open_project(self.options, place, cache, self._known_before())
        self._problems, self._is_open = problems, project is not None
        self._went_well = project is not None
        if project is None:
            return
        if self._project is not None:
            self._project.close()
        self._project = project
        self._plans = {
            place: file
            for file in project.every_file
            for place in (os.path.abspath(file.path), os.path.realpath(file.path))
        }
        names = {file.name for file in project.every_file}
        self._texts = {name: text for name, text in self._texts.items() if name in names}
        self._memory.keep(names)

    def _known_before(self) -> Known | None:
        """What was made of packs before: from the second time on, so that what is opened once costs no more than anywhere."""
        if not self._begun:
            self._begun = True
            return None
        if self._known is None:
            from kpi_rules.packs.known import Known

            self._known = Known()
        if self._went_well:  # else what was not come to is still to be known
            self._known.turn()
        return self._known


def _shapes_policy(path: str) -> bool:
    """Whether a policy may be made of a file: what is kept of policies knows the disk only."""
    return not is_plan_name(path) and os.path.basename(path) not in _BESIDE
