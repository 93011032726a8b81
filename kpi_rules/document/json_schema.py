"""JSON Schema's own word on a schema and on values, by the `jsonschema` package: the only door to it.

What comes in: a schema, and perhaps a value. What goes out: what is wrong, each with the path to it, in the package's (English) words. It
knows nothing of our conversions and costs more than a run: it is asked when a pack is made ready or looked over, never of a plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from kpi_rules.document.places import Path

    Schema: TypeAlias = "Mapping[str, Any]"


class Fault(Struct):
    """What is wrong, and where within what was looked at."""

    path: Path
    message: str


def faults_of_schema(schema: Schema) -> Iterator[Fault]:
    """Where a schema is none: what the metaschema of JSON Schema 2020-12 says."""
    from jsonschema import Draft202012Validator

    for error in sorted(Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(schema), key=_place):
        yield Fault(tuple(error.absolute_path), error.message)


def faults_of_value(value: object, property_: Schema, schema: Schema) -> Iterator[Fault]:
    """Where a value is none that a property of a schema takes."""
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator({**property_, "$defs": schema["$defs"]})
    for error in validator.iter_errors(_plain(value)):
        yield Fault(tuple(error.absolute_path), error.message)


def _place(error: Any) -> list[str]:
    return list(map(str, error.absolute_path))


def _plain(value: object) -> object:
    """Numbers as JSON has them."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return float(value) if isinstance(value, Decimal) else value
