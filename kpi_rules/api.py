"""The public functions, for programs: the same pipeline as the command line's, without its files and exit codes.

Comes in: paths or sources, packs, a day. Goes out: a report, or `InputError` with every diagnostic. Never prints, never exits,
never asks the clock.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from pathlib import Path

from kpi_rules.diagnostics import Diagnostic, InputError
from kpi_rules.engine import check as pipeline
from kpi_rules.engine.findings import Report
from kpi_rules.engine.inputs import PlanFile, Unreadable, read_plan
from kpi_rules.files import shown
from kpi_rules.language.durations import Duration
from kpi_rules.packs import Policy
from kpi_rules.packs import load_policy as load
from kpi_rules.source import Source
from kpi_rules.structs import Struct

PlanInput = str | Path | Source


class Evaluated(Struct):
    """What an expression gave: its type as the language writes it (`number?`), and its value.

    text: str · number: int or decimal.Decimal · truth: bool · date: datetime.date · duration: int, in days · lists: list ·
    records: dict, durations in them `Duration` · a missing value: None.
    """

    type: str
    value: object


def load_policy(
    *packs: str,
    settings: Mapping[str, str] | None = None,
    project: str | Path | None = None,
    language: str | None = None,
) -> Policy:
    """The policy of packs, by bundled or installed name or by path; `core` where none is named.

    `settings` are laid over the packs' own, as `--set name=value` does. `project` is a `kpi-rules.yaml` or its folder.
    `language` is that of the rules' texts, as `ar`, where the packs have it.
    Raises `InputError` when a pack cannot be used.
    """
    policy, diagnostics = load(packs, settings, None if project is None else Path(project), language=language)
    if policy is None:
        raise InputError(diagnostics)
    return policy


def check(plans: Iterable[PlanInput], policy: Policy | None = None, *, today: datetime.date) -> Report:
    """Check plans (paths of files, or sources) against a policy, `core` where none is given, as on a day.

    A file that cannot be read, or that is no plan, is a finding of the rule `invalid-plan`, never an exception.
    """
    return pipeline.check(map(_source, plans), policy or load_policy(), today)


def render(report: Report, format: str = "text") -> str:  # noqa: A002 - the command line's word for it
    """A report as text in one of the formats of `kpi-rules check --format`; `KeyError` for any other name."""
    from kpi_rules.reports import FORMATS

    return FORMATS[format].render(report)


def evaluate(
    expression: str, plan: PlanInput | None = None, policy: Policy | None = None, *, today: datetime.date
) -> Evaluated:
    """The type and value of an expression of the rule language. Raises `InputError` where it or the plan is wrong."""
    from kpi_rules.engine.expression import evaluate as evaluated
    from kpi_rules.plan import load_as_read

    policy = policy or load_policy()
    problems: tuple[Diagnostic, ...] = ()
    loaded = None
    if plan is not None:
        source = _source(plan)
        if isinstance(source, Unreadable):
            raise InputError(source.diagnostics)
        loaded, problems = load_as_read(source, policy.schema)
    if not problems:
        type_, value, problems = evaluated(Source("<expression>", expression), loaded, policy, today)
    if problems:
        raise InputError(problems)
    return Evaluated(str(type_), _plainly(value))


def _plainly(value: object) -> object:
    """A value with its durations in days."""
    if isinstance(value, list):
        return [_plainly(one) for one in value]
    return value.in_days if isinstance(value, Duration) else value


def _source(plan: PlanInput) -> Source | Unreadable:
    return plan if isinstance(plan, Source) else read_plan(PlanFile(Path(plan), shown(str(plan))))
