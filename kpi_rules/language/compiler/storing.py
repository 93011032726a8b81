"""Compiled rules → plain data, which `stored.py` reads."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Mapping
from typing import Any, Final

from kpi_rules.language.checked import CheckedDefine, CheckedRule
from kpi_rules.language.compiler import CompiledRules, Unit
from kpi_rules.language.compiler.stored_values import Writer
from kpi_rules.language.types import Records
from kpi_rules.source import Source
from kpi_rules.structs import Struct, field, fields

RULE: Final = fields(CheckedRule)
DEFINE: Final = fields(CheckedDefine)


class Writing(Struct, frozen=False):
    """Rules as plain data; what they share is written once and has a number."""

    writer: Writer = field(default_factory=Writer)
    sources: dict[Source, int] = field(default_factory=dict)
    shared: dict[tuple[str, int], int] = field(default_factory=dict)
    records: list[Any] = field(default_factory=list)
    defines: list[Any] = field(default_factory=list)

    def all(self, compiled: CompiledRules) -> dict[str, Any]:
        """Everything but the code."""
        rules = [self.rule(rule) for rule in compiled.rules]
        units = [self.unit(unit) for unit in compiled.units]
        return {
            "units": units,
            "rules": rules,
            "sources": [[source.name, source.text] for source in self.sources],
            "records": self.records,
            "defines": self.defines,
            "types": self.writer.met,
        }

    def unit(self, unit: Unit) -> list[Any]:
        constants = {name: self.constant(value) for name, value in unit.constants.items()}
        return [list(unit.rules), constants, dict(unit.patterns)]

    def constant(self, value: object) -> Any:
        """A constant as it is where `marshal` keeps it, so that nothing has to be read to run the code."""
        inner = value if isinstance(value, (frozenset, tuple)) else (value,)
        return value if all(type(one) in (str, int, bool) for one in inner) else self.writer.plain(value)

    def rule(self, rule: CheckedRule) -> list[Any]:
        special: dict[str, Callable[[], Any]] = {
            "tree": lambda: marshal.dumps(self.writer.plain(rule.tree)),
            "source": lambda: self.source(rule.source),
            "records": lambda: self.number("records", rule.records),
            "defines": lambda: self.number("defines", rule.defines),
        }
        return [special[name]() if name in special else self.writer.plain(getattr(rule, name)) for name in RULE]

    def source(self, source: Source) -> int:
        return self.sources.setdefault(source, len(self.sources))

    def number(self, kind: str, value: Records | Mapping[str, CheckedDefine]) -> int:
        """The number of records or defines that many rules share."""
        key = (kind, id(value))
        if key not in self.shared:
            into = self.records if kind == "records" else self.defines
            written = self.record_types(value) if isinstance(value, Records) else self.define_values(value)
            self.shared[key] = len(into)
            into.append(marshal.dumps(written))
        return self.shared[key]

    def record_types(self, records: Records) -> dict[str, Any]:
        return {
            record: {
                name: [self.writer.plain(one.type), self.writer.plain(one.default), one.identifies]
                for name, one in named.items()
            }
            for record, named in records.fields.items()
        }

    def define_values(self, defines: Mapping[str, CheckedDefine]) -> list[Any]:
        return [
            [
                self.source(define.source) if name == "source" else self.writer.plain(getattr(define, name))
                for name in DEFINE
            ]
            for define in defines.values()
        ]
