"""`kpi-rules schema`: the schema of the project's plans, for editors: the bundled one and the fields that its packs add."""

from __future__ import annotations

from typing import Any

import click

from kpi_rules.cli.commands import Command
from kpi_rules.cli.console import put_out
from kpi_rules.cli.options import policy_options
from kpi_rules.cli.project import options_of, the_policy
from kpi_rules.plan import PlanSchema

_EPILOG = """\b
Examples:
  kpi-rules schema > .kpi-rules/plan.schema.json       then, at the top of a plan:
                                                       # yaml-language-server: $schema=../.kpi-rules/plan.schema.json
  kpi-rules schema --pack ./acme
"""


@click.command("schema", cls=Command, epilog=_EPILOG)
@policy_options
def command(**given: Any) -> int:
    """Print the JSON Schema of plans, with the fields that the packs add."""
    policy = the_policy(options_of(given))
    put_out(schema_text(policy.schema))
    return 0


def schema_text(schema: PlanSchema) -> str:
    """A plan schema as JSON."""
    from kpi_rules.reports.json_text import dumps

    return dumps(schema.json) + "\n"
