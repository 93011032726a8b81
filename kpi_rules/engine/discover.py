"""From what was asked for (files, folders, globs) to the plan files that are there, each once, in a steady order.

Comes in: arguments as people write them, and a project's globs. Goes out: `PlanFile`s, and a diagnostic for each argument that
leads nowhere. In a folder, plans are the files called `*.kpi.yaml` (or `.yml`, `.json`, `.toml`, or a register's `.kpi.xlsx`, `.kpi.csv` …) and those that the project's
globs name; in a folder that was asked for and has none of these, the files of these formats with `kpis` at their top level.
Hidden folders and those of tools are passed by. A link is followed only where it stays inside the folder searched; another
one that leads to plans is told (`links`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kpi_rules.diagnostics import Diagnostic, similar
from kpi_rules.engine.globs import Glob, is_glob
from kpi_rules.engine.inputs import PlanFile
from kpi_rules.engine.top_level import MOST_LOOKED_AT, holds_kpis
from kpi_rules.files import cannot_read, from_here, read_bytes, shown
from kpi_rules.i18n import tr
from kpi_rules.packs.folder import PROJECT
from kpi_rules.registers import TABLES, is_table
from kpi_rules.source import Location
from kpi_rules.structs import Struct, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.engine.links import Link

FORMATS = (".yaml", ".yml", ".json", ".toml")
ENDINGS = (".kpi.yaml", ".kpi.yml", ".kpi.json", ".kpi.toml", *(f".kpi{ending}" for ending in TABLES))
_SHEETS = tuple(ending for ending in TABLES if ending not in (".md", ".markdown"))
PASSED_BY = frozenset({"node_modules", "venv", "__pycache__"})


class Found(Struct):
    """The plan files, what is wrong with what was asked for, the folders searched that hold a project's file of their own, and near misses."""

    files: tuple[PlanFile, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    projects: tuple[str, ...] = ()
    nearly: tuple[tuple[str, str], ...] = ()
    """Files that are no plans by their names, and the names with which they would be."""


def _nothing(path: str) -> bool:
    return False


def discover(
    arguments: Sequence[str],
    globs: Sequence[str] = (),
    base: Path | None = None,
    more: bool = False,
    place: Callable[[int], Location | None] | None = None,
    leaves_out: Callable[[str], bool] = _nothing,
) -> tuple[tuple[PlanFile, ...], tuple[Diagnostic, ...]]:
    """The plan files of these arguments, as `find` finds them, and what is wrong with the arguments."""
    found = find(arguments, globs, base, more, place, leaves_out)
    return found.files, found.diagnostics


def find(
    arguments: Sequence[str],
    globs: Sequence[str] = (),
    base: Path | None = None,
    more: bool = False,
    place: Callable[[int], Location | None] | None = None,
    leaves_out: Callable[[str], bool] = _nothing,
) -> Found:
    """The plan files of these arguments, in their order, a folder's files sorted.

    Without arguments: those of `globs`, the project's `plans`, which are relative to `base`, the project's folder; without
    those too, every plan file in it. An argument that matches no plan is a mistake where others do, or where there are `more`
    plans than these. A glob of the project that matches none beside one that does is a mistake, as is a name there that does not exist, at its
    `place`, by number; without `place`, where the globs are not of this state of the project, a warning too. What the project `leaves_out`
    is no plan of these, however it was asked for.
    """
    search = _Search(leaves_out)
    empty: list[tuple[str, int]] = []
    base = base or Path()
    project = [Glob.of(glob, base) for glob in globs]
    unmatched = [argument for argument in arguments if not search.argument(argument, project)]
    if search.files or more:
        search.diagnostics += [_unmatched(argument) for argument in unmatched]
    if not arguments and project:
        for number, (text, glob) in enumerate(zip(globs, project, strict=True)):
            if not search.walk(glob.folder, glob.matches):
                empty.append((text, number))
        search.diagnostics += [_unmatched_entry(*each, base, place, bool(search.files)) for each in empty]
    elif not arguments:
        search.walk(base, is_plan_name)
    search.tell_links()
    nearly = tuple((path, name) for path, (real, name) in search.nearly.items() if real not in search.seen)
    return Found(tuple(search.files), tuple(search.diagnostics), tuple(search.projects), nearly)


def is_plan_name(path: str) -> bool:
    """Whether a file is a plan by its name."""
    return path.lower().endswith(ENDINGS)


def may_be_register(name: str) -> bool:
    """Whether a file may be a register by its name; any other is a plan."""
    return is_table(name) or not is_plan_name(name)


def looks_like_plan(path: str) -> bool:
    """Whether a file that is not called a plan is one: it has `kpis` at its top level."""
    if not path.lower().endswith(FORMATS):
        return False
    data, _ = read_bytes(Path(path), path, MOST_LOOKED_AT)
    return data is not None and holds_kpis(data)


class _Search(Struct, frozen=False):
    """What was found so far; a file that two names lead to counts once, under the first."""

    leaves_out: Callable[[str], bool]
    files: list[PlanFile] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    projects: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    nearly: dict[str, tuple[str, str]] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    """Those that lead out of the folder searched, each once."""
    left_out: int = 0

    def argument(self, argument: str, project: Sequence[Glob]) -> bool:
        """One argument: what exists is taken as it is, else it may be a glob. Whether it matched, or what is wrong is told."""
        if os.path.isdir(argument):  # never raises, whatever the name
            folder, left_out = Path(argument), self.left_out
            return (
                self._walk(folder, lambda path: is_plan_name(path) or any(glob.matches(path) for glob in project))
                or self._walk(folder, looks_like_plan)
                or self.left_out > left_out
            )
        if os.path.lexists(argument):
            if not self._is_left_out(argument):
                self._add(argument)
        elif is_glob(argument):
            glob = Glob.of(argument, Path())
            return self.walk(glob.folder, glob.matches)
        else:
            message = tr("there is no file or folder `{name}`", name=shown(argument))
            self.diagnostics.append(Diagnostic(message, None, _suggestion(Path(argument))))
        return True

    def walk(self, folder: Path, wanted: Callable[[str], bool]) -> bool:
        """The files in a folder and below that are wanted; whether there are any, or would be if they were not left out."""
        left_out = self.left_out
        return self._walk(folder, wanted) or self.left_out > left_out

    def _is_left_out(self, path: str) -> bool:
        leaves_out = self.leaves_out(path)
        self.left_out += leaves_out
        return leaves_out

    def _walk(self, folder: Path, wanted: Callable[[str], bool]) -> bool:
        found = False
        if os.path.isdir(folder):
            for path, real, is_folder in self._files(str(folder)):
                if is_folder:
                    if not self._is_left_out(path):
                        self._note_link(path, True, wanted)
                elif wanted(path):
                    if self._is_left_out(path):
                        continue
                    if real:
                        self._add(path, real)
                    else:
                        self._note_link(path, False, wanted)
                    found = True
                elif real and wanted is not looks_like_plan and (name := _meant_name(path, wanted)):
                    self.nearly.setdefault(path, (real, name))
        return found

    def _files(self, folder: str) -> Iterator[tuple[str, str, bool]]:
        """Every file below, by name, and where it really is; links to folders elsewhere, too. A folder is entered once, however many
        links lead to it."""
        root = os.path.realpath(folder)
        entered: set[str] = set()
        waiting = [(folder, root, True)]
        while waiting:
            path, real, is_folder = waiting.pop()
            if not (is_folder and real):
                yield path, real, is_folder
            elif real not in entered:
                entered.add(real)
                waiting += reversed(self._entries(path, real, root.rstrip(os.sep) + os.sep))

    def _entries(self, folder: str, real: str, root: str) -> list[tuple[str, str, bool]]:
        """What is in a folder, by name, without folders of tools: where it really is, if it does not lead outside, and whether it is a folder."""
        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            self.diagnostics.append(cannot_read(shown(folder), error))
            return []
        kept = []
        for entry in entries:
            if entry.name == PROJECT:
                self.projects.append(folder)
            link = entry.is_symlink()
            is_folder = os.path.isdir(entry.path) if link else entry.is_dir()
            there = os.path.realpath(entry.path) if link else os.path.join(real, entry.name)
            outside = link and not there.startswith(root)
            if not (is_folder and is_passed_by(entry.name)):
                kept.append((entry.path.removeprefix("." + os.sep), "" if outside else there, is_folder))
        return kept

    def _note_link(self, path: str, is_folder: bool, wanted: Callable[[str], bool]) -> None:
        from kpi_rules.engine.links import Link  # there are none in most trees

        self.links.setdefault(path, Link(path, is_folder, wanted))

    def tell_links(self) -> None:
        """Say where links lead that were not followed, once it is known what is looked at."""
        for link in self.links.values():
            told = link.told(self.seen)
            if isinstance(told, PlanFile):
                self.files.append(told)
            elif told is not None:
                self.diagnostics.append(told)

    def _add(self, path: str, real: str | None = None) -> None:
        real = real or os.path.realpath(path)
        if real not in self.seen:
            self.seen.add(real)
            name = shown(from_here(path))
            self.files.append(PlanFile(name if name == path else path, name))  # one text where one will do


def _unmatched(argument: str) -> Diagnostic:
    """An argument that exists or is a glob, and leads to no plan."""
    if os.path.isdir(argument):
        message = tr("there is no plan in the folder `{name}`", name=shown(argument))
        help_ = tr("plans are called *.kpi.yaml, or have `kpis` at their top level")
        if register := register_in(argument):
            help_ = tr("a table is a register of KPIs where you name it: `kpi-rules check {name}`", name=register)
        return Diagnostic(message, None, help_)
    message = tr("no file matches `{name}`", name=shown(argument))
    return Diagnostic(message, None, tr("correct it or leave it out"))


def register_in(folder: str) -> str | None:
    """A table that lies in a folder, by the name to give: it is a register only if somebody says so. Text with tables in it is none."""
    try:
        names = sorted(name for name in os.listdir(folder or os.curdir) if name.lower().endswith(_SHEETS))
    except OSError:
        return None
    return shown(os.path.join(folder, names[0])) if names else None


def _unmatched_entry(
    text: str, number: int, base: Path, place: Callable[[int], Location | None] | None, beside: bool
) -> Diagnostic:
    """An entry of the project's `plans` that leads to no plan: a mistake, unless nothing is found at all, which is told by itself."""
    path = base / text
    if is_glob(text) or os.path.lexists(path):
        message = tr("no file matches `{name}` of the project's `plans`", name=shown(text))
        if place is None or not beside:
            return Diagnostic(message, None, warning=True)
        return Diagnostic(message, place(number), _meant_folder(Glob.of(text, base).folder))
    message = tr("there is no file `{name}`, which the project's `plans` name", name=shown(text))
    if place is None:
        return Diagnostic(message, None, warning=True)
    return Diagnostic(message, place(number), _suggestion(path))


def _meant_name(path: str, wanted: Callable[[str], bool]) -> str | None:
    """The name with which a file would be a plan, if its own is nearly that and no other file has it."""
    folder, slash, name = path.rpartition(os.sep)
    low = name.lower()
    if not ("kpi" in low or "kip" in low or low.endswith((".yml", ".yaml"))):
        return None
    from kpi_rules.engine.near_names import names_meant  # most folders hold nothing of the kind

    for meant in names_meant(name):
        if wanted(there := folder + slash + meant):
            return None if os.path.lexists(there) else meant
    return None


def _meant_folder(folder: Path) -> str:
    """Where a glob may be meant to look."""
    return tr("correct it or leave it out") if os.path.isdir(folder) else _suggestion(folder)


def _suggestion(path: Path) -> str:
    """The name in the same folder that may be meant, else what can be."""
    try:
        near = similar(path.name, os.listdir(path.parent))  # names alone
    except (OSError, ValueError):
        near = None
    if near is not None:
        return tr("did you mean `{name}`?", name=shown(str(path.with_name(near))))
    return tr("give a plan file, a folder or a glob such as `plans/**/*.kpi.yaml`")


def is_passed_by(name: str) -> bool:
    """Whether a folder is hidden, or one of a tool's."""
    return name.startswith(".") or name in PASSED_BY
