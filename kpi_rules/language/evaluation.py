"""Typed expressions and inputs → values: the reference, made to be obviously right.

What checks never fails here. Values are those of `values.py`; records are plain dicts of the fields that are present. What becomes of a whole
rule is said in `interpreter.py`; why a condition came out as it did, in `explanation.py` and `facts.py`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kpi_rules.language import durations, regex, tree, values
from kpi_rules.language.builtins import BUILTINS
from kpi_rules.language.checked import CheckedDefine
from kpi_rules.language.outcome import Inputs, Place
from kpi_rules.language.types import DATE, DURATION, ListOf, Optional, Records, Type
from kpi_rules.language.types import Record as RecordType
from kpi_rules.language.values import is_present
from kpi_rules.language.ways import Way, names_in
from kpi_rules.structs import Struct, field, replace

Names = Mapping[str, Any]


def global_names(inputs: Inputs) -> Names:
    """The names that stand everywhere."""
    return {
        "plan": inputs.plan,
        "previous": inputs.previous,
        "portfolio": inputs.portfolio,
        "settings": inputs.settings,
        "today": inputs.today,
    }


class Evaluation(Struct):
    """Evaluates the expressions of one rule over one set of inputs."""

    inputs: Inputs
    records: Records
    defines: Mapping[str, CheckedDefine] = field(default_factory=dict)
    language: str | None = None
    """That of the text whose parts are evaluated."""

    def value(self, node: tree.Expression, names: Names) -> Any:
        """The value of an expression; `None` where it is missing."""
        return _VALUES[type(node)](self, node, names)

    def place(self, node: tree.Expression, names: Names) -> Place | None:
        """Where a path leads, whether or not there is something."""
        if isinstance(node, tree.Name):
            value = names[node.name]
            return Place(value) if isinstance(value, dict) else None
        if isinstance(node, tree.Indexed):
            found = self.value(node, names)
            return self.place(node.list, names) if found is None else Place(found)
        if not isinstance(node, tree.FieldOf):
            return None
        base = self.value(node.base, names)
        if isinstance(base, dict):
            return Place(base, (node.field.name,))
        outer = self.place(node.base, names)
        return Place(outer.record, (*outer.fields, node.field.name)) if outer else None

    def elements(
        self, variable: tree.Identifier, list_: tree.Expression, where: tree.Expression | None, names: Names
    ) -> Iterator[Names]:
        """The names inside a loop, for each element that meets the filter."""
        for element in self.value(list_, names):
            inner = {**names, variable.name: element}
            if where is None or self.value(where, inner):
                yield inner

    # literals, names, fields

    def literal(self, node: tree.Literal, names: Names) -> Any:
        return node.value

    def text(self, node: tree.Text, names: Names) -> str:
        inner = self if node.language is None else replace(self, language=node.language)
        parts = (part if isinstance(part, str) else inner.shown(part, names) for part in node.parts)
        return self.written(values.normal("".join(parts)))

    def shown(self, part: tree.Expression, names: Names) -> str:
        return values.show(self.value(part, names), self.language)

    def list_literal(self, node: tree.ListLiteral, names: Names) -> list[Any]:
        return [self.value(item, names) for item in node.items]

    def name(self, node: tree.Name, names: Names) -> Any:
        return names[node.name]

    def field(self, node: tree.FieldOf, names: Names) -> Any:
        return self.taken(node, self.value(node.base, names))

    def taken(self, node: tree.FieldOf, base: Any) -> Any:
        """A field of a record, or of each of a list."""
        record, many = _record_of(node.base.type)
        declared = self.records.fields[record][node.field.name]
        if many:
            return list(_collected(self.listed(base), node.field.name, declared.default))
        if base is None:
            return [] if isinstance(declared.type, ListOf) else None
        value = base.get(node.field.name, declared.default)
        return [] if value is None and isinstance(declared.type, ListOf) else value

    def indexed(self, node: tree.Indexed, names: Names) -> Any:
        """The first record of the list that is called so."""
        list_, key = self.value(node.list, names), self.value(node.key, names)
        record, _ = _record_of(node.list.type)
        named = self.records.identifier(record)
        if key is None or named is None:
            return None
        return next((one for one in self.listed(list_) if self.named(one, named) == key), None)

    def named(self, record: values.Record, field: str) -> Any:
        """What a record of a list is called."""
        return record.get(field)

    # operators

    def arithmetic(self, node: tree.Arithmetic, names: Names) -> Any:
        left, right = self.value(node.left, names), self.value(node.right, names)
        kinds = node.left.type, node.operator, node.right.type
        match kinds:
            case (one, "+", other) if DATE in (one, other):
                return durations.later(left, right) if one == DATE else durations.later(right, left)
            case (one, "-", other) if one == DATE:
                return durations.between(left, right) if other == DATE else durations.earlier(left, right)
            case (one, "*", _) if node.type == DURATION:
                return left * right if one == DURATION else right * left
            case (_, sign, _) if node.type == DURATION:
                return left + right if sign == "+" else left - right
            case (_, sign, _):
                return _ARITHMETIC[sign](left, right)

    def negative(self, node: tree.Negative, names: Names) -> Any:
        operand = self.value(node.operand, names)
        return -operand if node.type == DURATION else values.negate(operand)

    def comparison(self, node: tree.Comparison, names: Names) -> bool:
        return bool(_COMPARISON[node.operator](self.value(node.left, names), self.value(node.right, names)))

    def membership(self, node: tree.Membership, names: Names) -> bool:
        return (self.value(node.item, names) in self.listed(self.value(node.list, names))) is not node.negated

    def between(self, node: tree.Between, names: Names) -> bool:
        value = self.value(node.value, names)
        return bool(self.value(node.low, names) <= value <= self.value(node.high, names))

    def matches(self, node: tree.Matches, names: Names) -> bool:
        pattern = node.pattern.name if isinstance(node.pattern, tree.Identifier) else self.value(node.pattern, names)
        return regex.found(pattern, self.written(self.value(node.value, names)))

    def presence(self, node: tree.Presence, names: Names) -> bool:
        return is_present(self.value(node.value, names)) is node.present

    def negation(self, node: tree.Not, names: Names) -> bool:
        return not self.value(node.operand, names)

    def logic(self, node: tree.Logic, names: Names) -> bool:
        left = self.value(node.left, names)
        return bool(left if left is (node.operator == "or") else self.value(node.right, names))

    def otherwise(self, node: tree.Otherwise, names: Names) -> Any:
        value = self.value(node.value, names)
        return self.value(node.fallback, names) if value is None else value

    def conditional(self, node: tree.If, names: Names) -> Any:
        return self.value(node.yes if self.value(node.condition, names) else node.no, names)

    # loops and calls

    def quantifier(self, node: tree.Quantifier, names: Names) -> bool:
        met = (self.value(node.body, inner) for inner in self.elements(node.variable, node.list, node.where, names))
        if node.kind == "every":
            return all(met)
        return any(met) is (node.kind == "some")

    def comprehension(self, node: tree.Comprehension, names: Names) -> list[Any]:
        found = list(self.elements(node.variable, node.list, node.where, names))
        if node.by is not None:
            keys = [self.value(node.by, inner) for inner in found]
            found = values.arranged(self.listed(found), keys, node.descending)
        return [self.value(node.result, inner) for inner in found]

    def paired(self, node: tree.Paired, names: Names) -> list[Any]:
        """Of a loop over pairs those that come first, or those that come after one."""
        list_ = self.listed(self.value(node.list, names))
        return values.leading(list_) if node.after is None else values.following(list_, self.value(node.after, names))

    def way(self, node: tree.By, names: Names) -> Way:
        """Where a field leads; each record is asked when somebody comes to it."""
        record, _ = _record_of(node.list.type)
        named, variable = self.records.identifier(record) or "id", node.variable.name
        return Way(
            self.listed(self.value(node.list, names)),
            lambda one: self.named(one, named),
            lambda one: names_in(self.value(node.step, {**names, variable: one})),
        )

    def call(self, node: tree.Call, names: Names) -> Any:
        arguments = [self.value(argument, names) for argument in node.arguments]
        if node.function.name in BUILTINS:
            result = self.built_in(node.function.name, arguments)
            return durations.NO_TIME if result == 0 and node.type == DURATION else result  # a sum of none
        return self.defined(node, arguments)

    def built_in(self, function: str, arguments: list[Any]) -> Any:
        """The value of a built-in."""
        return BUILTINS[function].body(*arguments)

    def listed(self, list_: list[Any]) -> list[Any]:
        """A list that is gone through: what counts steps says so here."""
        return list_

    def written(self, text: str) -> str:
        """A text that is put together or searched."""
        return text

    def defined(self, node: tree.Call, arguments: list[Any]) -> Any:
        """The value of a define for these arguments."""
        define = self.defines[node.function.name]
        inner = dict(global_names(self.inputs))
        inner.update((name, argument) for (name, _), argument in zip(define.parameters, arguments, strict=True))
        plainly = self if self.language is None else replace(self, language=None)
        return plainly.value(define.value, inner)


def _record_of(type_: Type | None) -> tuple[str, bool]:
    """The record type that a field is taken of, and whether of each of a list."""
    many = isinstance(type_, ListOf)
    inner = type_.element if isinstance(type_, ListOf) else type_.type if isinstance(type_, Optional) else type_
    assert isinstance(inner, RecordType)
    return inner.name, many


def _collected(records: list[values.Record], name: str, default: object) -> Iterator[Any]:
    for record in records:
        value = record.get(name, default)
        if isinstance(value, list):
            yield from value
        elif value is not None:
            yield value


_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": values.add,
    "-": values.subtract,
    "*": values.multiply,
    "/": values.divide,
}
_COMPARISON: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_VALUES: dict[type, Callable[[Evaluation, Any, Names], Any]] = {
    tree.Literal: Evaluation.literal,
    tree.Text: Evaluation.text,
    tree.ListLiteral: Evaluation.list_literal,
    tree.Name: Evaluation.name,
    tree.FieldOf: Evaluation.field,
    tree.Indexed: Evaluation.indexed,
    tree.Call: Evaluation.call,
    tree.By: Evaluation.way,
    tree.Paired: Evaluation.paired,
    tree.Arithmetic: Evaluation.arithmetic,
    tree.Negative: Evaluation.negative,
    tree.Comparison: Evaluation.comparison,
    tree.Membership: Evaluation.membership,
    tree.Between: Evaluation.between,
    tree.Matches: Evaluation.matches,
    tree.Presence: Evaluation.presence,
    tree.Not: Evaluation.negation,
    tree.Logic: Evaluation.logic,
    tree.Otherwise: Evaluation.otherwise,
    tree.If: Evaluation.conditional,
    tree.Quantifier: Evaluation.quantifier,
    tree.Comprehension: Evaluation.comprehension,
}
