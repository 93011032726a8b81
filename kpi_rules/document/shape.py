"""Plain data as a JSON Schema describes it → values, and everything that does not fit, all at once.

What comes in: a schema in the subset that our own schemas use (an unknown keyword is a mistake of ours: `ValueError`), and a
document. What goes out: new plain data, and diagnostics at their places. Two annotations go beyond JSON Schema: the value
of `x-kpi-rules-type` names a conversion that the caller supplies; `x-kpi-rules-short` names the field that a value standing
alone is read into (`[]`: it makes a list of one). Null and blank text are missing. Knows nothing of KPIs.

The schema is compiled once into slots: for every Python type that a value may have, a function that reads it. A path is a
linked pair (outer path, key), so that a value that fits pays next to nothing for its place.
"""

from __future__ import annotations

import re
from _thread import RLock  # `threading` takes as long as some rules
from collections.abc import Callable, Mapping
from decimal import Decimal

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.document.misfits import MISSING, Doubt, Misfits, Refusal, Where, path_of
from kpi_rules.document.places import Path
from kpi_rules.document.readers import (
    TYPE,
    Reader,
    Schema,
    either,
    enum_reader,
    is_blank,
    number_reader,
    read_anything,
    read_nothing,
    read_plain_text,
    string_reader,
)
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, TypeAlias

    from kpi_rules.document import Document


__all__ = ["MISSING", "Conversion", "Doubt", "Reading", "Refusal", "Schema", "Shape", "flatten"]

Conversion: TypeAlias = "Callable[[Any], object]"
"""A value that fits → the value meant, `MISSING`, a `Refusal` or a `Doubt`."""

SHORT: Final = "x-kpi-rules-short"
_NONE: Final = type(None)
_BLANK: Final = r"^\s*$"
_PYTHON: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "number": (int, Decimal),
    "integer": (int, Decimal),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (_NONE,),
}
_NOTES: Final = {"$schema", "$id", "$defs", "$comment", "title", "description", "examples", "default"}
_KEYWORDS: Final = _NOTES | {
    "$ref", "allOf", "anyOf", "enum", "const", "type", "properties", "patternProperties", "additionalProperties",
    "unevaluatedProperties", "propertyNames", "required", "items", "minItems", "maxLength", "pattern", "minimum",
    "maximum", TYPE, SHORT,
}  # fmt: skip


class Reading(Struct):
    """A document as far as it fits: what was read, what does not fit, and what is in doubt.

    `unfit` are the places of what was left out; `places` says where something is written that is not written where it stands in the value.
    """

    value: Any
    problems: tuple[Diagnostic, ...]
    unfit: frozenset[Path] = frozenset()
    doubts: tuple[tuple[Path, Doubt], ...] = ()
    places: Mapping[Path, Path] = {}


class Slot:
    """A place that a value stands in: what reads it, by its Python type. Its own words win over those of what it refers to."""

    __slots__ = ("_own", "_referred", "readers")

    def __init__(self, schema: Schema, referred: Slot | None = None) -> None:
        self._own = schema
        self._referred = referred
        self.readers: dict[type, Reader] = referred.readers if referred else {}

    @property
    def schema(self) -> Schema:
        """What may stand here."""
        if self._referred is None:
            return self._own
        return {**self._referred.schema, **{key: self._own[key] for key in self._own if key != "$ref"}}

    def read(self, value: object, where: Where, misfits: Misfits) -> object:
        """The value read; `MISSING` where there is none or it does not fit."""
        reader = self.readers.get(type(value))
        if reader is not None:
            return reader(value, where, misfits)
        misfits.wrong_type(where, value, self.schema)
        return MISSING


