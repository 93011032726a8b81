"""A lock: which version of each pack was agreed on, and a hash of all that is in it.

Comes in: a policy, or the text of `kpi-rules.lock`. Goes out: a `Lock`, its text (the same on every machine, whatever its line
ends), or in words how a policy differs from it. The project's own manifest is not locked: it lies beside the lock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from json import dumps

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.document import load
from kpi_rules.i18n import tr
from kpi_rules.packs.folder import MANIFEST
from kpi_rules.packs.policy import Pack, Policy
from kpi_rules.source import Location, Source
from kpi_rules.structs import Struct

FILE = "kpi-rules.lock"
_HEAD = "# Written by `kpi-rules lock`. `kpi-rules check --locked` refuses anything else.\nversion = 1\n"


class Locked(Struct):
    """A pack as it was agreed on: its version, a hash of everything in it, and one of each file."""

    version: str
    content: str
    files: Mapping[str, str]


Lock = Mapping[str, Locked]


def lock_of(policy: Policy) -> tuple[Lock | None, tuple[Diagnostic, ...]]:
    """The lock of a policy's packs."""
    locked: dict[str, Locked] = {}
    diagnostics: list[Diagnostic] = []
    for pack in filter(_is_pack, policy.packs):
        contents, problems = pack.folder.contents()
        diagnostics += problems
        files = {name: _hash(data.replace(b"\r\n", b"\n")) for name, data in contents.items()}
        whole = "".join(f"{name}\0{files[name]}\n" for name in sorted(files))
        locked[pack.name] = Locked(pack.version, _hash(whole.encode("utf-8")), files)
    return (None if diagnostics else locked), tuple(diagnostics)


def _is_pack(pack: Pack) -> bool:
    return pack.manifest.name.rpartition("/")[2].rpartition(":")[2] == MANIFEST


def _hash(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def text_of(lock: Lock) -> str:
    """The lock as text: TOML, sorted."""
    return _HEAD + "".join(_section(name, lock[name]) for name in sorted(lock))


def _section(name: str, locked: Locked) -> str:
    files = "".join(f"{_quoted(file)} = {_quoted(locked.files[file])}\n" for file in sorted(locked.files))
    head = f"\n[packs.{name}]\nversion = {_quoted(locked.version)}\ncontent = {_quoted(locked.content)}\n"
    return f"{head}\n[packs.{name}.files]\n{files}"


def _quoted(text: str) -> str:
    return dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def read_lock(source: Source) -> tuple[Lock | None, tuple[Diagnostic, ...]]:
    """The lock in a text."""
    document, diagnostics = load(source, format="toml")
    if document is None:
        return None, diagnostics
    data = document.data
    try:
        assert isinstance(data, dict)
        packs = data.get("packs", {}).items()
        if data["version"] != 1:
            raise ValueError
        return {name: Locked(str(it["version"]), str(it["content"]), dict(it["files"])) for name, it in packs}, ()
    except (KeyError, TypeError, ValueError, AssertionError, AttributeError):
        place = Location(source, document.span(()))
        return None, (Diagnostic(tr("this is no lock that can be read"), place, tr("write it anew: `kpi-rules lock`")),)


def differences(lock: Lock, policy: Policy) -> tuple[Diagnostic, ...]:
    """How a policy differs from what was agreed on."""
    now, diagnostics = lock_of(policy)
    if now is None:
        return diagnostics
    help_ = tr("if that is meant, write the lock anew: `kpi-rules lock`")
    return tuple(Diagnostic(message, None, help_) for message in _differences(lock, now))


def _differences(lock: Lock, now: Lock) -> Iterator[str]:
    for name in sorted(lock.keys() | now.keys()):
        before, after = lock.get(name), now.get(name)
        if before is None:
            yield tr("the pack `{name}` is not in the lock", name=name)
        elif after is None:
            yield tr("the pack `{name}` of the lock is not used", name=name)
        elif before.version != after.version:
            values = {"before": before.version, "after": after.version}
            yield tr("the pack `{name}` has the version {after}, and {before} in the lock", name=name, **values)
        elif before.content != after.content:
            yield tr("the pack `{name}` is not what was locked: {files}", name=name, files=_changed(before, after))


def _changed(before: Locked, after: Locked) -> str:
    """Which files differ, in words."""
    names = sorted(before.files.keys() | after.files.keys())
    told = []
    for name in names:
        old, new = before.files.get(name), after.files.get(name)
        if old is None:
            told.append(tr("`{file}` is new", file=name))
        elif new is None:
            told.append(tr("`{file}` is gone", file=name))
        elif old != new:
            told.append(tr("`{file}` has changed", file=name))
    return ", ".join(told[:10]) + (" …" if len(told) > 10 else "") if told else tr("its hash was edited")
