"""`kpi-rules check`: what may be asked. `checking` does it."""

from __future__ import annotations

from typing import Any

import click

from kpi_rules.cli.asked import asked_of
from kpi_rules.cli.cache import do_without
from kpi_rules.cli.checking import check
from kpi_rules.cli.commands import Command
from kpi_rules.cli.options import (
    OneOf,
    Processes,
    beside_options,
    color_option,
    limit_option,
    policy_options,
    today_option,
)
from kpi_rules.reports import FORMATS

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


@click.command("check", cls=Command, epilog=_EPILOG + _FORMAT_LIST)
@click.argument("paths", nargs=-1, type=click.Path())
@policy_options
@click.option(
    "--fail-on",
    type=OneOf(["must", "should", "could"]),
    help="The least level of a finding that makes the exit code 1; default: `fail_on` of kpi-rules.yaml, else must.",
)
@click.option("--select", multiple=True, metavar="RULE", help="Only this rule, or the rules of this pack. May repeat.")
@click.option("--ignore", multiple=True, metavar="RULE", help="Not this rule, or the rules of this pack. May repeat.")
@click.option(
    "--level",
    type=OneOf(["must", "should", "could"]),
    help="The least level of a finding that is told; default: all, and text for people only counts hints.",
)
@today_option
@limit_option
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
@click.option(
    "--sarif-suppressed",
    is_flag=True,
    help="In SARIF, hold what does not count, too: waived, in the baseline, gone; GitHub would open an alert for each.",
)
@beside_options
@click.option("--new-only", is_flag=True, help="With --base: only new findings make the exit code 1.")
@click.option("--locked", is_flag=True, help="Refuse packs that are not those of kpi-rules.lock.")
@click.option("--fix", is_flag=True, help="Put right what can be put right without asking, then check again.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and write nothing; 1 where something would.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: also where it is only likely what is meant.")
@click.option("--watch", "-w", is_flag=True, help="Check again whenever something changes, until Ctrl-C.")
@click.option("--jobs", "-j", type=Processes(), metavar="N", help="Processes to use; default: one for each core.")
@click.option(
    "--no-cache",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_without_cache,
    help="Work everything out anew.",
)
@click.option("--statistics", is_flag=True, help="Add how often each rule gave each verdict.")
@click.option(
    "--all", "unfolded", is_flag=True, help="Tell all: like findings one by one, not together, and hints, too."
)
@click.option("--quiet", "-q", is_flag=True, help="Only findings: no counts, notes or progress.")
@click.option("--stdin-name", default="<stdin>", metavar="NAME", help="The name of the plan on standard input.")
@color_option
def command(**given: Any) -> int:
    """Check plans against packs of rules.

    PATHS are files, folders or globs; - is standard input. Without any: the plans of kpi-rules.yaml, else every
    **/*.kpi.yaml below this folder.
    """
    asked = asked_of(given)
    if asked.watch:
        from kpi_rules.cli.watching import watch

        return watch(asked)
    return check(asked)
