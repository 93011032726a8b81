"""The files of a commit's submodules, as that commit recorded them: what is checked out is looked at, so what it was has to be.

Comes in: a repository, and where a commit has submodules, at which commits of theirs. Goes out: their files by path, where their objects lie,
and which of them nobody can read. Nothing is fetched. Knows nothing of plans.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from kpi_rules.engine.revisions.listed import listed
from kpi_rules.files import from_here, shown
from kpi_rules.i18n import tr
from kpi_rules.structs import Struct, field

_DEEPEST = 5
"""Submodules of submodules."""

Ask = Callable[..., "bytes | None"]
"""Git's answer in a folder, to some words."""


class Submodules(Struct, frozen=False):
    """What is known of a commit's submodules. `unread`: the commits that are not here, by the submodule's path."""

    top: Path = field(default_factory=Path)
    files: dict[str, str] = field(default_factory=dict)
    objects: list[str] = field(default_factory=list)
    unread: dict[str, str] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    """Those that this clone leaves out."""

    def notices(self, base: str, matters: Callable[[str], bool]) -> tuple[str, ...]:
        """Sentences about those that nobody can read. `matters`: whether plans are looked for in a folder; that of one that is left out is asked
        about, for there are many of these."""
        from shlex import quote

        unread = (
            tr(
                "`{folder}` is a submodule, and its commit of {base} is not here: all that its plans have counts as new; fetch it: `{command}`",
                folder=self._shown(folder),
                base=base,
                command=f"git -C {quote(self._shown(folder))} fetch origin {commit}",
            )
            for folder, commit in sorted(self.unread.items())
        )
        gone = (
            tr(
                "the submodule `{folder}` of {base} is no more: nobody knows which plans it held",
                folder=self._shown(folder),
                base=base,
            )
            for folder in sorted(self.gone)
        )
        empty = (
            tr(
                "the submodule `{folder}` is not checked out, and nobody looks at its plans: `{command}`",
                folder=self._shown(folder),
                command=f"git submodule update --init --checkout {quote(self._shown(folder))}",
            )
            for folder in sorted(self.empty)
            if matters(str(self.top / folder))
        )
        return (*unread, *gone, *empty)

    def _shown(self, folder: str) -> str:
        return shown(from_here(str(self.top / folder)))


def read_submodules(
    ask: Ask,
    top: Path,
    links: Mapping[str, str],
) -> Submodules:
    """The files of submodules, which are `links` by path, each with its commit."""
    found = Submodules(top)
    waiting = [(path, commit, 0) for path, commit in links.items()]
    while waiting:
        path, commit, depth = waiting.pop()
        folder = top / path
        if not (folder / ".git").exists():
            left_out = folder.is_dir() and not any(folder.iterdir())
            (found.empty if left_out else found.gone).append(path)
            continue
        listing = ask(folder, "ls-tree", "-r", "-z", "--full-tree", commit)
        objects = ask(folder, "rev-parse", "--path-format=absolute", "--git-path", "objects")
        if listing is None or objects is None:
            found.unread[path] = commit
            continue
        inner = listed(listing)
        found.files |= {f"{path}/{name}": object_ for name, object_ in inner.files.items()}
        found.objects.append(objects.decode("utf-8", "surrogateescape").removesuffix("\n"))
        if depth < _DEEPEST:
            waiting += [(f"{path}/{name}", other, depth + 1) for name, other in inner.submodules.items()]
    return found


def alternates(objects: list[str]) -> str:
    """Folders of objects as git's environment names them, in quotes."""
    quoted = (path.replace("\\", "\\\\").replace('"', '\\"') for path in objects)
    return os.pathsep.join(f'"{path}"' for path in quoted)
