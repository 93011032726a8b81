"""Bytes from a path: bounded, from ordinary files only. A pipe, a device or a folder never makes a run wait or fail.

Comes in: a path and the name that people see. Goes out: bytes or a diagnostic. Knows nothing of what is in the file.
"""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.i18n import tr

NO_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)

_PIECE = 1 << 20

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Final

_laid_over: Final[ContextVar[Mapping[str, bytes] | None]] = ContextVar("laid over the disk", default=None)


@contextmanager
def over_the_disk(texts: Mapping[str, bytes]) -> Iterator[None]:
    """Within it, files are read as these texts, by their real paths: those that an editor has open. The disk is not written."""
    before = _laid_over.set(texts)
    try:
        yield
    finally:
        _laid_over.reset(before)


def read_bytes(path: str | Path, name: str, most: int) -> tuple[bytes | None, tuple[Diagnostic, ...]]:
    """The file's bytes, at most one more than `most`: who decodes them tells that there are too many."""
    if (texts := _laid_over.get()) and (text := texts.get(os.path.realpath(path))) is not None:
        return text[: most + 1], ()
    try:
        descriptor = os.open(path, os.O_RDONLY | NO_WAITING)
        try:
            about = os.fstat(descriptor)
            if not (stat.S_ISREG(about.st_mode) or stat.S_ISDIR(about.st_mode)):  # reading a folder says what it is
                return None, (Diagnostic(tr("cannot read `{name}`: it is not a file", name=name), None),)
            return _all(descriptor, about.st_size, most + 1), ()
        finally:
            os.close(descriptor)
    except (OSError, ValueError) as error:
        return None, (cannot_read(name, error),)


def _all(descriptor: int, size: int, most: int) -> bytes:
    """What a file holds, which may be more or less than it said, up to `most` bytes."""
    data = os.read(descriptor, min(size + 1, most))
    if len(data) == size:
        return data
    pieces = [data]
    left = most - len(data)
    while left > 0 and (piece := os.read(descriptor, min(left, _PIECE))):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def cannot_read(name: str, error: Exception) -> Diagnostic:
    """A diagnostic for a file or folder that the system will not let us read."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Diagnostic(tr("cannot read `{name}`: {reason}", name=name, reason=reason.lower()), None)


def from_here(path: str) -> str:
    """A path as it is told: from the current folder where it lies below it, however it was given; else as it was given."""
    path = os.path.normpath(path)
    if not (os.path.isabs(path) or path.startswith(os.pardir)):  # names alone
        return path
    try:
        here = os.getcwd()
        for full in (os.path.join(here, path), _real(path)):
            inner = os.path.relpath(full, here)
            if not inner.startswith(os.pardir):
                return inner
    except (OSError, ValueError):  # the folder is gone; the path is on another drive
        pass
    return path


def _real(path: str) -> str:
    """The path with the links to its folder followed; what it may be a link to itself is not what it is called."""
    folder, name = os.path.split(path)
    return os.path.join(os.path.realpath(folder), name)


def from_root(path: str) -> str:
    """A path from the top of the repository that it is in, whichever folder we stand in; outside of git from the topmost project."""
    if path.startswith("<"):
        return path
    full = os.path.abspath(path)
    root = _innermost(full, ".git") or _topmost(full, "kpi-rules.yaml")
    return path if root is None else shown(os.path.relpath(full, root))


def _topmost(path: str, mark: str) -> str | None:
    found, above = None, os.path.dirname(path)
    while above != path:
        found = above if os.path.lexists(os.path.join(above, mark)) else found
        path, above = above, os.path.dirname(above)
    return found


def leads_out(path: str | Path) -> str | None:
    """The folder that a path is written in and that links take it out of; nothing where it stays.

    That folder is the repository; outside of git the project's (where its kpi-rules.yaml lies), else the one we stand in. A path that is written
    in none of them leads nowhere but where it says.
    """
    full = os.path.abspath(path)
    root = _innermost(full, ".git") or _innermost(full, "kpi-rules.yaml") or _here(full)
    return None if root is None or _within(os.path.realpath(full), os.path.realpath(root)) else root


def lies_outside(path: str | Path, folder: str | Path) -> bool:
    """Whether a path is not in the repository that a folder is in (outside of git: not in the folder), as it is written or by a link."""
    home = os.path.abspath(folder)
    root = _innermost(os.path.join(home, "."), ".git") or home
    return not _within(os.path.abspath(path), root) or not _within(os.path.realpath(path), os.path.realpath(root))


def _innermost(path: str, mark: str) -> str | None:
    """The innermost folder around a path that holds a mark, up to where a link leads out of one."""
    folders = [path]
    while (above := os.path.dirname(folders[-1])) != folders[-1]:
        folders.append(above)
    root = None
    for folder in reversed(folders[1:]):
        if root is not None and not _within(os.path.realpath(folder), os.path.realpath(root)):
            break
        if os.path.lexists(os.path.join(folder, mark)):
            root = folder
    return root


def _here(path: str) -> str | None:
    here = os.getcwd()
    return here if _within(path, here) else None


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def shown(path: str) -> str:
    """A path as people see it: forward slashes, bytes that are not UTF-8 spelt out."""
    slashed = path.replace(os.sep, "/")
    return slashed.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
