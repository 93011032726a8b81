"""Faults to put into a plan: at each field, what a hurried editor, a merge or a script may do to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from random import Random
from typing import Any

from kpi_rules.document import Path
from kpi_rules.language.types import ListOf, Record, Records, required
from kpi_rules.structs import Struct


class Fault(Struct):
    """What was done, where, and the plan's data with it. `path` is that of the field as it was."""

    kind: str
    path: Path
    data: Any
    original: Any

    @property
    def field(self) -> str:
        """The field, or that of the list that it is an entry of."""
        return next(step for step in reversed(self.path) if isinstance(step, str))

    @property
    def siblings(self) -> Any:
        """The record that the field was in."""
        return at(self.original, self.path[:-1])

    @property
    def deleted(self) -> Any:
        """The data with the field left out."""
        return put(self.original, self.path, DELETED)


def paths(data: Any, here: Path = ()) -> Iterator[Path]:
    """The paths of all fields and entries of lists; what starts with `x-` is nobody's business."""
    if isinstance(data, Mapping):
        for key, inner in data.items():
            if not key.startswith("x-"):
                yield (*here, key)
                yield from paths(inner, (*here, key))
    elif isinstance(data, list):
        for index, inner in enumerate(data):
            yield (*here, index)
            yield from paths(inner, (*here, index))


def faults(data: Any, records: Records) -> Iterator[Fault]:
    """Every fault that can be put into a plan: at each key and what it holds, and at each entry of a list."""
    for path in paths(data):
        value = at(data, path)
        for other in _other_types(value):
            yield Fault("retyped", path, put(data, path, other), data)
        own = _at_entry(data, path, value) if isinstance(path[-1], int) else _at_key(data, path, value, records)
        for kind, changed in own:
            yield Fault(kind, path, changed, data)


def _at_key(data: Any, path: Path, value: Any, records: Records) -> Iterator[tuple[str, Any]]:
    yield from _emptied(data, path)
    key = str(path[-1])
    yield from (("misspelt key", rename(data, path, other)) for other in misspellings(key))
    yield from (("renamed key", rename(data, path, other)) for other in _other_keys(data, path, records))
    if isinstance(value, str) and value.strip():
        yield "renamed id" if key == "id" else "misspelt value", put(data, path, value + "q")


def _at_entry(data: Any, path: Path, value: Any) -> Iterator[tuple[str, Any]]:
    """An entry that is no record: most are ids."""
    if isinstance(value, str) and value.strip():
        yield from _emptied(data, path)
        yield "misspelt value", put(data, path, value + "q")


def _emptied(data: Any, path: Path) -> Iterator[tuple[str, Any]]:
    yield "deleted", put(data, path, DELETED)
    yield "null", put(data, path, None)
    yield "blank", put(data, path, Random(str(path)).choice(UNSEEN))


def _other_keys(data: Any, path: Path, records: Records) -> list[str]:
    """Two other fields that the record may have, and has not."""
    free = sorted(set(fields_at(path[:-1], records)) - set(at(data, path[:-1])))
    return Random(str(path)).sample(free, min(2, len(free)))


def fields_at(path: Path, records: Records) -> Iterable[str]:
    """The fields of the record at a path."""
    type_: Any = Record("plan")
    for step in path:
        if isinstance(step, int):
            type_ = type_.element if isinstance(type_, ListOf) else None
        else:
            declared = records.fields[type_.name].get(step) if isinstance(type_, Record) else None
            type_ = required(declared.type) if declared else None
    return records.fields[type_.name] if isinstance(type_, Record) else ()


DELETED = object()
UNSEEN = (" \t", "\0", "\u200b", "\u2060 \ufe0f", "\u00ad", "\u3164", "\u2800", "\U000e0041\U000e007f", "\u200e\u061c")
"""Texts in which there is nothing to see."""


def at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def put(data: Any, path: Path, value: Any) -> Any:
    """A copy with another value at a path, as much of it as changes."""
    if not path:
        return value
    copy = data.copy()
    if len(path) == 1 and value is DELETED:
        del copy[path[0]]
    else:
        copy[path[0]] = put(data[path[0]], path[1:], value)
    return copy


def rename(data: Any, path: Path, key: str) -> Any:
    """A copy with another key in the place of one."""
    mapping = at(data, path[:-1])
    return put(data, path[:-1], {key if name == path[-1] else name: value for name, value in mapping.items()})


def misspellings(word: str) -> Iterator[str]:
    """One letter too many, one too few, two that changed places."""
    yield word + "q"
    if len(word) > 2:
        yield word[:-2] + word[-1]
    if word[1:2] not in ("", word[0]):
        yield word[1::-1] + word[2:]


def _other_types(value: Any) -> Iterator[Any]:
    """Values that no field of a plan accepts in the place of one of its own."""
    yield {"zq": [1]}
    if not isinstance(value, list):
        yield [[value]]
