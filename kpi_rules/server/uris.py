"""URIs of documents ↔ paths of files. What is in no file here (untitled, in a commit, on another machine) has no path."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import PurePosixPath, PureWindowsPath
from urllib.parse import unquote_to_bytes, urlsplit

_WINDOWS = os.name == "nt"
_DRIVE = re.compile(r"/[A-Za-z]:(?=/|\Z)")


def path_of(uri: str, windows: bool = _WINDOWS) -> str | None:
    """The path of a file, however its URI is written: `file:///c%3A/plans/a%20b.kpi.yaml`."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    path = _decoded(parts.path)
    elsewhere = parts.netloc not in ("", "localhost")
    if parts.scheme != "file" or not path.startswith("/") or "\0" in path or (elsewhere and not windows):
        return None
    if not windows:
        return os.path.normpath(path)
    path = f"//{parts.netloc}{path}" if elsewhere else path[1:] if _DRIVE.match(path) else path
    return str(PureWindowsPath(path))


def _decoded(path: str) -> str:
    return unquote_to_bytes(path).decode("utf-8", "surrogateescape")


def uri_of(path: str, windows: bool = _WINDOWS) -> str:
    """The URI of a file."""
    return (PureWindowsPath(path) if windows else PurePosixPath(path)).as_uri()


def key_of(uri: str) -> str:
    """What tells a document from others: the same for all ways to write the URI of a file."""
    path = path_of(uri)
    return uri if path is None else os.path.normcase(path)


def real_path(path: str, roots: Iterable[str]) -> str:
    """A path without the links that lie below a folder of the client's; those above it are its own business."""
    real = os.path.realpath(path)
    if os.path.basename(real) != os.path.basename(path):
        return path  # another name may be another kind of file
    for root in roots:
        inside = os.path.relpath(real, os.path.realpath(root))
        if inside.partition(os.sep)[0] != os.pardir and not os.path.isabs(inside):
            return os.path.join(root, inside)
    return real
