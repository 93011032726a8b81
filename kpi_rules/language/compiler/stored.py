"""Compiled rules ↔ bytes, for a cache: neither the parser, the checker nor the compiler is needed again.

The code in them is Python's own `marshal`, as in a `.pyc`: whoever keeps the bytes has to see to it that nobody changes them. Those of another
Python or another form give nothing. Trees, which failures alone are told from, are read one by one when they are asked for.
"""

from __future__ import annotations

import marshal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from types import CodeType

from kpi_rules.language.compiler import CompiledRules, Unit
from kpi_rules.language.durations import Duration
from kpi_rules.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

    from kpi_rules.language.checked import CheckedDefine, CheckedRule
    from kpi_rules.language.compiler.stored_values import Reader
    from kpi_rules.language.types import Field, Records

_MARK: Final = f"kpi-rules 1 {sys.implementation.cache_tag} {sys.hexversion:x}\n".encode()


def encode(compiled: CompiledRules) -> bytes | None:
    """Compiled rules as bytes; nothing for what cannot be kept."""
    from kpi_rules.language.compiler.stored_values import Unstorable
    from kpi_rules.language.compiler.storing import Writing

    try:
        data = Writing().all(compiled)
    except (Unstorable, RecursionError):
        return None
    return _MARK + marshal.dumps((data, tuple(unit.code for unit in compiled.units)))


def decode(stored: bytes) -> CompiledRules | None:
    """The same rules again; nothing for bytes of another kind."""
    if not stored.startswith(_MARK):
        return None
    try:
        return _compiled(*marshal.loads(memoryview(stored)[len(_MARK) :]))  # noqa: S302  # sealed by the cache
    except (ValueError, TypeError, KeyError, IndexError, EOFError, RecursionError):
        return None


def _compiled(data: dict[str, Any], code: tuple[CodeType, ...]) -> CompiledRules:
    rules = StoredRules(data)
    units = []
    for (numbers, constants, patterns), one in zip(data["units"], code, strict=True):
        values = {name: _constant(it, rules) if isinstance(it, list) else it for name, it in constants.items()}
        units.append(Unit(tuple(numbers), one, values, patterns))
    return CompiledRules(rules, tuple(units))


def _constant(written: list[Any], rules: StoredRules) -> object:
    """A constant of the code; most are of a few kinds, for which nothing that reads trees is loaded."""
    kind, *parts = written
    if not any(isinstance(part, list) for part in parts):
        match kind:
            case "$tuple":
                return tuple(parts)
            case "$set":
                return frozenset(parts)
            case "$number":
                return Decimal(parts[0])
            case "$duration":
                return Duration(*parts)
    return rules.reader.value(written)


class StoredRules(Sequence["CheckedRule"]):
    """Rules that are read when they are asked for."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data
        self._rules: dict[int, CheckedRule] = {}
        self._records: dict[int, Records] = {}
        self._defines: dict[int, Mapping[str, CheckedDefine]] = {}
        self._sources: dict[int, Source] = {}

    @cached_property
    def reader(self) -> Reader:
        """What reads trees and types, which failures alone need."""
        from kpi_rules.language.compiler.stored_values import Reader

        made = Reader()
        made.add_types(self._data["types"])
        return made

    def __len__(self) -> int:
        return len(self._data["rules"])

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self[one] for one in range(len(self))[index]]
        if index not in self._rules:
            self._rules[index] = self._read(self._data["rules"][index])
        return self._rules[index]

    def __iter__(self) -> Iterator[CheckedRule]:
        return (self[index] for index in range(len(self)))

    def _read(self, written: list[Any]) -> CheckedRule:
        from kpi_rules.language.checked import CheckedRule
        from kpi_rules.language.compiler.storing import RULE

        special: dict[str, Callable[[Any], Any]] = {
            "tree": lambda value: self.reader.value(marshal.loads(value)),  # noqa: S302  # sealed
            "source": self._source,
            "records": self._record_types,
            "defines": self._define_values,
        }
        values = {name: special.get(name, self.reader.value)(value) for name, value in zip(RULE, written, strict=True)}
        return CheckedRule(**values)

    def _source(self, number: int) -> Source:
        if number not in self._sources:
            self._sources[number] = Source(*self._data["sources"][number])
        return self._sources[number]

    def _record_types(self, number: int) -> Records:
        if number not in self._records:
            from kpi_rules.language.types import Records

            written = marshal.loads(self._data["records"][number])  # noqa: S302  # sealed
            self._records[number] = Records(
                {record: {name: self.field(*one) for name, one in named.items()} for record, named in written.items()}
            )
        return self._records[number]

    def field(self, type_: Any, default: Any, identifies: bool) -> Field:
        """A field of a record."""
        from kpi_rules.language.types import Field as Made

        return Made(self.reader.value(type_), self.reader.value(default), identifies=identifies)

    def _define_values(self, number: int) -> Mapping[str, CheckedDefine]:
        if number not in self._defines:
            written = marshal.loads(self._data["defines"][number])  # noqa: S302  # sealed
            defines = [self._define(one) for one in written]
            self._defines[number] = {define.name: define for define in defines}
        return self._defines[number]

    def _define(self, written: list[Any]) -> CheckedDefine:
        from kpi_rules.language.checked import CheckedDefine
        from kpi_rules.language.compiler.storing import DEFINE

        values: dict[str, Any] = {
            name: self._source(value) if name == "source" else self.reader.value(value)
            for name, value in zip(DEFINE, written, strict=True)
        }
        return CheckedDefine(**values)
