"""A check from start to end: find the plans, load the policy, check, report, and answer with an exit code.

Comes in: what was asked for. A run without any option that knows all it needs from the cache starts without the library that reads options.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from kpi_rules.cli.asked import Asked, asked_of, selected
from kpi_rules.cli.console import is_terminal, tell, wants_color, width
from kpi_rules.cli.outputs import Output, put, refuse_overwriting, wanted
from kpi_rules.cli.problems import Unusable
from kpi_rules.cli.project import settled, the_project
from kpi_rules.cli.surroundings import job_summary, place_in_repository, usual_format
from kpi_rules.engine.discover import register_in
from kpi_rules.engine.gate import NOTHING_CHECKED, exit_code, is_grave
from kpi_rules.files import shown
from kpi_rules.i18n import listed, tr
from kpi_rules.reports import FORMATS, Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.engine.findings import Level, Report
    from kpi_rules.workspace.project import Project


def plain_check(arguments: Sequence[str]) -> int | None:
    """`kpi-rules check` of some plans without any option; nothing where something else is asked for."""
    if not arguments or arguments[0] != "check" or any(one.startswith("-") and one != "-" for one in arguments):
        return None
    return check(asked_of({"paths": arguments[1:]}))


def check(asked: Asked) -> int:
    """Check what is asked for; the exit code."""
    if asked.new_only and asked.project.base is None:
        raise Unusable.because(tr("`--new-only` needs a revision to compare with"), tr("add `--base origin/main`"))
    if asked.fix or asked.diff or asked.unsafe_fixes:
        from kpi_rules.cli.fixing import refuse_confused

        refuse_confused(asked)
    outputs = outputs_of(asked)
    with the_project(asked.project, asked.seconds) as project:
        for each in project.all:
            refuse_unseen(each, asked.selection.level if asked.selection else None)
        refuse_overwriting(outputs, project.inputs())
        if asked.locked:
            from kpi_rules.cli.lock import refuse_unlocked

            for each in project.all:
                refuse_unlocked(each)
        if not project.total:
            return nothing_checked(project)
        if asked.diff:
            from kpi_rules.cli.fixing import fixed, show_diff

            return show_diff(fixed(project, asked), asked.quiet, asked.unsafe_fixes)
        report = _fixed(project, asked) if asked.fix else selected(settled(project, asked.quiet), asked).report
    code = exit_code(report, asked.new_only)
    put_all(report, outputs, asked, code)
    return code


def refuse_unseen(project: Project, level: Level | None) -> None:
    """End the command where findings would fail it that nobody is told."""
    lower = project.fail_on
    if level is None or is_grave(lower, level):
        return
    help_ = tr("write `--level {level}`", level=lower)
    if project.options.fail_on:
        message = tr("`--fail-on {lower}` would fail on what `--level {level}` hides", lower=lower, level=level)
        raise Unusable.because(message, help_)
    message = tr(
        "`fail_on: {lower}` in {file} would fail on what `--level {level}` hides",
        lower=lower,
        file=shown(str(project.file)),
        level=level,
    )
    raise Unusable.because(message, help_)


def _fixed(project: Project, asked: Asked) -> Report:
    """The report of what is left when the plans are put right."""
    from kpi_rules.cli.fixing import fixed, write_fixed

    return write_fixed(project, fixed(project, asked)).report


def outputs_of(asked: Asked) -> tuple[Output, ...]:
    """The reports that are asked for; where no format is, what the build server reads."""
    if asked.format:
        return wanted(asked.format, asked.outputs)
    return (*wanted(usual_format(), asked.outputs), *job_summary())


def put_all(report: Report, outputs: Iterable[Output], asked: Asked, code: int) -> None:
    """Put out every report that is asked for."""
    for output in outputs:
        to_terminal = output.file is None
        options = Options(
            color=to_terminal and wants_color(asked.color, sys.stdout),
            width=width(sys.stdout if to_terminal else None),
            wrap=to_terminal and is_terminal(sys.stdout),
            quiet=asked.quiet,
            statistics=asked.statistics,
            new_only=asked.new_only,
            unfolded=asked.unfolded,
            brief=asked.selection is None and not asked.unfolded,
            exit_code=code,
            suppressed=asked.sarif_suppressed,
            place=place_in_repository(),
        )
        put(output, FORMATS[output.format].render(report, options))


def nothing_checked(project: Project) -> int:
    """Nothing to check is no success: a misspelt path must not pass."""
    from kpi_rules.reports.safe import visible

    looked_for = [*map(_looked_for, project.options.paths)] or list(project.policy.plans) or ["**/*.kpi.yaml"]
    names = listed(f"`{visible(name)}`" for name in looked_for)
    if any(each.excluded and each.excluded.met for each in project.all):
        tell(tr("nothing was checked: what was asked for is excluded"))
        tell(tr("  = help: take it out of `exclude`, or ask for something else"))
    else:
        tell(tr("nothing was checked: there is no {names}", names=names))
        folder = next((path for path in project.options.paths or ("",) if not path or Path(path).is_dir()), None)
        register = None if folder is None else register_in(folder)
        if register:
            told = tr(
                "  = help: a table is a register of KPIs where you name it: `kpi-rules check {name}`", name=register
            )
            tell(told)
        else:
            tell(tr("  = help: name a file, a folder with *.kpi.yaml files, or a glob; - reads standard input"))
    for notice in project.every_notice:
        tell(tr("note: {notice}", notice=visible(notice)))
    return NOTHING_CHECKED


def _looked_for(path: str) -> str:
    return shown(str(Path(path, "**", "*.kpi.yaml"))) if Path(path).is_dir() else path
