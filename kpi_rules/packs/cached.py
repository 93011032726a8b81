"""A policy from the cache where nothing that it was made of has changed, else made and kept.

What it was made of: the names and settings that were asked for, the reader's language, this program, what is installed, and what every
file of every pack holds. Policies that were told something about (a warning) are not kept: it has to be told again.
"""

from __future__ import annotations

import marshal
import os
import sys
import time
from collections.abc import Mapping, Sequence

from kpi_rules import __version__
from kpi_rules.cache import Cache, digest, stamp
from kpi_rules.structs import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from kpi_rules.diagnostics import Diagnostic
    from kpi_rules.packs.known import Known
    from kpi_rules.packs.policy import Policy

_MANIFESTS = ("kpi-rules.yaml", "pack.yaml")
_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def cached_policy(
    cache: Cache | None,
    packs: Sequence[str],
    overrides: Mapping[str, str],
    project: Path | None,
    language: str | None,
    lean: bool = False,
    known: Known | None = None,
) -> tuple[Policy | None, tuple[Diagnostic, ...]]:
    """The policy as `load_policy` gives it; `lean`: as it is kept, where it can be, which takes a third of the memory. What is
    made of what was `known` before is not kept: its code is in pieces."""
    from kpi_rules.packs import stored

    key = _key(packs, overrides, project, language) if cache else b""
    stamps, found = _found(cache.get(key)) if cache else ((), None)
    policy = None if found is None else stored.decode(found, digest(key, *stamps))
    if policy is not None:
        return policy, ()
    from kpi_rules.packs.load import load_policy

    begun = time.time_ns()
    loaded, diagnostics = load_policy(packs, overrides, project, language=language, known=known)
    if cache is None or known is not None or loaded is None or diagnostics:
        return loaded, diagnostics
    folders = [str(pack.folder.path) for pack in loaded.packs]
    written = stored.encode(loaded)
    if written is None or any(_changed_since(folder, begun) for folder in folders):
        return loaded, diagnostics
    stamped = [(folder, _stamp(folder)) for folder in folders]
    cache.put(key, marshal.dumps((stamped, written)))
    known_by = digest(key, *(one for _, one in stamped))  # what was asked for, and all that the answer is made of
    return (stored.decode(written, known_by) if lean else None) or _called(loaded, known_by), diagnostics


def _called(loaded: Policy, key: bytes) -> Policy:
    """The policy with its key, and all that was worked out of it to keep it: its code above all."""
    made = replace(loaded, key=key)
    made.__dict__.update(loaded.__dict__)
    return made


def _found(kept: bytes | None) -> tuple[tuple[bytes, ...], bytes | None]:
    """What was kept, if the packs are as they were, and their stamps."""
    if kept is None:
        return (), None
    try:
        stamped, written = marshal.loads(kept)  # noqa: S302  # sealed
        fresh = all(_stamp(folder) == before for folder, before in stamped)
        stamps = tuple(before for _, before in stamped)
    except (ValueError, TypeError, EOFError):
        return (), None
    return (stamps, written) if fresh and isinstance(written, bytes) else ((), None)


def _key(packs: Sequence[str], overrides: Mapping[str, str], project: Path | None, language: str | None) -> bytes:
    relative = project is not None or any(not pack.isidentifier() for pack in packs)
    asked = (
        tuple(packs),
        tuple(overrides.items()),
        None if project is None else str(project),
        os.getcwd() if relative else "",
        language,
    )
    return digest(b"policy", repr(asked).encode("utf-8", "surrogateescape"), program())


def program() -> bytes:
    """What tells this program, this Python and what is installed from every other."""
    installed = [(path, _time(path)) for path in sys.path]
    own = [] if os.path.isdir(os.path.join(_PACKAGE, "_bundled")) else _checkout()
    made_by = (__version__, sys.implementation.cache_tag, sys.hexversion, _PACKAGE, installed, own)
    return digest(repr(made_by).encode("utf-8", "surrogateescape"))


def _checkout() -> list[tuple[str, int, int]]:
    """The program's own files, which change in a checkout while the version stays."""
    found, waiting = [], [_PACKAGE, os.path.join(os.path.dirname(_PACKAGE), "schemas")]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    waiting += [] if entry.name == "__pycache__" else [entry.path]
                else:
                    about = entry.stat()
                    found.append((entry.path, about.st_mtime_ns, about.st_size))
    return sorted(found)


def _time(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0


def names_of(folder: str) -> list[str]:
    """The files of a pack that say something, and those that would if they were there."""
    names = [*_MANIFESTS]
    for inner, ending in (("", ".rules"), ("", (".map.yaml", ".map.yml")), ("locales", ".yaml")):
        try:
            found = os.listdir(os.path.join(folder, inner))
        except OSError:
            continue
        names += sorted(os.path.join(inner, name) for name in found if name.endswith(ending))
    return names if _is_ours(folder) else [*names, *_unread(folder)]


def _unread(folder: str) -> list[str]:
    from kpi_rules.packs.overlooked import unread_names

    return unread_names(folder)


def _is_ours(folder: str) -> bool:
    """Whether a pack comes with the program."""
    return folder.startswith((_PACKAGE, os.path.join(os.path.dirname(_PACKAGE), "policies") + os.sep))


def _stamp(folder: str) -> bytes:
    return stamp(folder, names_of(folder))


def _changed_since(folder: str, begun: int) -> bool:
    """Whether a file may have changed since it was read."""
    return any(_time(os.path.join(folder, name)) >= begun for name in names_of(folder))
