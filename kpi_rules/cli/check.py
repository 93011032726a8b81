"""`kpi-rules check`: find the plans, load the policy, check, report, and answer with an exit code."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from kpi_rules.cli.console import tell, wants_color, width
from kpi_rules.cli.options import OneOf, policy_options, today_option
from kpi_rules.cli.outputs import Output, put, wanted
from kpi_rules.cli.policy import find_project, the_policy
from kpi_rules.cli.problems import Unusable
from kpi_rules.cli.progress import counted
from kpi_rules.engine.check import check
from kpi_rules.engine.discover import discover
from kpi_rules.engine.findings import Level, Report
from kpi_rules.engine.gate import NOTHING_CHECKED, exit_code
from kpi_rules.engine.inputs import PlanFile, Unreadable, read_plan, source_of
from kpi_rules.files import shown
from kpi_rules.i18n import tr
from kpi_rules.packs import Policy
from kpi_rules.reports import FORMATS, Options
from kpi_rules.reports.safe import visible
from kpi_rules.source import Source

STANDARD_INPUT = "-"

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
    files = _files(given["paths"], project, policy)
    standard_input = given["stdin_name"] if STANDARD_INPUT in given["paths"] else None
    total = len(files) + (standard_input is not None)
    if not total:
        return _nothing(given["paths"], policy)
    today = given["today"] or datetime.date.today()
    sources = counted(_sources(files, standard_input), total, given["quiet"])
    report = check(sources, policy, today)
    code = exit_code(report, given["fail_on"])
    _put_all(report, outputs, given, code)
    return code


def _files(paths: Sequence[str], project: Path | None, policy: Policy) -> tuple[PlanFile, ...]:
    """The plan files that are meant."""
    arguments = [path for path in paths if path != STANDARD_INPUT]
    if paths and not arguments:
        return ()
    files, diagnostics = discover(arguments, policy.plans, project.parent if project else None)
    if diagnostics:
        raise Unusable(diagnostics)
    return files


def _sources(files: Iterable[PlanFile], standard_input: str | None) -> Iterator[Source | Unreadable]:
    """The plans' sources, standard input last."""
    yield from map(read_plan, files)
    if standard_input is not None:
        yield source_of(standard_input, _standard_input())


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


def _nothing(paths: Sequence[str], policy: Policy) -> int:
    """Nothing to check is no success: a misspelt path must not pass."""
    looked_for = [_looked_for(path) for path in paths] or list(policy.plans) or ["**/*.kpi.yaml"]
    names = ", ".join(f"`{visible(name)}`" for name in looked_for)
    tell(tr("nothing was checked: there is no {names}", names=names))
    tell(tr("  = help: name a file, a folder with *.kpi.yaml files, or a glob; - reads standard input"))
    return NOTHING_CHECKED


def _looked_for(path: str) -> str:
    return shown(str(Path(path, "**", "*.kpi.yaml"))) if Path(path).is_dir() else path
