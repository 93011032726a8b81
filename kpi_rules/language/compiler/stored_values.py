"""The tree, types and values of rules as plain data, and back: lists, texts and whole numbers.

A node is a list of its class's name and its fields in order. Only the classes of the tree and of the types are ever made: data names
them, and cannot name anything else. A type that many nodes share is kept once.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal

from kpi_rules.language import tree, types
from kpi_rules.language.durations import Duration
from kpi_rules.source import Span
from kpi_rules.structs import Struct, field, fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

_NODES: Final[dict[str, type]] = {
    name: one for name, one in vars(tree).items() if isinstance(one, type) and issubclass(one, tree.Node)
}
_TYPES: Final[dict[str, type]] = {
    one.__name__: one
    for one in (types.Simple, types.Enum, types.Record, types.Row, types.Column, types.ListOf, types.Optional)
}
_KINDS: Final = frozenset(_TYPES.values())
_FIELDS: Final[dict[type, tuple[str, ...]]] = {one: fields(one) for one in (*_NODES.values(), *_TYPES.values())}


class Unstorable(Exception):
    """A value of a kind that rules do not hold."""


class Writer(Struct, frozen=False):
    """Values → plain data. `met` are the types that it speaks of, by number."""

    met: list[Any] = field(default_factory=list)
    numbers: dict[types.Type, int] = field(default_factory=dict)

    def plain(self, value: object) -> Any:
        """A value as plain data."""
        if value is None or isinstance(value, (bool, str)) or type(value) is int:
            return value
        if isinstance(value, Span):
            return ["$span", value.start, value.end]
        if type(value) in _KINDS:
            return ["$type", self.type(value)]  # type: ignore[arg-type]  # `_KINDS` are the types
        if type(value) in _FIELDS:
            return [type(value).__name__, *(self.plain(getattr(value, name)) for name in _FIELDS[type(value)])]
        for name, kind, write, _ in _VALUES:
            if isinstance(value, kind):
                return [name, *map(self.plain, write(value))]
        raise Unstorable(type(value).__name__)

    def type(self, one: types.Type) -> int:
        """The number of a type."""
        if one not in self.numbers:
            parts = [self.plain(getattr(one, name)) for name in _FIELDS[type(one)]]
            self.numbers[one] = len(self.met)
            self.met.append([type(one).__name__, *parts])
        return self.numbers[one]


class Reader(Struct, frozen=False):
    """Plain data → values."""

    met: list[types.Type] = field(default_factory=list)

    def add_types(self, written: list[Any]) -> None:
        """The types that the values speak of, each before those that it is part of."""
        for name, *parts in written:
            self.met.append(_TYPES[name](*map(self.value, parts)))

    def value(self, data: Any) -> Any:
        """A value from plain data."""
        if not isinstance(data, list):
            return data
        name, *parts = data
        if name == "$type":
            return self.met[parts[0]]
        if name == "$span":
            return Span(*parts)
        if name in _NODES:
            made = _NODES[name]
            return made(**dict(zip(_FIELDS[made], map(self.value, parts), strict=True)))
        return _READ[name](list(map(self.value, parts)))


_VALUES: Final[tuple[tuple[str, type, Callable[[Any], Any], Callable[[list[Any]], Any]], ...]] = (
    ("$tuple", tuple, list, tuple),
    ("$list", list, list, list),
    ("$row", dict, lambda value: list(value.items()), dict),
    ("$set", frozenset, sorted, frozenset),
    ("$number", Decimal, lambda value: [str(value)], lambda parts: Decimal(parts[0])),
    ("$duration", Duration, lambda value: [value.months, value.days, value.seconds], lambda parts: Duration(*parts)),
    (
        "$date",
        datetime.date,
        lambda value: [value.isoformat()],
        lambda parts: datetime.date.fromisoformat(parts[0]),
    ),
)
_READ: Final[dict[str, Callable[[list[Any]], Any]]] = {name: read for name, _, _, read in _VALUES}
