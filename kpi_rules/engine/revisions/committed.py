"""A commit as this program sees it: its plans, the folders of its packs, and the files beside its project file.

Comes in: a commit, and what a run was asked for (files, folders, globs). Goes out: sources, named as the same files are on the
disk, and `Folder`s that packs are loaded from. What lies outside of the repository is read from the disk.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.document import Limits, decode
from kpi_rules.engine.discover import FORMATS, is_passed_by, is_plan_name, may_be_register
from kpi_rules.engine.globs import Glob, is_glob
from kpi_rules.engine.inputs import Unreadable
from kpi_rules.engine.registers import held_in, most_bytes
from kpi_rules.engine.revisions.git import Commit
from kpi_rules.engine.top_level import MOST_LOOKED_AT, holds_kpis
from kpi_rules.files import from_here, shown
from kpi_rules.i18n import tr
from kpi_rules.packs import Folder
from kpi_rules.packs.folder import is_content
from kpi_rules.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.packs import Policy
    from kpi_rules.registers.map import Map


def inside(commit: Commit, path: Path) -> str | None:
    """A path as the repository knows it; nothing where it lies outside."""
    full = os.path.abspath(path)  # links are not followed: a commit is no file system
    relative = os.path.relpath(full, commit.repository.top)
    if relative == os.pardir or relative.startswith(os.pardir + os.sep) or os.path.isabs(relative):
        return None
    return "" if relative == os.curdir else relative.replace(os.sep, "/")


def committed_file(commit: Commit, path: Path, name: str) -> tuple[Source | None, tuple[Diagnostic, ...]]:
    """The text of a file in a commit; nothing at all where it is not there."""
    inner = inside(commit, path)
    if inner is None or inner not in commit.files:
        return None, ()
    limits = Limits()
    data = commit.read(inner, limits.size)
    return (None, (not_held(name),)) if data is None else decode(name, data, limits)


def committed_plans(
    commit: Commit, arguments: Sequence[str], globs: Sequence[str], base: Path | None, policy: Policy | None = None
) -> Iterator[Source | Unreadable]:
    """The sources of the plans that the same arguments would have found in that commit; registers by the maps and fields of a policy's packs, too."""
    from kpi_rules.registers.tables.fields import fields_in

    seen: set[str] = set()
    maps = policy.maps if policy else ()
    limits = Limits()
    for name, path in _found(commit, arguments, globs, base or Path()):
        if path not in seen:
            seen.add(path)
            data = commit.read(path, most_bytes(name, limits))
            if data is None:
                yield Unreadable(name, (not_held(name),))
            else:
                with fields_in(policy.schema if policy and may_be_register(name) else None):
                    held = held_in(name, data, partial(_maps_beside, commit, path, maps), limits)
                yield from held.sources


def _maps_beside(commit: Commit, path: str, maps: Sequence[Source]) -> tuple[Map, ...]:
    """The map that a register had beside it, and those of packs."""
    from kpi_rules.registers.map import NAME, map_of_document, read_map

    beside = path.rpartition("/")[0]
    place = Path(commit.repository.top, beside, NAME)
    source, _ = committed_file(commit, place, shown(from_here(str(place))))
    made = read_map(source)[0] if source else None
    return (*((made,) if made else ()), *map(map_of_document, maps))


def not_held(name: str) -> Diagnostic:
    """A partial clone: what has to be fetched first."""
    return Diagnostic(
        tr("this clone does not hold `{name}` of that revision", name=name),
        None,
        tr("fetch it: `git fetch --refetch --no-filter origin`"),
    )


def _found(commit: Commit, arguments: Sequence[str], globs: Sequence[str], base: Path) -> Iterator[tuple[str, str]]:
    """Names as people see them, with paths in the repository."""
    project = [Glob.of(glob, base) for glob in globs]
    for argument in arguments:
        yield from _argument(commit, argument, project)
    if arguments:
        return
    for glob in project:
        yield from (found for found in _below(commit, glob.folder) if glob.matches(found[0]))
    if not project:
        yield from (found for found in _below(commit, base) if is_plan_name(found[0]))


