"""`kpi-rules pack …`: the commands of people who write packs, a file each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import click

from kpi_rules.cli.commands import LoadedGroup

PACK_COMMANDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "new": ("kpi_rules.cli.pack_new", "Write a small complete pack to start from."),
        "check": ("kpi_rules.cli.pack_check", "Look for mistakes that no type tells, and for what is missing."),
        "format": ("kpi_rules.cli.pack_format", "Lay out rule files in the one layout."),
        "test": ("kpi_rules.cli.pack_test", "Run a pack's tests: exact findings, coverage, mutants."),
        "translate": ("kpi_rules.cli.pack_translate", "Write what is to be translated into another language."),
        "docs": ("kpi_rules.cli.pack_docs", "Write a document of a pack for those who are to follow it."),
    }
)

_EPILOG = """\b
A pack in an afternoon:
  kpi-rules pack new acme       a pack with a rule, a test and an Arabic translation
  kpi-rules pack check acme     types, unused names, conditions that never change, missing tests and translations
  kpi-rules pack format acme    one layout for all
  kpi-rules pack test acme      its tests, and what they leave open
  kpi-rules pack translate acme --lang fr   its texts, to be translated
  kpi-rules pack docs acme      a document that its readers understand
"""


class PackCommands(LoadedGroup):
    """The group of these commands."""

    table = PACK_COMMANDS


@click.group("pack", cls=PackCommands, epilog=_EPILOG)
def command() -> None:
    """Write packs of rules: start, check, format and test them.

    A pack is given by its folder, or by its name where it is bundled or installed; without one it is the folder you are in.
    """
