"""`kpi-rules import REGISTER`: what may be asked. `making_plans` makes plans of it, `taking_back` takes edits into a plan."""

from __future__ import annotations

from typing import Any

import click

from kpi_rules.cli.commands import Command
from kpi_rules.cli.options import policy_options
from kpi_rules.i18n import tr

_EPILOG = """\b
Examples:
  kpi-rules import kpis.xlsx                   writes kpis.kpi.yaml and kpi-rules.map.yaml beside it
  kpi-rules import kpis.xlsx -o team.kpi.yaml  the plan under another name
  kpi-rules import kpis.csv -o -               the plan on standard output
  kpi-rules import kpis.xlsx --dry-run         only says what it understands
  kpi-rules import --list                      the documents of other tools that are read

\b
What `kpi-rules export` wrote and somebody edited:
  kpi-rules import --into team.kpi.yaml register.xlsx    see what was edited, and take it into the plan
"""


@click.command("import", cls=Command, epilog=_EPILOG)
@click.argument("register", type=click.Path(), required=False)
@click.option("--list", "list_", is_flag=True, help="List the documents of other tools that are read, and end.")
@click.option(
    "--output", "-o", metavar="FILE", help="The plan to write, or the folder for several; - is standard output."
)
@click.option(
    "--map", "map_", metavar="FILE", type=click.Path(), help="How it is read. Default: kpi-rules.map.yaml beside it."
)
@click.option("--sheet", "sheets", metavar="NAME", multiple=True, help="Read this sheet alone; may be given again.")
@click.option("--dry-run", is_flag=True, help="Say what is understood, and write nothing.")
@click.option("--overwrite", is_flag=True, help="Write over a plan that exists.")
@click.option("--into", metavar="PLAN", help="Take what was edited in REGISTER into this plan, as it is written.")
@click.option("--yes", "-y", is_flag=True, help="With --into: write without asking.")
@click.option(
    "--diff",
    "only_diff",
    is_flag=True,
    help="With --into: show what would change, and write nothing; 1 where something would.",
)
@policy_options
def command(**given: Any) -> int:
    """Make plans of REGISTER: a workbook, a table, a document of another shape.

    The first time, the headings say what its columns are; that is written to kpi-rules.map.yaml for you to put right, and used from then on.
    """
    from kpi_rules.cli.project import options_of, the_policy

    if given["list_"]:
        from kpi_rules.cli.adapters import list_adapters

        return list_adapters(the_policy(options_of(given)))
    if not given["register"]:
        raise click.UsageError(tr("name a register, or ask for `--list`"))
    if given["into"]:
        from kpi_rules.cli.taking_back import take_back

        policy = the_policy(options_of(given), given["into"])
        return take_back(given["register"], given["into"], policy, yes=given["yes"], only_diff=given["only_diff"])
    from kpi_rules.cli.making_plans import Asked, make_plans

    return make_plans(
        Asked(
            given["register"],
            given["output"],
            given["map_"],
            given["sheets"],
            given["dry_run"],
            given["overwrite"],
            the_policy(options_of(given), given["register"]),
        )
    )
