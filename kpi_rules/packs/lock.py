"""A lock: which version of each pack was agreed on, and what is in it: file by file, and part by part (rules, defines, settings, levels, fields).

Comes in: a policy, or the text of `kpi-rules.lock`. Goes out: a `Lock`, its text (the same on every machine, whatever its line
ends), or in words how a policy differs from it. The project's own manifest is not locked: it lies beside the lock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from json import dumps

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.document import load
from kpi_rules.i18n import tr
from kpi_rules.packs.folder import MANIFEST
from kpi_rules.packs.lock_parts import hash_of, parts_of
from kpi_rules.packs.policy import Pack, Policy
from kpi_rules.source import Location, Source
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FILE = "kpi-rules.lock"
MOST_TOLD = 10
"""Differences of a pack that are named."""
_TESTS = "tests/"
_HEAD = "# Written by `kpi-rules lock`. `kpi-rules check --locked` refuses anything else.\nversion = 1\n"


class Locked(Struct):
    """A pack as it was agreed on: its version, a hash of everything in it but its tests, one of each file, and its parts."""

    version: str
    content: str
    files: Mapping[str, str]
    parts: Mapping[str, str]


Lock = Mapping[str, Locked]


def lock_of(policy: Policy) -> tuple[Lock | None, tuple[Diagnostic, ...]]:
    """The lock of a policy's packs."""
    locked: dict[str, Locked] = {}
    diagnostics: list[Diagnostic] = []
    for pack in filter(_is_pack, policy.packs):
        contents, problems = pack.folder.contents()
        diagnostics += problems
        said = {name: data for name, data in contents.items() if not name.startswith(_TESTS)}
        files = {name: hash_of(data.replace(b"\r\n", b"\n")) for name, data in said.items()}
        whole = "".join(f"{name}\0{files[name]}\n" for name in sorted(files))
        locked[pack.name] = Locked(pack.version, hash_of(whole.encode("utf-8")), files, parts_of(pack))
    return (None if diagnostics else locked), tuple(diagnostics)


def _is_pack(pack: Pack) -> bool:
    return pack.manifest.name.rpartition("/")[2].rpartition(":")[2] == MANIFEST


def text_of(lock: Lock) -> str:
    """The lock as text: TOML, sorted."""
    return _HEAD + "".join(_section(name, lock[name]) for name in sorted(lock))


def _section(name: str, locked: Locked) -> str:
    head = f"\n[packs.{name}]\nversion = {_quoted(locked.version)}\ncontent = {_quoted(locked.content)}\n"
    tables = f"\n[packs.{name}.files]\n{_table(locked.files)}"
    return f"{head}{tables}" + (f"\n[packs.{name}.parts]\n{_table(locked.parts)}" if locked.parts else "")


def _table(entries: Mapping[str, str]) -> str:
    return "".join(f"{_quoted(name)} = {_quoted(entries[name])}\n" for name in sorted(entries))


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
        return {name: _read(it) for name, it in packs}, ()
    except (KeyError, TypeError, ValueError, AssertionError, AttributeError):
        place = Location(source, document.span(()))
        return None, (Diagnostic(tr("this is no lock that can be read"), place, tr("write it anew: `kpi-rules lock`")),)


def _read(it: Mapping[str, Any]) -> Locked:
    return Locked(str(it["version"]), str(it["content"]), dict(it["files"]), dict(it.get("parts", {})))


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
            told = _parts(before, after)
            message = tr("the pack `{name}` has the version {after}, and {before} in the lock", name=name, **values)
            yield tr("{message}: {changes}", message=message, changes=told) if told else message
        elif before.content != after.content:
            changes = _parts(before, after) or _files(before, after)
            yield tr("the pack `{name}` is not what was locked: {files}", name=name, files=changes)


def _parts(before: Locked, after: Locked) -> str:
    """Which rules, defines, settings, levels and fields differ, in words; nothing where none does."""
    names = sorted(before.parts.keys() | after.parts.keys())
    return _some([one for name in names if (one := _part(name, before.parts.get(name), after.parts.get(name)))])


def _part(name: str, old: str | None, new: str | None) -> str:
    kind, _, own = name.partition(" ")
    subject = {
        "rule": tr("the rule `{name}`", name=own),
        "define": tr("the define `{name}`", name=own),
        "setting": tr("the setting `{name}`", name=own),
        "level": tr("the level of `{name}`", name=own),
        "field": tr("the field `{name}`", name=own),
    }.get(kind, f"`{name}`")
    if old == new:
        return ""
    if old is None:
        return tr("{subject} is new", subject=subject)
    if new is None:
        return tr("{subject} is gone", subject=subject)
    if "sha256:" in old + new:
        return tr("{subject} has changed", subject=subject)
    return tr("{subject} is `{after}`, and `{before}` in the lock", subject=subject, before=old, after=new)


def _files(before: Locked, after: Locked) -> str:
    """Which files differ, in words."""
    names = sorted(before.files.keys() | after.files.keys())
    told = [one for name in names if (one := _file(name, before.files.get(name), after.files.get(name)))]
    return _some(told) if told else tr("its hash was edited")


def _file(name: str, old: str | None, new: str | None) -> str:
    if old == new:
        return ""
    if old is None:
        return tr("`{file}` is new", file=name)
    return tr("`{file}` is gone", file=name) if new is None else tr("`{file}` has changed", file=name)


def _some(told: list[str]) -> str:
    return ", ".join(told[:MOST_TOLD]) + (" …" if len(told) > MOST_TOLD else "")
