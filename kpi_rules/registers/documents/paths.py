"""Paths into plain data, as maps write them: `metrics[*].name`, `models.*.columns`, `"a.b".c`, `**.metrics`, `[0]`.

`[*]` is each entry of a list, `*` each value of a mapping, `**` the value itself and all that is in it, at any depth. Comes in: a text, or a
path and data. Goes out: the path, or what stands there with its place. Knows nothing of maps and formats.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, TypeAlias

Place: TypeAlias = "tuple[str | int, ...]"
Found: TypeAlias = "tuple[Place, object]"

EACH: Final = "[*]"
ANY: Final = "*"
DEEP: Final = "**"

_STEP: Final = r"\.?(?:(?P<each>\[\*\])|\[(?P<index>[0-9]{1,6})\]|(?P<deep>\*\*)|(?P<any>\*)|\"(?P<quoted>[^\"]+)\"|(?P<name>[^\s.*\[\]\"^$](?:[^.*\[\]\"^$]*[^\s.*\[\]\"^$])?))"


class Step(Struct):
    """One step of a path: the name of a field, the number of an entry (from 0), or what is each, any or deep."""

    kind: str
    key: str | int = ""


@lru_cache(maxsize=2_000)
def parse_path(text: str) -> tuple[Step, ...] | None:
    """The steps of a path; nothing where the text is none. `.` alone is the value itself."""
    steps: list[Step] = []
    at = 1 if text == "." else 0
    while at < len(text):
        match = re.compile(_STEP).match(text, at)
        if match is None:
            return None
        steps.append(_step(match))
        at = match.end()
    return tuple(steps)


def _step(match: re.Match[str]) -> Step:
    if match["index"]:
        return Step("key", int(match["index"]))
    if match["each"]:
        return Step(EACH)
    if match["deep"]:
        return Step(DEEP)
    return Step(ANY) if match["any"] else Step("key", match["quoted"] or match["name"])


def walk(steps: tuple[Step, ...], value: object, place: Place = ()) -> Iterator[Found]:
    """What stands at a path from a value on, in order."""
    if not steps:
        yield place, value
        return
    first, rest = steps[0], steps[1:]
    if first.kind == DEEP:
        for deep, found in _deep(value, place):
            yield from walk(rest, found, deep)
        return
    for key, inside in _inside(first, value):
        yield from walk(rest, inside, (*place, key))


def _inside(step: Step, value: object) -> Iterator[tuple[str | int, object]]:
    if isinstance(value, list):
        if step.kind == EACH:
            yield from enumerate(value)
        elif isinstance(step.key, int) and step.kind == "key" and step.key < len(value):
            yield step.key, value[step.key]
    elif isinstance(value, dict):
        if step.kind == ANY:
            yield from value.items()
        elif step.key in value:
            yield step.key, value[step.key]


def _deep(value: object, place: Place) -> Iterator[Found]:
    """A value and all lists and mappings in it."""
    waiting: list[Found] = [(place, value)]
    while waiting:
        here, found = waiting.pop()
        yield here, found
        pairs = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
        inside: list[Found] = [((*here, key), each) for key, each in pairs if isinstance(each, (dict, list))]
        waiting.extend(reversed(inside))
