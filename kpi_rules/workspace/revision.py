"""The base revision of a project: its policy, its plans, its waivers, read from git and never checked out."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.engine.discover import is_passed_by
from kpi_rules.engine.globs import Glob
from kpi_rules.engine.inputs import Unreadable
from kpi_rules.engine.revisions.committed import committed_file, folder_in, inside, not_held
from kpi_rules.engine.revisions.git import Commit, Repository
from kpi_rules.files import shown
from kpi_rules.i18n import language, tr
from kpi_rules.packs import Folder, Policy, load_policy
from kpi_rules.packs.folder import PROJECT
from kpi_rules.structs import Struct
from kpi_rules.workspace.as_before import is_as_before
from kpi_rules.workspace.policy import with_known
from kpi_rules.workspace.reading import read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kpi_rules.engine.inputs import PlanFile
    from kpi_rules.source import Source
    from kpi_rules.workspace.options import Options

Diagnostics = tuple[Diagnostic, ...]

MOST_SIGNS_OF_LINK = 10_000


class Revision(Struct):
    """A commit that a run is held against, and the policy that holds for both. `own` is the policy as it was in
    the commit, `head` as it is now."""

    commit: Commit
    project: Path | None
    policy: Policy
    own: Policy
    head: Policy
    notices: tuple[str, ...]

    def beside_project(self, folder: Path | None, file: str) -> tuple[Source | None, Diagnostics]:
        """The text of a file as it was beside the project's."""
        place = self.project.parent if self.project else folder
        return (None, ()) if place is None else self.file(place / file)

    def file(self, path: Path) -> tuple[Source | None, Diagnostics]:
        """The text of a file as it was; what lies outside of the repository is as it is."""
        if inside(self.commit, path) is None:
            return read_text(path)
        return committed_file(self.commit, path, shown(os.path.normpath(path)))

    def refused(self, files: Iterable[PlanFile]) -> Iterator[Unreadable]:
        """Of the links that are not followed here, those that led there already."""
        for file in files:
            inner = inside(self.commit, Path(file.path)) if file.refused else None
            was_link = inner is not None and inner in self.commit.links
            target = self.commit.read(inner, MOST_SIGNS_OF_LINK) if inner and was_link else None
            if file.refused and target == os.fsencode(os.readlink(file.path)):
                yield Unreadable(file.name, (file.refused,))

    def project_above(self, folder: str, known: dict[str, str | None]) -> str | None:
        """The folder that held the project's file: this one or the nearest above it in the repository."""
        if folder not in known:
            inner = inside(self.commit, Path(folder, PROJECT))
            held = inner is not None and inner in self.commit.files
            known[folder] = (
                folder if held else None if inner is None else self.project_above(os.path.dirname(folder), known)
            )
        return known[folder]

    def projects_below(self, folder: Path) -> tuple[str, ...]:
        """The folders below that held a project's file, by their real names."""
        start = inside(self.commit, folder)
        if start is None:
            return ()
        top = os.path.realpath(self.commit.repository.top)
        found = [os.path.dirname(file) for file in self.commit.files if file.endswith("/" + PROJECT)]
        inner = [one for one in found if not start or one.startswith(start + "/")]
        wanted = [one for one in inner if not any(map(is_passed_by, one[len(start) :].split("/")))]
        return tuple(os.path.join(top, one) for one in sorted(wanted))

    def of(self, project: Path, options: Options, head: Policy | None) -> tuple[Revision | None, Diagnostics]:
        """The same commit, for a project below; `head` is its policy as it is now, if it is there."""
        own, problems = _policy(self.commit, options, project, head or self.head, head is not None)
        if own is None and (head is None or options.policy_from_base):
            return None, (*problems, _of_the_base(self.commit.name))
        if not options.policy_from_base and head is not None:
            return Revision(self.commit, project, head, own or head, head, ()), ()
        assert own is not None
        changed = head is None or _texts(own) != _texts(head)
        own = own if head is None or changed else head
        return Revision(
            self.commit, project, own, own, head or own, (_changed(self.commit.name),) if changed else ()
        ), problems

    @property
    def incomplete(self) -> Diagnostics:
        """What the clone lacks of the base's files that were looked at: without them everything would seem new."""
        return tuple(map(not_held, sorted(map(shown, self.commit.missing))[:1]))

    def close(self) -> None:
        """Let git go."""
        self.commit.close()


