"""What became of plans of a commit that a run does not look at: whether they are still in the tree, and where.

Comes in: a commit, plans of it, the files that the run looks at. Goes out: what became of each. The tree is read, hidden folders too, and
never followed out of; what stood there in the commit already is nobody's new place.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from kpi_rules.document import Limits, decode
from kpi_rules.engine.discover import FORMATS
from kpi_rules.engine.findings import PlanInfo
from kpi_rules.engine.revisions.committed import inside
from kpi_rules.engine.revisions.git import Commit
from kpi_rules.engine.revisions.index import tracked
from kpi_rules.engine.top_level import MOST_LOOKED_AT, holds_kpis
from kpi_rules.files import from_here, read_bytes, shown
from kpi_rules.packs import Policy
from kpi_rules.plan import load_what_fits
from kpi_rules.structs import Struct

How = Literal["moved", "link", "folder", "there", "left out", "unseen", "looked at", "gone"]
"""`left out` by a sparse checkout, and another one than in the commit; `unseen`: left out, and as it was; `looked at` in another project."""

UNTOLD = frozenset({"unseen", "looked at", "gone"})


class Became(Struct):
    """What became of a plan's file, and where the plan is now."""

    how: How
    file: str


def became(
    commit: Commit,
    lost: Sequence[PlanInfo],
    looked_at: Iterable[str | Path],
    policy: Policy,
    by_others: Iterable[str | Path] = (),
) -> dict[str, Became]:
    """What became of each of these plans, by its file. `by_others`: files that other projects of the run look at."""
    others = {os.path.realpath(path) for path in by_others}
    known = {os.path.realpath(path) for path in looked_at} | others
    found = {plan.file: Became(how, plan.file) for plan in lost if (how := _in_its_place(plan.file, known))}
    found |= _left_out(commit, [plan for plan in lost if plan.file not in found])
    search = _Search(commit, [plan for plan in lost if plan.file not in found], policy)
    found |= search.through(commit.repository.top, known, others)
    return {plan.file: found.get(plan.file, Became("gone", plan.file)) for plan in lost}


def _in_its_place(file: str, known: set[str]) -> How | None:
    """What stands where a plan stood, and is not looked at."""
    if Path(file).is_symlink():
        return "link"
    if Path(file).is_dir():
        return "folder"
    return "there" if os.path.lexists(file) and os.path.realpath(file) not in known else None


def _left_out(commit: Commit, lost: Sequence[PlanInfo]) -> Iterator[tuple[str, Became]]:
    """The plans that are tracked still and that a sparse checkout leaves out."""
    index = tracked(commit.repository) if lost else {}
    for plan in lost:
        path = inside(commit, Path(plan.path))
        file = index.get(path) if path else None
        if path and file and file.left_out:
            yield plan.file, Became("unseen" if commit.files.get(path) == file.object else "left out", plan.file)


class _Search:
    """A search for plans in a tree: by what they are called, by their whole text, by the name of their file."""

    def __init__(self, commit: Commit, lost: Sequence[PlanInfo], policy: Policy) -> None:
        self.commit = commit
        self.policy = policy
        self.texts = {data: plan for plan in lost if (data := self._committed(plan.file))}
        self.sizes = set(map(len, self.texts))
        self.called = {plan.identity: plan for plan in lost if plan.identity}
        self.stems = {_stem(plan.file): plan for plan in lost}

    def through(self, top: Path, known: set[str], others: set[str]) -> dict[str, Became]:
        """Where in the tree each plan is that is in it, and not looked at, or only by other projects."""
        found: dict[str, Became] = {}
        for path in _files(str(top)) if self.stems else ():
            if (path not in known or path in others) and (plan := self._held(path)):
                became = Became("looked at" if path in known else "moved", shown(from_here(path)))
                found[plan.file] = became if became.how == "looked at" else found.get(plan.file, became)
        return found

    def _held(self, path: str) -> PlanInfo | None:
        """The plan that a file holds, unless it held that in the base already."""
        named = path.lower().endswith(FORMATS) or _stem(path) in self.stems
        if not named and _size(path) not in self.sizes:
            return None
        data, _ = read_bytes(path, path, MOST_LOOKED_AT)
        if data is None or self._is_old(path, data):
            return None
        if plan := self.texts.get(data):
            return plan
        if not named or b"kpis" not in data:
            return None
        plan = self.called.get(self._identity(path, data) or "")
        return plan or (self.stems.get(_stem(path)) if holds_kpis(data) else None)

    def _identity(self, path: str, data: bytes) -> str | None:
        source, _ = decode(path, data, self.policy.limits or Limits())
        plan = load_what_fits(source, self.policy.schema, self.policy.limits)[0] if source else None
        return plan.identity if plan is not None and plan.whole else None

    def _committed(self, file: str) -> bytes | None:
        inner = inside(self.commit, Path(file))
        return self.commit.read(inner, MOST_LOOKED_AT) if inner and inner in self.commit.files else None

    def _is_old(self, path: str, data: bytes) -> bool:
        """Whether the same stood there in the base."""
        known = self.commit.files.get(inside(self.commit, Path(path)) or "")
        return known is not None and known in (_hash(data, known), _hash(data.replace(b"\r\n", b"\n"), known))


def _files(top: str) -> Iterator[str]:
    """Every file in a tree, hidden ones too; nothing of git's own, of other working trees and of repositories inside this one."""
    for folder, folders, names in os.walk(os.path.realpath(top)):
        folders[:] = sorted(name for name in folders if name != ".git" and not _is_other_tree(Path(folder, name)))
        yield from (str(path) for name in sorted(names) if not (path := Path(folder, name)).is_symlink())


def _is_other_tree(folder: Path) -> bool:
    """Whether a folder is a repository that is no submodule."""
    inner = folder / ".git"
    if not inner.is_file():
        return inner.is_dir()
    data, _ = read_bytes(inner, inner.name, 10_000)
    return data is None or re.search(rb"/modules/", data) is None


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return -1


def _stem(path: str) -> str:
    """A file's name without what tells its format, whatever follows that, and without saying that it is a plan."""
    name = re.sub(r"\.(ya?ml|json|toml|txt)\b.*$", "", Path(path).name.lower())
    return re.sub(r"[._-]kpis?(\..*)?$", "", name)


def _hash(data: bytes, like: str) -> str:
    """The name that git gives to bytes, made as another name was."""
    kind = "sha256" if len(like) == 64 else "sha1"
    return hashlib.new(kind, b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
