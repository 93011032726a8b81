"""The names at a place in a rule and what is known there; and what is wrong with a rule, as it is found.

The ground that the checker of expressions stands on. Knows no form of the language.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.language import messages, tree
from kpi_rules.language.fitting import fits, spelled
from kpi_rules.language.narrowing import NONE, NOTHING_KNOWN, Facts, Known, key_of
from kpi_rules.language.syntax_messages import Said
from kpi_rules.language.types import TRUTH, UNKNOWN, ListOf, Optional, Record, Records, Type, required
from kpi_rules.source import Location, Source, Span
from kpi_rules.structs import Struct, field, replace

if TYPE_CHECKING:
    from kpi_rules.language.checked import CheckedDefine


class Binding(Struct):
    """What a name stands for: its type, what it tells as a condition, and the path that it is another name of."""

    type: Type
    told: Known = NOTHING_KNOWN
    alias: tree.Expression | None = None


class Scope(Struct):
    """The names at a place, and what is known to be present there."""

    names: Mapping[str, Binding]
    facts: Facts = NONE

    def knowing(self, facts: Facts) -> Scope:
        """The same place with more known."""
        return replace(self, facts=self.facts | facts) if facts else self

    @property
    def told(self) -> Mapping[str, Known]:
        """What the names tell as conditions."""
        return {name: binding.told for name, binding in self.names.items()}


class Ground(Struct, frozen=False):
    """One source, what there is to speak of, and the problems found so far."""

    source: Source
    records: Records
    defines: Mapping[str, CheckedDefine]
    later_defines: Iterable[str] = ()
    broken: Collection[str] = ()
    whole_run: bool = False
    within_define: str | None = None
    problems: list[Diagnostic] = field(default_factory=list)

    def problem(self, said: Said, span: Span) -> None:
        """Keep a diagnostic."""
        self.problems.append(Diagnostic(said.message, Location(self.source, span), said.help))

    def words(self, expression: tree.Expression) -> str:
        """An expression as it is written, on one line."""
        text = " ".join(self.source.slice(expression.span).split())
        return text if len(text) <= 60 else text[:57] + "…"

    def need(self, typed: tree.Expression, wanted: Type, help_: str | None = None) -> tree.Expression:
        """The expression, where its type fits; else a diagnostic that says what is needed."""
        found = typed.type or UNKNOWN
        if isinstance(found, Optional) and not isinstance(wanted, Optional):
            self.missing(typed, wanted)
        elif not fits(found, wanted):
            if wanted == TRUTH:
                help_ = self.several_values(typed) or messages.truth_help(str(found)) or help_
            self.problem(messages.wrong_type(str(found), str(wanted), help_), typed.span)
        return typed

    def several_values(self, typed: tree.Expression) -> str | None:
        """What is meant by `x == "a" or "b"`."""
        if not isinstance(typed, (tree.Text, tree.Literal)):
            return None
        from kpi_rules.language.habits import meant
        from kpi_rules.language.habits.calls import TRUTHS

        answer = meant(TRUTHS, self.source, typed.span)
        return answer[0].help if answer else None

    def missing(self, typed: tree.Expression, wanted: Type | None = None) -> None:
        """A value that may be missing where one is needed."""
        inner = required(typed.type or UNKNOWN)
        needed = "a value" if wanted is None else spelled(wanted)
        path = key_of(typed) is not None
        fields = self.records.fields.get(inner.name, {}) if isinstance(inner, Record) and path else {}
        field_ = next((name for name in ("value", "interval") if name in fields), None)
        self.problem(messages.may_be_missing(self.words(typed), str(inner), needed, path, field_), typed.span)

    def present(self, typed: tree.Expression) -> Type:
        """The type of an expression that must not be missing."""
        if isinstance(typed.type, Optional):
            self.missing(typed)
            return UNKNOWN
        return typed.type or UNKNOWN

    def bind(
        self,
        name: tree.Identifier,
        type_: Type,
        scope: Scope,
        told: Known = NOTHING_KNOWN,
        alias: tree.Expression | None = None,
    ) -> Scope:
        """The scope with one more name in it."""
        if name.name in scope.names or name.name in ("plan", "previous", "portfolio"):
            self.problem(messages.shadowed(name.name), name.span)
        return replace(scope, names={**scope.names, name.name: Binding(type_, told, alias)})

    def element(self, list_: tree.Expression) -> Type:
        """The type of a list's elements."""
        if isinstance(list_.type, ListOf):
            return list_.type.element
        if isinstance(list_.type, Optional):
            self.missing(list_)
        elif list_.type != UNKNOWN:
            self.problem(messages.not_a_list(str(list_.type)), list_.span)
        return UNKNOWN
