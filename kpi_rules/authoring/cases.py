"""Test runs as inputs of rules, so that a rule can be put to them again and again without checking anything else.

Trials come in; cases go out, one for each plan and one for each run's portfolio. A case knows at which line of which file a
failure would be told. What decides is the interpreter, as in every check; messages are not made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kpi_rules.authoring.trial import Trial
from kpi_rules.language.checked import CheckedRule
from kpi_rules.language.evaluation import Evaluation
from kpi_rules.language.interpreter import default_place, states
from kpi_rules.language.outcome import Inputs, Place
from kpi_rules.plan.plan import Plan
from kpi_rules.structs import Struct

Spot = tuple[int, tuple[str, ...]]
"""A place by its identity: quick to compare while the plans are kept."""


class Case(Struct):
    """Inputs of rules of one scope, and the plans that hold them."""

    scope: str
    inputs: Inputs
    plans: tuple[Plan, ...]

    def line(self, place: Place) -> tuple[str, int]:
        """The file and line at which a failure is told."""
        plan = next((plan for plan in self.plans if plan.owns(place.record)), None)
        if plan is None:
            return self.plans[0].document.source.name, 0
        location = plan.locate(place.record, place.fields)
        return location.source.name, location.start.line


class Verdicts(Struct):
    """What a rule gave: where it failed, and whether it applied at all."""

    failed: tuple[Place, ...]
    applied: bool

    @property
    def spots(self) -> tuple[Spot, ...]:
        """Where it failed, by identity."""
        return tuple((id(place.record), place.fields) for place in self.failed)


def cases_of(trials: Iterable[Trial]) -> tuple[Case, ...]:
    """The cases of runs."""
    return tuple(case for trial in trials for case in _cases(trial))


def _cases(trial: Trial) -> Iterator[Case]:
    plans = tuple(plan.plan for plan in trial.run.plans if plan.plan is not None)
    settings, today = trial.policy.values, trial.run.today
    for plan in plans:
        before = trial.run.previous.of(plan.identity, plan.document.source.name)
        yield Case("plan", Inputs(plan.values, before, None, settings, today), (plan,))
    if plans:
        portfolio: dict[str, object] = {"plans": [plan.values for plan in plans]}
        yield Case("portfolio", Inputs(None, None, portfolio, settings, today), plans)


def put(rule: CheckedRule, case: Case) -> Verdicts:
    """Put a rule to a case."""
    given = [_put(part, case) for part in rule.parts]
    return Verdicts(tuple(place for one in given for place in one.failed), any(one.applied for one in given))


def _put(rule: CheckedRule, case: Case) -> Verdicts:
    evaluation = Evaluation(case.inputs, rule.records, rule.defines)
    failed: list[Place] = []
    applied = False
    for state in states(rule, evaluation):
        if state is None:
            continue
        applied = True
        if not evaluation.value(rule.tree.condition, state.names):
            place = evaluation.place(rule.tree.at, state.names) if rule.tree.at else None
            failed.append(place or default_place(case.inputs, state.elements))
    return Verdicts(tuple(failed), applied)


def differs(case: Case, one: Verdicts, other: Verdicts) -> bool:
    """Whether tests would tell these apart: failures at other lines, or another number of them."""
    if one.spots == other.spots:
        return False
    lines = [sorted(map(case.line, verdicts.failed)) for verdicts in (one, other)]
    return lines[0] != lines[1]


def by_interest(cases: Sequence[Case], verdicts: Sequence[Verdicts]) -> tuple[int, ...]:
    """The cases in the order in which they are likely to tell a rule from another: failed, then applied, then the rest."""
    return tuple(sorted(range(len(cases)), key=lambda at: (not verdicts[at].failed, not verdicts[at].applied, at)))
