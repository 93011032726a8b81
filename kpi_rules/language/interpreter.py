"""Typed tree and inputs → values and verdicts: the reference, made to be obviously right.

What checks never fails here. Values are those of `values.py`; records are plain dicts of the fields that are present.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kpi_rules.language import durations, regex, tree, values
from kpi_rules.language.builtins import BUILTINS
from kpi_rules.language.checker import CheckedDefine, CheckedRule
from kpi_rules.language.outcome import Failure, Inputs, Outcome, Place
from kpi_rules.language.types import DATE, DURATION, ListOf, Optional, Records, Type
from kpi_rules.language.types import Record as RecordType
from kpi_rules.language.values import is_present
from kpi_rules.structs import Struct, field, replace

Names = Mapping[str, Any]


class State(Struct):
    """A place in the run of a rule: its names, and the elements of its loops so far."""

    names: Names
    elements: tuple[object, ...] = ()


def evaluate(
    expression: tree.Expression, inputs: Inputs, records: Records, defines: Mapping[str, CheckedDefine] | None = None
) -> values.Value:
    """The value of a checked expression."""
    return Evaluation(inputs, records, defines or {}).value(expression, global_names(inputs))


def run(rule: CheckedRule, inputs: Inputs) -> Outcome:
    """The verdicts of a rule: for each of its parts once for the plan (or the run), or once for each element of its loops."""
    outcome = Outcome()
    for part in rule.parts:
        outcome += _run(part, inputs)
    return outcome


def _run(rule: CheckedRule, inputs: Inputs) -> Outcome:
    evaluation = Evaluation(inputs, rule.records, rule.defines)
    passed, failures, skipped = 0, [], 0
    for state in states(rule, evaluation):
        if state is None:
            skipped += 1
        elif evaluation.value(rule.tree.condition, state.names):
            passed += 1
        else:
            failures.append(failure(rule, evaluation, state))
    return Outcome(passed, skipped, tuple(failures))


def states(rule: CheckedRule, evaluation: Evaluation) -> Iterator[State | None]:
    """Of one part of a rule, each state in which the demand is looked at; `None` where a guard was false or a loop had nothing to go through."""
    return _steps(rule.tree.steps, evaluation, State(global_names(evaluation.inputs)))


def _steps(steps: tuple[tree.Step, ...], evaluation: Evaluation, state: State) -> Iterator[State | None]:
    if not steps:
        yield state
        return
    step, rest = steps[0], steps[1:]
    match step:
        case tree.Let():
            value = evaluation.value(step.value, state.names)
            yield from _steps(rest, evaluation, State({**state.names, step.name.name: value}, state.elements))
        case tree.When():
            if evaluation.value(step.condition, state.names):
                yield from _steps(rest, evaluation, state)
            else:
                yield None
        case tree.ForEach():
            elements = list(evaluation.elements(step.variable, step.list, step.where, state.names))
            for names in elements:
                inner = State(names, (*state.elements, names[step.variable.name]))
                yield from _steps(rest, evaluation, inner)
            if not elements:
                yield None


def failure(rule: CheckedRule, evaluation: Evaluation, state: State) -> Failure:
    """What there is to say where a rule's demand is not met."""
    from kpi_rules.language.explanation import replacement, told
    from kpi_rules.language.facts import why

    message = told(rule.tree.say, evaluation, state.names) if rule.tree.say else rule.title
    remedy = told(rule.tree.fix, evaluation, state.names) if rule.tree.fix else None
    reasons = why(rule, evaluation, state.names)
    place, instead = placed(rule, evaluation, state), replacement(rule, evaluation, state.names)
    return Failure(message, remedy, reasons, state.elements, place, instead, rule.part)


def placed(rule: CheckedRule, evaluation: Evaluation, state: State) -> Place:
    """Where a rule's finding points."""
    place = evaluation.place(rule.tree.at, state.names) if rule.tree.at else None
    return place or default_place(evaluation.inputs, state.elements)


def default_place(inputs: Inputs, elements: tuple[object, ...]) -> Place:
    """The innermost element that is a record, else the whole plan or portfolio."""
    for element in reversed(elements):
        if isinstance(element, dict):
            return Place(element)
    return Place(inputs.plan if inputs.plan is not None else inputs.portfolio or {})


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
        return regex.found(node.pattern.name, self.written(self.value(node.value, names)))

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
        return [self.value(node.result, inner) for inner in self.elements(node.variable, node.list, node.where, names)]

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
    tree.Call: Evaluation.call,
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
