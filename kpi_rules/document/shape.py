"""Plain data as a JSON Schema describes it → values, and everything that does not fit, all at once.

What comes in: a schema in the subset that our own schemas use (an unknown keyword is a mistake of ours: `ValueError`), and a
document. What goes out: new plain data, and diagnostics at their places. Some annotations go beyond JSON Schema: the value
of `x-kpi-rules-type` names a conversion that the caller supplies; `x-kpi-rules-short` names the field that a value standing
alone is read into (`[]`: it makes a list of one); `x-kpi-rules-from` the fields that a name is made from where it is not
written, `x-kpi-rules-keyed` the field that the keys are where a list is written as a mapping; where there are several, the first that
a key fits, and the last is that of a value standing alone; `x-kpi-rules-into` (`inner.py`) what belongs elsewhere; `x-kpi-rules-as-text` the kinds of values that are read as the text that they are
written with. Null and text in which nothing can be seen are missing. Knows nothing of KPIs.

The schema is compiled once into slots: for every Python type that a value may have, a function that reads it. A path is a
linked pair (outer path, key), so that a value that fits pays next to nothing for its place.
"""

from __future__ import annotations

import re
from _thread import RLock  # `threading` takes as long as some rules
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.document import unfit_names, unfit_values
from kpi_rules.document.inner import ENTRY, INTO
from kpi_rules.document.misfits import MISSING, Closer, Doubt, Hoisted, Misfits, Refusal, Where, path_of
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
    read_as_text,
    read_nothing,
    string_reader,
)
from kpi_rules.document.records import FROM, made_names, record_reader
from kpi_rules.document.slot import Slot
from kpi_rules.seen import NOTHING
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, TypeAlias

    from kpi_rules.document import Document
    from kpi_rules.document.limits import Limits
    from kpi_rules.document.meant import Words


__all__ = ["MISSING", "Closer", "Conversion", "Doubt", "Reading", "Refusal", "Schema", "Shape", "flatten"]

Conversion: TypeAlias = "Callable[[Any], object]"
"""A value that fits → the value meant, `MISSING`, a `Refusal`, a `Doubt`, or a `Closer` where that is not plain to see."""

