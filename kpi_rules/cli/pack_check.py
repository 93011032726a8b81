"""`kpi-rules pack check`: packs looked over: types first, then what checks and is yet not what anyone means."""

from __future__ import annotations

import sys

import click

from kpi_rules.cli.commands import Command
from kpi_rules.cli.console import ColorChoice, wants_color, width, write
from kpi_rules.cli.options import color_option
from kpi_rules.cli.pack_names import references
from kpi_rules.cli.problems import drawn
from kpi_rules.engine.gate import CLEAN, FOUND, UNUSABLE
from kpi_rules.i18n import ntr, tr

_EPILOG = """\b
What is looked for: types, unused settings, lets, parameters and defines, conditions that come out only one way,
`is present` of what is never missing, values that cannot occur, rules without tests, missing translations.

\b
Examples:
  kpi-rules pack check acme
  kpi-rules pack check policies/*
"""


@click.command("check", cls=Command, epilog=_EPILOG)
@click.argument("packs", metavar="[PACK]…", nargs=-1)
@color_option
def command(packs: tuple[str, ...], color: ColorChoice) -> int:
    """Look packs over. Exit code 1 where something is to be said, 2 where a pack cannot be used."""
    from kpi_rules.authoring.review import review
    from kpi_rules.reports import Options

    options = Options(color=wants_color(color, sys.stdout), width=width(sys.stdout))
    codes = {CLEAN}
    for reference in references(packs):
        usable, found = review(reference)
        codes.add((FOUND if found else CLEAN) if usable else UNUSABLE)
        if found:
            write(drawn(found, options) + "\n\n")
            write(
                ntr("{pack}: {count} thing to look at", "{pack}: {count} things to look at", len(found), pack=reference)
            )
        else:
            write(tr("{pack}: nothing to be said", pack=reference))
        write("\n")
    return max(codes)
