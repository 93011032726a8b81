"""An expression over a plan, a policy and a day → its type and value: `kpi-rules eval`, and the conformance cases."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.i18n import tr
from kpi_rules.language import interpreter, values
from kpi_rules.language.checked import Environment
from kpi_rules.language.checker import check_expression
from kpi_rules.language.outcome import Inputs
from kpi_rules.language.parser import parse_expression
from kpi_rules.language.tree import Expression, Name
from kpi_rules.language.types import Type
from kpi_rules.language.walk import walk
from kpi_rules.packs import Policy
from kpi_rules.plan import Plan
from kpi_rules.source import Location, Source


def evaluate(
    source: Source, plan: Plan | None, policy: Policy, today: datetime.date
) -> tuple[Type | None, values.Value, tuple[Diagnostic, ...]]:
    """The type and value of an expression; no type where it does not check."""
    parsed, problems = parse_expression(source)
    if parsed is None:
        return None, None, problems
    environment = Environment(policy.schema.records, {name: it.type for name, it in policy.settings.items()})
    typed, problems = check_expression(parsed, source, environment)
    if typed is None or typed.type is None:
        return None, None, problems
    problems = () if plan else tuple(_without_plan(typed, source))
    if problems:
        return None, None, problems
    own = plan.values if plan else None
    portfolio: dict[str, object] | None = {"plans": [own]} if own is not None else None
    inputs = Inputs(own, None, portfolio, policy.values, today)
    return typed.type, interpreter.evaluate(typed, inputs, environment.all_records()), ()


def _without_plan(expression: Expression, source: Source) -> Iterable[Diagnostic]:
    """What an expression may not look at when there is no plan."""
    for node in walk(expression):
        if isinstance(node, Name) and node.name in ("plan", "portfolio"):
            message = tr("there is no plan to look at")
            yield Diagnostic(message, Location(source, node.span), tr("name one: `--plan team.kpi.yaml`"))
            return
