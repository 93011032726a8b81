"""`kpi-rules eval`: an expression of the rule language, checked and evaluated over a plan."""

from __future__ import annotations

import datetime
import re
from typing import Any

import click

from kpi_rules.cli.commands import Command
from kpi_rules.cli.console import put_out, write
from kpi_rules.cli.options import format_option, policy_options, today_option
from kpi_rules.cli.plans import one_plan
from kpi_rules.cli.problems import Unusable
from kpi_rules.cli.project import options_of, the_policy
from kpi_rules.diagnostics import Diagnostic
from kpi_rules.engine.expression import evaluate
from kpi_rules.engine.gate import CLEAN, UNUSABLE
from kpi_rules.language import values
from kpi_rules.language.durations import Duration
from kpi_rules.language.types import Type
from kpi_rules.source import Source

_EPILOG = """\b
Examples:
  kpi-rules eval '0.1 + 0.2 == 0.3'
  kpi-rules eval 'count(plan.kpis)' --plan team.kpi.yaml
  kpi-rules eval '[k.name for k in plan.kpis where k.owner is missing]' --plan team.kpi.yaml
  kpi-rules eval 'count(plan.kpis) <= settings.max_kpis' --plan - --format json < team.kpi.yaml
"""


_OPTION = re.compile(r"--[a-z].*|-[A-Za-z]|--?")
"""What is an option, and not an expression that starts with a minus sign."""


class _TakesExpression(Command):
    """A command that is not confused by `-(2 + 3)`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put such an expression where no option is looked for."""
        if "--" not in args:
            negative = next((arg for arg in args if arg.startswith("-") and not _OPTION.fullmatch(arg)), None)
            if negative is not None:
                args = [*(arg for arg in args if arg is not negative), "--", negative]
        return super().parse_args(ctx, args)


@click.command("eval", cls=_TakesExpression, epilog=_EPILOG)
@click.argument("expression")
@click.option(
    "--plan", "plan_file", type=click.Path(), metavar="FILE", help="The plan it looks at; - is standard input."
)
@policy_options
@today_option
@format_option
def command(**given: Any) -> int:
    """Evaluate EXPRESSION and print its type and value.

    A missing value is null in JSON; dates are text, durations numbers of days. An expression that does not check exits 2 and
    says why.
    """
    policy = the_policy(options_of(given), given["plan_file"])
    plan, problems = one_plan(given["plan_file"], policy) if given["plan_file"] else (None, ())
    source = Source("<expression>", given["expression"])
    if problems:
        return _refuse(problems, source, given["format_"])
    today = given["today"] or datetime.date.today()
    type_, value, problems = evaluate(source, plan, policy, today)
    if type_ is None:
        return _refuse(problems, source, given["format_"])
    if given["format_"] == "json":
        put_out(as_json(type_, value))
    else:
        write(as_text(type_, value))
    return CLEAN


def _refuse(problems: tuple[Diagnostic, ...], source: Source, format_: str) -> int:
    if format_ == "text":
        raise Unusable(problems)
    from kpi_rules.reports.json_text import dumps

    put_out(dumps({"diagnostics": [_diagnostic(problem, source) for problem in problems]}, indent=None) + "\n")
    return UNUSABLE


def _diagnostic(problem: Diagnostic, expression: Source) -> dict[str, object]:
    place = problem.location
    found: dict[str, object] = {
        "message": problem.message,
        "line": place.start.line if place else None,
        "column": place.start.column if place else None,
        "help": problem.help,
    }
    return found if place is None or place.source is expression else {"file": place.source.name, **found}


def as_text(type_: Type, value: values.Value) -> str:
    """The value as it would be written in the language, then its type."""
    from kpi_rules.language.explanation import display
    from kpi_rules.reports.safe import one_line

    return f"{one_line(display(value, type_))}  ({type_})\n"


def as_json(type_: Type, value: values.Value) -> str:
    """`{"type": …, "value": …}`, numbers with all of their digits."""
    return f'{{"type": "{type_}", "value": {_exact(value)}}}\n'


def _exact(value: object) -> str:
    from decimal import Decimal

    from kpi_rules.reports.json_text import dumps

    if isinstance(value, list):
        return f"[{', '.join(map(_exact, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{dumps(key)}: {_exact(item)}' for key, item in value.items())}}}"
    if isinstance(value, Duration):
        return str(value.in_days)
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return values.plain(value)
    return dumps(value.isoformat() if isinstance(value, datetime.date) else value)
