"""What a plan says without writing it, shown between its letters: how many KPIs of how many, the day behind a text, what a KPI takes over, the next review.

Comes in: a plan's text, settings, a part of the text. Goes out: `Hint`s in the order of the text.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

from kpi_rules.editing.plans.entries import field_node, named
from kpi_rules.editing.plans.inheritance import inherited
from kpi_rules.editing.plans.plan_text import PlanText
from kpi_rules.editing.plans.sketch import Node
from kpi_rules.editing.plans.understood import day_in_words, understood
from kpi_rules.i18n import tr
from kpi_rules.language.durations import Duration, later
from kpi_rules.source import Span
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_SHOWN: Final = ("unit", "direction", "owner")
_MOST: Final = 3
_LONGEST: Final = 120


class Hint(Struct):
    """Words to show behind an offset; `why` is told when somebody asks."""

    offset: int
    text: str
    why: str = ""


def hints(plan: PlanText, span: Span, settings: Mapping[str, object]) -> tuple[Hint, ...]:
    """The hints of a part of a plan."""
    found = (*_counts(plan, settings), *_days(plan, span), *_taken_over(plan, span), *_next_review(plan))
    return tuple(sorted((one for one in found if span.start <= one.offset <= span.end), key=lambda one: one.offset))


def _counts(plan: PlanText, settings: Mapping[str, object]) -> Iterator[Hint]:
    """`7 of 6 KPIs` behind `kpis:`."""
    most = settings.get("max_kpis")
    for node in plan.sketch.entries if plan.sketch.kind == "record" else ():
        meaning = plan.meaning(node)
        if meaning is None or meaning.field != "kpis" or node.key_span is None or not isinstance(most, int):
            continue
        kpis = [one for one in named(plan) if one.list == "kpis"]
        count = sum(_status(plan, one.node) == "active" for one in kpis)
        offset = node.key_span.end + 1
        why = tr("active KPIs, of as many as the setting `max_kpis` allows")
        yield Hint(offset, tr("{count} of {most} KPIs", count=count, most=most), why)


def _status(plan: PlanText, kpi: Node) -> str:
    found = field_node(plan, kpi, "status")
    return found.text.strip() if found is not None and found.text.strip() else "active"


def _days(plan: PlanText, span: Span) -> Iterator[Hint]:
    """The day that a part of a date stands for: `2026-Q2` is 30 Jun 2026."""
    for node in plan.sketch.walk():
        if node.kind != "value" or node.target is not None or not span.start <= node.end <= span.end:
            continue
        if len(node.text) > _LONGEST:
            continue
        meaning = plan.meaning(node)
        if meaning is None or meaning.kind not in ("date", "start", "target", "baseline", "actual"):
            continue
        read = understood(plan, node, meaning)
        day = _day_in(read.value) if read is not None else None
        if day is not None and day.isoformat() not in node.text:
            yield Hint(node.end, day_in_words(day), tr("the day that is understood"))


def _day_in(value: object) -> datetime.date | None:
    if isinstance(value, dict):
        value = next((value[name] for name in ("by", "on", "date") if value.get(name) is not None), None)
    return value if isinstance(value, datetime.date) else None


def _taken_over(plan: PlanText, span: Span) -> Iterator[Hint]:
    """What a KPI takes over from its metric, behind the metric's id."""
    for one in named(plan):
        near = one.list == "kpis" and one.node.whole.start <= span.end and span.start <= one.node.whole.end
        metric = field_node(plan, one.node, "metric") if near else None
        if metric is None or metric.kind != "value":
            continue
        taken = [(name, node) for name, node in inherited(plan, one.node) if name in _SHOWN and node.kind == "value"]
        words = [f"{name}: {node.text}" for name, node in taken[:_MOST]]
        if words:
            yield Hint(metric.end, tr(", ").join(words), tr("taken over from the metric"))


def _next_review(plan: PlanText) -> Iterator[Hint]:
    """The day of the next review, behind how often there is one."""
    review = field_node(plan, plan.sketch, "review")
    if review is None or review.kind != "record" or field_node(plan, review, "next") is not None:
        return
    interval, last = (_read(plan, field_node(plan, review, name)) for name in ("interval", "last"))
    node = field_node(plan, review, "interval")
    if isinstance(interval, Duration) and isinstance(last, datetime.date) and node is not None:
        day = day_in_words(later(last, interval))
        yield Hint(node.end, tr("next: {day}", day=day), tr("the last review and the interval"))


def _read(plan: PlanText, node: Node | None) -> object:
    meaning = plan.meaning(node) if node is not None else None
    read = understood(plan, node, meaning) if node is not None and meaning is not None else None
    return None if read is None else read.value
