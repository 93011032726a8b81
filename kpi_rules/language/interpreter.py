"""A checked rule and inputs → its verdicts, and what there is to say where its demand is not met: the reference, made to be obviously right.

Expressions are evaluated in `evaluation.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kpi_rules.language import tree, values
from kpi_rules.language.checked import CheckedDefine, CheckedRule
from kpi_rules.language.evaluation import Evaluation, Names, global_names
from kpi_rules.language.outcome import Failure, Inputs, Outcome, Place
from kpi_rules.language.types import Records
from kpi_rules.structs import Struct


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
    level = weighed(rule, evaluation, state.names)
    return Failure(message, remedy, reasons, state.elements, place, instead, rule.part, level)


def weighed(rule: CheckedRule, evaluation: Evaluation, names: Names) -> tree.Level | None:
    """The level that the first condition gives that holds; nothing where none does."""
    return next((one.level for one in rule.tree.weights if evaluation.value(one.condition, names)), None)


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
