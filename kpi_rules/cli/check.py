"""`kpi-rules check`: find the plans, load the policy, check, report, and answer with an exit code."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import click

from kpi_rules.cli.console import tell, wants_color, width
from kpi_rules.cli.options import OneOf, policy_options, today_option
from kpi_rules.cli.outputs import Output, put, wanted
from kpi_rules.cli.plan_files import STANDARD_INPUT, Search, find_plans
from kpi_rules.cli.policy import find_project, the_policy
from kpi_rules.cli.progress import counted
from kpi_rules.engine.check import check
from kpi_rules.engine.findings import Level, Report
from kpi_rules.engine.gate import NOTHING_CHECKED, exit_code
from kpi_rules.engine.inputs import Unreadable, read_plan, source_of
from kpi_rules.i18n import tr
from kpi_rules.reports import FORMATS, Options
from kpi_rules.source import Source

_EPILOG = """\b
Examples:
  kpi-rules check                                   the project's plans, else every **/*.kpi.yaml
  kpi-rules check plans/ team.kpi.yaml 'okr/*.yaml' folders, files, globs
  cat plan.yaml | kpi-rules check -                 standard input
  kpi-rules check --pack content-marketing --set max_kpis=5
  kpi-rules check --fail-on should                  recommendations fail the run, too
  kpi-rules check --output sarif=out.sarif --output markdown=summary.md

\b
Formats:
"""
_FORMAT_LIST = "".join(f"  {format_.name:<11} {format_.purpose}\n" for format_ in FORMATS.values())


@click.command("check", epilog=_EPILOG + _FORMAT_LIST)
@click.argument("paths", nargs=-1, type=click.Path())
@policy_options
@click.option(
    "--fail-on",
    type=OneOf(["must", "should", "could"]),
    default="must",
    show_default=True,
    help="The least level of a finding that makes the exit code 1.",
)
@today_option
@click.option(
    "--format",
    "format_",
    type=OneOf(list(FORMATS)),
    default="text",
    metavar="NAME",
    help="How to report, see below; default: text.",
)
@click.option(
    "--output",
    "-o",
    "outputs",
    multiple=True,
    metavar="[FORMAT=]FILE",
    help="Write the report to a file, not to the terminal; with FORMAT= a further report. May repeat.",
)
@click.option("--statistics", is_flag=True, help="Add how often each rule gave each verdict.")
@click.option("--quiet", "-q", is_flag=True, help="Only findings: no counts, notes or progress.")
@click.option("--stdin-name", default="<stdin>", metavar="NAME", help="The name of the plan on standard input.")
@click.option(
    "--color", "color", type=OneOf(["auto", "always", "never"]), default="auto", show_default=True, help="Colour."
)
def command(**given: Any) -> int:
    """Check plans against packs of rules.

    PATHS are files, folders or globs; - is standard input. Without any: the plans of kpi-rules.yaml, else every
    **/*.kpi.yaml below this folder.
    """
    outputs = wanted(given["format_"], given["outputs"])
    project = find_project(given["config"], given["packs"])
    policy = the_policy(given["packs"], given["settings"], project)
    search = find_plans(given["paths"], project, policy.plans)
    total = len(search.files) + search.standard_input
    if not total:
        return _nothing(search)
    today = given["today"] or datetime.date.today()
    sources = counted(_sources(search, given["stdin_name"]), total, given["quiet"])
    report = check(sources, policy, today)
    code = exit_code(report, given["fail_on"])
    _put_all(report, outputs, given, code)
    return code


def _sources(search: Search, stdin_name: str) -> Iterator[Source | Unreadable]:
    """The plans' sources, standard input last."""
    yield from map(read_plan, search.files)
    if search.standard_input:
        yield source_of(stdin_name, _standard_input())


def _standard_input() -> bytes:
    """What comes in, not more than a plan may be large."""
    from kpi_rules.document import Limits

    return sys.stdin.buffer.read(Limits().size + 1) if sys.stdin else b""


def _put_all(report: Report, outputs: Iterable[Output], given: dict[str, Any], code: int) -> None:
    fail_on: Level = given["fail_on"]
    for output in outputs:
        to_terminal = output.file is None
        options = Options(
            color=to_terminal and wants_color(given["color"], sys.stdout),
            width=width(sys.stdout if to_terminal else None),
            quiet=given["quiet"],
            statistics=given["statistics"],
            fail_on=fail_on,
            exit_code=code,
        )
        put(output, FORMATS[output.format].render(report, options))


def _nothing(search: Search) -> int:
    """Nothing to check is no success: a misspelt path must not pass."""
    tell(tr("nothing was checked: no file matches {patterns}", patterns=", ".join(search.looked_for)))
    tell(tr("  = help: name a file, a folder or a glob ({dash} reads standard input)", dash=STANDARD_INPUT))
    return NOTHING_CHECKED
