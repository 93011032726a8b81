"""What a place in a plan means: the field or record that the schema has there, also where another word for the field is written.

Comes in: a schema and the path to a place in a sketch. Goes out: a `Meaning`. Knows nothing of cursors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kpi_rules.document.inner import INTO
from kpi_rules.document.shape import KEYED, Schema, flatten
from kpi_rules.editing.plans.sketch import Node
from kpi_rules.plan.schema import PlanSchema
from kpi_rules.plan.synonyms import Synonyms
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

REFERS: Final = "x-kpi-rules-refers"
"""The lists of the plan whose ids a field holds."""


class Meaning(Struct):
    """What may stand in a place: its schema, written out; the record's name where it is one; the field and the record that this is of."""

    schema: Schema
    record: str | None = None
    field: str | None = None
    owner: str | None = None
    keyed: bool = False
    """Whether the keys here are ids or the like, and no fields."""

    @property
    def fields(self) -> Mapping[str, Schema]:
        """The fields of the record that stands here."""
        found: Mapping[str, Schema] = self.schema.get("properties", {})
        return found

    @property
    def refers(self) -> tuple[str, ...]:
        """The lists whose ids may stand here."""
        return tuple(self.schema.get(REFERS, ()))

    @property
    def values(self) -> Sequence[str]:
        """The values of a closed set."""
        inner = self.schema.get("anyOf", ({},))[0]
        found: Sequence[str] = self.schema.get("enum") or inner.get("enum") or ()
        return found

    @property
    def kind(self) -> str | None:
        """How a text here is read: as a date, a target, …"""
        found: str | None = self.schema.get("x-kpi-rules-type")
        return found

    @property
    def is_list(self) -> bool:
        """Whether a list may stand here."""
        return "items" in self.schema or any("items" in one for one in self.schema.get("anyOf", ()))

    @property
    def is_truth(self) -> bool:
        """Whether a yes or no is meant, and nothing else."""
        kinds = self.schema.get("type", ())
        return "boolean" in kinds and "string" not in kinds

    @property
    def takes_text(self) -> bool:
        """Whether a single value may stand here."""
        kinds = self.schema.get("type", "string")
        return bool({"string", "number", "boolean"} & ({kinds} if isinstance(kinds, str) else set(kinds)))


def plan_meaning(schema: PlanSchema) -> Meaning:
    """What the whole text is."""
    return Meaning(flatten({"$ref": "#/$defs/plan"}, schema.json), "plan")


def meaning_of(node: Node, schema: PlanSchema) -> Meaning | None:
    """What the schema says of the place of a node; nothing where it knows no such field."""
    line: list[Node] = []
    here: Node | None = node
    while here is not None:
        line.append(here)
        here = here.parent
    meaning: Meaning | None = plan_meaning(schema)
    for one in reversed(line[:-1]):
        if meaning is None:
            return None
        meaning = inside(meaning, one, schema)
    return meaning


def inside(outer: Meaning, node: Node, schema: PlanSchema) -> Meaning | None:
    """What an entry of something means."""
    if node.key is None:
        return entry_of(outer, schema)
    if outer.fields:
        return field_of(outer, node.key, schema, node)
    if KEYED in outer.schema and isinstance(outer.schema.get("additionalProperties"), Mapping):
        return _made(outer.schema["additionalProperties"], outer, schema)
    return None


def entry_of(outer: Meaning, schema: PlanSchema) -> Meaning | None:
    """What an entry of a list means."""
    items = outer.schema.get("items") or next(
        (one["items"] for one in outer.schema.get("anyOf", ()) if "items" in one), None
    )
    return None if items is None else _made(items, outer, schema)


def field_of(outer: Meaning, name: str, schema: PlanSchema, node: Node | None = None) -> Meaning | None:
    """What a field of a record means."""
    declared = outer.fields.get(name)
    if (
        declared is not None and len(into := _into(outer, schema).get(name, ())) == 2
    ):  # a list of the plan, written inside a record
        return field_of(plan_meaning(schema), into[0], schema)
    if declared is not None:
        flat = flatten(declared, schema.json)
        return Meaning(flat, _record(declared, schema.json), name, outer.record, KEYED in flat)
    title = str(outer.schema.get("title", ""))
    for meant in Synonyms().fields(name, title, _sample(node)) if node is not None else ():
        if meant.path[0] == "":  # a list of the plan, written inside a record
            return field_of(plan_meaning(schema), meant.path[1], schema)
        if meant.path[0] in outer.fields:
            here: Meaning | None = outer
            for step in meant.path:
                here = field_of(here, step, schema) if here is not None else None
            return here
    return None


def _made(declared: Schema, outer: Meaning, schema: PlanSchema) -> Meaning:
    """The meaning of an entry; where it holds ids, those of the field that lists it."""
    flat: Mapping[str, Any] = flatten(declared, schema.json)
    if outer.refers and REFERS not in flat:
        flat = {**flat, REFERS: outer.refers}
    return Meaning(flat, _record(declared, schema.json), outer.field, outer.owner)


def _record(declared: Schema, root: Schema) -> str | None:
    """The name of the record that a schema refers to."""
    while "$ref" in declared:
        name = str(declared["$ref"]).removeprefix("#/$defs/")
        declared = root["$defs"][name]
        if "properties" in declared:
            return name
    return None


def _into(outer: Meaning, schema: PlanSchema) -> Mapping[str, Sequence[str]]:
    """What of a record is an entry of a list of the plan, by field."""
    found: Mapping[str, Sequence[str]] = schema.json["$defs"].get(outer.record or "", {}).get(INTO, {})
    return found


def _sample(node: Node) -> object:
    """A value like the one that stands in a node, to tell words apart that mean one field with text and another with a list."""
    match node.kind:
        case "record":
            return {}
        case "list":
            return []
        case _:
            return node.text
