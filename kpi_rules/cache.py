"""A folder of sealed answers: what was worked out once need not be worked out again.

Comes in: a folder of the user's own. Goes out: bytes by key, or nothing; never an exception, whatever is in the folder. A seal made
with a random key, which lies in the folder too and which only the user can read, stands over each answer and its name: what was
cut, changed, renamed, or written by anyone else is not there. A folder that others could write to, or whose key others could read or write,
may hold what they sealed: it gets another key, and nothing in it is there any more. Files are written whole or not at all, and the oldest go when there
are too many. Knows nothing of what is kept.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable

from kpi_rules.files import NO_WAITING

try:  # hashlib takes the whole of OpenSSL with it, a third of the time of a small check
    from _blake2 import blake2b
except ImportError:  # another Python than CPython
    from hashlib import blake2b

MOST_FILES = 4_000
MOST_BYTES = 256 << 20
MOST_OF_ONE = 32 << 20
_SECRET = 32
_SEAL = 32


def digest(*parts: bytes) -> bytes:
    """A hash in which no two lists of parts run together."""
    made = blake2b(digest_size=32)
    for part in parts:
        made.update(b"%d:" % len(part))
        made.update(part)
    return made.digest()


class Cache:
    """The answers in a folder. `written`: how many this run has added."""

    __slots__ = ("_secret", "folder", "written")

    def __init__(self, folder: str, secret: bytes) -> None:
        self.folder = folder
        self._secret = secret
        self.written = 0

    @classmethod
    def open(cls, folder: str) -> Cache | None:
        """The cache in a folder, which is made where there is none; nothing where that cannot be, or where it is not ours."""
        try:
            os.makedirs(folder, 0o700, exist_ok=True)
            if not _is_own(folder):
                return None
            key = os.path.join(folder, "key")
            if _is_open(os.lstat(folder)):
                os.chmod(folder, 0o700)
                _remove(key)
            return cls(folder, _secret(key))
        except (OSError, ValueError):
            return None

    def get(self, key: bytes) -> bytes | None:
        """The answer that was kept under a key."""
        path = self._path(key)
        try:
            descriptor = os.open(path, os.O_RDONLY | NO_WAITING)
            with open(descriptor, "rb") as file:
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    return None
                kept = file.read(MOST_OF_ONE + _SEAL + 1)
        except (OSError, ValueError):
            return None
        body = kept[_SEAL:]
        return body if kept[:_SEAL] == self._seal(key, body) else None

    def put(self, key: bytes, answer: bytes) -> None:
        """Keep an answer, if that can be."""
        if len(answer) > MOST_OF_ONE:
            return
        try:
            _write(self._path(key), self._seal(key, answer) + answer)
            self.written += 1
        except OSError:  # a full disk, a folder that went away: the answer will be worked out again
            return

    def prune(self) -> None:
        """Remove the oldest answers while there are too many."""
        try:
            with os.scandir(self.folder) as entries:
                found = sorted(
                    (it.stat().st_mtime_ns, it.stat().st_size, it.path) for it in entries if it.name != "key"
                )
        except OSError:
            return
        count, size = len(found), sum(one[1] for one in found)
        if count <= MOST_FILES and size <= MOST_BYTES:
            return
        for _, bytes_, path in found:
            if count <= MOST_FILES * 3 // 4 and size <= MOST_BYTES * 3 // 4:
                return
            _remove(path)
            count, size = count - 1, size - bytes_

    def _path(self, key: bytes) -> str:
        return os.path.join(self.folder, digest(self._secret, key).hex())

    def _seal(self, key: bytes, body: bytes) -> bytes:
        made = blake2b(key, digest_size=_SEAL, key=self._secret)
        made.update(body)
        return made.digest()


def _is_own(folder: str) -> bool:
    """Whether it is a folder, and the user's."""
    about = os.lstat(folder)
    if not stat.S_ISDIR(about.st_mode):
        return False
    return not hasattr(os, "geteuid") or about.st_uid == os.geteuid()  # Windows: the folder of the user's own data


def _is_open(about: os.stat_result) -> bool:
    """Whether others may look into it, or write to it. (On Windows that is no matter of modes.)"""
    return hasattr(os, "geteuid") and bool(about.st_mode & 0o077)


def _secret(path: str) -> bytes:
    """The key of the seals, made by the first run. Of two first runs at once, one writes in vain."""
    found = _kept_secret(path)
    if found is None:
        _write(path, os.urandom(_SECRET))
        found = _kept_secret(path)
    if found is None:  # a folder by that name, say
        raise ValueError("no key can be kept here")
    return found


def _kept_secret(path: str) -> bytes | None:
    """The key that is there: in an ordinary file of the user's own, which nobody else could read, write or link to."""
    try:
        descriptor = os.open(path, os.O_RDONLY | NO_WAITING | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        return None
    with open(descriptor, "rb") as file:
        about = os.fstat(descriptor)
        own = not hasattr(os, "geteuid") or (about.st_uid == os.geteuid() and about.st_nlink == 1)
        if not stat.S_ISREG(about.st_mode) or _is_open(about) or not own:
            return None
        found = file.read(_SECRET + 1)
    return found if len(found) == _SECRET else None


def _write(path: str, data: bytes) -> None:
    temporary = f"{path}.{os.getpid()}.{os.urandom(4).hex()}.tmp"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    except BaseException:
        _remove(temporary)
        raise


def _remove(path: str) -> bool:
    try:
        os.unlink(path)
    except OSError:
        return False
    return True


def stamp(folder: str, names: Iterable[str]) -> bytes:
    """What files of a folder hold, and whether they are links; a file that is not there is another than an empty one."""
    parts = []
    for name in names:
        path = os.path.join(folder, name)
        try:
            descriptor = os.open(path, os.O_RDONLY | NO_WAITING)
            with open(descriptor, "rb") as file:
                held = file.read(MOST_OF_ONE) if stat.S_ISREG(os.fstat(descriptor).st_mode) else b"?"
            parts += [name.encode("utf-8", "surrogateescape"), b"+", b"l" if os.path.islink(path) else b"f", held]
        except (OSError, ValueError):
            parts += [name.encode("utf-8", "surrogateescape"), b"-"]
    return digest(*parts)
