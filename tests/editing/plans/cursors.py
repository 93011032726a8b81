"""Plans with a cursor in them, `‸`."""

from pathlib import Path

import yaml

from kpi_rules.editing.plans.plan_text import PlanText
from kpi_rules.plan.schema import plan_schema
from kpi_rules.source import Source

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
MARK = "‸"


def cases(name: str) -> list[dict]:
    """A table of cases."""
    return yaml.safe_load((HERE / name).read_text("utf-8"))


def marked(text: str, name: str = "plans/team.kpi.yaml") -> tuple[PlanText, int]:
    """A plan and where the cursor stands."""
    assert text.count(MARK) == 1, text
    return plan_of(text.replace(MARK, ""), name), text.index(MARK)


def plan_of(text: str, name: str = "plans/team.kpi.yaml") -> PlanText:
    """A text as a plan."""
    return PlanText(Source(name, text), plan_schema())
