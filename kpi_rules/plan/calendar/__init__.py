"""Dates, intervals and cadences as people write them, in twelve languages. Knows nothing of plans."""

from kpi_rules.plan.calendar.dates import parse_date, read_date, read_start
from kpi_rules.plan.calendar.durations import read_duration

__all__ = ["parse_date", "read_date", "read_duration", "read_start"]
