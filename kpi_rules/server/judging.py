"""What is wrong with the open documents: plans as a check of their folder finds it, rules and packs as `pack check` does.

Comes in: a session's documents as they were. Goes out: findings and diagnostics by file. Of each folder of the client's a `Workspace` stays, so that only what
changed is judged anew. Names of files are told from the folder that the process stands in: it is moved there first, by the one thread that works here.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from kpi_rules.diagnostics import Diagnostic, Note
from kpi_rules.engine.discover import is_plan_name
from kpi_rules.engine.findings import Finding
from kpi_rules.engine.inputs import source_of
from kpi_rules.files import from_here
from kpi_rules.i18n import tr
from kpi_rules.packs.folder import MANIFEST
from kpi_rules.server.kinds import PACKS, kind_of
from kpi_rules.server.session import Document, Session, Settings
from kpi_rules.source import Location, Source, Span
from kpi_rules.structs import Struct, field, replace
from kpi_rules.workspace.opening import open_project
from kpi_rules.workspace.options import Options
from kpi_rules.workspace.places import find_place
from kpi_rules.workspace.settling import settled
from kpi_rules.workspace.warm import Workspace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from kpi_rules.cache import Cache
    from kpi_rules.editing.rules.rules_text import Surroundings
    from kpi_rules.workspace.project import Project

LEVELS = ("must", "should", "could")


class Told(Struct):
    """A finding or a diagnostic, and the folder from which it names files."""

    problem: Finding | Diagnostic
    folder: str


Found: TypeAlias = "dict[str, list[Told]]"


class Room(Struct, frozen=False, eq=False):
    """A folder's workspace, and the texts that were laid over its files."""

    folder: str
    workspace: Workspace
    laid: dict[str, Document] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    """What was found when it was last looked at."""

    def lay(self, documents: Mapping[str, Document]) -> None:
        """Lay what is open now over the files, and lift what no longer is."""
        for path in [path for path in self.laid if path not in documents]:
            del self.laid[path]
            self.workspace.lift(path)
        for path, document in documents.items():
            if self.laid.get(path) is not document:
                self.laid[path] = document
                self.workspace.lay(path, document.text.text)


class Judging(Struct, frozen=False, eq=False):
    """Judges open documents, and keeps what may be asked again."""

    cache: Cache | None = None
    rooms: dict[tuple[str, str, Settings, str | None], Room] = field(default_factory=dict)
    around: dict[str, tuple[object, Surroundings]] = field(default_factory=dict)
    """What packs know of themselves, and of which texts that was made."""
    packs: dict[str, tuple[object, Found]] = field(default_factory=dict)
    """What was found in a pack's folder, and for which texts."""
    alone: dict[str, Project | None] = field(default_factory=dict)
    """The projects of open plans that no check finds by itself, as they were when it was last looked."""
    judged: set[str] = field(default_factory=set)
    """The open plans that rules were held against when it was last looked: not those that a project leaves out, or whose project is broken."""

    def problems(self, session: Session, documents: Mapping[str, Document], outside: Iterable[str] = ()) -> Found:
        """What is wrong, by the path of each file. Each open document of ours has an entry. `outside`: what changed on disk."""
        ours = {one.path: one for one in documents.values() if one.path is not None}
        found: Found = {path: [] for path, one in ours.items() if kind_of(one) is not None}
        outside = list(outside)
        plans = [path for path, one in ours.items() if kind_of(one) == "plan"]
        self.judged, self.alone = set(), {}
        for key in dict.fromkeys(_room_of(session, path) for path in plans if _is_found(path)):
            _add(found, self._of_plans(session, key, ours, outside))
        for path in plans:
            if not _is_found(path):
                _add(found, self._of_unsaved(session, path, ours))
        folders = dict.fromkeys(_pack_of(path) for path, one in ours.items() if kind_of(one) in PACKS)
        for folder in folders:
            _add(found, self._of_pack(folder, ours, outside))
        return {path: list(dict.fromkeys(problems)) for path, problems in found.items()}

    def room(self, session: Session, path: str) -> Room | None:
        """The room that a plan was judged in; nothing where it is in no file yet."""
        return self.rooms.get((*_room_of(session, path), session.settings, session.language))

    def _of_plans(self, session: Session, key: tuple[str, str], ours: dict[str, Document], outside: list[str]) -> Found:
        """What a check of a folder finds in the plans that are open there, and what is wrong with their project."""
        folder, _ = key
        os.chdir(folder)
        room = self._entered(session, key)
        room.lay(ours)
        room.workspace.notice(outside)
        answer = room.workspace.answer()
        room.findings = answer.settled.report.findings if answer.settled else ()
        found: Found = {}
        open_plans = {room.workspace.called(path): path for path, one in ours.items() if kind_of(one) == "plan"}
        for plan in answer.settled.report.plans if answer.settled else ():
            if (open_plan := open_plans.get(plan.file)) is not None:
                self.judged.add(open_plan)
        for finding in room.findings:
            open_plan = open_plans.get(finding.region.file)
            if open_plan is not None and _is_told(finding, session.settings):
                found.setdefault(open_plan, []).append(Told(finding, folder))
        for problem in answer.problems:
            found.setdefault(_file_of(problem, folder, ours), []).append(Told(problem, folder))
        if answer.settled is None or answer.outdated:
            for path, one in ours.items():
                if kind_of(one) == "plan" and _is_found(path) and _room_of(session, path) == key:
                    told = _unchecked(path, one, folder, answer.problems, outdated=answer.outdated)
                    found.setdefault(path, []).extend(told)
        return found

    def _entered(self, session: Session, key: tuple[str, str]) -> Room:
        """The room of a folder. With the day, the settings or the folders others are made; what nobody can enter any more goes."""
        today = session.settings.today or datetime.date.today()
        whose = (*key, session.settings, session.language)
        room = self.rooms.get(whose)
        if room is not None and room.workspace.options.today == today:
            return room
        here = {*((root, "") for root in session.roots.values())}
        here |= {_room_of(session, one.path) for one in session.documents.values() if one.path is not None}
        for other, old in list(self.rooms.items()):
            if other == whose or other[2:] != whose[2:] or other[:2] not in here:
                old.workspace.close()
                del self.rooms[other]
        options = Options(today=today, paths=(key[1],) if key[1] else ())
        room = self.rooms[whose] = Room(key[0], Workspace(options=options, cache=self.cache))
        return room

    def _of_unsaved(self, session: Session, path: str, ours: dict[str, Document]) -> Found:
        """What is found in a plan that is in no file yet, by itself."""
        folder, name = _room_of(session, path)
        os.chdir(folder)
        name = name or from_here(path)
        options = Options(today=session.settings.today or datetime.date.today(), texts=(name,))
        source = source_of(name, ours[path].text.said.encode("utf-8"))
        place, problems = find_place(options, path)
        project = None
        if place is not None:
            project, problems = open_project(options, place, self.cache)
        self.alone[path] = project
        result = settled(replace(project, texts={name: source}))[0] if project else None
        findings = result.report.findings if result else ()
        self.judged |= {path} if result else set()
        told = [Told(one, folder) for one in findings if _is_told(one, session.settings)]
        told += () if result else _unchecked(path, ours[path], folder, problems)
        made: Found = {path: told}
        for one in problems:
            made.setdefault(_file_of(one, folder, ours, path), []).append(Told(one, folder))
        return made

    def _of_pack(self, folder: str, ours: dict[str, Document], outside: list[str]) -> Found:
        """What a look over a pack finds."""
        from kpi_rules.authoring.review import review
        from kpi_rules.files import over_the_disk
        from kpi_rules.i18n import language

        parts = ((path, one) for path, one in ours.items() if kind_of(one) in PACKS)
        texts = {os.path.realpath(path): one.text.said.encode("utf-8") for path, one in parts}
        kept = self.packs.get(folder)
        if kept is not None and kept[0] == (texts, language()) and not outside:
            return kept[1]
        above, name = os.path.split(folder)
        os.chdir(above)
        found: Found = {}
        problems = tuple(_unwritten(folder, above, ours))
        if not problems and os.path.isfile(os.path.join(folder, MANIFEST)):
            with over_the_disk(texts):
                _, problems = review(f"./{name}")
        for problem in problems:
            path = _file_of(problem, above, ours, os.path.join(folder, "pack.yaml"))
            found.setdefault(path, []).append(Told(problem, above))
        self.packs[folder] = ((texts, language()), found)
        return found


