"""From what was asked for (files, folders, globs) to the plan files that are there, each once, in a steady order.

Comes in: arguments as people write them, and a project's globs. Goes out: `PlanFile`s, and a diagnostic for each argument that
leads nowhere. In a folder, plans are the files called `*.kpi.yaml` (or `.yml`, `.json`, `.toml`) and those that the project's
globs name; in a folder that was asked for and has none of these, the files of these formats with `kpis` at their top level.
Hidden folders and those of tools are passed by. A link is followed only where it stays inside the folder searched.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kpi_rules.diagnostics import Diagnostic, similar
from kpi_rules.engine.globs import Glob, is_glob
from kpi_rules.engine.inputs import PlanFile
from kpi_rules.files import cannot_read, read_bytes, shown
from kpi_rules.i18n import tr

FORMATS = (".yaml", ".yml", ".json", ".toml")
ENDINGS = (".kpi.yaml", ".kpi.yml", ".kpi.json", ".kpi.toml")
MOST_LOOKED_AT = 4 << 20
_TOP_LEVEL_KPIS = re.compile(
    rb"""^(?:\xef\xbb\xbf)?(?:["']?kpis["']?\s*[:=]|\s*\{?\s*"kpis"\s*:|\[\[\s*kpis\s*\]\])""", re.MULTILINE
)
PASSED_BY = frozenset({"node_modules", "venv", "__pycache__"})


def discover(
    arguments: Sequence[str], globs: Sequence[str] = (), base: Path | None = None
) -> tuple[tuple[PlanFile, ...], tuple[Diagnostic, ...]]:
    """The plan files of these arguments, in their order, a folder's files sorted.

    Without arguments: those of `globs`, the project's `plans`, which are relative to `base`, the project's folder; without
    those too, every plan file in it.
    """
    search = _Search()
    base = base or Path()
    project = [Glob.of(glob, base) for glob in globs]
    for argument in arguments:
        search.argument(argument, project)
    if not arguments and project:
        for glob in project:
            search.walk(glob.folder, glob.matches)
    elif not arguments:
        search.walk(base, is_plan_name)
    return tuple(search.files), tuple(search.diagnostics)


def is_plan_name(path: str) -> bool:
    """Whether a file is a plan by its name."""
    return path.lower().endswith(ENDINGS)


def looks_like_plan(path: str) -> bool:
    """Whether a file that is not called a plan is one: it has `kpis` at its top level."""
    if not path.lower().endswith(FORMATS):
        return False
    data, _ = read_bytes(Path(path), path, MOST_LOOKED_AT)
    return data is not None and holds_kpis(data)


def holds_kpis(data: bytes) -> bool:
    """Whether there are `kpis` at the top level."""
    return _TOP_LEVEL_KPIS.search(data[:MOST_LOOKED_AT]) is not None


@dataclass(slots=True)
class _Search:
    """What was found so far; a file that two names lead to counts once, under the first."""

    files: list[PlanFile] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def argument(self, argument: str, project: Sequence[Glob]) -> None:
        """One argument: what exists is taken as it is, else it may be a glob; a glob that names nothing is no mistake."""
        if os.path.isdir(argument):  # noqa: PTH112 - never raises, whatever the name
            before = len(self.seen), len(self.files)
            self.walk(Path(argument), lambda path: is_plan_name(path) or any(glob.matches(path) for glob in project))
            if before == (len(self.seen), len(self.files)):
                self.walk(Path(argument), looks_like_plan)
        elif os.path.lexists(argument):
            self._add(argument)
        elif is_glob(argument):
            glob = Glob.of(argument, Path())
            self.walk(glob.folder, glob.matches)
        else:
            message = tr("there is no file or folder `{name}`", name=shown(argument))
            self.diagnostics.append(Diagnostic(message, None, _suggestion(Path(argument))))

    def walk(self, folder: Path, wanted: Callable[[str], bool]) -> None:
        """The files in a folder and below that are wanted."""
        if os.path.isdir(folder):  # noqa: PTH112
            for path in self._files(str(folder)):
                if wanted(path):
                    self._add(path)

    def _files(self, folder: str) -> Iterator[str]:
        """Every file below, by name. A folder is entered once, however many links lead to it."""
        root = os.path.realpath(folder).rstrip(os.sep) + os.sep
        entered: set[str] = set()
        waiting = [folder]
        while waiting:
            path = waiting.pop()
            if not os.path.isdir(path):  # noqa: PTH112
                yield path
                continue
            real = os.path.realpath(path)
            if real not in entered:
                entered.add(real)
                waiting += [inner for inner in reversed(self._entries(path)) if _stays_inside(inner, root)]

    def _entries(self, folder: str) -> list[str]:
        """What is in a folder, by name, without folders of tools."""
        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
                kept = [entry for entry in entries if not (is_passed_by(entry.name) and entry.is_dir())]
        except OSError as error:
            self.diagnostics.append(cannot_read(shown(folder), error))
            return []
        return [entry.path.removeprefix("." + os.sep) for entry in kept]

    def _add(self, path: str) -> None:
        real = os.path.realpath(path)
        if real not in self.seen:
            self.seen.add(real)
            self.files.append(PlanFile(Path(path), shown(os.path.normpath(path))))


def _suggestion(path: Path) -> str:
    """The name in the same folder that may be meant, else what can be."""
    try:
        near = similar(path.name, os.listdir(path.parent))  # noqa: PTH208 - names alone
    except (OSError, ValueError):
        near = None
    if near is not None:
        return tr("did you mean `{name}`?", name=shown(str(path.with_name(near))))
    return tr("give a plan file, a folder or a glob such as `plans/**/*.kpi.yaml`")


def is_passed_by(name: str) -> bool:
    """Whether a folder is hidden, or one of a tool's."""
    return name.startswith(".") or name in PASSED_BY


def _stays_inside(path: str, root: str) -> bool:
    return not os.path.islink(path) or os.path.realpath(path).startswith(root)  # noqa: PTH114