class Shape:
    """A compiled schema."""

    def __init__(self, schema: Schema, conversions: Mapping[str, Conversion] | None = None) -> None:
        self._schema = schema
        self._conversions = conversions or {}
        self._referred: dict[str, Slot] = {}
        self._making = RLock()  # a slot stands among those referred to before it is filled: other threads wait
        self._root = self._slot(schema)

    def read(self, document: Document) -> tuple[Any, tuple[Diagnostic, ...]]:
        """The document's data as the schema describes it; nothing but diagnostics where it does not fit."""
        misfits = Misfits(document, self._schema)
        value = self._value(document, misfits)
        return (None, misfits.diagnostics()) if misfits.count else (value, ())

    def read_what_fits(self, document: Document) -> Reading:
        """The document's data as far as the schema describes it: what does not fit is left out and told."""
        misfits = Misfits(document, self._schema, strict=False)
        value = self._value(document, misfits)
        doubts = tuple((path_of(where), doubt) for where, doubt in misfits.doubts)
        problems = misfits.diagnostics() if misfits.count else ()
        return Reading(value, problems, frozenset(misfits.unfit), doubts, misfits.places)

    def _value(self, document: Document, misfits: Misfits) -> object:
        value = self._root.read(document.data, None, misfits)
        if value is MISSING and not misfits.count:
            misfits.empty(None)
        return value

    # -- schema → slot

    def _slot(self, schema: Schema | bool) -> Slot:
        if isinstance(schema, bool):
            schema = {}
        with self._making:
            if set(schema) - _NOTES == {"$ref"}:
                return self._referred_slot(schema)
            flat = flatten(schema, self._schema)
            slot = Slot(flat)
            self._fill(slot)
            return slot

    def _referred_slot(self, schema: Schema) -> Slot:
        """The slot of a definition, made once; a definition may refer to itself."""
        name = schema["$ref"]
        shared = self._referred.get(name)
        if shared is None:
            shared = self._referred[name] = Slot(flatten({"$ref": name}, self._schema))
            self._fill(shared)
        return Slot(schema, shared)

    def _fill(self, slot: Slot) -> None:
        schema = slot.schema
        unknown = set(schema) - _KEYWORDS
        if unknown:
            raise ValueError(f"keyword outside our subset of JSON Schema: {sorted(unknown)}")
        if "anyOf" in schema:
            self._fill_alternatives(slot)
            return
        if not set(schema) - _NOTES:
            slot.readers |= {python: read_anything for kinds in _PYTHON.values() for python in kinds} | {
                _NONE: read_nothing
            }
            return
        for kind in _kinds(schema):
            for python in _PYTHON[kind]:
                slot.readers.setdefault(python, self._reader(kind, slot, python))

    def _fill_alternatives(self, slot: Slot) -> None:
        """Each type is read by the alternatives that know it; the last of them tells what is wrong."""
        for alternative in map(self._slot, slot.schema["anyOf"]):
            for python, reader in alternative.readers.items():
                if python is str and alternative.schema.get("pattern") == _BLANK:
                    continue  # blank text is missing everywhere
                earlier = slot.readers.get(python)
                slot.readers[python] = either(earlier, reader) if earlier else reader

    def _reader(self, kind: str, slot: Slot, python: type) -> Reader:
        schema = slot.schema
        if kind == "object":
            return self._converted(self._object(slot), schema)
        if kind == "array":
            return self._array(slot)
        if kind == "null":
            return read_nothing
        short = schema.get(SHORT)
        if short is not None:
            return self._short(slot, short)
        if "enum" in schema or "const" in schema:
            return enum_reader(schema)
        if kind == "string":
            return self._converted(string_reader(schema), schema)
        if kind == "boolean":
            return read_anything
        return self._converted(number_reader(schema, integer=kind == "integer" and python is Decimal), schema)

    def _converted(self, read: Reader, schema: Schema) -> Reader:
        """The reader, and after it the conversion that the schema names."""
        if TYPE not in schema:
            return read
        convert = self._conversions[schema[TYPE]]

        def read_and_convert(value: Any, where: Where, misfits: Misfits) -> object:
            found = read(value, where, misfits)
            if found is MISSING:
                return MISSING
            meant = convert(found)
            if type(meant) is Refusal:
                misfits.refused(where, meant)
                return MISSING
            return misfits.doubted(where, meant) if type(meant) is Doubt else meant

        return read_and_convert

    def _short(self, slot: Slot, short: str) -> Reader:
        inner = self._slot(slot.schema["items"] if short == "[]" else slot.schema["properties"][short]).read

        def read_short(value: Any, where: Where, misfits: Misfits) -> object:
            read = inner(value, where, misfits)
            if read is MISSING:
                return MISSING
            return [read] if short == "[]" else {short: read}

        return read_short

    def _array(self, slot: Slot) -> Reader:
        items = self._slot(slot.schema.get("items", {}))
        element, readers = items.read, items.readers
        least = slot.schema.get("minItems", 0)

        def read_array(value: list[Any], where: Where, misfits: Misfits) -> object:
            result: list[object] = []
            for index, item in enumerate(value):
                before = misfits.count
                read = readers.get(type(item), element)(item, (where, index), misfits)
                if read is not MISSING:
                    if len(result) != index:
                        misfits.places[*path_of(where), len(result)] = (*path_of(where), index)
                    result.append(read)
                elif _NONE not in readers and misfits.count == before:
                    misfits.empty((where, index))
            if len(value) < least:
                misfits.too_short(where, slot.schema)
            return result

        return read_array

    def _object(self, slot: Slot) -> Reader:
        schema, readers = slot.schema, slot.readers
        fields = _Fields(self._slot, schema.get("properties", {}))
        open_ = _open_names(schema)
        others = self._others(schema)
        name_ok = string_reader(schema["propertyNames"]) if "propertyNames" in schema else None
        required = frozenset(schema.get("required", ()))
        plain = fields.plain

        def read_object(value: dict[str, Any], where: Where, misfits: Misfits) -> object:
            result = value.copy()
            for name, item in value.items():
                if type(item) is str and name in plain and item and item[0] > " " and item.isascii():
                    continue  # most of a plan is this, and stands as it is
                read = fields[name].get(type(item), read_odd)(item, (where, name), misfits)
                if read is MISSING:
                    del result[name]
                else:
                    result[name] = read
            if not required <= result.keys() and not completed(value, result, where, misfits):
                return MISSING
            if result:
                return result
            return MISSING if _NONE in readers or misfits.spoil(where, value) else result

        def read_odd(item: object, where: tuple[Where, str], misfits: Misfits) -> object:
            name = where[1]
            if name not in fields.schemas:
                return read_other(name, item, where, misfits)
            if item is not None or name not in required:
                misfits.wrong_type(where, item, fields.slot(name).schema)
            return MISSING

        def read_other(name: str, item: object, where: Where, misfits: Misfits) -> object:
            if open_ is not None and open_.search(name):
                return MISSING
            if others is None:
                misfits.unknown_field(where, name, schema)
                return MISSING
            if name_ok is not None:
                name_ok(name, where, misfits)
            return others.read(item, where, misfits)

        def completed(value: dict[str, Any], result: dict[str, object], where: Where, misfits: Misfits) -> bool:
            """Tell what is missing; whether something may stand in for all of it, so that the rest can be judged."""
            for name in schema["required"]:
                if name not in value:
                    misfits.absent(where, name, fields.slot(name).schema, value)
                elif name not in result and is_blank(value[name]):
                    misfits.empty((where, name), fields.slot(name).schema)
            if not result and misfits.spoil(where, (*value, *schema["required"])):
                return False
            if all(name in result or stands_in(name, result, where, misfits) for name in schema["required"]):
                return True
            misfits.unfit.add(path_of(where))
            return False

        def stands_in(name: str, result: dict[str, object], where: Where, misfits: Misfits) -> bool:
            if fields.slot(name).readers.get(str) is read_plain_text:
                result[name] = misfits.stand_in(where)
            return name in result

        return read_object

    def _others(self, schema: Schema) -> Slot | None:
        """The slot of the fields that are not named in the schema; nothing where there may be none."""
        rule = schema.get("additionalProperties", schema.get("unevaluatedProperties", True))
        if rule is False:
            return None
        return self._slot(rule)


