"""Quantities as people write them, in twelve languages: numbers, operators, units, ranges and changes. Knows nothing of plans."""

from kpi_rules.plan.quantities.quantity import Quantity, parse_any_quantity, parse_quantity, read_usual

__all__ = ["Quantity", "parse_any_quantity", "parse_quantity", "read_usual"]
