"""What the checker makes: rules and defines that never fail to evaluate; and what it goes by.

Plain records. Whoever evaluates, compiles or explains a rule starts from here, and needs nothing of how it was checked.
"""

from __future__ import annotations

from functools import cached_property

from kpi_rules.language.types import Field, ListOf, Record, Records, Row
from kpi_rules.structs import Struct, field, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from kpi_rules.language import tree
    from kpi_rules.language.types import Type
    from kpi_rules.source import Source


class CheckedDefine(Struct):
    """A define that is safe to call."""

    name: str
    parameters: tuple[tuple[str, Type], ...]
    value: tree.Expression
    result: Type
    source: Source
    uses_plan: bool


class Environment(Struct):
    """What rules may speak of: the records of the plan schema, the settings' types, defines of inherited packs."""

    records: Records
    settings: Mapping[str, Type] = field(default_factory=dict)
    defines: Mapping[str, CheckedDefine] = field(default_factory=dict)
    broken: frozenset[str] = frozenset()
    """Names of what could not be read: who calls them is not told that they are missing."""

    def all_records(self) -> Records:
        """The records, with `settings` as one of them."""
        settings = {name: Field(_plain(type_)) for name, type_ in self.settings.items()}
        rows = [
            one.element for one in self.settings.values() if isinstance(one, ListOf) and isinstance(one.element, Row)
        ]
        return Records({**self.records.fields, **{row.name: row.fields for row in rows}, "settings": settings})


def _plain(type_: Type) -> Type:
    """The type as rules know it: a table's is a list of records."""
    if isinstance(type_, ListOf) and isinstance(type_.element, Row):
        return ListOf(Record(type_.element.name))
    return type_


class CheckedRule(Struct):
    """A rule that never fails to evaluate."""

    id: str
    title: str
    level: tree.Level
    tree: tree.Rule
    source: Source
    scope: Literal["plan", "portfolio"]
    uses_previous: bool
    records: Records
    defines: Mapping[str, CheckedDefine]
    part: int = 0
    """Which of the parts of its rule it is, where it is one of several."""

    @cached_property
    def parts(self) -> tuple[CheckedRule, ...]:
        """What it asks before the first `also` and after each, as rules without `also`; most rules are their only part."""
        if not self.tree.also:
            return (self,)
        trees = (self.tree, *self.tree.also)
        return tuple(replace(self, tree=replace(one, also=()), part=number) for number, one in enumerate(trees))

    @property
    def because(self) -> str | None:
        """The rationale."""
        return constant(self.tree.because)

    @property
    def origin(self) -> str | None:
        """Where the rule comes from."""
        return constant(self.tree.source)


def constant(text: tree.Text | None) -> str | None:
    """The text of a clause that holds no expressions."""
    return None if text is None else "".join(part for part in text.parts if isinstance(part, str))
