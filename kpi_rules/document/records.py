"""Reads records for `kpi_rules.document.shape`: mappings with the fields that a schema names.

What comes in: the slot of a record. What goes out: its reader. What fits goes through one loop and pays nothing for the rest; names that
the schema does not have, names that are not written and fields that are missing are the business of `_Record`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal

from kpi_rules.document import unfit_names, unfit_values
from kpi_rules.document.inner import INTO, inner_of
from kpi_rules.document.meant import Meant
from kpi_rules.document.misfits import MISSING, Misfits, Where, path_of
from kpi_rules.document.readers import Reader, Schema, is_blank, read_nothing, read_plain_text, string_reader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

    from kpi_rules.document.slot import Slot

_LONGEST_NAME: Final = 120
FROM: Final = "x-kpi-rules-from"
REFERS: Final = "x-kpi-rules-refers"
_NONE: Final = type(None)
_ELSEWHERE: Final[dict[type, Reader]] = dict.fromkeys((str, int, Decimal, bool, list, dict, _NONE), read_nothing)
"""What is read with a list of the document, not here."""


def record_reader(slot: Slot, slot_of: Callable[[Schema | bool], Slot]) -> Reader:
    """The reader of a record."""
    rest, readers = _Record(slot.schema, slot_of), slot.readers
    fields, plain, needed, odd, inner = rest.fields, rest.fields.plain, rest.needed, rest.read_odd, rest.inner

    def read_object(value: dict[str, Any], where: Where, misfits: Misfits) -> object:
        result = value.copy()
        strange: list[str] = []
        for name, item in value.items():
            if type(item) is str and name in plain and " " < item[:1] < "\x7f" and item.isascii():
                continue  # most of a plan is this, and stands as it is
            read = fields[name].get(type(item), odd)(item, (where, name), misfits)
            if read is not MISSING:
                result[name] = read
                continue
            del result[name]
            if name not in fields.schemas and rest.is_strange(name):
                strange.append(name)
        if strange:
            value = value | rest.understand(strange, value, result, where, misfits)
        if misfits.beside:
            result.update(misfits.beside.pop(path_of(where), {}))
        if not needed <= result.keys() and not rest.complete(value, result, where, misfits):
            return MISSING
        if inner is not None and (strange or not inner.fields.isdisjoint(value)):
            inner.note(value, [name for name in strange if rest.is_own(name, value, misfits)], result, where, misfits)
        if result or _was_in_doubt(where, misfits):
            return result
        return MISSING if _NONE in readers or misfits.spoil(where, value) else result

    return read_object


def _was_in_doubt(where: Where, misfits: Misfits) -> bool:
    """Whether the last doubt is of a field of this record: then it is there, and of its other fields it is known that they are not."""
    if not misfits.doubts or (last := misfits.doubts[-1][0]) is None:
        return False
    return last[0] is where and where is not None


class _Record:
    """What a record's schema says, and what is done where a record is not quite as it says."""

    def __init__(self, schema: Schema, slot_of: Callable[[Schema | bool], Slot]) -> None:
        self.schema = schema
        self.fields = Fields(slot_of, schema.get("properties", {}), schema.get(INTO, ()))
        self.required: tuple[str, ...] = tuple(schema.get("required", ()))
        self.made = made_names(schema)
        self.inner = inner_of(schema)
        self.needed = frozenset((*self.required, *self.made))
        self._open = _open_names(schema)
        rule = schema.get("additionalProperties", schema.get("unevaluatedProperties", True))
        self._others = None if rule is False else slot_of(rule)
        self._name_ok = string_reader(schema["propertyNames"]) if "propertyNames" in schema else None

    def read_odd(self, item: object, where: Where, misfits: Misfits) -> object:
        """A value of a kind that its field does not have, or under a name that is no field's."""
        assert where is not None
        name = str(where[1])
        if name in self.fields.schemas:
            if item is not None or name not in self.required:
                return unfit_values.wrong_type(misfits, where, item, self.fields.slot(name).schema)
            return MISSING
        if self._others is None or self._is_open(name):
            return MISSING
        if self._name_ok is not None:
            self._name_ok(name, where, misfits)
        return self._others.read(item, where, misfits)

    def is_strange(self, name: str) -> bool:
        """Whether a name that is no field's may not stand here."""
        return self._others is None and not self._is_open(name)

    def _is_open(self, name: str) -> bool:
        return self._open is not None and bool(self._open.search(name))

    # -- names that there are not

    def understand(
        self, names: list[str], value: dict[str, Any], result: dict[str, object], where: Where, misfits: Misfits
    ) -> dict[str, Any]:
        """Read what stands under other words for fields, and tell every name; the fields, with what was written for them."""
        given: dict[str, Any] = {}
        names = [name for name in names if not self.is_own(name, value, misfits)]
        found = [(name, self._meant(name, value, result, misfits)) for name in names]
        self._name_by_first(found, value, misfits)
        found.sort(key=lambda each: each[1] is not None and len(each[1].path) > 1)  # records before what goes into them
        for name, meant in found:
            here = (where, name)
            if meant is not None and meant.sure and self._is_free(meant, value, result, misfits):
                unfit_names.other_name(misfits, here, name, self.schema, meant)
                self._read_as(meant, value[name], result, here, misfits)
                if not is_blank(value[name]):
                    given[meant.path[0]] = value[name]
            elif meant is not None and self._is_spare(meant):
                unfit_names.left_alone(misfits, here, name, self.schema)
            else:
                unfit_names.unknown_field(misfits, here, name, self.schema, meant)
        return given

    def _name_by_first(self, found: list[tuple[str, Meant | None]], value: dict[str, Any], misfits: Misfits) -> None:
        """Where nothing gives a record a name, and it begins with a text under a name that nobody knows: that is its name."""
        sources = {*self.made, *(source for sources in self.made.values() for source in sources)}
        first = next(iter(value))
        if not self.made or not sources.isdisjoint(value) or not found or found[0] != (first, None):
            return
        if unfit_names.most_alike(misfits, first, self.schema) is not None:
            return
        text = value[first]
        given = {meant.path[0] for _, meant in found if meant is not None}
        if not given.isdisjoint(sources) or not isinstance(text, str) or not 0 < len(text) <= _LONGEST_NAME:
            return
        if misfits.words is None or any(True for _ in misfits.words.may_hold(str(self.schema.get("title", "")), text)):
            return
        found[0] = (first, Meant((next(iter(self.made.values()))[0],)))

    def _is_spare(self, meant: Meant) -> bool:
        """Whether what is meant is there already, and a second word for it no contradiction: a text that nothing is decided by."""
        is_text = len(meant.path) == 1 and self.fields.schemas.get(meant.path[0]) is not None
        return (
            is_text
            and meant.sure
            and not meant.slip
            and self._open is not None
            and self.fields.slot(meant.path[0]).readers.get(str) is read_plain_text
            and not self._refers(meant)
        )

    def is_own(self, name: str, value: Mapping[str, Any], misfits: Misfits) -> bool:
        """Whether a name that there is not belongs to the entry of a list that the record is itself; that tells it."""
        return self.inner is not None and self.inner.takes(name, value[name], self.schema, misfits)

    def _meant(self, name: str, value: dict[str, Any], result: dict[str, object], misfits: Misfits) -> Meant | None:
        """What a name stands for: `goal: G1` names an objective that is called so, and `goal: 1` does where there is a target."""
        meanings = list(unfit_names.meanings(misfits, name, self.schema, value[name], value))
        if not meanings:
            slip = unfit_names.slip_of(misfits, name, self.schema)
            return slip or self._aim(value[name], value, result, misfits)
        likeliest, *others = meanings
        free = self._is_free(likeliest, value, result, misfits)
        if not misfits.is_id(value[name]) or (free and not isinstance(value[name], str)):
            own = (other for other in others if unfit_names.is_own(other, self.schema))
            return likeliest if free else next(own, likeliest)
        linked = (other for other in meanings if other.sure and self._refers(other))
        return next((other for other in linked if self._is_free(other, value, result, misfits)), likeliest)

    def _aim(self, item: object, value: dict[str, Any], result: dict[str, object], misfits: Misfits) -> Meant | None:
        """The objective, where what stands under a name that nobody knows is what one of the document's is called: `for: Members who stay`."""
        meant = Meant(("objective",))
        known = "objective" in self.fields.schemas and isinstance(item, str) and misfits.is_aim(item)
        return meant if known and self._is_free(meant, value, result, misfits) else None

    def _refers(self, meant: Meant) -> bool:
        """Whether what is meant is a field that names another record."""
        schema = self.schema.get("properties", {}).get(meant.path[0], {})
        return REFERS in schema

    def _is_free(self, meant: Meant, value: dict[str, Any], result: dict[str, object], misfits: Misfits) -> bool:
        """Whether nothing stands yet in the field that is meant."""
        outer, *inner = meant.path
        if unfit_names.is_own(meant, self.schema):
            return outer not in value
        if outer == "":
            return misfits.hoists(inner[0])
        if not inner:
            joins = isinstance(meant.value, (dict, list)) and isinstance(result.get(outer), list)
            return outer not in value and (joins or outer not in result)
        held = result.get(outer)
        return inner[0] not in held if isinstance(held, dict) else is_blank(value.get(outer))

    def _read_as(self, meant: Meant, item: object, result: dict[str, object], here: Where, misfits: Misfits) -> None:
        assert here is not None
        outer, *inner = meant.path
        path = path_of(here[0])
        if outer == "":
            misfits.hoist(inner[0], item, here, (result, None))
            return
        if unfit_names.is_own(meant, self.schema):
            return
        if self.inner is not None and outer in self.inner.fields:
            misfits.move((*path, outer), path_of(here))
            return
        slot = self.fields.slot(outer)
        if inner:
            slot = slot.field(inner[0])
        given = item if meant.value is None else meant.value
        if isinstance(meant.value, (dict, list)) and "items" in slot.schema:  # an entry of several
            read = slot.read(given, here, misfits)
            entries: Any = result.setdefault(outer, [])
            misfits.move((*path, outer, len(entries)), path_of(here))
            entries += read if isinstance(read, list) else []
            return
        misfits.move((*path, *meant.path), path_of(here))
        read = slot.read(given, here, misfits)
        if read is not MISSING:
            held: Any = result.setdefault(outer, {}) if inner else result
            held[meant.path[-1]] = read

    # -- names that are missing

    def complete(self, value: dict[str, Any], result: dict[str, object], where: Where, misfits: Misfits) -> bool:
        """Tell what is missing; whether something may stand in for all of it, so that the rest can be judged."""
        self._make(value, result, where, misfits)
        for name in self.required:
            if name not in value and name not in result:
                called = self._called(name, result, where, misfits)
                unfit_names.absent(misfits, where, name, self.fields.slot(name).schema, value, called)
            elif name not in result and is_blank(value.get(name)):
                unfit_values.empty(misfits, (where, name), self.fields.slot(name).schema)
        holds_more = self.inner is not None and not self.inner.fields.isdisjoint(value)
        if not result and not holds_more and misfits.spoil(where, (*value, *self.needed)):
            return False
        for name in (*self.required, *self.made):
            if name not in result and not self._stands_in(name, result, where, misfits):
                misfits.unfit.add(path_of(where))
                return False
        return True

    def _make(self, value: dict[str, Any], result: dict[str, object], where: Where, misfits: Misfits) -> None:
        """Make the names that are not written from others that are."""
        for name, sources in (*self.made.items(), *self.made.items()):  # the first may be made from the second
            source = next((result[source] for source in sources if isinstance(result.get(source), str)), None)
            if name not in result and source is not None:
                result[name] = " ".join(str(source).split())
                misfits.made.append((where, name, result))
        known = {*self.made, *(source for sources in self.made.values() for source in sources)}
        if self.made and not known & result.keys() and all(is_blank(value.get(name)) for name in known):
            main = next(iter(self.made.values()))[0]
            unfit_names.absent(misfits, where, main, self.fields.slot(main).schema, value)

    def _stands_in(self, name: str, result: dict[str, object], where: Where, misfits: Misfits) -> bool:
        if self.fields.slot(name).readers.get(str) is read_plain_text:
            result[name] = self._called(name, result, where, misfits) or misfits.stand_in(where)
            misfits.unfit.add((*path_of(where), name))
        return name in result

    def _called(self, name: str, result: dict[str, object], where: Where, misfits: Misfits) -> str | None:
        """What a record is called for certain that does not say it: by its id, and a document by its file."""
        if self.fields.slot(name).readers.get(str) is not read_plain_text or name in self.made:
            return None
        known = result.get("id") if where is not None else misfits.stand_in(where)
        return known if isinstance(known, str) else None


