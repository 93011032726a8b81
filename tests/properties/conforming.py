"""An evaluation that looks at every value on the way: it has to be of the type that the checker gave its expression."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from kpi_rules.language import tree
from kpi_rules.language.durations import MAX_PART, Duration
from kpi_rules.language.evaluation import Evaluation, Names
from kpi_rules.language.types import DATE, DURATION, NUMBER, PATTERN, TEXT, TRUTH, Enum, ListOf, Optional, Record, Type
from kpi_rules.language.values import MAX_NUMBER, MAX_TEXT


class Conforming(Evaluation):
    """Raises `AssertionError` where a value is not what its type says; a missing one above all."""

    def value(self, node: tree.Expression, names: Names) -> Any:
        value = super().value(node, names)
        assert node.type is not None, "an expression without a type"
        if not isinstance(node, tree.By) and not conforms(value, node.type):
            raise AssertionError(f"{value!r} is no {node.type} in {node}")
        return value


def conforms(value: Any, type_: Type) -> bool:
    """Whether a value is of a type."""
    match type_:
        case Optional(inner):
            return value is None or conforms(value, inner)
        case ListOf(element):
            return isinstance(value, list) and all(conforms(each, element) for each in value)
        case Record("settings"):
            return hasattr(value, "keys")
        case Record():
            return isinstance(value, dict)
        case Enum(values):
            return value in values
    match type_:
        case _ if type_ in (TEXT, PATTERN):
            return isinstance(value, str) and len(value) <= MAX_TEXT
        case _ if type_ == NUMBER:
            return _is_number(value) and -MAX_NUMBER <= value <= MAX_NUMBER
        case _ if type_ == TRUTH:
            return isinstance(value, bool)
        case _ if type_ == DATE:
            return type(value) is datetime.date
        case _ if type_ == DURATION:
            return type(value) is Duration and all(-MAX_PART <= part <= MAX_PART for part in (value.months, value.days))
    return False


def _is_number(value: Any) -> bool:
    return type(value) is int or (isinstance(value, Decimal) and value.is_finite())
