"""The columns that a record has as a table: its fields, and those of the records inside it.

Comes in: a plan schema. Goes out: columns by the path of their field, in the schema's order, with titles, sentences and choices in the
reader's language. A record that may be written short (`target: 500`) has one column for that, and one for each of its other fields.
Knows no plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kpi_rules.document.shape import flatten
from kpi_rules.i18n import tr
from kpi_rules.language.types import ListOf, Record, Type, required
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from kpi_rules.plan import PlanSchema

Field: TypeAlias = "tuple[str, ...]"
Captions: TypeAlias = "Mapping[tuple[str, str], str]"

QUANTITIES = ("quantity", "target", "baseline", "actual")
_DATES = ("date", "start")
_DEEPEST = 3


class Column(Struct):
    """A column. `kind` is what its values are: `text`, `long` (sentences), `number`, `date`, `quantity`, `choice`, `truth` or `texts` (a list).

    `short` is the field that a value standing alone is read into, where the field is a record. `refers`: lists of the plan whose ids it holds.
    """

    field: Field
    title: str
    note: str
    kind: str
    short: str | None = None
    choices: tuple[str, ...] = ()
    refers: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The field as people write it: `target.by`."""
        return ".".join(self.field)


def columns_of(schema: PlanSchema, record: str, captions: Captions | None = None) -> dict[Field, Column]:
    """Every column that a record may have."""
    return {column.field: column for column in _Columns(schema, captions or {}).of(record, (), ())}


def list_title(schema: PlanSchema, record: str, name: str) -> str:
    """What a list of a record is called."""
    return tr(str(_properties(schema, record)[name].get("title", name)))


class _Columns(Struct):
    schema: PlanSchema
    captions: Captions

    def of(self, record: str, above: Field, titles: tuple[str, ...]) -> Iterator[Column]:
        """The columns of a record; of one inside another, but for its short field."""
        for name, property_ in _properties(self.schema, record).items():
            field = self.schema.records.fields[record].get(name)
            if field is not None:
                title = tr(str(property_.get("title", name)))
                yield from self._columns(record, name, property_, required(field.type), above, (*titles, title))

    def _columns(
        self, record: str, name: str, property_: Mapping[str, Any], type_: Type, above: Field, titles: tuple[str, ...]
    ) -> Iterator[Column]:
        if isinstance(type_, ListOf) and isinstance(type_.element, Record):
            return
        flat = flatten(property_, self.schema.json)
        field, short = (*above, name), None
        if isinstance(type_, Record):
            short = _short(flat)
        note = self.captions.get((record, name)) or tr(str(property_.get("description", "")))
        title = ": ".join(titles)
        yield Column(field, title, note, _kind(type_, flat), short, _choices(flat), _refers(property_))
        if isinstance(type_, Record) and len(field) < _DEEPEST:
            inner = self.of(type_.name, field, titles)
            yield from (column for column in inner if column.field != (*field, short))


def _properties(schema: PlanSchema, record: str) -> Mapping[str, Any]:
    properties: Mapping[str, Any] = flatten({"$ref": f"#/$defs/{record}"}, schema.json)["properties"]
    return properties


def _short(flat: Mapping[str, Any]) -> str | None:
    """The field that a value standing alone is read into."""
    if "x-kpi-rules-short" in flat:
        return str(flat["x-kpi-rules-short"])
    return "value" if flat.get("x-kpi-rules-type") in QUANTITIES else None


def _kind(type_: Type, flat: Mapping[str, Any]) -> str:
    word = flat.get("x-kpi-rules-type", "")
    if word in _DATES:
        return "date"
    if word in QUANTITIES or word == "written number":
        return "quantity"
    if isinstance(type_, ListOf):
        return "texts"
    if _choices(flat):
        return "choice"
    return {"number": "number", "truth": "truth"}.get(str(type_), "text")


def _choices(flat: Mapping[str, Any]) -> tuple[str, ...]:
    first = (flat.get("anyOf") or [flat])[0]
    return tuple(first.get("enum", ()))


def _refers(property_: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(property_.get("x-kpi-rules-refers", ()))
