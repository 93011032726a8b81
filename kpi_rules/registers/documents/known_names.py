"""What a name of an unknown document surely stands for in a plan, by what the plan's schema and synonyms know. Never a guess."""

from __future__ import annotations

from functools import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

_RECORDS: Final = {"plan": "plan", "kpis": "kpi", "metrics": "metric", "objectives": "objective", "roles": "role"}


def known_field(name: str, into: str, value: object) -> tuple[str | None, str | None]:
    """The field of a record that a name stands for with this value, as a path with points; and what the value is called there, if otherwise."""
    record = _RECORDS[into]
    plain = name.strip().casefold().replace(" ", "_").replace("-", "_")
    if plain in _fields(record):
        return _with_value(plain, record, value)
    from kpi_rules.plan.synonyms import Synonyms

    meant = next(iter(Synonyms().fields(name, record, value)), None)
    if meant is None or not meant.sure or meant.path[0] == "" or meant.path[0].startswith("x-"):
        return None, None
    if not isinstance(meant.value, (str, type(None))):
        return None, None  # `target_2025`: an entry of a list
    if meant.value is not None:
        return ".".join(meant.path), meant.value
    return _with_value(".".join(meant.path), record, value)


def _with_value(field: str, record: str, value: object) -> tuple[str | None, str | None]:
    """The field and what the value is called in it, where it takes only some; nothing where the value is none of them."""
    values = _fields(record).get(field)
    if values is None or not isinstance(value, str) or value in values:
        return field, None
    from kpi_rules.plan.synonyms import Synonyms

    meant = Synonyms().value(value, field, values)
    if meant is None:
        return None, None
    other = meant.removeprefix("@").partition("=")[0] if meant.startswith("@") else ""
    return (other, None) if other else (field, meant)


@cache
def _fields(record: str) -> dict[str, tuple[str, ...] | None]:
    """The fields of a record; for those that take only some values, which."""
    import json

    from kpi_rules.resources import bundled

    definitions = json.loads((bundled("schemas") / "plan.schema.json").read_text("utf-8"))["$defs"]
    own = definitions[record].get("properties", {})
    shared = definitions["measure"]["properties"] if record in ("kpi", "metric") else {}
    return {name: _values(schema) for name, schema in {**shared, **own}.items()}


def _values(schema: dict[str, Any]) -> tuple[str, ...] | None:
    either = schema.get("anyOf", [schema])
    return next((tuple(each["enum"]) for each in either if "enum" in each), None)
