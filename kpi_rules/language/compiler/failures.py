"""Failures as compiled code notes them → failures as people read them: the reasons and the place, by the interpreter.

The interpreter goes over the demand again, for the failures alone. What does not depend on a rule's loops it works out once a plan, so
that a thousand failures do not list a thousand KPIs a thousand times.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from kpi_rules.language import tree
from kpi_rules.language.checker import CheckedRule
from kpi_rules.language.durations import Duration
from kpi_rules.language.explanation import replacement
from kpi_rules.language.facts import why
from kpi_rules.language.interpreter import Evaluation, Names, State, global_names, placed
from kpi_rules.language.outcome import Failure, Inputs
from kpi_rules.language.walk import walk
from kpi_rules.structs import field

Noted = tuple[tuple[object, ...], str, str | None]
"""The elements that a rule's loops stood on, the message and the remedy."""
_GLOBALS = frozenset({"plan", "previous", "portfolio", "settings", "today"})
_SIMPLE = (str, int, Decimal, datetime.date, Duration, type(None))

MOST_STEPS = 3_000_000
"""Steps of the interpreter that the reasons of one rule's failures may take in one plan: some seconds."""
NO_END = 1 << 60


class Enough(Exception):
    """The reasons have taken too long."""


class Telling:
    """Tells the failures of one part of a rule, plan by plan: what follows from the rule alone is worked out once."""

    def __init__(self, rule: CheckedRule) -> None:
        self._rule = rule
        self._steady = frozenset(steady_nodes(rule))
        self._needed_to_place = _needed_names(rule, rule.tree.at, rule.tree.replace)
        self._needed_to_reason = _needed_names(rule, rule.tree.condition)

    def told(self, inputs: Inputs, noted: list[Noted]) -> tuple[Failure, ...]:
        """The failures over one plan."""
        rule = self._rule
        evaluation = Remembering(inputs, rule.records, rule.defines, steady=self._steady)
        failures = []
        for elements, message, remedy in noted:
            state = State(self._names(evaluation, elements, self._needed_to_place), elements)
            place = placed(rule, evaluation, state)
            instead = replacement(rule, evaluation, state.names)
            reasons = self._reasons(evaluation, elements)
            failures.append(Failure(message, remedy, reasons, elements, place, instead, rule.part))
        return tuple(failures)

    def _names(self, evaluation: Evaluation, elements: tuple[object, ...], needed: frozenset[str]) -> Names:
        """The names where the demand failed: those that are needed."""
        names = dict(global_names(evaluation.inputs))
        stood = iter(elements)
        for step in self._rule.tree.steps:
            if isinstance(step, tree.ForEach):
                names[step.variable.name] = next(stood)
            elif isinstance(step, tree.Let) and step.name.name in needed:
                names[step.name.name] = evaluation.value(step.value, names)
        return names

    def _reasons(self, evaluation: Remembering, elements: tuple[object, ...]) -> tuple[str, ...]:
        """Why the demand failed; nothing once the reasons of this rule have taken too long on this plan."""
        if evaluation.steps[0] >= MOST_STEPS:
            return ()
        evaluation.steps[1] = MOST_STEPS
        try:
            return why(self._rule, evaluation, self._names(evaluation, elements, self._needed_to_reason))
        except Enough:
            return ()
        finally:
            evaluation.steps[1] = NO_END


class Remembering(Evaluation):
    """Works out once what is the same for all failures of a rule, and a define once for the same arguments."""

    steady: frozenset[int] = frozenset()
    values: dict[object, Any] = field(default_factory=dict)
    steps: list[int] = field(default_factory=lambda: [0, NO_END])
    """Steps so far, and how many may be taken."""

    def value(self, node: tree.Expression, names: Names) -> Any:
        """The value of an expression."""
        self.steps[0] += 1
        if self.steps[0] > self.steps[1]:
            raise Enough
        if id(node) in self.steady:
            key: object = id(node)
        elif isinstance(node, tree.Call) and node.function.name in self.defines:
            return self.called(node, names)
        else:
            return Evaluation.value(self, node, names)
        if key not in self.values:
            self.values[key] = Evaluation.value(self, node, names)
        return self.values[key]

    def called(self, node: tree.Call, names: Names) -> Any:
        """A define's value; of simple arguments it is kept."""
        arguments = [self.value(argument, names) for argument in node.arguments]
        if not all(isinstance(argument, _SIMPLE) for argument in arguments):
            return self.defined(node, arguments)
        key = (node.function.name, *map(_exactly, arguments))
        if key not in self.values:
            self.values[key] = self.defined(node, arguments)
        return self.values[key]


def _exactly(argument: object) -> tuple[object, ...]:
    """A value as a key: equal ones of other kinds, and durations of other parts, are others."""
    return type(argument), repr(argument) if isinstance(argument, Duration) else argument


def _needed_names(rule: CheckedRule, *nodes: object) -> frozenset[str]:
    """The names that some clauses of a rule speak of, and those that these are made of."""
    needed = _mentioned(nodes)
    for step in reversed(rule.tree.steps):
        if isinstance(step, tree.Let) and step.name.name in needed:
            needed |= _mentioned(step.value)
    return needed


def _mentioned(node: object) -> frozenset[str]:
    return frozenset(part.name for part in walk(node) if isinstance(part, tree.Name))


def steady_nodes(rule: CheckedRule) -> Iterator[int]:
    """The expressions, by identity, whose value is the same wherever a rule fails."""
    steady = set(_GLOBALS)
    for step in rule.tree.steps:
        if isinstance(step, tree.Let):
            yield from _within(step.value, frozenset(steady))
            if _free(step.value) <= steady:
                steady.add(step.name.name)
    yield from _within(rule.tree.condition, frozenset(steady))
    for define in _reached(rule):
        yield from _within(define, _GLOBALS)


def _reached(rule: CheckedRule) -> list[tree.Expression]:
    """The values of the defines that a rule calls, and of those that they call."""
    found: dict[str, tree.Expression] = {}
    waiting: list[object] = [rule.tree]
    while waiting:
        for part in walk(waiting.pop()):
            if isinstance(part, tree.Call) and part.function.name in rule.defines and part.function.name not in found:
                found[part.function.name] = rule.defines[part.function.name].value
                waiting.append(found[part.function.name])
    return list(found.values())


def _within(node: object, steady: frozenset[str]) -> Iterator[int]:
    for part in walk(node):
        worth = isinstance(part, (tree.FieldOf, tree.Comprehension, tree.Quantifier, tree.Call))
        if worth and _free(part) <= steady:
            yield id(part)


def _free(node: object) -> frozenset[str]:
    """The names of an expression that are bound outside of it. A name is never bound twice in a rule."""
    bound = {part.variable.name for part in walk(node) if isinstance(part, (tree.Quantifier, tree.Comprehension))}
    return _mentioned(node) - bound
