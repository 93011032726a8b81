"""`kpi-rules pack check`: packs looked over: types first, then what checks and is yet not what anyone means."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click

from kpi_rules.cli.commands import Command
from kpi_rules.cli.console import ColorChoice, put_out, wants_color, width, write
from kpi_rules.cli.options import color_option, format_option
from kpi_rules.cli.pack_names import references
from kpi_rules.cli.problems import as_object, drawn
from kpi_rules.diagnostics import Diagnostic
from kpi_rules.engine.gate import CLEAN, FOUND, UNUSABLE
from kpi_rules.i18n import ntr, tr

_EPILOG = """\b
What is looked for: types, unused settings, lets, parameters and defines, conditions that come out only one way,
`is present` of what is never missing, values that cannot occur, rules without tests, missing translations.

\b
Examples:
  kpi-rules pack check acme
  kpi-rules pack check policies/*
  kpi-rules pack check acme --format json
  kpi-rules pack check acme --against core   and what it changes of core
"""


@click.command("check", cls=Command, epilog=_EPILOG)
@click.argument("packs", metavar="[PACK]…", nargs=-1)
@click.option("--against", metavar="PACK", help="Say, too, what the packs change of this one that they build on.")
@format_option
@color_option
def command(packs: tuple[str, ...], against: str | None, format_: str, color: ColorChoice) -> int:
    """Look packs over. Exit code 1 where something is to be said, 2 where a pack cannot be used."""
    from kpi_rules.authoring.review import review

    looked_over = []
    for reference in references(packs):
        usable, found = review(reference)
        looked_over.append((reference, usable, found))
        if format_ == "text":
            write(_as_text(reference, found, color))
            if against and usable:
                write("\n" + _changes(against, reference, format_, wants_color(color, sys.stdout)))
    if format_ == "json":
        put_out(_as_json(looked_over, against))
    return max((_code(usable, found) for _, usable, found in looked_over), default=CLEAN)


def _changes(against: str, reference: str, format_: str, color: bool) -> Any:
    from kpi_rules.cli import diff_packs

    return diff_packs.against(against, reference, format_, color)


def _code(usable: bool, found: Sequence[Diagnostic]) -> int:
    return UNUSABLE if not usable else FOUND if found else CLEAN


def _as_text(reference: str, found: Sequence[Diagnostic], color: ColorChoice) -> str:
    from kpi_rules.reports import Options

    if not found:
        return tr("{pack}: nothing to be said", pack=reference) + "\n"
    options = Options(color=wants_color(color, sys.stdout), width=width(sys.stdout))
    count = ntr("{pack}: {count} thing to look at", "{pack}: {count} things to look at", len(found), pack=reference)
    return f"{drawn(found, options)}\n\n{count}\n"


def _as_json(looked_over: Iterable[tuple[str, bool, Sequence[Diagnostic]]], against: str | None) -> str:
    from kpi_rules.reports.json_text import dumps

    return dumps(
        [
            {
                "pack": reference,
                "usable": usable,
                "diagnostics": [{**as_object(one), "warning": one.warning} for one in found],
                **({"changes": _changes(against, reference, "json", False)} if against and usable else {}),
            }
            for reference, usable, found in looked_over
        ]
    ) + "\n"  # fmt: skip
