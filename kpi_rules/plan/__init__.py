"""Plans: the schema and its types, and a document read as a plan. Knows nothing of rules."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.plan.misdeclared import Misdeclared
    from kpi_rules.plan.plan import Plan, load_as_read, load_plan, load_what_fits, read_plan
    from kpi_rules.plan.schema import PlanSchema, plan_schema

_HOMES = {
    "Misdeclared": "fields",
    "Plan": "plan",
    "PlanSchema": "schema",
    "load_as_read": "plan",
    "load_plan": "plan",
    "load_what_fits": "plan",
    "plan_schema": "schema",
    "read_plan": "plan",
}

__all__ = [
    "Misdeclared",
    "Plan",
    "PlanSchema",
    "load_as_read",
    "load_plan",
    "load_what_fits",
    "plan_schema",
    "read_plan",
]


def __getattr__(name: str) -> object:
    """The names above, each loaded when it is first asked for."""
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module `kpi_rules.plan` has no attribute {name!r}")
    return getattr(import_module(f"kpi_rules.plan.{_HOMES[name]}"), name)
