"""A checked rule and the values of settings → the condition on which it fails, as a term.

What a rule asks is the same however it is written: names, `let`s, `define`s and the settings' values are put in. A field is what it is called with what
it is where nobody writes it; so one whose default has changed is another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from kpi_rules.comparing.terms import ARRANGED, MOST_SPREAD, Term, Terms, TooMuch
from kpi_rules.language import tree, values
from kpi_rules.language.builtins import BUILTINS
from kpi_rules.language.checked import CheckedDefine, CheckedRule
from kpi_rules.language.types import (
    DATE,
    DURATION,
    NUMBER,
    TEXT,
    TRUTH,
    ListOf,
    Optional,
    Record,
    Records,
    Type,
    is_text,
    required,
)
from kpi_rules.structs import Struct, fields

Env = Mapping[str, Term]
_ORDERED = (NUMBER, DATE, DURATION)
_OF_SOMETHING = ("min", "max", "average", "median", "first", "last")
_CALCULATED: dict[str, Callable[[Any, Any], Any]] = {
    "+": values.add,
    "-": values.subtract,
    "*": values.multiply,
    "/": values.divide,
}


def fails(rule: CheckedRule, settings: Mapping[str, Any], terms: Terms) -> Term:
    """On what condition a rule finds something in a plan."""
    reader = _Reader(terms, rule.records, rule.defines, settings)
    return terms.any_of(*(reader.part(part.tree) for part in rule.parts))


class _Reader(Struct):
    terms: Terms
    records: Records
    defines: Mapping[str, CheckedDefine]
    settings: Mapping[str, Any]

    def part(self, rule: tree.Rule) -> Term:
        return self.steps(rule, 0, {})

    def steps(self, rule: tree.Rule, at: int, names: Env) -> Term:
        if at == len(rule.steps):
            return self.terms.no(self.of(rule.condition, names))
        step = rule.steps[at]
        match step:
            case tree.Let():
                return self.steps(rule, at + 1, {**names, step.name.name: self.of(step.value, names)})
            case tree.When():
                return self.terms.all_of(self.of(step.condition, names), self.steps(rule, at + 1, names))
            case tree.ForEach():
                return self.some(step, names, lambda inner: self.steps(rule, at + 1, inner))

    def of(self, node: tree.Expression, names: Env) -> Term:
        """The term of an expression."""
        form = _FORMS.get(type(node))
        return self.other(node, names) if form is None else form(self, node, names)

    def other(self, node: tree.Expression, names: Env) -> Term:
        """A form that nothing is known of here: the same as one of the same parts over the same records, and nothing more."""
        values = (getattr(node, name) for name in fields(node) if name not in ("span", "type"))
        parts = (self.part_of(value, names) for value in values)
        return self.terms.make("form", type(node).__name__, self.about_records, *parts)

    def part_of(self, value: object, names: Env) -> Any:
        if isinstance(value, tree.Expression):
            return self.of(value, names)
        if isinstance(value, tree.Identifier):
            return value.name
        if isinstance(value, tuple):
            return self.terms.make("parts", *(self.part_of(one, names) for one in value))
        if value is None or isinstance(value, str | bool | int):
            return value
        raise TooMuch

    @cached_property
    def about_records(self) -> tuple[object, ...]:
        """What fields there are, and what they are where nobody writes them."""
        return tuple(
            (record, name, str(field.type), repr(field.default))
            for record, some in self.records.fields.items()
            if record != "settings"
            for name, field in some.items()
        )

    # literals, names, fields

    def literal(self, node: tree.Literal, names: Env) -> Term:
        return self.terms.constant(node.value)

    def text(self, node: tree.Text, names: Env) -> Term:
        if all(isinstance(part, str) for part in node.parts):
            return self.terms.constant(values.normal("".join(part for part in node.parts if isinstance(part, str))))
        parts = (part if isinstance(part, str) else self.of(part, names) for part in node.parts)
        return self.terms.make("text", node.language, *parts)

    def list_(self, node: tree.ListLiteral, names: Env) -> Term:
        return self.terms.make("list", *(self.of(item, names) for item in node.items))

    def name(self, node: tree.Name, names: Env) -> Term:
        return names.get(node.name) or self.terms.make("name", node.name)

    def field(self, node: tree.FieldOf, names: Env) -> Term:
        record, many = _record_of(node.base.type)
        if record == "settings" and node.field.name in self.settings:
            return self.terms.constant(self.settings[node.field.name])
        declared = self.records.fields[record][node.field.name]
        kind = "each" if many else "field"
        about = (record, node.field.name, str(required(declared.type)), repr(declared.default))
        return self.terms.make(kind, self.of(node.base, names), *about)

    # operators

    def arithmetic(self, node: tree.Arithmetic, names: Env) -> Term:
        left, right = self.of(node.left, names), self.of(node.right, names)
        kinds = (_kind(node.left), _kind(node.right))
        if kinds == (NUMBER, NUMBER):
            return self.calculated(node.operator, left, right)
        if kinds in ((DATE, DURATION), (DURATION, DATE)):
            date, by = (left, right) if kinds[0] == DATE else (right, left)
            return self.terms.make("later" if node.operator == "+" else "earlier", date, by)
        if kinds == (DATE, DATE):
            return self.terms.make("apart", left, right)
        return self.terms.make("lengths", node.operator, left, right)

    def calculated(self, operator: str, left: Term, right: Term) -> Term:
        if left.kind == right.kind == "constant":
            value = _CALCULATED[operator](left.value, right.value)
            if value is not None:
                return self.terms.constant(value)
        if operator in "+*":
            left, right = sorted((left, right), key=lambda term: term.number)
        return self.terms.make(operator, left, right)

    def negative(self, node: tree.Negative, names: Env) -> Term:
        operand = self.of(node.operand, names)
        if operand.kind == "constant" and operand.parts[0] == "number":
            return self.terms.constant(values.negate(operand.value))
        return self.terms.make("negative", str(_kind(node.operand)), operand)

    def comparison(self, node: tree.Comparison, names: Env) -> Term:
        left, right = self.of(node.left, names), self.of(node.right, names)
        match node.operator:
            case "==":
                return self.same(left, right, _kind(node.left))
            case "!=":
                return self.terms.no(self.same(left, right, _kind(node.left)))
            case "<=":
                return self.terms.at_most(left, right)
            case ">=":
                return self.terms.at_most(right, left)
            case "<":
                return self.terms.no(self.terms.at_most(right, left))
            case ">":
                return self.terms.no(self.terms.at_most(left, right))

    def same(self, left: Term, right: Term, type_: Type) -> Term:
        if type_ in _ORDERED:
            return self.terms.all_of(self.terms.at_most(left, right), self.terms.at_most(right, left))
        if type_ == TRUTH:
            return self.terms.either(left, right, self.terms.no(right))
        return self.terms.equal(left, right)

    def membership(self, node: tree.Membership, names: Env) -> Term:
        item, list_ = self.of(node.item, names), self.of(node.list, names)
        type_ = _kind(node.item)
        found = self.terms.spread(item, lambda one: self.within(one, list_, type_))
        return self.terms.no(found) if node.negated else found

    def within(self, item: Term, list_: Term, type_: Type) -> Term:
        while list_.kind in ("distinct", *ARRANGED):
            list_ = list_.parts[0]
        if list_.kind == "list" and (len(list_.parts) <= MOST_SPREAD or item.kind == "constant"):
            return self.terms.any_of(*(self.same(item, one, type_) for one in list_.parts))
        return self.terms.make("in", item, list_)

    def between(self, node: tree.Between, names: Env) -> Term:
        value = self.of(node.value, names)
        low, high = self.of(node.low, names), self.of(node.high, names)
        return self.terms.all_of(self.terms.at_most(low, value), self.terms.at_most(value, high))

    def matches(self, node: tree.Matches, names: Env) -> Term:
        own = node.pattern
        pattern: Any = own.name if isinstance(own, tree.Identifier) else self.of(own, names)
        return self.terms.spread(self.of(node.value, names), lambda one: self.terms.make("matches", one, pattern))

    def presence(self, node: tree.Presence, names: Env) -> Term:
        found = self.there(self.of(node.value, names), node.value.type, blank=True)
        return found if node.present else self.terms.no(found)

    def there(self, value: Term, type_: Type | None, *, blank: bool) -> Term:
        """Whether a value is there; a text that is put together may be there, and blank."""
        if isinstance(type_, ListOf):
            return self.terms.something(value)
        text = type_ is None or is_text(required(type_))
        if not isinstance(type_, Optional) and not text:
            return self.terms.true
        if value.kind in _OF_SOMETHING and not text:
            return self.terms.something(value.parts[0])
        return self.terms.present(value, blank and text and value.kind != "field")

    def negation(self, node: tree.Not, names: Env) -> Term:
        return self.terms.no(self.of(node.operand, names))

    def logic(self, node: tree.Logic, names: Env) -> Term:
        join = self.terms.all_of if node.operator == "and" else self.terms.any_of
        return join(self.of(node.left, names), self.of(node.right, names))

    def otherwise(self, node: tree.Otherwise, names: Env) -> Term:
        value, fallback = self.of(node.value, names), self.of(node.fallback, names)
        return self.terms.either(self.there(value, node.value.type, blank=False), value, fallback)

    def conditional(self, node: tree.If, names: Env) -> Term:
        return self.terms.either(self.of(node.condition, names), self.of(node.yes, names), self.of(node.no, names))

    # loops and calls

    def some(self, node: tree.Quantifier | tree.ForEach, names: Env, body: Callable[[Env], Term]) -> Term:
        """Whether something in a loop is such."""

        def of(element: Term) -> Term:
            inner = {**names, node.variable.name: element}
            return self.terms.all_of(self.where(node.where, inner), body(inner))

        return self.terms.some(self.of(node.list, names), of)

    def where(self, condition: tree.Expression | None, names: Env) -> Term:
        return self.terms.true if condition is None else self.of(condition, names)

    def quantifier(self, node: tree.Quantifier, names: Env) -> Term:
        if node.kind == "every":
            return self.terms.no(self.some(node, names, lambda inner: self.terms.no(self.of(node.body, inner))))
        found = self.some(node, names, lambda inner: self.of(node.body, inner))
        return found if node.kind == "some" else self.terms.no(found)

    def comprehension(self, node: tree.Comprehension, names: Env) -> Term:
        def inner(element: Term) -> Env:
            return {**names, node.variable.name: element}

        def made(result: tree.Expression) -> Term:
            return self.terms.those(
                self.of(node.list, names),
                lambda element: self.where(node.where, inner(element)),
                lambda element: self.of(result, inner(element)),
            )

        if node.by is None:
            return made(node.result)
        return self.terms.make("ordered", made(node.result), made(node.by), node.descending)

    def indexed(self, node: tree.Indexed, names: Env) -> Term:
        return self.terms.make("called", self.of(node.list, names), self.of(node.key, names))

    def call(self, node: tree.Call, names: Env) -> Term:
        arguments = [self.of(argument, names) for argument in node.arguments]
        name = node.function.name
        if name not in BUILTINS:
            define = self.defines[name]
            given = zip(define.parameters, arguments, strict=True)
            return self.of(define.value, {parameter: term for (parameter, _), term in given})
        if name == "count":
            return self.terms.count(arguments[0])
        return self.terms.make(name, *arguments)


def _kind(node: tree.Expression) -> Type:
    type_ = required(node.type) if node.type is not None else TEXT
    return TEXT if is_text(type_) else type_


def _record_of(type_: Type | None) -> tuple[str, bool]:
    """The record type that a field is taken of, and whether of each of a list."""
    many = isinstance(type_, ListOf)
    inner = type_.element if isinstance(type_, ListOf) else required(type_) if type_ else type_
    assert isinstance(inner, Record)
    return inner.name, many


_FORMS: dict[type, Callable[[_Reader, Any, Env], Term]] = {
    tree.Literal: _Reader.literal,
    tree.Text: _Reader.text,
    tree.ListLiteral: _Reader.list_,
    tree.Name: _Reader.name,
    tree.FieldOf: _Reader.field,
    tree.Call: _Reader.call,
    tree.Indexed: _Reader.indexed,
    tree.Arithmetic: _Reader.arithmetic,
    tree.Negative: _Reader.negative,
    tree.Comparison: _Reader.comparison,
    tree.Membership: _Reader.membership,
    tree.Between: _Reader.between,
    tree.Matches: _Reader.matches,
    tree.Presence: _Reader.presence,
    tree.Not: _Reader.negation,
    tree.Logic: _Reader.logic,
    tree.Otherwise: _Reader.otherwise,
    tree.If: _Reader.conditional,
    tree.Quantifier: _Reader.quantifier,
    tree.Comprehension: _Reader.comprehension,
}
