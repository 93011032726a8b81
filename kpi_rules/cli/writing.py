"""All that the program writes into files passes here: whole or not at all, and never out of the repository by a link that lies in it.

Comes in: a path and what is to stand there. A tree that is checked may hold links that lead anywhere; what a user names elsewhere is his business.
`tests/cli/test_writing.py` finds whatever writes past this room. (The cache writes into the user's own folder by itself.)
"""

from __future__ import annotations

import os
import stat
from errno import EACCES
from pathlib import Path

from kpi_rules.cli.problems import Unusable
from kpi_rules.files import leads_out, shown
from kpi_rules.i18n import tr


def put_file(path: Path, text: str) -> None:
    """Write a text to a file, or end the command."""
    write_file(path, text.encode("utf-8", "backslashreplace"))


def add_to_file(path: Path, text: str) -> None:
    """Write a text to the end of a file, or end the command."""
    with _writing(path), path.open("ab") as file:
        file.write(text.encode("utf-8", "backslashreplace"))


def write_file(path: Path, data: bytes, with_folders: bool = False) -> None:
    """Write a file so that no reader ever sees half of it, or end the command. `with_folders`: make those that it lies in."""
    with _writing(path):
        if with_folders:
            path.parent.mkdir(parents=True, exist_ok=True)
        _write(Path(os.path.realpath(path)), data)


class _writing:  # noqa: N801  # `with _writing(path):`
    """What may not or cannot be written ends the command."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        if (root := leads_out(self._path)) is not None:
            name = shown(str(self._path))
            message = tr("`{name}` is not written: a link takes it out of `{folder}`", name=name, folder=shown(root))
            raise Unusable.because(message, tr("name the file itself, or take the link away"))

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            name, reason = shown(str(self._path)), (error.strerror or str(error)).lower()
            raise Unusable.because(tr("cannot write `{name}`: {reason}", name=name, reason=reason)) from None


def _write(path: Path, data: bytes) -> None:
    """Write to a path without links. A device or pipe is written to as it is."""
    mode = path.stat().st_mode if path.exists() else None
    if mode is not None and not stat.S_ISREG(mode):
        with path.open("wb") as device:
            device.write(data)
        return
    if mode is not None and not os.access(path, os.W_OK):  # to put another file in its place would be allowed
        raise PermissionError(EACCES, os.strerror(EACCES))
    temporary = path.with_name(f".{path.name[:100]}.{os.getpid()}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            temporary.chmod(stat.S_IMODE(mode))
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
