"""Fingerprints: what makes two findings the same finding, whatever has been reformatted, reordered, inserted or renamed.

Comes in: a rule's id, a plan's identity, the records that the rule stood on, and the fields it points at; never a line
or a message with numbers in it, and a file name only where several plans of a run are called the same. Goes out: 16 hexadecimal digits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

_NAMING = ("id", "name", "title")


def fingerprint(rule: str, plan: str, elements: Iterable[object], fields: Sequence[str]) -> str:
    """The fingerprint of a finding of a rule."""
    return _digest("rule", rule, plan, *map(_key, elements), "at", *fields)


def likeness(rule: str, elements: Iterable[object], fields: Sequence[str]) -> str:
    """The fingerprint that a finding would have whatever plan it is in."""
    return _digest("like", rule, *map(_key, elements), "at", *fields)


def namesake(rule: str, elements: Iterable[object], fields: Sequence[str]) -> str:
    """The likeness of a finding whose records are called by their names: what stays when an id is changed. Nothing where none has both."""
    called = [(element, called_by_name(element)) for element in elements]
    if not any(name for _, name in called):
        return ""
    return _digest(
        "namesake", rule, *(_key(element) if name is None else name for element, name in called), "at", *fields
    )


def invalid_fingerprint(message: str, text: str) -> str:
    """The fingerprint of what is wrong with a file that cannot be read as a plan: it has no identity, only its text."""
    return _digest("invalid", message, text)


def repeated(first: str, times: int) -> str:
    """The fingerprint of a finding that nothing but its turn tells from `times` others before it."""
    return _digest("repeated", first, str(times)) if times else first


def in_file(first: str, file: str) -> str:
    """The fingerprint of a finding in one of several plans that are called the same, or not at all: only files tell them apart."""
    return _digest("in file", first, file)


def label(element: object) -> str | None:
    """What people call a record: its id, else its name or title."""
    if not isinstance(element, dict):
        return str(element)
    for name in _NAMING:
        if (found := element.get(name)) is not None:
            return str(found)
    return None


def called_by_name(element: object) -> str | None:
    """What people call a record that has an id when they do not use that: its name or title, else the metric that it is."""
    if not isinstance(element, dict) or "id" not in element:
        return None
    for key in ("name", "title", "metric"):
        if isinstance(name := element.get(key), str):
            return name
    return None


def _key(element: object) -> str:
    """What tells a record from its siblings: what people call it, else all that it says."""
    named = label(element)
    return _canonical(element) if named is None else named


def _canonical(value: object) -> str:
    """A value as text, the same for every order of fields."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{key!r}:{_canonical(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_canonical, value)) + "]"
    return f"{type(value).__name__} {value}"


def _digest(*parts: str) -> str:
    """A hash in which no two lists of parts run together."""
    joined = "\0".join([f"{len(part)}:{part}" for part in parts])
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:16]
