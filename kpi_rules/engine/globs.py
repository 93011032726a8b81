"""Globs over paths: `*`, `?` and `[…]` stay within a name, `**` is any number of folders.

Comes in: a glob and the folder it is relative to. Goes out: where to search, and whether a path is meant. Linear in the path's
length, whatever the glob. Knows nothing of what is on the disk.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from kpi_rules.structs import Struct

_MAGIC = "*?["
_ANY_FOLDERS = "**"


def is_glob(text: str) -> bool:
    """Whether a path is a glob."""
    return any(sign in text for sign in _MAGIC)


class Glob(Struct):
    """A glob: the folder in which it starts to vary, and its parts from there on."""

    folder: Path
    parts: tuple[str, ...]

    @classmethod
    def of(cls, glob: str, base: Path) -> Glob:
        """The glob, relative to a folder whose own name is no glob."""
        parts = Path(glob).parts
        fixed = next((number for number, part in enumerate(parts) if is_glob(part)), len(parts) - 1)
        return cls(base.joinpath(*parts[:fixed]), parts[fixed:])

    @classmethod
    def below(cls, glob: str, folder: Path) -> Glob:
        """The glob with all its parts, for `covers`; one that begins with a slash begins at the folder, as in a `.gitignore`."""
        return cls(folder, Path(glob.lstrip("/")).parts)

    def matches(self, path: str) -> bool:
        """Whether a path, relative to the working folder or absolute, is meant."""
        names = Path(os.path.relpath(path, self.folder)).parts
        return names[:1] != ("..",) and [False, *self._ends(names)][-1]

    def covers(self, names: Sequence[str]) -> bool:
        """Whether a path, or a folder above it, is meant: as names from the folder on."""
        return any(self._ends(names))

    def _ends(self, names: Sequence[str]) -> Iterator[bool]:
        """After each name of a path: whether the glob means what leads there."""
        reached = self._reach({0})
        for name in names:
            stepped = {at for at in reached if at < len(self.parts) and self.parts[at] == _ANY_FOLDERS}
            stepped |= {at + 1 for at in reached if at < len(self.parts) and self._fits(name, self.parts[at])}
            reached = self._reach(stepped)
            yield len(self.parts) in reached

    def _fits(self, name: str, part: str) -> bool:
        return part != _ANY_FOLDERS and fnmatchcase(name, part)

    def _reach(self, at: set[int]) -> set[int]:
        """The parts that may come next: `**` may stand for no folder at all, except at the end."""
        found = set(at)
        for number, part in enumerate(self.parts):
            if part == _ANY_FOLDERS and number in found:
                found.add(number + 1)
        return found
