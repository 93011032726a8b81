"""`kpi-rules eval`: expressions of the rule language, checked and evaluated over a plan."""

from __future__ import annotations

import datetime
import re
from typing import Any

import click

from kpi_rules.cli.commands import Command
from kpi_rules.cli.console import put_out, write
from kpi_rules.cli.options import format_option, policy_options, today_option
from kpi_rules.cli.plans import one_plan
from kpi_rules.cli.problems import Unusable, tell_diagnostics
from kpi_rules.cli.project import options_of, the_policy
from kpi_rules.diagnostics import Diagnostic
from kpi_rules.engine.expression import Answer, Session
from kpi_rules.engine.gate import CLEAN, UNUSABLE
from kpi_rules.i18n import tr
from kpi_rules.language import values
from kpi_rules.language.durations import Duration
from kpi_rules.language.types import Type
from kpi_rules.source import Source

_EPILOG = """\b
Examples:
  kpi-rules eval '0.1 + 0.2 == 0.3'
  kpi-rules eval 'count(plan.kpis)' --plan team.kpi.yaml
  kpi-rules eval '[k.id for k in plan.kpis where k.owner is missing]' --plan team.kpi.yaml
  kpi-rules eval 'let own = active_kpis(); count(own) / count(plan.kpis)' --plan team.kpi.yaml
  kpi-rules eval 'count(plan.kpis) <= settings.max_kpis' --plan - --format json < team.kpi.yaml
  kpi-rules eval --plan team.kpi.yaml            one expression after another; `:help` says more
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
@click.argument("expression", required=False)
@click.option(
    "--plan", "plan_file", type=click.Path(), metavar="FILE", help="The plan it looks at; - is standard input."
)
@policy_options
@today_option
@format_option
def command(**given: Any) -> int:
    """Evaluate EXPRESSION and print its type and value; without one, each line of the terminal or of standard input.

    It may speak of the settings and the defines of the packs, and of names that are given before it: `let NAME = …; …`. A missing value is null in
    JSON; dates are text, durations numbers of days. An expression that does not check exits 2 and says why.
    """
    expression, format_ = given["expression"], given["format_"]
    if expression is None and given["plan_file"] == "-":
        raise Unusable.because(
            tr("standard input holds either the plan or the expressions"),
            tr("name the plan's file, or give the expression"),
        )
    policy = the_policy(options_of(given), given["plan_file"])
    plan, problems = one_plan(given["plan_file"], policy) if given["plan_file"] else (None, ())
    source = Source("<expression>", expression or "")
    if problems:
        return _refuse(problems, source, format_)
    session = Session(policy, plan, given["today"] or datetime.date.today())
    if expression is None:
        from kpi_rules.cli.prompt import answer_all

        return answer_all(session, lambda answer, line: _show(answer, line, format_))
    answers = list(session.run(source))
    if answers[-1].problems:
        return _refuse(answers[-1].problems, source, format_)
    _show(answers[-1], source, format_)
    return CLEAN


def _show(answer: Answer, source: Source, format_: str) -> None:
    """An answer on standard output; in text, what is wrong on standard error."""
    if answer.problems or answer.type is None:
        if format_ == "text":
            tell_diagnostics(answer.problems)
        else:
            _refuse(answer.problems, source, format_)
    elif format_ == "json":
        put_out(as_json(answer.type, answer.value))
    else:
        write((f"{answer.name} = " if answer.name else "") + as_text(answer.type, answer.value))


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
        return values.plain(value.in_days)
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return values.plain(value)
    return dumps(value.isoformat() if isinstance(value, datetime.date) else value)
