"""Addresses in a plan that can be opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kpi_rules.editing.plans.plan_text import PlanText
from kpi_rules.source import Span
from kpi_rules.structs import Struct


class Link(Struct):
    """An address and where it stands."""

    span: Span
    address: str


def links(plan: PlanText) -> Iterator[Link]:
    """The addresses of web pages among the plan's values, wherever they stand."""
    for node in plan.sketch.walk():
        if node.kind != "value" or "://" not in node.text:
            continue
        for found in _address().finditer(plan.text, node.start, node.end):
            address = found[0].rstrip(".,;:!?'\"")
            yield Link(Span(found.start(), found.start() + len(address)), address)


@cache
def _address() -> re.Pattern[str]:
    return re.compile(r"https?://[^\s<>\"'`{}|\\^\[\]]+")
