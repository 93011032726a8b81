"""Plain records: classes of named values, as `dataclasses` has them, that cost next to nothing until one is made.

`dataclass` writes and compiles several methods of every class while its module is imported, and brings `inspect` along: together a third
of a check of one plan. Here a class that is a `Struct` compiles its `__init__` when more than a few of its records are made, and shares the rest.

Types are checked as ever (`dataclass_transform`), also that nobody changes a frozen record; at run time nothing stops it.
"""

from __future__ import annotations

from functools import cached_property, total_ordering
from operator import attrgetter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar, dataclass_transform

    R = TypeVar("R", bound="Struct")
else:

    def dataclass_transform(**_):
        """What `typing` has, and nobody asks for when the program runs."""
        return lambda cls: cls


FEW = 8
"""Records of a class that are made value by value: compiling its `__init__` takes as long as twenty of them."""


class Made:
    """The default of a field that each record makes for itself."""

    __slots__ = ("make",)

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make


def field(*, default_factory: Callable[[], Any]) -> Any:
    """A field that begins as a new list, dictionary or the like in every record."""
    return Made(default_factory)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class StructType(type):
    """Makes slots of the fields that a class annotates, after those of the record that it extends.

    Options are for the class alone: `frozen=False`, its records change and so are no keys; `eq=False`, each equals only itself; `order=True`, they
    compare like tuples; `kw_only=True`, the fields of its own are given by name.
    """

    _fields: tuple[str, ...]
    _defaults: dict[str, Any]
    _named: frozenset[str]
    _values: Callable[[Any], Any]
    _count: int

    def __new__(
        mcs,
        name: str,
        bases: tuple[type, ...],
        body: dict[str, Any],
        *,
        frozen: bool = True,
        eq: bool = True,
        order: bool = False,
        kw_only: bool = False,
    ) -> StructType:
        own = tuple(body.get("__annotations__", ()))
        above = next((base for base in bases if isinstance(base, StructType)), None)
        inherited, defaults, named = (above._fields, above._defaults, above._named) if above else ((), {}, frozenset())
        defaults = defaults | {name: body.pop(name) for name in own if name in body}
        fields = tuple(dict.fromkeys(inherited + own))
        named = named | frozenset(own) if kw_only else named
        cached = any(isinstance(value, cached_property) for value in body.values())
        extra = ("__dict__",) if cached and not any(base.__dictoffset__ for base in bases) else ()
        body["__slots__"] = tuple(name for name in own if name not in inherited) + extra
        body["__match_args__"] = tuple(name for name in fields if name not in named)
        body.setdefault("__init__", _first)
        if not eq:
            body = {"__eq__": object.__eq__, "__hash__": object.__hash__} | body
        elif not frozen:
            body["__hash__"] = None
        if order:
            body["__lt__"] = _less
        made = super().__new__(mcs, name, bases, body)
        made._fields, made._defaults, made._named = fields, defaults, named
        made._values = attrgetter(*fields or ("__class__",))
        made._count = 0
        if order:
            comparable: Any = made
            total_ordering(comparable)  # the other comparisons
        return made


def _first(self: Any, *values: Any, **named: Any) -> None:
    """Makes the first few records of a class, and compiles the `__init__` that makes all others."""
    cls: Any = type(self)
    cls._count += 1
    if cls._count > FEW or not _filled(self, values, named):
        cls.__init__ = _initializer(cls)
        cls.__init__(self, *values, **named)


def _filled(record: Any, values: tuple[Any, ...], named: dict[str, Any]) -> bool:
    """Whether the values are all of a record, which then has them. What is wrong with others, Python says of the compiled `__init__`."""
    cls: Any = type(record)
    places = cls.__match_args__
    given = dict(zip(places, values, strict=False)) | named
    if len(values) > len(places) or len(given) < len(values) + len(named):
        return False
    for name, default in cls._defaults.items():
        if name not in given:
            given[name] = default.make() if isinstance(default, Made) else default
    if given.keys() != set(cls._fields):
        return False
    for name in given:
        setattr(record, name, given[name])
    return True


def _less(self: Any, other: Any) -> bool:
    return self._values(self) < other._values(other) if type(self) is type(other) else NotImplemented


class Struct(metaclass=StructType):
    """A record: equal to another of its class whose values are equal, hashed by them, shown with them."""

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(self) is not type(other):
            return NotImplemented
        values = type(self)._values
        return bool(values(self) == values(other))

    def __hash__(self) -> int:
        return hash(type(self)._values(self))

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in type(self)._fields)
        return f"{type(self).__qualname__}({values})"


def _initializer(cls: StructType) -> Callable[..., None]:
    """The `__init__` of a class, compiled. Its text is made of the names of fields, which are Python's own identifiers."""
    by_place = [name for name in cls._fields if name not in cls._named]
    given = (
        by_place
        if len(by_place) == len(cls._fields)
        else [*by_place, "*", *(name for name in cls._fields if name in cls._named)]
    )
    names = {f"default_{name}": default for name, default in cls._defaults.items()}
    names |= {f"make_{name}": made.make for name, made in cls._defaults.items() if isinstance(made, Made)}
    parameters = [f"{name}=default_{name}" if name in cls._defaults else name for name in given]
    lines = [
        f" self.{name} = make_{name}() if {name} is default_{name} else {name}"
        if f"make_{name}" in names
        else f" self.{name} = {name}"
        for name in cls._fields
    ]
    text = f"def __init__(self, {', '.join(parameters)}):\n" + "\n".join(lines or [" pass"])
    made: dict[str, Any] = {}
    exec(text, names, made)  # noqa: S102  # see above
    initializer: Callable[..., None] = made["__init__"]
    return initializer


def replace(record: R, /, **changes: Any) -> R:
    """The record with some values changed."""
    cls = type(record)
    return cls(**{name: getattr(record, name) for name in cls._fields} | changes)


def fields(record: Struct | type[Struct]) -> tuple[str, ...]:
    """The names of a record's fields, in order."""
    cls = record if isinstance(record, type) else type(record)
    return cls._fields
