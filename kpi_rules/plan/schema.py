"""The plan schema, and the rule language's record types from it.

What comes in: `schemas/plan.schema.json` and the fields that packs declare. What goes out: the schema with those fields in it,
and `Records`. The schema is the only description of a plan: a property added there is known to the reader, to editors and to
the language alike. `kpi_rules.plan.fields` says what a declaration may be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache

from kpi_rules.document.inner import INTO
from kpi_rules.document.records import FROM
from kpi_rules.document.shape import MISSING, Refusal, Schema, Shape, flatten
from kpi_rules.language.types import (
    DATE,
    DURATION,
    NUMBER,
    TEXT,
    TRUTH,
    Enum,
    Field,
    ListOf,
    Record,
    Records,
    Type,
    optional,
    required,
)
from kpi_rules.plan.conventions import PLAIN, Conventions
from kpi_rules.plan.convert import CONVERSIONS, conversions, converted, written_conventions
from kpi_rules.plan.fields import Fields, extend
from kpi_rules.plan.misdeclared import Misdeclared
from kpi_rules.plan.synonyms import Synonyms
from kpi_rules.plan.unread import FIELD, FIELDS, UNNAMED, UNNAMED_FIELD, UNREAD
from kpi_rules.resources import bundled
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

_CONVERTED: Final = {
    "date": DATE,
    "start": DATE,
    "duration": DURATION,
    "written number": NUMBER,
}
_PLAIN: Final = {"string": TEXT, "number": NUMBER, "integer": NUMBER, "boolean": TRUTH}


class PlanSchema(Struct):
    """A plan schema, and what follows from it. `misdeclared` are the packs' fields that were left out, and why."""

    json: Schema
    misdeclared: tuple[Misdeclared, ...] = ()
    locale: str | None = None
    """How plans are written that do not say it themselves."""

    @cached_property
    def records(self) -> Records:
        """The record types of the rule language."""
        return records(self.json)

    @cached_property
    def shape(self) -> Shape:
        """The reader of plans."""
        return Shape(self.json, CONVERSIONS, Synonyms(), _checks)

    def shape_for(self, plan: object) -> Shape:
        """The reader of a plan, which knows how that plan writes its numbers and dates."""
        conventions = self.conventions_of(plan)
        if conventions is PLAIN:
            return self.shape
        if conventions not in self._shapes:
            self._shapes[conventions] = Shape(self.json, conversions(conventions), Synonyms(), _checks)
        return self._shapes[conventions]

    def conventions_of(self, plan: object) -> Conventions:
        """How a plan writes numbers and dates: as it says, as its project does, or as it shows."""
        return written_conventions(plan, self.locale or self._shown(plan))

    def _shown(self, plan: object) -> str | None:
        """The locale that a plan shows, if its fields are not called as ours are."""
        if not isinstance(plan, dict) or "locale" in plan or self._calls(plan):
            return None
        from kpi_rules.plan.shown_locale import shown_locale  # plans of plain English never need it

        return shown_locale(plan)

    def _calls(self, plan: dict[str, Any]) -> bool:
        """Whether all fields of a plan, and of the first record in each of its lists, are called as in the schema."""
        names = self._field_names
        first = (value[0] for value in plan.values() if isinstance(value, list) and value)
        return plan.keys() <= names and all(record.keys() <= names for record in first if isinstance(record, dict))

    @cached_property
    def _field_names(self) -> frozenset[str]:
        """The names of all fields."""
        return frozenset(name for part in self.json["$defs"].values() for name in part.get("properties", ())) | {
            *self.json.get("properties", ())
        }

    @cached_property
    def _shapes(self) -> dict[Conventions, Shape]:
        return {}

    @cached_property
    def inherited(self) -> frozenset[str]:
        """The fields that a KPI takes over from the metric it names."""
        metric, kpi = self.records.fields["metric"], self.records.fields["kpi"]
        return frozenset(
            name
            for name in metric
            if name in kpi and name != "id" and required(metric[name].type) == required(kpi[name].type)
        )

    @cached_property
    def lent(self) -> frozenset[str]:
        """The fields of its own that a KPI may find written at the metric it names."""
        return frozenset(flatten({"$ref": "#/$defs/metric"}, self.json).get(INTO, ()))

    @cached_property
    def nested(self) -> Mapping[str, tuple[tuple[str, str, bool], ...]]:
        """By record: the fields that hold records, with the records' name and whether there are many."""
        return {name: tuple(_nested(declared)) for name, declared in self.records.fields.items()}

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """What the entries of the plan's lists are: `kpis` holds records called `kpi`."""
        return {name: inner for name, inner, many in self.nested["plan"] if many and inner != UNREAD}

    @cached_property
    def kept_back(self) -> frozenset[str]:
        """The fields of a metric that its KPIs do not take over; a KPI's id is always its own."""
        return frozenset(self.records.fields["metric"]) - self.inherited - {"id"}


