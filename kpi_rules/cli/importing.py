"""`kpi-rules import --into PLAN REGISTER`: what may be asked. `taking_back` does it."""

from __future__ import annotations

from typing import Any

import click

from kpi_rules.cli.commands import Command
from kpi_rules.cli.options import policy_options
from kpi_rules.cli.project import options_of, the_policy

_EPILOG = """\b
Examples:
  kpi-rules export team.kpi.yaml -o register.xlsx        put the plan out, and edit the workbook
  kpi-rules import --into team.kpi.yaml register.xlsx    see what was edited, and take it into the plan
"""


@click.command("import", cls=Command, epilog=_EPILOG)
@click.argument("register", type=click.Path())
@click.option(
    "--into", metavar="PLAN", required=True, help="Take what was edited in REGISTER into this plan, as it is written."
)
@click.option("--yes", "-y", is_flag=True, help="With --into: write without asking.")
@click.option(
    "--diff",
    "only_diff",
    is_flag=True,
    help="With --into: show what would change, and write nothing; 1 where something would.",
)
@policy_options
def command(**given: Any) -> int:
    """Take what was edited in REGISTER, a workbook or table that `kpi-rules export` wrote, back into the plan."""
    from kpi_rules.cli.taking_back import take_back

    policy = the_policy(options_of(given), given["into"])
    return take_back(given["register"], given["into"], policy, yes=given["yes"], only_diff=given["only_diff"])
