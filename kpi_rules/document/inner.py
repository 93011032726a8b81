"""What belongs to a list of the document and is written inside another record: KPIs under their objective, and an objective that is its own KPI.

What comes in: the record's schema, in which `x-kpi-rules-into` names, by field, the list, the field that leads from its entries back to the record and, where
the record is such an entry itself, the field of that. What goes out: the lists and entries, noted in `Misfits`, which `shape` puts where they belong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from kpi_rules.document.misfits import Misfits, Where, path_of
from kpi_rules.document.places import Path
from kpi_rules.document.readers import is_blank
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

    from kpi_rules.document.readers import Schema

INTO: Final = "x-kpi-rules-into"
ENTRY: Final = "x-kpi-rules-entry"


class Inner(Struct):
    """The lists that a record's schema lets in, and the fields of an entry that the record may be itself."""

    lists: Mapping[str, tuple[str, str]]
    """By field: the list of the document, and the link from its entries to the record."""
    own: Mapping[str, str]
    """By field of the record: the field of the entry."""
    home: tuple[str, str]
    """The list of that entry, and the link from it to the record."""
    entry: Schema
    """What the schema says of the entry: `of`, `called`, `made_by`, `unless`, `lends`."""

    @cached_property
    def fields(self) -> frozenset[str]:
        """The fields of the record that are read elsewhere."""
        return frozenset((*self.lists, *self.own))

    def takes(self, name: str, item: object, schema: Schema, misfits: Misfits) -> bool:
        """Whether a name that the record does not have is a word for what only the entry has that it is itself, as a target's date."""
        if misfits.words is None:
            return False
        meanings = misfits.words.fields(name, str(schema.get("title", "")), item)
        meant = next((meant for meant in meanings if meant.path[0] in schema["properties"]), None)
        if meant is not None:
            return meant.path[0] in self.own and (len(meant.path) > 1 or meant.value is not None)
        return self._meant(name, item, misfits) in self.own.values()

    def _meant(self, name: str, item: object, misfits: Misfits) -> str | None:
        found = misfits.words.fields(name, self.entry.get("of", ""), item) if misfits.words else ()
        meant = next(iter(found), None)
        return meant.path[0] if meant is not None and meant.sure else None

    def note(
        self, value: Mapping[str, Any], words: Iterable[str], result: dict[str, object], where: Where, misfits: Misfits
    ) -> None:
        """Note what a record holds of lists, and the entry that it is; `words` are other words for fields of that."""
        path = path_of(where)
        for name, (list_, link) in self.lists.items():
            if name in value:
                written = misfits.places.get((*path, name), (name,))[-1]
                misfits.hoist(list_, value[name], (where, written), (result, link))
        fields = {entry: value[name] for name, entry in self.own.items() if not is_blank(value.get(name))}
        further = {name: value[name] for name in words}
        if not self._makes_one(fields, further, result, misfits):
            return
        for name, entry in self.own.items():
            if entry in fields:
                _move(path, entry, name, misfits)
        made = fields.keys() | {self._meant(name, item, misfits) for name, item in further.items()}
        called = {entry: name for entry, name in self.entry["called"].items() if entry not in made and name in result}
        for entry, name in called.items():
            _move(path, entry, name, misfits)
        lends = bool(self.entry.get("lends"))
        list_, link = self.home
        misfits.hoist(list_, fields | further, where, (result, link), called=called, lends=lends)

    def _makes_one(
        self,
        fields: Mapping[str, object],
        further: Mapping[str, object],
        record: Mapping[str, object],
        misfits: Misfits,
    ) -> bool:
        """Whether the fields make the record an entry."""
        made = {self._meant(name, item, misfits) for name, item in further.items()}
        made |= {name for name, entry in self.own.items() if entry in fields}
        unless = self.entry.get("unless", {})
        return not made.isdisjoint(self.entry.get("made_by", ())) and all(
            record.get(name) not in unless[name] for name in unless
        )


def _move(path: Path, entry: str, name: str, misfits: Misfits) -> None:
    """Note where the entry's field is written, where the record calls it otherwise."""
    if entry != name:
        misfits.move((*path, entry), misfits.places.get((*path, name), (*path, name)))


def inner_of(schema: Schema) -> Inner | None:
    """What the schema of a record lets in; nothing of most."""
    into = schema.get(INTO)
    if not into:
        return None
    own = {name: words for name, words in into.items() if len(words) > 2 and ENTRY in schema}
    list_, link, *_ = next(iter(own.values()), ("", ""))
    lists = {name: (words[0], words[1]) for name, words in into.items() if len(words) == 2}
    return Inner(lists, {name: words[2] for name, words in own.items()}, (list_, link), schema.get(ENTRY, {}))