def open_revision(
    name: str, options: Options, project: Path | None, policy: Policy
) -> tuple[Revision | None, Diagnostics]:
    """The commit of this name; with it, diagnostics are warnings."""
    commit, problem = _commit(name)
    if commit is None:
        return None, (problem,) if problem else ()
    there = _project(commit, options, project)
    stayed = _place(there) == _place(project)
    own, problems = _policy(commit, options, there, policy, stayed)
    if not options.policy_from_base:
        notices = commit.submodules.notices(name, partial(_is_searched, project, policy.plans))
        return Revision(commit, there, policy, own or policy, policy, notices), ()
    if own is None:
        commit.close()
        return None, (*problems, _of_the_base(name))
    changed = (_changed(name),) if _texts(own) != _texts(policy) else ()
    notices = (*changed, *commit.submodules.notices(name, partial(_is_searched, there, own.plans)))
    return Revision(commit, there, own, own, policy, notices), problems


def _is_searched(project: Path | None, plans: Sequence[str], folder: str) -> bool:
    """Whether plans are looked for in a folder, around it, or below it."""
    home = project.parent if project else Path()
    places = [Glob.of(plan, home).folder for plan in plans] or [home]
    searched = [os.path.realpath(place) for place in places]
    here = os.path.realpath(folder)
    inner = [os.path.relpath(here, place).split(os.sep) for place in searched]
    around = any(names[0] != os.pardir and not any(map(is_passed_by, names)) for names in inner)
    return around or any(place.startswith(here + os.sep) for place in searched)


def _changed(name: str) -> str:
    return tr("the packs of this change are not those of {base}, which are used (--policy-from head)", base=name)


def _commit(name: str) -> tuple[Commit | None, Diagnostic | None]:
    repository, problem = Repository.around(Path.cwd())
    return (None, problem) if repository is None else repository.commit(name)


def _of_the_base(name: str) -> Diagnostic:
    message = tr("the packs of {base} cannot be used", base=name)
    return Diagnostic(message, None, tr("`--policy-from head` takes those of this revision"))


def _project(commit: Commit, options: Options, project: Path | None) -> Path | None:
    """The project's file in the commit, found as on the disk."""
    if options.config is not None:
        return project
    if options.packs:
        return None
    here = Path.cwd()
    for folder in (here, *here.parents):
        inner = inside(commit, folder / PROJECT)
        if inner is None:
            return None
        if inner in commit.files:
            return Path(os.path.relpath(folder), PROJECT)
    return None


def _policy(
    commit: Commit, options: Options, project: Path | None, policy: Policy, stayed: bool
) -> tuple[Policy | None, Diagnostics]:
    """The policy as it was; the one there is, where nothing of it lies in the repository, or all of it as it does now. `stayed`: that one is of
    the same project."""
    if project is None and not any(map(_is_path, options.packs)) and options.packs:
        return policy, ()
    if stayed and is_as_before(policy, commit):
        return policy, ()
    folder = None if project is None else _project_folder(commit, project)
    here = folder_in(commit, Path())

    def load(settings: Mapping[str, str]) -> tuple[Policy | None, Diagnostics]:
        return load_policy(options.packs, settings, folder, here=here, language=language())

    return with_known(load, options)


def _place(project: Path | None) -> str | None:
    return None if project is None else os.path.abspath(project)


def _project_folder(commit: Commit, project: Path) -> Path | Folder:
    """The folder in the commit that the project's file lies in; the file itself where it is outside of the repository."""
    inner = inside(commit, project)
    return project if inner is None else folder_in(commit, project.parent)


def _is_path(pack: str) -> bool:
    return pack.startswith(".") or "/" in pack or "\\" in pack


def _texts(policy: Policy) -> list[tuple[str, ...]]:
    """All that a policy is made of."""
    return [(pack.name, pack.manifest.text, *(source.text for source in pack.rule_sources)) for pack in policy.packs]
