"""The program's commands. A command is imported when it is run: to add one, its file and its line here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import click

from kpi_rules.cli.commands import LoadedGroup
from kpi_rules.cli.language import with_language
from kpi_rules.cli.version import FLAGS, version

COMMANDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "init": (
            "kpi_rules.cli.init",
            "Begin: a project's file, a first plan, a build server's file, editor settings.",
        ),
        "check": ("kpi_rules.cli.check", "Check plans against packs of rules."),
        "import": ("kpi_rules.cli.importing", "Make plans of a register: a workbook, a table; or take edits back."),
        "diff": ("kpi_rules.cli.diff", "Tell in words what changed since a revision, and what that did."),
        "export": ("kpi_rules.cli.export", "Put plans out as a workbook, a table, OpenSLO or data."),
        "waivers": ("kpi_rules.cli.waivers", "List, add and prune waivers."),
        "baseline": ("kpi_rules.cli.baseline", "Write down today's findings, so that only new ones count."),
        "lock": ("kpi_rules.cli.lock", "Record the packs' versions and content."),
        "rules": ("kpi_rules.cli.rules", "List the rules that plans are checked against."),
        "rule": ("kpi_rules.cli.rule", "Explain one rule: condition, reason, remedy, settings."),
        "config": ("kpi_rules.cli.config", "Print every setting and level in force, and where it comes from."),
        "eval": ("kpi_rules.cli.evaluate", "Evaluate an expression of the rule language."),
        "explain": ("kpi_rules.cli.explain", "Explain a plan's verdicts: each condition, part by part."),
        "pack": ("kpi_rules.cli.pack", "Write packs: start, check, format and test them."),
        "server": ("kpi_rules.cli.server", "Serve an editor: findings as you type, completion, fixes."),
        "schema": ("kpi_rules.cli.schema", "Print the JSON Schema of plans, for editors."),
        "completion": ("kpi_rules.cli.completion", "Print the completion script for a shell."),
    }
)

_EPILOG = """\b
Start with:
  kpi-rules check                      every **/*.kpi.yaml below this folder
  kpi-rules check plans/ --pack okr    a folder, with another pack
  kpi-rules rule too-many-kpis         why a rule is there and what to do
  kpi-rules eval 'count(plan.kpis)' --plan team.kpi.yaml

\b
Exit codes:
  0 clean · 1 findings at or above --fail-on · 2 usage, configuration or pack error
  3 nothing was checked · 4 a fault of ours
"""


class Commands(LoadedGroup):
    """The group of these commands."""

    table = COMMANDS


def _version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    """The versions."""
    if wanted:
        click.echo(version())
        context.exit()


@click.group(cls=Commands, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    *FLAGS,
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_version,
    help="Show the version and exit.",
)
def program() -> None:
    """Check KPI plans against packs of rules: what falls short, where, why, and what to do."""


with_language(program)
