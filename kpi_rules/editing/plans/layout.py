"""How a plan is laid out, so that what is added looks like the rest."""

from __future__ import annotations

from kpi_rules.editing.plans.plan_text import PlanText
from kpi_rules.editing.plans.writing import Style


def style_of(plan: PlanText) -> Style:
    """The plan's line ends, the step of its indentation and where the dashes of its lists stand."""
    newline = "\r\n" if "\r\n" in plan.text else "\n"
    step = lists = None
    for node in plan.sketch.walk():
        parent = node.parent
        if parent is None or node.key is None or node.column is None or parent.column is None:
            continue
        if node.kind == "list" and lists is None:
            lists = node.column - parent.column
        elif node.kind == "record" and step is None and node.column > parent.column:
            step = node.column - parent.column
        if step is not None and lists is not None:
            break
    return Style(plan.format, newline, step or 2, 2 if lists is None else lists)