SHORT: Final = "x-kpi-rules-short"
KEYED: Final = "x-kpi-rules-keyed"
AS_TEXT: Final = "x-kpi-rules-as-text"
CHECKED: Final = "x-kpi-rules-checked"
"""What a value has to keep to once it is read: the caller knows how to look at it."""
Checks: TypeAlias = "Callable[[Schema], Callable[[Any], Refusal | None]]"
_NONE: Final = type(None)
_PYTHON: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "number": (int, Decimal),
    "integer": (int, Decimal),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (_NONE,),
}
_NOTES: Final = {
    "$schema", "$id", "$defs", "$comment", "title", "description", "examples", "default", "enumDescriptions", "x-kpi-rules-refers",
    "x-kpi-rules-example",
}  # fmt: skip
_KEYWORDS: Final = _NOTES | {
    "$ref", "allOf", "anyOf", "enum", "const", "type", "properties", "patternProperties", "additionalProperties",
    "unevaluatedProperties", "propertyNames", "required", "items", "minItems", "maxLength", "pattern", "minimum",
    "maximum", TYPE, SHORT, FROM, KEYED, AS_TEXT, CHECKED, INTO, ENTRY,
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
    named: tuple[Mapping[str, object], ...] = ()
    """Records whose names were made from others."""


class Shape:
    """A compiled schema."""

    def __init__(
        self,
        schema: Schema,
        conversions: Mapping[str, Conversion] | None = None,
        words: Words | None = None,
        checks: Checks | None = None,
    ) -> None:
        self._schema = schema
        self._words = words
        self._checks = checks
        self._conversions = conversions or {}
        self._referred: dict[str, Slot] = {}
        self._entries: dict[str, Slot] = {}
        self._making = RLock()  # a slot stands among those referred to before it is filled: other threads wait
        self._root = self._slot(schema)

    def read(self, document: Document) -> tuple[Any, tuple[Diagnostic, ...]]:
        """The document's data as the schema describes it; nothing but diagnostics where it does not fit."""
        misfits = Misfits(document, self._schema)
        value = self._value(document, misfits)
        return (None, misfits.diagnostics()) if misfits.count else (value, ())

    def read_what_fits(self, document: Document, limits: Limits | None = None) -> Reading:
        """The document's data as far as the schema describes it: what does not fit is left out and told."""
        misfits = Misfits(document, self._schema, strict=False, words=self._words, limits=limits)
        value = self._value(document, misfits)
        doubts = tuple((path_of(where), doubt) for where, doubt in misfits.doubts)
        problems = misfits.diagnostics() if misfits.count else ()
        return Reading(value, problems, frozenset(misfits.unfit), doubts, misfits.places, tuple(misfits.named))

    def _value(self, document: Document, misfits: Misfits) -> object:
        value = self._root.read(document.data, None, misfits)
        if value is MISSING and not misfits.count:
            unfit_values.empty(misfits, None)
        if misfits.hoisted and isinstance(value, dict):
            self._hoist(value, misfits)
        return value

    def _hoist(self, value: dict[str, Any], misfits: Misfits) -> None:
        """Put what is written inside a record where it belongs, each entry with its link to the record."""
        lending = []
        for one in misfits.hoisted:  # what is read here may hold more
            if one.lends:
                lending.append(one)
            else:
                self._put(one, value, misfits)
        there = {one.list for one in lending if value.get(one.list)}
        for one in lending:
            if one.list in there:
                self._lend(one, value[one.list], misfits)
            else:
                self._put(one, value, misfits)

    def _put(self, one: Hoisted, value: dict[str, Any], misfits: Misfits) -> None:
        """Put entries into their list."""
        entries, noted = self._hoisted(one, misfits)
        within, held, places = path_of(one.here), value.setdefault(one.list, []), misfits.places
        for index, entry in enumerate(entries):
            inside = within if one.called is not None else (*within, index)
            place = noted.get(inside, places.get(inside, inside))
            misfits.move((*places.get((one.list,), (one.list,)), len(held)), place)
            if one.link and "id" in one.record:
                entry.setdefault(one.link, one.record["id"])
            held.append(entry)

    def _lend(self, one: Hoisted, entries: Sequence[dict[str, Any]], misfits: Misfits) -> None:
        """Let the entries that name a record take over what they do not say."""
        assert one.link is not None
        borrowers = [entry for entry in entries if one.link in entry and entry[one.link] == one.record.get("id")]
        (lent, *_), _ = self._hoisted(one, misfits) if borrowers else ([{}], {})
        for entry in borrowers:
            for name in lent.keys() - entry.keys():
                entry[name] = lent[name]

    def _hoisted(self, one: Hoisted, misfits: Misfits) -> tuple[Sequence[Any], Mapping[Path, Path]]:
        """The entries of a list that is written inside a record, and where they stand in it."""
        slot, places = self._root.field(one.list), misfits.places
        misfits.places = {}  # what is noted of the document itself stays
        if one.called is not None and isinstance(one.value, dict):
            called = {name: one.record[field] for name, field in one.called.items()}
            read = self._entry(one.list).read(called | one.value, one.here, misfits)
            entries = [] if read is MISSING else [read]
        else:
            found = slot.read(one.value, one.here, misfits)
            entries = found if isinstance(found, list) else []
        noted, misfits.places = misfits.places, places
        for path, written in noted.items():
            places.setdefault(path, written)
        return entries, noted

    def _entry(self, name: str) -> Slot:
        """What an entry of a list of the document is."""
        if name not in self._entries:
            self._entries[name] = self._slot(self._root.field(name).schema["items"])
        return self._entries[name]

    # -- schema → slot

    def _slot(self, schema: Schema | bool) -> Slot:
        if isinstance(schema, bool):
            schema = {}
        with self._making:
            if set(schema) - _NOTES == {"$ref"}:
                return self._referred_slot(schema)
            flat = flatten(schema, self._schema)
            slot = Slot(flat, self._slot)
            self._fill(slot)
            return slot

    def _referred_slot(self, schema: Schema) -> Slot:
        """The slot of a definition, made once; a definition may refer to itself."""
        name = schema["$ref"]
        shared = self._referred.get(name)
        if shared is None:
            shared = self._referred[name] = Slot(flatten({"$ref": name}, self._schema), self._slot)
            self._fill(shared)
        return Slot(schema, self._slot, shared)

    def _fill(self, slot: Slot) -> None:
        schema = slot.schema
        unknown = set(schema) - _KEYWORDS
        if unknown:
            raise ValueError(f"keyword outside our subset of JSON Schema: {sorted(unknown)}")
        if "anyOf" in schema and "type" not in schema:
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
                if python is str and alternative.schema.get("pattern") == NOTHING:
                    continue  # blank text is missing everywhere
                earlier = slot.readers.get(python)
                slot.readers[python] = either(earlier, reader) if earlier else reader

    def _reader(self, kind: str, slot: Slot, python: type) -> Reader:
        schema = slot.schema
        if kind == "object" and KEYED in schema:
            key = schema[KEYED]
            return self._keyed(slot, key) if isinstance(key, str) else self._by_key(slot, key)
        if kind == "object":
            return self._converted(record_reader(slot, self._slot), schema)
        if kind == "array":
            return self._array(slot)
        if kind == "null":
            return read_nothing
        short = schema.get(SHORT)
        if short is not None:
            read_short = self._short(slot, short)
            return read_short if short in _made(schema) else self._converted(read_short, schema)
        if "enum" in schema or "const" in schema:
            return enum_reader(schema)
        if kind in schema.get(AS_TEXT, ()):
            return self._converted(read_as_text, schema)
        if kind == "string":
            return self._converted(string_reader(schema), schema)
        if kind == "boolean":
            return read_anything
        return self._converted(number_reader(schema, integer=kind == "integer" and python is Decimal), schema)

    def _converted(self, read: Reader, schema: Schema) -> Reader:
        """The reader, after it the conversion that the schema names, and after that what it has to keep to."""
        convert = self._read_and_convert(read, schema)
        if CHECKED not in schema or self._checks is None:
            return convert
        check = self._checks(schema)

        def read_and_check(value: Any, where: Where, misfits: Misfits) -> object:
            found = convert(value, where, misfits)
            refusal = None if found is MISSING else check(found)
            if refusal is None:
                return found
            unfit_values.refused(misfits, where, refusal)
            return MISSING

        return read_and_check

    def _read_and_convert(self, read: Reader, schema: Schema) -> Reader:
        if TYPE not in schema:
            return read
        convert = self._conversions[schema[TYPE]]

        def read_and_convert(value: Any, where: Where, misfits: Misfits) -> object:
            found = read(value, where, misfits)
            if found is MISSING:
                return MISSING
            meant = convert(found)
            if type(meant) is Closer:
                meant = misfits.look(meant)
            if type(meant) is Refusal:
                unfit_values.refused(misfits, where, meant)
                return MISSING
            return unfit_values.doubted(misfits, where, meant) if type(meant) is Doubt else meant

        return read_and_convert

    def _short(self, slot: Slot, short: str) -> Reader:
        if short in _made(slot.schema):
            return lambda value, where, misfits: slot.readers[dict]({short: value}, where, misfits)
        inner = self._slot(slot.schema["items"] if short == "[]" else slot.schema["properties"][short])

        def read_short(value: Any, where: Where, misfits: Misfits) -> object:
            read = inner.read(value, where, misfits)
            if read is MISSING:
                return MISSING
            return [read] if short == "[]" else {short: read}

        return read_short

    def _array(self, slot: Slot) -> Reader:
        items = self._slot(slot.schema.get("items", {}))
        element, readers = items.read, items.readers
        least = slot.schema.get("minItems", 0)
        single = self._single(slot) if isinstance(slot.schema.get(KEYED), str) else None

        def read_array(value: list[Any], where: Where, misfits: Misfits) -> object:
            result: list[object] = []
            for index, item in enumerate(value):
                before = misfits.count + len(misfits.doubts)
                if single is not None and type(item) is dict and len(item) == 1 and not misfits.strict:
                    found = single(item, (where, index), misfits)
                    if found is not MISSING:
                        misfits.move((*path_of(where), len(result)), (*path_of(where), index, *item))
                        result.append(found)
                        continue
                read = readers.get(type(item), element)(item, (where, index), misfits)
                if read is not MISSING:
                    if len(result) != index:
                        misfits.move((*path_of(where), len(result)), (*path_of(where), index))
                    result.append(read)
                elif _NONE not in readers and misfits.count + len(misfits.doubts) == before:
                    unfit_values.empty(misfits, (where, index))
            if len(value) < least:
                unfit_values.too_short(misfits, where, slot.schema)
            if misfits.made:
                misfits.tell_apart(result)
            return result

        return read_array

    def _single(self, slot: Slot) -> Reader:
        """An entry of such a list that is one name with what stands under it, as in a mapping: `- Visits: 120,000`; else nothing."""
        key, entry = slot.schema[KEYED], self._slot(slot.schema["additionalProperties"])
        kinds = {dict, *({str, int, Decimal} & entry.readers.keys())}
        short, fields = entry.schema.get(SHORT, ""), entry.schema.get("properties", {})

        def read_single(value: dict[str, Any], where: Where, misfits: Misfits) -> object:
            ((name, given),) = value.items()
            if type(given) not in kinds or is_blank(given) or is_blank(name) or name in fields or name.startswith("x-"):
                return MISSING
            if next(unfit_names.meanings(misfits, name, entry.schema, given), None) is not None:
                return MISSING
            if unfit_names.slip_of(misfits, name, entry.schema) is not None:
                return MISSING
            here = (where, name)
            unfit_names.name_of_all(misfits, here, name, (key, short) if type(given) is not dict else (key,))
            if type(given) is not dict:
                misfits.move((*path_of(here), short), path_of(here))
            return entry.read({key: name} | (given if type(given) is dict else {short: given}), here, misfits)

        return read_single

    def _keyed(self, slot: Slot, key: str) -> Reader:
        """A list written as a mapping: each key is the name of what stands under it, if anything does; where the schema has it so, that may be a
        text or a number."""
        entry = self._slot(slot.schema["additionalProperties"])
        kinds = {dict, _NONE, *({str, int, Decimal} & entry.readers.keys())}
        records = "|".join(slot.schema.get("patternProperties", ()))
        short = entry.schema.get(SHORT, "")

        def read_keyed(value: dict[str, Any], where: Where, misfits: Misfits) -> object:
            if not all(type(item) in kinds for item in value.values()) or any(
                type(item) is not dict and records and re.search(records, name) for name, item in value.items()
            ):  # it is one entry, written without its `-`
                return unfit_values.wrong_type(
                    misfits, where, value, {"type": "array", "title": slot.schema.get("title")}
                )
            result: list[object] = []
            for name, given in value.items():
                if is_blank(name):
                    unfit_values.empty(misfits, (where, name), slot.schema)
                if is_blank(given):
                    unfit_values.empty(misfits, (where, name))
                    if type(given) is str:
                        continue
                item = given if type(given) is dict else {} if given is None else {short: given}
                if short in item and item is not given:
                    misfits.move((*path_of(where), name, short), (*path_of(where), name))
                own = {} if is_blank(item.get(key)) else {key: item[key]}
                read = entry.read(item | {key: name} | own, (where, name), misfits)
                if read is not MISSING:
                    misfits.move((*path_of(where), len(result)), (*path_of(where), name))
                    result.append(read)
            return result

        return read_keyed

    def _by_key(self, slot: Slot, keys: Sequence[str]) -> Reader:
        """A list written by what its entries are for: `{2026: 100, North: {value: 20}}`."""
        *named, alone = keys
        item = self._slot(slot.schema["items"])
        known = item.schema["properties"]
        readers = {name: self._slot(known[name]).read for name in named}

        def field_of(key: str, where: Where, misfits: Misfits) -> str:
            for name in named[:-1]:
                attempt = misfits.attempt()
                if readers[name](key, where, attempt) is not MISSING and not attempt.count:
                    return name
            return named[-1]

        def read_by_key(value: dict[str, Any], where: Where, misfits: Misfits) -> object:
            if value and value.keys() <= known.keys():  # one alone
                misfits.move((*path_of(where), 0), path_of(where))
                read = item.read(value, where, misfits)
                return MISSING if read is MISSING else [read]
            result: list[object] = []
            for key, given in value.items():
                record = given if isinstance(given, dict) else {alone: given}
                name = field_of(key, (where, key), misfits)
                read = item.read({name: key} | record, (where, key), misfits)
                if read is not MISSING:
                    misfits.move((*path_of(where), len(result)), (*path_of(where), key))
                    result.append(read)
            return result

        return read_by_key


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


def _made(schema: Schema) -> set[str]:
    """The fields that names are made from."""
    return set().union(*made_names(schema).values())


def _kinds(schema: Schema) -> tuple[str, ...]:
    kind = schema.get("type")
    if kind is None:
        values = schema.get("enum", [schema["const"]] if "const" in schema else None)
        if values is None:
            return tuple(_PYTHON) if not schema.keys() & {"properties", "additionalProperties"} else ("object",)
        return tuple(name for name in _PYTHON if any(type(value) in _PYTHON[name] for value in values))
    return (kind,) if isinstance(kind, str) else tuple(kind)
