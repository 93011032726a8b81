"""`kpi-rules baseline`: write down the findings there are, so that `check` stops only what is new."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from kpi_rules.cli.commands import Command
from kpi_rules.cli.console import tell, write
from kpi_rules.cli.options import policy_options, today_option
from kpi_rules.cli.problems import Unusable
from kpi_rules.cli.project import options_of, settled_alone, the_project
from kpi_rules.cli.writing import put_file
from kpi_rules.engine.gate import CLEAN, FOUND, NOTHING_CHECKED
from kpi_rules.files import shown
from kpi_rules.i18n import listed, ntr, tr
from kpi_rules.workspace.project import Project

_EPILOG = """\b
Examples:
  kpi-rules baseline               write kpi-rules.baseline.json beside kpi-rules.yaml; check takes it from there
  kpi-rules baseline --prune       take out what applies no more, add nothing
  kpi-rules baseline --ratchet     the same, and exit 1 where there is something new
"""


@click.command("baseline", cls=Command, epilog=_EPILOG)
@policy_options
@today_option
@click.option("--prune", is_flag=True, help="Take out the entries that apply no more; add none.")
@click.option(
    "--ratchet", is_flag=True, help="Take out what applies no more; refuse, with the exit code 1, to add any."
)
@click.option(
    "--baseline",
    type=click.Path(),
    metavar="FILE",
    help="The file; default: kpi-rules.baseline.json beside kpi-rules.yaml.",
)
def command(**given: Any) -> int:
    """Write today's findings to a file; those are then told and do not count.

    What is waived is left out, and so is what cannot be excused: plans that cannot be read, and rules that a pack does not let
    anyone waive.
    """
    named = given["baseline"]
    with the_project(options_of({**given, "no_baseline": named and not os.path.lexists(named)})) as project:
        if project.folder is None and not named:
            message = tr("`--pack` takes the place of the project that a baseline belongs to")
            raise Unusable.because(message, tr("name the file: `--baseline FILE`"))
        path = project.baseline_path
        there = os.path.lexists(path)
        if not there and (given["prune"] or given["ratchet"]):
            message = tr("there is no baseline `{file}`", file=shown(str(path)))
            raise Unusable.because(message, tr("write it: `kpi-rules baseline`"))
        if not project.total:
            tell(tr("nothing was checked: there are no plans"))
            return NOTHING_CHECKED
        if project.nested and named:
            message = tr("`--baseline` names one file, and the plans are of several projects")
            raise Unusable.because(message, tr("leave it out: each project has its own baseline"))
        return max(
            _write(each, each.baseline_path, given["prune"], given["ratchet"]) for each in project.all if each.files
        )


def _write(project: Project, path: Path, prune: bool, ratchet: bool) -> int:
    from kpi_rules.engine.baseline import baseline_of, grown, pruned, refused, text_of

    result = settled_alone(project)
    folder = shown(str(path.parent))
    applied = result.applied
    new = grown(applied) if applied else ()
    if ratchet and new:
        for finding in new:
            place = f"{finding.region.file}:{finding.region.start.line}"
            tell(tr("{place}: {message} [{rule}]", place=place, message=finding.message, rule=finding.rule))
        count = ntr(
            "{count} finding is new: the baseline stays", "{count} findings are new: the baseline stays", len(new)
        )
        tell(count)
        return FOUND
    fewer = prune and applied is not None
    baseline = pruned(applied, folder) if fewer and applied else baseline_of(result.report, folder)
    put_file(path, text_of(baseline))
    _tell(path, len(baseline.entries), 0 if fewer else len(new), len(applied.gone) if applied else 0)
    if refused(result.report) and not fewer:
        tell(_left_out(refused(result.report)))
    return CLEAN


def _tell(path: Path, count: int, new: int, gone: int) -> None:
    parts = [ntr("{count} finding", "{count} findings", count)]
    parts += [ntr("{count} new", "{count} new", new)] if new else []
    parts += [ntr("{count} gone", "{count} gone", gone)] if gone else []
    write(tr("{file}: {counts}", file=shown(str(path)), counts=listed(parts)) + "\n")


def _left_out(count: int) -> str:
    return ntr(
        "note: {count} finding that cannot be excused is not in it",
        "note: {count} findings that cannot be excused are not in it",
        count,
    )
