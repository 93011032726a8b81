"""A plan in the making, and its text: every value with where it was taken from.

Comes in: records as nested dicts and lists whose single values are `Taken`. Goes out: a `Drawn`, the YAML text of a plan that knows the
origin of each of its lines. One line holds one single value, so a line is all that a place must be translated by. Knows nothing of where
values are taken from, and nothing of what fields there are.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from functools import lru_cache

from kpi_rules.bidi import without_isolates
from kpi_rules.document.rewriting import in_double_quotes, is_plain
from kpi_rules.source import Origin, Source, Span
from kpi_rules.structs import Struct, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    Part: TypeAlias = "Taken | dict[str, Part] | list[Part]"


_TRUTHS = frozenset(["y", "n", "yes", "no", "on", "off"])


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
    lines = [f"# {_one_line(remark)}" for remark in draft.remarks]
    pen = _Pen(lines, [None] * len(lines))
    pen.mapping(draft.plan, "", "")
    name = f"{file}#{draft.name}" if draft.name else file
    return Drawn(name, "\n".join(pen.lines) + "\n", file, tuple(pen.places), draft.origin, key)


class _Pen(Struct, frozen=False):
    """Writes lines, and what each was taken from."""

    lines: list[str]
    places: list[object]

    def mapping(self, record: dict[str, Part], first: str, indent: str) -> None:
        """The fields of a record; `first` leads the first of them, where it is an entry of a list."""
        lead = first or indent
        for key, part in record.items():
            self.entry(f"{lead}{_key(key)}:", part, indent + "  ")
            lead = indent

    def entry(self, lead: str, part: Part, indent: str) -> None:
        """What stands behind a key or a dash: on the same line, or below it."""
        if isinstance(part, Taken):
            doubt = f"  # {_one_line(part.doubt)}" if part.doubt else ""
            self.line(f"{lead} {scalar(part.value)}{doubt}", part.place)
        elif not part:
            self.line(f"{lead} {'{}' if isinstance(part, dict) else '[]'}", None)
        else:
            self.line(lead, first_place(part))
            if isinstance(part, dict):
                self.mapping(part, "", indent)
            else:
                self.items(part, indent)

    def items(self, parts: list[Part], indent: str) -> None:
        """The entries of a list."""
        for part in parts:
            if isinstance(part, dict) and part:
                self.mapping(part, f"{indent}- ", indent + "  ")
            else:
                self.entry(f"{indent}-", part, indent + "  ")

    def line(self, text: str, place: object) -> None:
        """One more line."""
        self.lines.append(text)
        self.places.append(place)


def first_place(part: Part) -> object:
    """Where the first single value in it was taken from."""
    if isinstance(part, Taken):
        return part.place
    inside = part.values() if isinstance(part, dict) else part
    return next((place for place in map(first_place, inside) if place is not None), None)


@lru_cache(maxsize=1024)
def _key(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z][\w-]*", text) and is_plain(text) else scalar(text)


def scalar(value: str | int | Decimal | bool | None) -> str:
    """A single value on one line of YAML."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return json.dumps(value)


@lru_cache(maxsize=4096)
def _text(text: str) -> str:
    """A text as it is, or in quotes: what other readers of YAML take for true or false, too."""
    return text if is_plain(text) and text.casefold() not in _TRUTHS else in_double_quotes(text)


def _one_line(text: str) -> str:
    """A comment: no line ends in it, no sign that only a terminal needs, and nothing that a reader of plans would take for a remark of its own."""
    return " ".join(without_isolates(text).split()).replace("kpi-rules:", "kpi-rules :")
