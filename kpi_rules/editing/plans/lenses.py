"""What stands above a plan and above each of its KPIs: what was found there, and the way to why.

Comes in: a plan's text and the findings of a check of it. Goes out: `Lens`es in the order of the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from kpi_rules.editing.plans.entries import KINDS, named
from kpi_rules.editing.plans.plan_text import PlanText
from kpi_rules.engine.findings import INVALID_PLAN, Finding
from kpi_rules.i18n import listed, ntr, tr
from kpi_rules.source import Span
from kpi_rules.structs import Struct


class Lens(Struct):
    """Words above a line; chosen, they lead to the explanation of a subject, `plan` or `kpi leads`."""

    span: Span
    title: str
    subject: str


def lenses(plan: PlanText, findings: Iterable[Finding]) -> tuple[Lens, ...]:
    """The lenses of a plan."""
    own = [one for one in findings if one.plan == plan.source.name and one.waived is None]
    return (*_of_plan(plan, own), *_of_kpis(plan, own))


def _of_plan(plan: PlanText, findings: list[Finding]) -> Iterator[Lens]:
    first = next((entry for entry in plan.sketch.entries if entry.key_span is not None), None)
    if first is None or first.key_span is None:
        return
    levels = Counter(one.level for one in findings)
    counts = [_counted(level, levels[level]) for level in ("must", "should", "could") if levels[level]]
    title = tr("{counts}: why?", counts=listed(counts)) if counts else tr("nothing was found: why?")
    yield Lens(first.key_span, title, "plan")


def _counted(level: str, count: int) -> str:
    match level:
        case "must":
            return ntr("{count} violation", "{count} violations", count)
        case "should":
            return ntr("{count} recommendation", "{count} recommendations", count)
        case _:
            return ntr("{count} hint", "{count} hints", count)


def _of_kpis(plan: PlanText, findings: list[Finding]) -> Iterator[Lens]:
    about = Counter(one.subject for one in findings)
    is_read = all(one.rule != INVALID_PLAN for one in findings)  # of what could not be read nobody says that it passes
    for one in named(plan):
        subject = f"{KINDS[one.list]} {one.id}"
        count = about[subject]
        if one.list == "kpis" and (count or is_read):
            title = ntr("{count} finding: why?", "{count} findings: why?", count) if count else tr("passes: why?")
            yield Lens(Span(one.node.whole.start, one.place.end), title, subject)
