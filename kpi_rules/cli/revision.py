"""The base revision of a run: its policy, its plans, its waivers, read from git and never checked out."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kpi_rules.cli.policy import PROJECT
from kpi_rules.cli.problems import Unusable, tell_diagnostics
from kpi_rules.diagnostics import Diagnostic
from kpi_rules.engine.revisions.before import Base
from kpi_rules.engine.revisions.committed import committed_file, committed_plans, folder_in, inside, not_held
from kpi_rules.engine.revisions.git import Commit, Repository
from kpi_rules.files import shown
from kpi_rules.i18n import language, tr
from kpi_rules.packs import Folder, Policy, load_policy
from kpi_rules.source import Source
from kpi_rules.structs import Struct

if TYPE_CHECKING:
    from kpi_rules.cli.run import Run


class Revision(Struct):
    """A commit that a run is held against, and the policy that holds for both. `own` is the policy as it was in
    the commit, `head` as it is now."""

    commit: Commit
    project: Path | None
    policy: Policy
    own: Policy
    head: Policy
    notices: tuple[str, ...]

    @classmethod
    def open(cls, name: str, given: Mapping[str, Any], project: Path | None, policy: Policy) -> Revision:
        """The commit of this name."""
        commit = open_commit(name)
        there = _project(commit, given, project)
        own, problems = _policy(commit, given, there, policy)
        if given.get("policy_from", "base") == "head":
            return cls(commit, there, policy, own or policy, policy, ())
        if own is None:
            commit.close()
            raise Unusable((*problems, _of_the_base(name)))
        if problems:
            tell_diagnostics(problems)
        notice = tr("the packs of this change are not those of {base}, which are used (--policy-from head)", base=name)
        return cls(commit, there, own, own, policy, (notice,) if _texts(own) != _texts(policy) else ())

    def judged(self, run: Run, most: int) -> Base:
        """The plans of the base; those of the whole project are looked at where a plan has been moved."""
        folder = run.project.parent if run.project else None
        paths = [path for path in run.given.get("paths", ()) if path != "-"]
        plans = self.policy.plans
        return Base(
            name=self.commit.name,
            policy=self.policy,
            today=run.today,
            scope=committed_plans(self.commit, paths, plans, folder),
            beyond=lambda: committed_plans(self.commit, (), plans, folder) if paths else (),
            most_findings=most,
        )

    def beside_project(self, folder: Path | None, file: str) -> Source | None:
        """The text of a file as it was beside the project's."""
        place = self.project.parent if self.project else folder
        return None if place is None else self.file(place / file)

    def file(self, path: Path) -> Source | None:
        """The text of a file as it was; what lies outside of the repository is as it is."""
        if inside(self.commit, path) is None:
            from kpi_rules.cli.run import read_text

            return read_text(path)
        source, diagnostics = committed_file(self.commit, path, shown(os.path.normpath(path)))
        if diagnostics:
            raise Unusable(diagnostics)
        return source

    def refuse_incomplete(self) -> None:
        """End the command where the clone lacks files of the base: without them everything would seem new."""
        if self.commit.missing:
            raise Unusable(map(not_held, sorted(map(shown, self.commit.missing))[:1]))

    def close(self) -> None:
        """Let git go."""
        self.commit.close()


def open_commit(name: str) -> Commit:
    """The commit of a name, or the end of the command."""
    repository, problem = Repository.around(Path.cwd())
    if repository is None:
        raise Unusable([problem] if problem else [])
    commit, problem = repository.commit(name)
    if commit is None:
        raise Unusable([problem] if problem else [])
    return commit


def _of_the_base(name: str) -> Diagnostic:
    message = tr("the packs of {base} cannot be used", base=name)
    return Diagnostic(message, None, tr("`--policy-from head` takes those of this revision"))


def _project(commit: Commit, given: Mapping[str, Any], project: Path | None) -> Path | None:
    """The project's file in the commit, found as on the disk."""
    if given["config"] is not None:
        return project
    if given["packs"]:
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
    commit: Commit, given: Mapping[str, Any], project: Path | None, policy: Policy
) -> tuple[Policy | None, tuple[Diagnostic, ...]]:
    """The policy as it was; the one there is, where nothing of it lies in the repository."""
    if project is None and not any(_is_path(pack) for pack in given["packs"]) and given["packs"]:
        return policy, ()
    folder: Path | Folder | None = None if project is None else _project_folder(commit, project)
    here = folder_in(commit, Path())
    return load_policy(given["packs"], dict(given["settings"]), folder, here=here, language=language())


def _project_folder(commit: Commit, project: Path) -> Path | Folder:
    """The folder in the commit that the project's file lies in; the file itself where it is outside of the repository."""
    inner = inside(commit, project)
    return project if inner is None else folder_in(commit, project.parent)


def _is_path(pack: str) -> bool:
    return pack.startswith(".") or "/" in pack or "\\" in pack


def _texts(policy: Policy) -> list[tuple[str, ...]]:
    """All that a policy is made of."""
    return [(pack.name, pack.manifest.text, *(source.text for source in pack.rule_sources)) for pack in policy.packs]
