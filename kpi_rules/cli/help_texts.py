"""The help of commands in the reader's language: `tools/translations.py` takes the texts from where they stand.

Comes in: a command, whose texts are English. Goes out: its help, written to a formatter. Examples stay as they are.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from copy import copy

import click

from kpi_rules.i18n import tr

_DEFAULT = re.compile(r"\[default: ([^\]]*)\]")


def write_usage(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """How a command is called."""
    formatter.write_usage(ctx.command_path, " ".join(command.collect_usage_pieces(ctx)), prefix=tr("Usage: "))


def write_purpose(command: click.Command, formatter: click.HelpFormatter) -> None:
    """What a command does."""
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(_translated(command.help))


def first_paragraph(text: str | None) -> str:
    """The first paragraph of a command's help."""
    return " ".join(_translated(text).partition("\n\n")[0].split())


def write_options(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """The options of a command."""
    records = [_record(param, ctx) for param in command.get_params(ctx)]
    with formatter.section(tr("Options")):
        formatter.write_dl([record for record in records if record is not None])


def write_commands(purposes: Mapping[str, str], formatter: click.HelpFormatter) -> None:
    """The commands of a group."""
    with formatter.section(tr("Commands")):
        formatter.write_dl(list(purposes.items()))


def _translated(text: str | None) -> str:
    return tr(inspect.cleandoc(text)) if text else ""


def _record(param: click.Parameter, ctx: click.Context) -> tuple[str, str] | None:
    """An option and what it does."""
    if not isinstance(param, click.Option):
        return None
    spoken = copy(param)
    spoken.help = None if param.help is None else _of_click().get(param.help) or tr(param.help)
    record = spoken.get_help_record(ctx)
    if record is None:
        return None
    text = _DEFAULT.sub(lambda found: tr("[default: {value}]", value=found[1]), record[1])
    return record[0], text.replace("[required]", tr("[required]"))


def _of_click() -> dict[str, str]:
    """The texts that are not ours."""
    return {
        "Show this message and exit.": tr("Show this message and exit."),
        "Show the version and exit.": tr("Show the version and exit."),
    }
