"""Globs over paths: `*`, `?` and `[…]` stay within a name, `**` is any number of folders.

Comes in: a glob and the folder it is relative to. Goes out: where to search, and whether a path is meant. Linear in the path's
length, whatever the glob. Knows nothing of what is on the disk.
"""

from __future__ import annotations

import os
import re
from fnmatch import fnmatchcase
from pathlib import Path

from kpi_rules.structs import Struct

_MAGIC = re.compile(r"[*?\[]")
_ANY_FOLDERS = "**"


def is_glob(text: str) -> bool:
    """Whether a path is a glob."""
    return _MAGIC.search(text) is not None


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

    def matches(self, path: str) -> bool:
        """Whether a path, relative to the working folder or absolute, is meant."""
        names = Path(os.path.relpath(path, self.folder)).parts
        if names[:1] == ("..",):
            return False
        reached = self._reach({0})
        for name in names:
            stepped = {at for at in reached if at < len(self.parts) and self.parts[at] == _ANY_FOLDERS}
            stepped |= {at + 1 for at in reached if at < len(self.parts) and self._fits(name, self.parts[at])}
            reached = self._reach(stepped)
        return len(self.parts) in reached

    def _fits(self, name: str, part: str) -> bool:
        return part != _ANY_FOLDERS and fnmatchcase(name, part)

    def _reach(self, at: set[int]) -> set[int]:
        """The parts that may come next: `**` may stand for no folder at all, except at the end."""
        found = set(at)
        for number, part in enumerate(self.parts):
            if part == _ANY_FOLDERS and number in found:
                found.add(number + 1)
        return found
