"""The plans as data: everything that was read, in the fields of the schema, for programs.

Short forms are expanded, dates are 2026-12-31, durations ISO 8601, and what a KPI takes over from its metric is there. `findings` counts
what was found, by KPI. Keys stay in the schema's order.
"""

from __future__ import annotations

import datetime
from collections import Counter
from decimal import Decimal

from kpi_rules.exports.export import Export
from kpi_rules.exports.values import plain
from kpi_rules.language.durations import Duration
from kpi_rules.plan.unread import UNNAMED, UNREAD
from kpi_rules.reports.json_text import dumps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def render(export: Export) -> bytes:
    """The plans, one after another."""
    plans = [_plan(export, number) for number in range(len(export.plans))]
    return (dumps({"format": "kpi-rules-plans", "version": 1, "plans": plans}) + "\n").encode(
        "utf-8", "backslashreplace"
    )


def _plan(export: Export, number: int) -> dict[str, Any]:
    plan = export.plans[number]
    values = {name: value for name, value in plan.values.items() if name not in (UNREAD, UNNAMED)}
    found: dict[str, Any] = {"file": plan.document.source.name, **_plainly(values)}
    if export.report is not None:
        name = plan.document.source.name
        counts = Counter(one.level for one in export.report.findings if one.region.file == name and one.waived is None)
        found["findings"] = {level: counts[level] for level in ("must", "should", "could")}
    return found


def _plainly(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plainly(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return list(map(_plainly, value))
    if isinstance(value, Duration):
        return _iso(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return _number(value) if isinstance(value, Decimal) else value


def _number(value: Decimal) -> int | float | str:
    """A number as JSON has it; as text where its readers would lose digits."""
    if value == value.to_integral_value():
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else plain(value)


def _iso(duration: Duration) -> str:
    months, days, seconds = duration.months, duration.days, duration.seconds
    date = (f"{months}M" if months else "") + (f"{days}D" if days or not (months or seconds) else "")
    return "P" + date + (f"T{_clock(seconds)}" if seconds else "")


def _clock(seconds: int) -> str:
    """`2H`, `90M`, `45S`."""
    size, sign = (3_600, "H") if not seconds % 3_600 else (60, "M") if not seconds % 60 else (1, "S")
    return f"{seconds // size}{sign}"
