"""A plan in the making, and its text: every value with where it was taken from.

Comes in: records as nested dicts and lists whose single values are `Taken`. Goes out: a `Drawn`, the YAML text of a plan that knows the
origin of each of its lines. One line holds one single value, so a line is all that a place must be translated by. Knows nothing of where
values are taken from, and nothing of what fields there are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from kpi_rules.document.rewriting import in_double_quotes, is_plain
from kpi_rules.source import Origin, Source, Span
from kpi_rules.structs import Struct, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    Part: TypeAlias = "Taken | dict[str, Part] | list[Part]"
    _Line: TypeAlias = "tuple[str, object]"


class Taken(Struct):
    """A single value of a plan, and where it was taken from: what `Draft.origin` is asked with. `doubt` is written behind it as a comment."""

    value: str | int | Decimal | bool | None
    place: object = None
    doubt: str = ""


class Draft(Struct, frozen=False):
    """A plan in the making. `name` tells it from other plans of the same register (a sheet, an owner), and is empty for the only one.

    `plan` holds its fields; the record that a list or mapping makes is placed by its first single value. `remarks` are comments at the top.
    """

    name: str
    plan: dict[str, Part]
    origin: Callable[[object], Origin | None] = lambda place: None
    remarks: list[str] = field(default_factory=list)


class Drawn(Source):
    """The text of a draft. `register` is the file, `places` what each line (from 1) was taken from, `key` tells the register's bytes and
    map from all others."""

    register: str
    places: tuple[object, ...]
    where: Callable[[object], Origin | None]
    key: bytes = b""

    @property
    def parts(self) -> tuple[bytes, ...]:
        """Also what it was made of."""
        return (*super().parts, self.key)

    def origin(self, span: Span) -> Origin:
        """What the line was made of that a span begins in; else the nearest above that was made of something, or the whole register."""
        line = min(self.position(span.start).line, len(self.places))
        while line and self.places[line - 1] is None:
            line -= 1
        return (self.where(self.places[line - 1]) if line else None) or Origin(self.register, 1, "", 0, 0)


def draw(draft: Draft, file: str, key: bytes = b"") -> Drawn:
    """The text of a draft, as a source that knows what it was made of."""
    lines: list[str] = [f"# {_one_line(remark)}" for remark in draft.remarks]
    places: list[object] = [None] * len(lines)
    for text, place in _mapping(draft.plan, ""):
        lines.append(text)
        places.append(place)
    name = f"{file}#{draft.name}" if draft.name else file
    return Drawn(name, "\n".join(lines) + "\n", file, tuple(places), draft.origin, key)


def _mapping(record: dict[str, Part], indent: str) -> Iterator[_Line]:
    for key, part in record.items():
        if isinstance(part, Taken):  # nearly all of a plan
            yield _single(f"{indent}{_key(key)}:", part), part.place
        else:
            yield from _entry(f"{indent}{_key(key)}:", part, indent + "  ")


def _single(lead: str, part: Taken) -> str:
    return f"{lead} {scalar(part.value)}" + (f"  # {_one_line(part.doubt)}" if part.doubt else "")


def _entry(lead: str, part: Part, indent: str) -> Iterator[_Line]:
    """What stands behind a key or a dash: on the same line, or below it."""
    if isinstance(part, Taken):
        yield _single(lead, part), part.place
    elif not part:
        yield f"{lead} {'{}' if isinstance(part, dict) else '[]'}", None
    elif isinstance(part, dict):
        yield lead, first_place(part)
        yield from _mapping(part, indent)
    else:
        yield lead, first_place(part)
        for each in part:
            yield from _item(each, indent)


def _item(part: Part, indent: str) -> Iterator[_Line]:
    if isinstance(part, dict) and part:
        lines = list(_mapping(part, indent + "  "))
        yield f"{indent}- {lines[0][0].lstrip()}", lines[0][1]
        yield from lines[1:]
    else:
        yield from _entry(f"{indent}-", part, indent + "  ")


def first_place(part: Part) -> object:
    """Where the first single value in it was taken from."""
    if isinstance(part, Taken):
        return part.place
    inside = part.values() if isinstance(part, dict) else part
    return next((place for place in map(first_place, inside) if place is not None), None)


@lru_cache(maxsize=2_000)
def _key(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z][\w-]*", text) and is_plain(text) else scalar(text)


def scalar(value: str | int | Decimal | bool | None) -> str:
    """A single value on one line of YAML."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return json.dumps(value)


@lru_cache(maxsize=4_000)
def _text(value: str) -> str:
    return value if is_plain(value) else in_double_quotes(value)


def _one_line(text: str) -> str:
    """A comment: no line ends in it, and nothing that a reader of plans would take for a remark of its own."""
    return " ".join(text.split()).replace("kpi-rules:", "kpi-rules :")
