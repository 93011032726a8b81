"""Failures as compiled code notes them → failures as people read them: what is said, why, and where, by the interpreter.

The interpreter goes over the rule again, for the failures alone. What does not depend on a rule's loops it works out once a plan, so
that a thousand failures do not list a thousand KPIs a thousand times. All of it takes steps, of which so many may be taken; a failure that
there are none left for is told by its rule's title, at its element.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from kpi_rules.language import tree
from kpi_rules.language.checked import CheckedRule
from kpi_rules.language.durations import Duration
from kpi_rules.language.evaluation import Evaluation, Names, global_names
from kpi_rules.language.explanation import replacement, told
from kpi_rules.language.facts import why
from kpi_rules.language.interpreter import State, default_place, placed, weighed
from kpi_rules.language.outcome import Failure, Inputs, Place, Steps
from kpi_rules.language.walk import walk
from kpi_rules.structs import field

Noted = tuple[object, ...]
"""The elements that a rule's loops stood on."""
_GLOBALS = frozenset({"plan", "previous", "portfolio", "settings", "today"})
_SIMPLE = (str, int, Decimal, datetime.date, Duration, type(None))
_SIGNS_A_STEP = 16
"""Of texts that are searched, joined or changed."""
T = TypeVar("T")
U = TypeVar("U")


class Enough(Exception):
    """The words have taken too long."""


class Telling:
    """Tells the failures of one part of a rule, plan by plan: what follows from the rule alone is worked out once."""

    def __init__(self, rule: CheckedRule) -> None:
        self._rule = rule
        self._steady = frozenset(steady_nodes(rule))
        self._needed_to_place = _needed_names(rule, rule.tree.at)
        lets = {step.name.name for step in rule.tree.steps if isinstance(step, tree.Let)}
        path = all(isinstance(part, (tree.Name, tree.FieldOf, tree.Identifier)) for part in walk(rule.tree.at))
        self._plainly_placed = path and not lets & self._needed_to_place
        self._needed_to_say = _needed_names(rule, rule.tree.say, rule.tree.fix, rule.tree.replace)
        self._needed_to_weigh = _needed_names(rule, *(one.condition for one in rule.tree.weights))
        self._loudest = min((one.level for one in rule.tree.weights), key=tree.LEVELS.index, default=None)
        self._needed_to_reason = _needed_names(rule, rule.tree.condition)

    def told(self, inputs: Inputs, noted: Sequence[Noted], steps: Steps) -> tuple[Failure, ...]:
        """The failures over one plan."""
        evaluation = Remembering(inputs, self._rule.records, self._rule.defines, steady=self._steady, left=steps)
        return tuple([self._failure(evaluation, elements) for elements in noted])

    def _failure(self, evaluation: Remembering, elements: tuple[object, ...]) -> Failure:
        """One of them. Where it points is worked out first: it is what a failure is known by."""
        rule, say, fix = self._rule, self._rule.tree.say, self._rule.tree.fix
        usual = default_place(evaluation.inputs, elements)
        place = evaluation.while_allowed(lambda: self._place(evaluation, elements), usual)
        level = evaluation.while_allowed(lambda: self._level(evaluation, elements), self._loudest)
        names = evaluation.while_allowed(lambda: self._names(evaluation, elements, self._needed_to_say), None)
        if names is None:
            return Failure(rule.title, None, (), elements, place, None, rule.part, level)
        message = evaluation.while_allowed(lambda: told(say, evaluation, names), rule.title) if say else rule.title
        remedy = evaluation.while_allowed(lambda: told(fix, evaluation, names), None) if fix else None
        instead = evaluation.while_allowed(lambda: replacement(rule, evaluation, names), None)
        # Half of the steps are kept for what the failures after it say.
        spare = evaluation.left.left > evaluation.left.reserve
        reasons = evaluation.while_allowed(lambda: self._reasons(evaluation, elements), ()) if spare else ()
        return Failure(message, remedy, reasons, elements, place, instead, rule.part, level)

    def _level(self, evaluation: Remembering, elements: tuple[object, ...]) -> tree.Level | None:
        """What it weighs: of what could not be found out the most that it might."""
        if not self._rule.tree.weights:
            return None
        return weighed(self._rule, evaluation, self._names(evaluation, elements, self._needed_to_weigh))

    def _place(self, remembering: Remembering, elements: tuple[object, ...]) -> Place:
        """Where it points. A path from a loop's element, as most are, takes no steps: whatever else is told, the place stays."""
        plain = Evaluation(remembering.inputs, remembering.records, remembering.defines)
        evaluation = plain if self._plainly_placed else remembering
        return placed(self._rule, evaluation, State(self._names(evaluation, elements, self._needed_to_place), elements))

    def _reasons(self, evaluation: Remembering, elements: tuple[object, ...]) -> tuple[str, ...]:
        return why(self._rule, evaluation, self._names(evaluation, elements, self._needed_to_reason))

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


class Remembering(Evaluation):
    """Works out once what is the same for all failures of a rule, and a define once for the same arguments."""

    steady: frozenset[int] = frozenset()
    values: dict[object, Any] = field(default_factory=dict)
    left: Steps = field(default_factory=lambda: Steps(0))

    def while_allowed(self, work: Callable[[], T], otherwise: U) -> T | U:
        """What some work gives; something else where there are not the steps for it."""
        try:
            return work()
        except Enough:
            return otherwise

    def take(self, steps: int) -> None:
        """Take some steps, if there are so many left."""
        self.left.left -= steps
        if self.left.left < 0:
            raise Enough

    def value(self, node: tree.Expression, names: Names) -> Any:
        """The value of an expression."""
        self.take(1)
        if id(node) in self.steady:
            key: object = id(node)
        elif isinstance(node, tree.Call) and node.function.name in self.defines:
            return self.called(node, names)
        else:
            return Evaluation.value(self, node, names)
        if key not in self.values:
            self.values[key] = Evaluation.value(self, node, names)
        return self.values[key]

    def built_in(self, function: str, arguments: list[Any]) -> Any:
        """The value of a built-in, which takes as long as its arguments are."""
        steps = sum(map(_length, arguments))
        self.take(
            steps // QUICK
            if function == "mentioned"
            else steps * (LIKENESS if function in ("nearest", "similarity") else 1)
        )
        return Evaluation.built_in(self, function, arguments)

    def listed(self, list_: list[Any]) -> list[Any]:
        """A list that is gone through."""
        self.take(len(list_))
        return list_

    def written(self, text: str) -> str:
        """A text that was put together."""
        self.take(_length(text))
        return text

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


QUICK = 8
"""Phrases of a list that are looked for in a step."""
LIKENESS = 40
"""Steps to see how alike two texts are, which mostly is seen at once."""


def _length(value: object) -> int:
    return len(value) if isinstance(value, list) else len(value) // _SIGNS_A_STEP if isinstance(value, str) else 0


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
        worth = isinstance(part, (tree.FieldOf, tree.Indexed, tree.Comprehension, tree.Quantifier, tree.Call, tree.By))
        if worth and _free(part) <= steady:
            yield id(part)


def _free(node: object) -> frozenset[str]:
    """The names of an expression that are bound outside of it. A name is never bound twice in a rule."""
    bound = {
        part.variable.name for part in walk(node) if isinstance(part, (tree.Quantifier, tree.Comprehension, tree.By))
    }
    return _mentioned(node) - bound
