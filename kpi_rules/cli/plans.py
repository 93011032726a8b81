"""The one plan that a command looks at: a file, or standard input."""

from __future__ import annotations

from pathlib import Path

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.engine.inputs import PlanFile, Unreadable, read_plan
from kpi_rules.files import from_here, shown
from kpi_rules.packs import Policy
from kpi_rules.plan import Plan, load_as_read


def one_plan(file: str, policy: Policy) -> tuple[Plan | None, tuple[Diagnostic, ...]]:
    """The plan in a file; `-` is standard input."""
    from kpi_rules.cli.project import STANDARD_INPUT, standard_input

    if file == STANDARD_INPUT:
        source = standard_input("<stdin>", policy.limits)
    else:
        source = read_plan(PlanFile(Path(file), shown(from_here(file))), policy.limits)
    return (None, source.diagnostics) if isinstance(source, Unreadable) else load_as_read(source, policy.schema)
