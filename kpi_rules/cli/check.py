"""`kpi-rules check`: find the plans, load the policy, check, report, and answer with an exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from kpi_rules.cli.cache import do_without
from kpi_rules.cli.console import tell, wants_color, width
from kpi_rules.cli.fixing import fixed, refuse_confused, show_diff, write_fixed
from kpi_rules.cli.lock import refuse_unlocked
from kpi_rules.cli.options import OneOf, beside_options, policy_options, today_option
from kpi_rules.cli.outputs import Output, put, wanted
from kpi_rules.cli.problems import Unusable
from kpi_rules.cli.run import settled, the_run
from kpi_rules.cli.surroundings import job_summary, usual_format
from kpi_rules.engine.findings import Level, Report
from kpi_rules.engine.gate import NOTHING_CHECKED, exit_code
from kpi_rules.files import shown
from kpi_rules.i18n import listed, tr
from kpi_rules.packs import Policy
from kpi_rules.reports import FORMATS, Options
from kpi_rules.reports.safe import visible

_EPILOG = """\b
Examples:
  kpi-rules check                                   the project's plans, else every **/*.kpi.yaml
  kpi-rules check plans/ team.kpi.yaml 'okr/*.yaml' folders, files, globs
  cat plan.yaml | kpi-rules check -                 standard input
  kpi-rules check --pack content-marketing --set max_kpis=5
  kpi-rules check --fail-on should                  recommendations fail the run, too
  kpi-rules check --output sarif=out.sarif --output markdown=summary.md
  kpi-rules check --fix                             misspelt names put right; --diff shows it first
  kpi-rules check --base origin/main --new-only     only what this branch brings fails the run

\b
Formats:
"""
_FORMAT_LIST = "".join(f"  {format_.name:<11} {format_.purpose}\n" for format_ in FORMATS.values())


def _without_cache(_ctx: click.Context, _param: click.Parameter, unwanted: bool) -> None:
    if unwanted:
        do_without()


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
    metavar="NAME",
    help="How to report, see below; default: text, or what the build server reads from its log.",
)
@click.option(
    "--output",
    "-o",
    "outputs",
    multiple=True,
    metavar="[FORMAT=]FILE",
    help="Write the report to a file, not to the terminal; with FORMAT= a further report. May repeat.",
)
@beside_options
@click.option("--new-only", is_flag=True, help="With --base: only new findings make the exit code 1.")
@click.option("--locked", is_flag=True, help="Refuse packs that are not those of kpi-rules.lock.")
@click.option("--fix", is_flag=True, help="Put right what can be put right without asking, then check again.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and write nothing; 1 where something would.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: also where it is only likely what is meant.")
@click.option("--jobs", "-j", type=click.IntRange(1), metavar="N", help="Processes to use; default: one for each core.")
@click.option(
    "--no-cache",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_without_cache,
    help="Work everything out anew.",
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
    if given["new_only"] and given["base"] is None:
        raise Unusable.because(tr("`--new-only` needs a revision to compare with"), tr("add `--base origin/main`"))
    refuse_confused(given)
    outputs = _outputs(given)
    with the_run(given) as run:
        if given["locked"]:
            refuse_unlocked(run)
        if not run.total:
            return _nothing(given["paths"], run.policy)
        if given["diff"]:
            return show_diff(fixed(run), given["quiet"])
        report = (write_fixed(run, fixed(run)) if given["fix"] else settled(run)).report
    code = exit_code(report, given["fail_on"], given["new_only"])
    _put_all(report, outputs, given, code)
    return code


def _outputs(given: dict[str, Any]) -> tuple[Output, ...]:
    """The reports that are asked for; where no format is, what the build server reads."""
    if given["format_"]:
        return wanted(given["format_"], given["outputs"])
    return (*wanted(usual_format(), given["outputs"]), *job_summary())


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
            new_only=given["new_only"],
            exit_code=code,
        )
        put(output, FORMATS[output.format].render(report, options))


def _nothing(paths: Sequence[str], policy: Policy) -> int:
    """Nothing to check is no success: a misspelt path must not pass."""
    looked_for = [_looked_for(path) for path in paths] or list(policy.plans) or ["**/*.kpi.yaml"]
    names = listed(f"`{visible(name)}`" for name in looked_for)
    tell(tr("nothing was checked: there is no {names}", names=names))
    tell(tr("  = help: name a file, a folder with *.kpi.yaml files, or a glob; - reads standard input"))
    return NOTHING_CHECKED


def _looked_for(path: str) -> str:
    return shown(str(Path(path, "**", "*.kpi.yaml"))) if Path(path).is_dir() else path
