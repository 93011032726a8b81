"""Faults to put into a plan: at each field, what a hurried editor, a merge or a script may do to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kpi_rules.document import Path
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


def faults(data: Any) -> Iterator[Fault]:
    """Every fault that can be put into a plan."""
    for path in paths(data):
        for kind, changed in _at_path(data, path, at(data, path)):
            yield Fault(kind, path, changed, data)


def _at_path(data: Any, path: Path, value: Any) -> Iterator[tuple[str, Any]]:
    yield from (("retyped", put(data, path, other)) for other in _other_types(value))
    key = path[-1]
    if isinstance(key, int):
        return
    yield "deleted", put(data, path, DELETED)
    yield "null", put(data, path, None)
    yield "blank", put(data, path, " \t")
    yield from (("misspelt key", rename(data, path, other)) for other in misspellings(key))
    if isinstance(value, str) and value.strip():
        yield "renamed id" if key == "id" else "misspelt value", put(data, path, value + "q")


DELETED = object()


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
    if word[0] != word[1:2]:
        yield word[1::-1] + word[2:]


def _other_types(value: Any) -> Iterator[Any]:
    """Values that no field of a plan accepts in the place of one of its own: the pack's truth fields aside."""
    yield {"zq": 1}
    if not isinstance(value, bool):
        yield True
    if not isinstance(value, list):
        yield [[value]]