def _nested(declared: Mapping[str, Field]) -> Iterator[tuple[str, str, bool]]:
    for name, field_ in declared.items():
        match required(field_.type):
            case Record(inner):
                yield name, inner, False
            case ListOf(Record(inner)):
                yield name, inner, True


def _checks(schema: Schema) -> Callable[[Any], Refusal | None]:
    from kpi_rules.plan.field_bounds import checks  # only fields of packs have bounds to look at

    return checks(schema)


def plan_schema(fields: Fields | None = None, records: Iterable[str] = ()) -> PlanSchema:
    """The bundled schema, with the fields that packs declare by record, some of which may be records of theirs."""
    if not fields:
        return _bundled()
    extended, misdeclared = extend(_bundled().json, fields, records)
    return PlanSchema(extended, misdeclared)


@lru_cache(maxsize=1)
def _bundled() -> PlanSchema:
    import json  # a run whose packs are cached may not need it

    return PlanSchema(json.loads((bundled("schemas") / "plan.schema.json").read_text("utf-8")))


def records(schema: Schema) -> Records:
    """Every record type that a plan can hold, `unread`, what could not be read for certain, and `portfolio`, the plans of a run."""
    found: dict[str, Mapping[str, Field]] = {}
    waiting = ["plan"]
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = _record(schema, name)
            waiting += filter(None, (_record_name(each.type) for each in found[name].values()))
    found["plan"] = {**found["plan"], UNREAD: FIELD, UNNAMED: UNNAMED_FIELD}
    found[UNREAD] = FIELDS
    found["portfolio"] = {"plans": Field(ListOf(Record("plan")), description="Every plan of the run.")}
    return Records(found)


def _record(schema: Schema, name: str) -> Mapping[str, Field]:
    record = flatten({"$ref": f"#/$defs/{name}"}, schema)
    needed, elsewhere = record.get("required", ()), record.get(INTO, {})
    return {
        key: _field(schema, property_, key in needed or FROM in property_)
        for key, property_ in record["properties"].items()
        if key not in elsewhere  # rules see it in the plan's list
    }


def _field(schema: Schema, property_: Schema, needed: bool) -> Field:
    type_ = property_type(schema, property_)
    default = property_.get("default")
    if not needed and default is None:
        type_ = optional(type_)
    return Field(type_, default_value(schema, property_), property_.get("description", ""))


def default_value(schema: Schema, property_: Schema) -> Any:
    """The default as rules see it: a date, a duration, …"""
    default, name = property_.get("default"), flatten(property_, schema).get("x-kpi-rules-type", "")
    value = converted(name, default) if name in CONVERSIONS and default is not None else default
    return None if value is MISSING else value


def property_type(schema: Schema, property_: Schema) -> Type:
    """The type of a property's values, were they never missing."""
    flat = flatten(property_, schema)
    if "properties" in flat:
        return Record(_definition(schema, property_))
    if flat.get("x-kpi-rules-type") in _CONVERTED:
        return _CONVERTED[flat["x-kpi-rules-type"]]
    if "anyOf" in flat:
        return property_type(schema, flat["anyOf"][0])
    if "enum" in flat:
        return Enum(frozenset(flat["enum"]))
    if "items" in flat:
        return ListOf(property_type(schema, flat["items"]))
    kinds = [flat["type"]] if isinstance(flat["type"], str) else flat["type"]
    return next(_PLAIN[kind] for kind in kinds if kind in _PLAIN)


def _definition(schema: Schema, property_: Schema) -> str:
    """The name of the definition that holds the properties: the record's name."""
    name: str = property_["$ref"].removeprefix("#/$defs/")
    definition = schema["$defs"][name]
    return name if "properties" in definition else _definition(schema, definition)


def _record_name(type_: Type) -> str | None:
    match type_:
        case Record(name):
            return name
        case ListOf(element):
            return _record_name(element)
        case _:
            inner = getattr(type_, "type", None)
            return _record_name(inner) if inner else None
