"""What a KPI takes over from the metric it names: the fields that the metric says and the KPI does not."""

from __future__ import annotations

from collections.abc import Iterator

from kpi_rules.editing.plans.entries import Named, field_node, metrics
from kpi_rules.editing.plans.plan_text import PlanText
from kpi_rules.editing.plans.sketch import Node


def metric_of(plan: PlanText, kpi: Node) -> Named | None:
    """The metric that a KPI names."""
    metric = field_node(plan, kpi, "metric")
    if metric is None or metric.kind != "value":
        return None
    return metrics(plan).get(metric.text.strip())


def inherited(plan: PlanText, kpi: Node) -> Iterator[tuple[str, Node]]:
    """The fields that are taken over, with where they stand in the metric."""
    metric = metric_of(plan, kpi)
    if metric is None or metric.node.kind != "record":
        return
    own = {field for entry in kpi.entries if entry.kind != "nothing" and (field := _field(plan, entry))}
    for entry in metric.node.entries:
        name = _field(plan, entry)
        if name in plan.schema.inherited and name not in own and entry.kind != "nothing":
            yield name, entry


def _field(plan: PlanText, entry: Node) -> str:
    meaning = plan.meaning(entry)
    return meaning.field or "" if meaning is not None else entry.key or ""