def _argument(commit: Commit, argument: str, project: Sequence[Glob]) -> Iterator[tuple[str, str]]:
    inner = inside(commit, Path(argument))
    if inner is not None and inner in commit.files:
        yield shown(from_here(argument)), inner
    elif is_glob(argument) and not Path(argument).exists():
        glob = Glob.of(argument, Path())
        yield from (found for found in _below(commit, glob.folder) if glob.matches(found[0]))
    else:
        files = tuple(_below(commit, Path(argument)))
        named = [file for file in files if is_plan_name(file[0]) or any(glob.matches(file[0]) for glob in project)]
        yield from named or (file for file in files if _looks_like_plan(commit, *file))


def _looks_like_plan(commit: Commit, name: str, path: str) -> bool:
    data = commit.read(path, MOST_LOOKED_AT) if name.lower().endswith(FORMATS) else None
    return data is not None and holds_kpis(data)


def _below(commit: Commit, folder: Path) -> Iterator[tuple[str, str]]:
    """The files in a folder of the commit and below, without folders of tools."""
    inner = inside(commit, folder)
    if inner is None:
        return
    start = inner + "/" if inner else ""
    for path in sorted(commit.files, key=lambda path: path.split("/")):
        if path.startswith(start):
            rest = path[len(start) :]
            if not any(map(is_passed_by, rest.split("/")[:-1])):
                yield shown(from_here(str(folder / rest))), path


class CommittedFolder(Folder):
    """A folder of a commit: what a pack of the base revision is read from."""

    commit: Commit

    @property
    def real(self) -> Path:
        """What makes two folders the same."""
        return Path(self.commit.hash, os.path.abspath(self.path))

    def at(self, relative: str) -> Folder:
        """The folder at a relative path; outside of the repository it is one on the disk."""
        return folder_in(self.commit, self.path / relative)

    def has(self, file: str) -> bool:
        """Whether there is such a file."""
        inner = inside(self.commit, self.path / file)
        return inner is not None and inner in self.commit.files

    def read(self, file: str) -> tuple[Source | None, tuple[Diagnostic, ...]]:
        """A file of this folder."""
        name = self.name + ("" if self.name.endswith(":") else "/") + shown(file)
        source, problems = committed_file(self.commit, self.path / file, name)
        if source is None and not problems:
            return None, (Diagnostic(tr("there is no file `{name}`", name=name), None),)
        return source, problems

    def contents(self) -> tuple[dict[str, bytes], tuple[Diagnostic, ...]]:
        """Every file in it and below, by its path from here."""
        found: dict[str, bytes] = {}
        diagnostics = []
        for path in self._inner_paths():
            if is_content(path.split("/")):
                data = self.commit.read(self._start + path, Limits().size)
                if data is None:
                    diagnostics.append(not_held(f"{self.name}/{shown(path)}"))
                else:
                    found[shown(path)] = data
        return found, tuple(diagnostics)

    def rule_files(self) -> tuple[tuple[str, ...], tuple[Diagnostic, ...]]:
        """The names of the rule files in it, sorted."""
        names = (path for path in self._inner_paths() if "/" not in path and path.endswith(".rules"))
        return tuple(names), ()

    @property
    def _start(self) -> str:
        inner = inside(self.commit, self.path)
        return inner + "/" if inner else ""

    def _inner_paths(self) -> list[str]:
        start = self._start
        return sorted(path[len(start) :] for path in self.commit.files if path.startswith(start))


def folder_in(commit: Commit, path: Path) -> Folder:
    """A folder as it was in a commit, named as git names it: `main:policies/acme`."""
    inner = inside(commit, path)
    if inner is None:
        return Folder(path, shown(from_here(str(path))))
    return CommittedFolder(path, f"{commit.name}:{shown(inner)}", commit)
