"""Expressions over a plan, a policy and a day → their types and values: `kpi-rules eval`, and the conformance cases.

A session remembers what was named with `let`. It knows the settings and the defines of the policy's packs.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.i18n import tr
from kpi_rules.language import tree, values
from kpi_rules.language.checked import Environment
from kpi_rules.language.checker import check_alone, first_scope
from kpi_rules.language.evaluation import Evaluation, global_names
from kpi_rules.language.outcome import Inputs
from kpi_rules.language.parser import parse_steps
from kpi_rules.language.types import Type
from kpi_rules.language.walk import mentions, walk
from kpi_rules.packs import Policy
from kpi_rules.plan import Plan
from kpi_rules.source import Location, Source
from kpi_rules.structs import Struct


class Answer(Struct):
    """What became of an expression: its type and value, the name that it was given, or what is wrong with it."""

    type: Type | None
    value: values.Value
    name: str | None = None
    problems: tuple[Diagnostic, ...] = ()


class Session:
    """Expressions one after another; a name means what it was given last."""

    def __init__(self, policy: Policy, plan: Plan | None, today: datetime.date) -> None:
        types = {name: setting.type for name, setting in policy.settings.items()}
        self.environment = Environment(policy.schema.records, types, policy.defines)
        self.policy = policy
        self.today = today
        self.scope = first_scope()
        self.names: dict[str, Any] = {}
        self.see(plan)

    def see(self, plan: Plan | None) -> None:
        """Look at another plan; names that were given stand for what they stood for."""
        self.plan = plan
        own = plan.values if plan else None
        portfolio: dict[str, object] | None = {"plans": [own]} if own is not None else None
        self.inputs = Inputs(own, None, portfolio, self.policy.values, self.today)

    def run(self, source: Source, value: bool = True) -> Iterator[Answer]:
        """An answer for each expression of a text, up to one that is wrong. Without `value` nothing is evaluated."""
        steps, problems = parse_steps(source)
        if problems:
            yield Answer(None, None, problems=problems)
            return
        for step in steps:
            answer = self._answer(step, source, value)
            yield answer
            if answer.problems:
                return

    def _answer(self, step: tree.Let | tree.Expression, source: Source, value: bool) -> Answer:
        typed, scope, problems = check_alone(step, source, self.environment, self.scope)
        expression = typed.value if isinstance(typed, tree.Let) else typed
        if not problems and value and self.plan is None:
            problems = tuple(self._without_plan(expression, source))
        if problems or expression.type is None:
            return Answer(None, None, problems=problems)
        if not value:
            return Answer(expression.type, None)
        evaluation = Evaluation(self.inputs, self.environment.all_records(), self.environment.defines)
        found = evaluation.value(expression, {**global_names(self.inputs), **self.names})
        if isinstance(typed, tree.Let):
            self.scope = scope
            self.names[typed.name.name] = found
            return Answer(expression.type, found, typed.name.name)
        return Answer(expression.type, found)

    def _without_plan(self, expression: tree.Expression, source: Source) -> Iterable[Diagnostic]:
        """What an expression may not look at when there is no plan."""
        for node in walk(expression):
            define = self.environment.defines.get(node.function.name) if isinstance(node, tree.Call) else None
            looks = isinstance(node, tree.Name) and node.name in ("plan", "portfolio")
            if looks or (define is not None and (define.uses_plan or mentions(define.value, "portfolio"))):
                message = tr("there is no plan to look at")
                yield Diagnostic(message, Location(source, node.span), tr("name one: `--plan team.kpi.yaml`"))
                return


def evaluate(
    source: Source, plan: Plan | None, policy: Policy, today: datetime.date
) -> tuple[Type | None, values.Value, tuple[Diagnostic, ...]]:
    """The type and value of the last expression of a text; no type where one does not check."""
    *_, last = Session(policy, plan, today).run(source)
    return last.type, last.value, last.problems
