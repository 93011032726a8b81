"""`kpi-rules export`: plans as a workbook, a table, data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kpi_rules.cli.commands import Command
from kpi_rules.cli.console import put_out, tell
from kpi_rules.cli.options import OneOf, policy_options, today_option
from kpi_rules.cli.outputs import Output, refuse_overwriting
from kpi_rules.cli.problems import Unusable
from kpi_rules.cli.project import options_of, settled, the_project
from kpi_rules.cli.writing import write_file
from kpi_rules.engine.gate import CLEAN, NOTHING_CHECKED
from kpi_rules.exports.export import FORMATS, Export, Format, format_of
from kpi_rules.files import shown
from kpi_rules.i18n import listed, ntr, tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi_rules.engine.findings import Report
    from kpi_rules.plan import Plan
    from kpi_rules.workspace.project import Project

_EPILOG = """\b
Examples:
  kpi-rules export team.kpi.yaml -o register.xlsx     a workbook, with what was found at its cells
  kpi-rules export -o all.xlsx                        every plan of the project in one workbook
  kpi-rules export team.kpi.yaml --format markdown    to standard output

\b
Formats:
"""
_FORMAT_LIST = "".join(f"  {each.name:<9} {', '.join(each.endings):<15} {each.purpose}\n" for each in FORMATS.values())


@click.command("export", cls=Command, epilog=_EPILOG + _FORMAT_LIST)
@click.argument("paths", nargs=-1, type=click.Path())
@policy_options
@today_option
@click.option(
    "--output", "-o", metavar="FILE", help="The file to write; its ending says the format. Default: standard output."
)
@click.option(
    "--format", "format_", type=OneOf(list(FORMATS)), metavar="NAME", help="The format, whatever the file's ending."
)
@click.option("--no-findings", is_flag=True, help="Leave out what was found: no check.")
def command(**given: Any) -> int:
    """Put plans out as a workbook, a table or data.

    PATHS are files, folders or globs; - is standard input. Without any: the plans of kpi-rules.yaml, else every
    **/*.kpi.yaml below this folder.
    """
    format_ = _format(given["output"], given["format_"])
    _refuse_terminal(given["output"], format_)
    with the_project(options_of(given)) as project:
        if given["output"]:
            refuse_overwriting([Output(format_.name, given["output"])], project.inputs())
        if not project.total:
            from kpi_rules.cli.checking import nothing_checked

            return nothing_checked(project)
        export = export_of(project, not given["no_findings"] and format_.name in ("xlsx", "json"))
    if not export.plans:
        return NOTHING_CHECKED
    data = _rendered(format_, export)
    if format_.name == "openslo":
        _tell_left_out(export, empty=not data)
    _put(data, given["output"], None if format_.name == "openslo" else _told(export, given["output"]))
    return CLEAN


def _rendered(format_: Format, export: Export) -> bytes:
    try:
        return format_.render(export)
    except ModuleNotFoundError as error:
        message = tr("a workbook needs the package `{name}`", name=error.name or "")
        raise Unusable.because(message, tr("`pip install 'kpi-rules[xlsx]'` brings it")) from None


def _told(export: Export, file: str | None) -> str:
    count = sum(len(table.rows) for table in export.tables if table.name == "kpis")
    kpis = ntr("{count} KPI", "{count} KPIs", count)
    plans = ntr("{count} plan", "{count} plans", len(export.plans))
    return tr("wrote {kpis} of {plans} to {file}", kpis=kpis, plans=plans, file=shown(file or ""))


def _tell_left_out(export: Export, empty: bool) -> None:
    """Say which KPIs with a window are no service levels; where none is one, end the command."""
    from kpi_rules.exports.openslo import left_out

    for sentence in left_out(export):
        tell(tr("note: {notice}", notice=sentence))
    if empty:
        help_ = tr("a service level says `over: 28 days`, a target in percent, and how it is measured")
        raise Unusable.because(tr("no KPI is a service level"), help_)


def _format(file: str | None, name: str | None) -> Format:
    if name is not None:
        return FORMATS[name]
    if file is None:
        raise Unusable.because(
            tr("neither a file nor a format is named"),
            tr("add `-o register.xlsx`, or `--format` with one of {names}", names=listed(FORMATS)),
        )
    found = format_of(file)
    if found is None:
        endings = [ending for each in FORMATS.values() for ending in each.endings]
        message = tr("`{file}` has an ending of no format", file=shown(file))
        raise Unusable.because(message, tr("end it in one of {endings}, or add `--format`", endings=listed(endings)))
    return found


def _refuse_terminal(file: str | None, format_: Format) -> None:
    from sys import stdout

    from kpi_rules.cli.console import is_terminal

    if file is None and format_.name == "xlsx" and is_terminal(stdout):
        raise Unusable.because(tr("a workbook is nothing for a terminal"), tr("add `-o register.xlsx`"))


def export_of(project: Project, with_findings: bool) -> Export:
    """The plans of a project, each by its own policy; a file that is no plan is told and left out."""
    from kpi_rules.exports.marks import marks_of
    from kpi_rules.exports.tables import tables_of

    plans = tuple(_plans(project))
    tables = tables_of(plans, _captions(project))
    report: Report | None = settled(project).report if with_findings and plans else None
    return Export(plans, tables, report, marks_of(plans, tables, report) if report else {})


def _plans(project: Project) -> Iterator[Plan]:
    from kpi_rules.cli.problems import tell_diagnostics
    from kpi_rules.engine.inputs import Unreadable, read_plan
    from kpi_rules.plan import load_what_fits

    for each in project.all:
        files = (read_plan(file, each.policy.limits) for file in each.files if file.name not in project.texts)
        texts = project.texts.values() if each.top is None else ()
        for source in (*files, *texts):
            if isinstance(source, Unreadable):
                tell_diagnostics(source.diagnostics)
                continue
            plan, problems = load_what_fits(source, each.policy.schema, each.policy.limits)
            if plan is None:
                tell_diagnostics(problems)
            else:
                yield plan


def _captions(project: Project) -> dict[tuple[str, str], str]:
    """What the fields mean that the project's packs declare."""
    from kpi_rules.packs.captions import captions

    found: dict[tuple[str, str], str] = {}
    for pack in project.policy.packs:
        found |= captions(pack.folder, "", pack.language).fields
    return found


def _put(data: bytes, file: str | None, told: str | None) -> None:
    if file is None or file == "-":
        import sys

        buffer = getattr(sys.stdout, "buffer", None)
        if buffer is None:
            put_out(data.decode("utf-8", "replace"))
        else:
            buffer.write(data)
            buffer.flush()
        return
    write_file(Path(file), data)
    tell(tr("wrote {file}", file=shown(file)) if told is None else told)