class Fields(dict[str, dict[type, Reader]]):
    """The readers of each field of an object, made when it is first met: a plan has few of all that there are."""

    def __init__(
        self, slot_of: Callable[[Schema], Slot], schemas: Mapping[str, Schema], elsewhere: Collection[str]
    ) -> None:
        super().__init__()
        self.schemas, self.elsewhere = schemas, elsewhere
        self.plain: set[str] = set()
        """The fields met so far whose text stands as it is."""
        self._slot_of = slot_of
        self._slots: dict[str, Slot] = {}

    def __missing__(self, name: str) -> dict[type, Reader]:
        if name not in self.schemas:
            return {}
        if name in self.elsewhere:
            readers = self[name] = _ELSEWHERE
            return readers
        readers = self[name] = self.slot(name).readers
        if readers.get(str) is read_plain_text:
            self.plain.add(name)
        return readers

    def slot(self, name: str) -> Slot:
        """Where a field's value stands."""
        if name not in self._slots:
            self._slots[name] = self._slot_of(self.schemas[name])
        return self._slots[name]


def made_names(schema: Schema) -> Mapping[str, list[str]]:
    """The fields that are made from others where they are not written, and from which."""
    properties = schema.get("properties", {})
    return {name: field[FROM] for name, field in properties.items() if isinstance(field, dict) and FROM in field}


def _open_names(schema: Schema) -> re.Pattern[str] | None:
    patterns = schema.get("patternProperties", {})
    if any(rule is not True for rule in patterns.values()):
        raise ValueError("patternProperties: only names that are let through")
    return re.compile("|".join(patterns)) if patterns else None
