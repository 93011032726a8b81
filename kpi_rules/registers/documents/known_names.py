"""What a name of an unknown document surely stands for in a plan, by what the plan's schema and synonyms know. Never a guess."""

from __future__ import annotations

from functools import cache

from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

_RECORDS: Final = {
    "plan": "plan", "kpis": "kpi", "metrics": "metric", "objectives": "objective", "roles": "role",
    "targets": "interim_target", "actuals": "dated_actual",
}  # fmt: skip
"""The records of lists; what is no list is the record of its own name."""
LISTS: Final = ("kpis", "metrics", "objectives", "roles")


class Known(Struct):
    """A field by its path with points. `values` are those that it takes, where it takes only some; `value` is what the given one is called there."""

    field: str
    value: str | None = None
    values: tuple[str, ...] | None = None
    likely: bool = False


def known_field(name: str, into: str, value: object) -> tuple[str | None, str | None]:
    """The field of a record that a name surely stands for with this value, and what the value is called there, if otherwise."""
    known = known_as(name, into, value)
    if known is None or known.likely:
        return None, None
    if known.value is not None or known.values is None or not isinstance(value, str) or value in known.values:
        return known.field, known.value
    field, meant = meant_value(known, value)
    return (None, None) if meant is None else (field, meant if field == known.field else None)


def known_as(name: str, into: str, value: object) -> Known | None:
    """What a name stands for with this value in a record, or in the list of a plan."""
    record = _RECORDS.get(into, into)
    plain = name.strip().casefold().replace(" ", "_").replace("-", "_")
    if plain in _fields(record):
        return Known(plain, values=_fields(record)[plain])
    from kpi_rules.plan.synonyms import Synonyms

    for meant in Synonyms().fields(name, record, value):
        path = [step for step in meant.path if step]
        if path and not path[0].startswith("x-") and isinstance(meant.value, (str, type(None))):
            return Known(".".join(path), meant.value, _fields(record).get(path[0]), not meant.sure)
    return None


def dated_field(name: str, into: str, value: object) -> tuple[str, object] | None:
    """The field that a name with a year or a quarter in it stands for, and what is written there: `target_2030: 45` is `targets: {2030: 45}`."""
    from kpi_rules.plan.synonyms import Synonyms

    meant = next(iter(Synonyms().fields(name, _RECORDS.get(into, into), value)), None)
    return (meant.path[0], meant.value) if meant is not None and isinstance(meant.value, (dict, list)) else None


def meant_value(known: Known, text: str) -> tuple[str, str | None]:
    """The field and the value that a text stands for, where a field takes only some."""
    from kpi_rules.plan.synonyms import Synonyms

    meant = Synonyms().value(text, known.field, known.values)
    if meant is None or not meant.startswith("@"):
        return known.field, meant
    return meant[1:].partition("=")[0], text


@cache
def _fields(record: str) -> dict[str, tuple[str, ...] | None]:
    """The fields of a record; for those that take only some values, which."""
    import json

    from kpi_rules.resources import bundled

    definitions = json.loads((bundled("schemas") / "plan.schema.json").read_text("utf-8"))["$defs"]
    found: dict[str, tuple[str, ...] | None] = {}
    waiting = [definitions[record]] if record in definitions else []
    while waiting:
        schema = waiting.pop()
        found |= {name: _values(field) for name, field in schema.get("properties", {}).items()}
        parts = [*schema.get("allOf", ()), *([schema] if "$ref" in schema else ())]
        waiting += [definitions[part["$ref"].rpartition("/")[2]] for part in parts]
    return found


def _values(schema: dict[str, Any]) -> tuple[str, ...] | None:
    either = schema.get("anyOf", [schema])
    return next((tuple(each["enum"]) for each in either if "enum" in each), None)
