"""Plans: the schema and its types, and a document read as a plan. Knows nothing of rules."""

from kpi_rules.plan.fields import Misdeclared
from kpi_rules.plan.plan import Plan, load_plan, read_plan
from kpi_rules.plan.schema import PlanSchema, plan_schema

__all__ = ["Misdeclared", "Plan", "PlanSchema", "load_plan", "plan_schema", "read_plan"]
