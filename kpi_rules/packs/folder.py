"""The folder of a pack: its manifest and rule files as sources.

A pack's folder may be anywhere (`extends: ../shared-pack`), but nothing is read except files of a pack's own names that
really are in it: a link to a file elsewhere is refused, so that no pack can bring a stranger's file into a report.
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.files import cannot_read, leads_out, read_bytes, shown
from kpi_rules.i18n import tr
from kpi_rules.source import Source
from kpi_rules.structs import Struct

MANIFEST = "pack.yaml"
PROJECT = "kpi-rules.yaml"
MOST_MANIFEST_BYTES = 1_000_000
"""Bytes of a manifest, a locale or one rule file."""


class Folder(Struct):
    """A folder on disk, and the name that people see for it."""

    path: Path
    name: str

    @cached_property
    def real(self) -> Path:
        """The folder itself, links followed: what makes two folders the same."""
        return self.path.resolve()

    def at(self, relative: str) -> Folder:
        """The folder at a relative path."""
        return Folder(self.path / relative, posixpath.normpath(posixpath.join(self.name, relative)))

    def has(self, file: str) -> bool:
        """Whether there is such a file."""
        try:
            return (self.path / file).is_file()
        except OSError:  # a name that no system takes
            return False

    def read(self, file: str) -> tuple[Source | None, tuple[Diagnostic, ...]]:
        """A file of this folder."""
        name = posixpath.normpath(posixpath.join(self.name, shown(file)))
        path = self.path / file
        if (refused := self._refusal(path, name)) is not None:
            return None, (refused,)
        from kpi_rules.document import Limits, decode

        limits = Limits(size=MOST_MANIFEST_BYTES)
        data, diagnostics = read_bytes(path, name, limits.size)
        return (None, diagnostics) if data is None else decode(name, data, limits)

    def _refusal(self, path: Path, name: str) -> Diagnostic | None:
        """Why a file is not read: a link takes it out of the pack, or the pack out of the repository."""
        if path.is_symlink() and path.resolve().parent != self.real:
            return Diagnostic(tr("`{name}` is a link to a file outside of its pack", name=name), None)
        whole = path.name in (MANIFEST, PROJECT) or path.parent != self.path  # the others lie beside the manifest
        if whole and (root := leads_out(path)) is not None:
            message = tr("`{name}` is not read: a link takes it out of `{folder}`", name=name, folder=shown(root))
            return Diagnostic(message, None, tr("put the file itself there"))
        return None

    def contents(self) -> tuple[dict[str, bytes], tuple[Diagnostic, ...]]:
        """Every file in it and below, by its path from here; what is hidden or compiled is none of the pack's."""
        from kpi_rules.document import Limits

        found: dict[str, bytes] = {}
        diagnostics: list[Diagnostic] = []
        for path in sorted(self.path.rglob("*")):
            parts = path.relative_to(self.path).parts
            if is_content(parts) and not path.is_dir():
                name = "/".join(parts)
                full = posixpath.join(self.name, shown(name))
                refused = self._refusal(path, full) if path.is_symlink() else None
                data, problems = (None, (refused,)) if refused else read_bytes(path, full, Limits().size)
                diagnostics += problems
                found |= {} if data is None else {shown(name): data}
        return found, tuple(diagnostics)

    def rule_files(self) -> tuple[tuple[str, ...], tuple[Diagnostic, ...]]:
        """The names of the rule files in it, sorted."""
        try:
            paths = sorted(path for path in self.path.iterdir() if path.suffix == ".rules" and path.is_file())
        except OSError as error:
            return (), (cannot_read(self.name, error),)
        return tuple(path.name for path in paths), ()


def is_content(parts: Sequence[str]) -> bool:
    """Whether a path belongs to what a pack says: nothing hidden, no caches."""
    return not any(part.startswith(".") or part == "__pycache__" for part in parts)