def _unwritten(folder: str, above: str, ours: Mapping[str, Document]) -> Iterator[Diagnostic]:
    """What of the open files of rules of a pack is not the language: told at once, before anything is made of it."""
    from kpi_rules.language.parser import parse_rules

    for path, one in ours.items():
        if kind_of(one) == "rules" and _pack_of(path) == folder:
            yield from parse_rules(Source(os.path.relpath(path, above), one.text.said))[1]


def _unchecked(
    path: str, document: Document, folder: str, problems: Iterable[Diagnostic], *, outdated: bool = False
) -> Iterator[Told]:
    """What keeps a plan from being checked, or from being checked against what its project has become: where nothing is shown, all seems well."""
    for problem in islice(problems, 1):
        source = Source(os.path.relpath(path, folder), document.text.said)
        where = Location(source, Span(0, len(source.text.partition("\n")[0].rstrip("\r"))))
        notes = (Note(problem.message, problem.location),) if problem.location else ()
        if outdated:
            message = tr("checked as before its project was broken: {problem}", problem=problem.message)
        else:
            message = tr(
                "this plan is not checked as long as its project cannot be used: {problem}", problem=problem.message
            )
        yield Told(Diagnostic(message, where, notes=notes, warning=outdated), folder)


def _is_found(path: str) -> bool:
    """Whether a folder's check finds a plan by itself."""
    return is_plan_name(path) and os.path.isfile(path)


def _is_told(finding: Finding, settings: Settings) -> bool:
    """Whether a finding counts and is grave enough."""
    if finding.waived is not None or finding.baselined:
        return False
    return LEVELS.index(finding.level) <= LEVELS.index(settings.level or "could")


def _file_of(problem: Diagnostic, folder: str, ours: Mapping[str, Document], otherwise: str | None = None) -> str:
    """The file that something is wrong with; what has no place is told where somebody looks."""
    if problem.location is None:
        return otherwise or next(iter(ours))
    return os.path.normpath(os.path.join(folder, problem.location.source.name))


def _add(found: Found, more: Found) -> None:
    for path, problems in more.items():
        found.setdefault(path, []).extend(problems)


def _room_of(session: Session, path: str) -> tuple[str, str]:
    """The innermost folder of the client's that a file is in; where there is none, its own, for this file alone."""
    roots = session.roots.values()
    around = [root for root in roots if path.startswith(os.path.join(root, "")) and os.path.isdir(root)]
    if around:
        return max(around, key=len), ""
    folder, name = os.path.split(path)
    while not os.path.isdir(folder):
        folder, last = os.path.split(folder)
        name = os.path.join(last, name)
    return folder, name


def folder_of(session: Session, path: str) -> str:
    """The folder that a plan's files are named from."""
    return _room_of(session, path)[0]


def _pack_of(path: str) -> str:
    """The folder of the pack that a file belongs to."""
    folder, name = os.path.split(path)
    inner = os.path.basename(folder) in ("locales", "tests") and not name.endswith(".rules")
    return os.path.dirname(folder) if inner else folder
