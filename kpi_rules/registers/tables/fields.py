"""The fields of a plan that a column of a register may be, and of what kind each is: `schemas/plan.schema.json` says so.

Comes in: what a row is (`kpi`, `objective`, …) and a field's path (`target.by`). Goes out: a `Kind`. Knows nothing of cells and maps. The fields
that packs add are known within `fields_in`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from kpi_rules.document.shape import flatten
from kpi_rules.plan.schema import plan_schema
from kpi_rules.plan.synonyms import plainly
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

    from kpi_rules.plan.schema import PlanSchema

ROWS: Final[Mapping[str, str]] = {
    "kpi": "kpi", "metric": "metric", "objective": "objective", "role": "role", "review": "past_review", "value": "kpi",
}  # fmt: skip
"""What a row is, and the record of the schema that it makes."""
LINKED: Final[Mapping[str, str]] = {"objective": "objective", "metric": "metric", "owner": "role"}
"""Fields that name another record: `objective.owner` is a field of that one."""
OF_ROWS: Final[Mapping[str, tuple[str, ...]]] = {"value": ("on", "segment"), "kpi": ("side",)}
"""What a row may say for all its values: `side` is whether they are targets or actuals, where a KPI has a row for each."""
_DEEPEST: Final = 2


class Kind(Struct):
    """What values a field has: `type` is `text`, `texts`, `number`, `truth`, `date`, `duration`, `quantity`, `range`, `words` (`values` are
    the ones there are) or `record`. `day` is the field for the date of a quantity. `many`: a list of records, as `targets`."""

    type: str
    values: tuple[str, ...] = ()
    day: str = ""
    many: bool = False


_QUANTITIES: Final = {"quantity": "", "target": "by", "baseline": "date", "actual": "on"}
_TYPES: Final = {
    "date": "date",
    "start": "date",
    "duration": "duration",
    "range": "range",
    "written number": "quantity",
}


class Declared(Struct):
    """A field that a pack adds: its kind, and what else it is called."""

    kind: Kind
    title: str = ""


_declared: Final[ContextVar[Mapping[str, Mapping[str, Declared]]]] = ContextVar("fields of packs by record", default={})  # noqa: B039  # never changed


@contextmanager
def fields_in(schema: PlanSchema | None) -> Iterator[None]:
    """While this lasts, the fields of a schema that packs have added are fields of its records, too."""
    token = _declared.set({} if schema is None else _added(schema.json))
    try:
        yield
    finally:
        _declared.reset(token)


def _added(schema: Mapping[str, Any]) -> Mapping[str, Mapping[str, Declared]]:
    """By record: the fields that the bundled schema does not have."""
    if schema is plan_schema().json:
        return {}
    found: dict[str, dict[str, Declared]] = {}
    for record in dict.fromkeys(ROWS.values()):
        properties = flatten({"$ref": f"#/$defs/{record}"}, schema).get("properties", {})
        for name in properties.keys() - _properties(record).keys():
            flat = flatten(properties[name], schema)
            found.setdefault(record, {})[name] = Declared(_kind_of(flat), str(flat.get("title", "")))
    return found


def declared_field(row: str, heading: str) -> str:
    """The field of a pack that is called so; empty where there is none."""
    declared = _declared.get()
    if not declared:
        return ""
    plain = plainly(heading)
    fields = sorted(declared.get(ROWS[row], {}).items())
    return next((name for name, each in fields if plain in (plainly(name), plainly(each.title))), "")


def kind_of(row: str, path: str) -> Kind | None:
    """The kind of a field of what a row is; nothing where there is no such field."""
    found = _known_kind(row, path)
    if found is None and (declared := _declared.get()):
        outer, _, inner = path.partition(".")
        record = LINKED.get(outer, "") if inner else ROWS[row]
        own = declared.get(record, {}).get(inner or outer)
        return None if own is None else own.kind
    return found


@cache
def _known_kind(row: str, path: str) -> Kind | None:
    if path in OF_ROWS.get(row, ()):
        return Kind("date" if path == "on" else "text")
    record = ROWS[row]
    outer, _, inner = path.partition(".")
    if inner and outer in LINKED and row in ("kpi", "value", "objective", "metric") and LINKED[outer] != row:
        return None if outer not in _properties(record) else kind_of(LINKED[outer], inner)
    return _kind(record, path.split("."))


def _kind(record: str, path: list[str]) -> Kind | None:
    property_ = _properties(record).get(path[0])
    if property_ is None or len(path) > _DEEPEST:
        return None
    if len(path) > 1:
        inner = _record_of(property_)
        return _kind(inner, path[1:]) if inner else None
    return _kind_of(flatten(property_, plan_schema().json))


def _kind_of(flat: Mapping[str, Any]) -> Kind:
    type_ = flat.get("x-kpi-rules-type", "")
    if type_ in _QUANTITIES:
        return Kind("quantity", day=_QUANTITIES[type_])
    if type_ in _TYPES:
        return Kind(_TYPES[type_])
    words = tuple(str(word) for each in flat.get("anyOf", ()) for word in each.get("enum", ()))
    if words or "enum" in flat:
        return Kind("words", words or tuple(map(str, flat["enum"])))
    if flat.get("x-kpi-rules-short") == "[]":
        return Kind("texts")
    if "items" in flat:
        entry = flatten(flat["items"], plan_schema().json)
        inner = entry.get("x-kpi-rules-type", "")
        if inner in _QUANTITIES:
            return Kind("quantity", day=_QUANTITIES[inner], many=True)
        return Kind("record", many=True) if "properties" in entry else Kind("texts")
    if "properties" in flat:
        return Kind("text") if isinstance(flat.get("x-kpi-rules-short"), str) else Kind("record")
    kinds = flat.get("type", ())
    if "string" in kinds or "anyOf" in flat:
        return Kind("text")
    return Kind("truth" if "boolean" in kinds else "number")


@cache
def _properties(record: str) -> Mapping[str, Any]:
    schema = plan_schema().json
    found: Mapping[str, Any] = flatten({"$ref": f"#/$defs/{record}"}, schema).get("properties", {})
    return found


@cache
def short_of(row: str, field: str) -> str:
    """The field that a value standing alone is read into, where a field is a record: `value` of `target`."""
    property_ = _properties(ROWS[row]).get(field, {})
    flat = flatten(property_, plan_schema().json)
    short = flat.get("x-kpi-rules-short")
    if isinstance(short, str) and short != "[]":
        return short
    return "value" if flat.get("x-kpi-rules-type") in _QUANTITIES else ""


def _record_of(property_: Mapping[str, Any]) -> str | None:
    name = str(property_.get("$ref", "")).removeprefix("#/$defs/")
    return name if name and _properties(name) else None


def known_fields(row: str) -> tuple[str, ...]:
    """The fields of what a row is, those inside records with points, and those of packs."""
    return (*_own_fields(row), *sorted(_declared.get().get(ROWS[row], ())))


@cache
def _own_fields(row: str) -> tuple[str, ...]:
    return (*OF_ROWS.get(row, ()), *_known(ROWS[row]))


def _known(record: str) -> Iterator[str]:
    for name, property_ in _properties(record).items():
        yield name
        inner = _record_of(property_)
        yield from (f"{name}.{each}" for each in (_properties(inner) if inner else ()))
        if LINKED.get(name, record) != record and record in ("kpi", "objective"):
            yield from (f"{name}.{each}" for each in _properties(LINKED[name]))