class _Fields(dict[str, dict[type, Reader]]):
    """The readers of each field of an object, made when it is first met: a plan has few of all that there are."""

    def __init__(self, slot_of: Callable[[Schema], Slot], schemas: Mapping[str, Schema]) -> None:
        super().__init__()
        self.schemas = schemas
        self.plain: set[str] = set()
        """The fields met so far whose text stands as it is."""
        self._slot_of = slot_of
        self._slots: dict[str, Slot] = {}

    def __missing__(self, name: str) -> dict[type, Reader]:
        if name not in self.schemas:
            return {}
        readers = self[name] = self.slot(name).readers
        if readers.get(str) is read_plain_text:
            self.plain.add(name)
        return readers

    def slot(self, name: str) -> Slot:
        """Where a field's value stands."""
        if name not in self._slots:
            self._slots[name] = self._slot_of(self.schemas[name])
        return self._slots[name]


# -- schemas


def flatten(schema: Schema, root: Schema) -> Schema:
    """The schema with what it refers to (`$ref`, `allOf`) written out; its own words win."""
    parts = list(schema.get("allOf", ()))
    if "$ref" in schema:
        parts.append(root["$defs"][schema["$ref"].removeprefix("#/$defs/")])
    if not parts:
        return schema
    merged: dict[str, Any] = {}
    for part in [*(flatten(part, root) for part in parts), schema]:
        properties = {**merged.get("properties", {}), **part.get("properties", {})}
        merged |= {key: part[key] for key in part if key not in ("$ref", "allOf", "$comment", "$defs")}
        if properties:
            merged["properties"] = properties
    return merged


def _kinds(schema: Schema) -> tuple[str, ...]:
    kind = schema.get("type")
    if kind is None:
        values = schema.get("enum", [schema["const"]] if "const" in schema else None)
        if values is None:
            return tuple(_PYTHON) if not schema.keys() & {"properties", "additionalProperties"} else ("object",)
        return tuple(name for name in _PYTHON if any(type(value) in _PYTHON[name] for value in values))
    return (kind,) if isinstance(kind, str) else tuple(kind)


def _open_names(schema: Schema) -> re.Pattern[str] | None:
    patterns = schema.get("patternProperties", {})
    if any(rule is not True for rule in patterns.values()):
        raise ValueError("patternProperties: only names that are let through")
    return re.compile("|".join(patterns)) if patterns else None
