"""Records in the making: a part put where its path says, and records that others name, found by what they are called.

Comes in: parts of a draft with their paths. Goes out: records as a plan has them. Knows nothing of cells.
"""

from __future__ import annotations

from collections.abc import Iterable

from kpi_rules.plan.synonyms import plainly
from kpi_rules.registers.draft import Taken
from kpi_rules.registers.tables.fields import short_of
from kpi_rules.registers.tables.naming import Ids, id_of
from kpi_rules.structs import Struct, field, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from kpi_rules.registers.draft import Part

    Record: TypeAlias = "dict[str, Part]"


def put(record: Record, row: str, path: str, part: Part) -> bool:
    """Put a part in a record of what a row is; whether there was room for it."""
    outer, _, inner = path.partition(".")
    held = record.get(outer)
    if not inner:
        if held is None:
            record[outer] = part
            return True
        return _put_before(record, row, outer, part, held)
    if held is None:
        record[outer] = {inner: part}
        return True
    if isinstance(held, Taken):
        short = short_of(row, outer)
        if not short or short == inner:
            return False
        held = record[outer] = {short: held}
    if isinstance(held, dict) and inner not in held:
        held[inner] = part
        return True
    return False


def _put_before(record: Record, row: str, outer: str, part: Part, held: Part) -> bool:
    """Put a value in a record that already says more of it: `by` came first, and now the value."""
    short = short_of(row, outer)
    if not isinstance(held, dict) or not short or short in held:
        return False
    new = part if isinstance(part, dict) else {short: part}
    record[outer] = {**new, **{name: each for name, each in held.items() if name not in new}}
    return True


def put_own(record: Record, name: str, part: Part) -> None:
    """Keep what plans have no field for: `x-…`."""
    base = "x-" + (id_of(name) or "column")
    key, number = base, 2
    while key in record:
        key, number = f"{base}-{number}", number + 1
    record[key] = part


def doubted(part: Part, doubt: str) -> Part:
    """A part with a comment behind its first single value."""
    if isinstance(part, Taken):
        return replace(part, doubt="; ".join(filter(None, (part.doubt, doubt))))
    if isinstance(part, dict):
        first = next(iter(part), None)
        return part if first is None else {**part, first: doubted(part[first], doubt)}
    return [doubted(part[0], doubt), *part[1:]] if part else part


class Named(Struct, frozen=False):
    """A list of records that others name: objectives, roles, metrics. `title` is the field that says what they are called."""

    title: str
    kind: str
    records: list[Record] = field(default_factory=list)
    ids: Ids = field(default_factory=Ids)
    known: dict[str, Record] = field(default_factory=dict)
    closed: bool = False
    """Whether the register lists them itself: then none is made from a name alone."""

    def add(self, record: Record) -> Record:
        """A record of the register's own list, with its id."""
        name = text_in(record.get(self.title)) or text_in(record.get("id"))
        if "id" in record:
            self.ids.take(text_in(record["id"]))
        else:
            record = {"id": Taken(self.ids.make(name, self.kind), place_in(record)), **record}
        self.records.append(record)
        for text in (text_in(record["id"]), name, *_members(record)):
            self.known.setdefault(plainly(text), record)
        return record

    def named(self, text: str, place: object) -> Record | None:
        """The record that is called so; a new one where the register has no list of them."""
        known = self.known.get(plainly(text))
        if known is not None or self.closed:
            return known
        return self.add({self.title: Taken(text, place)})


def _members(record: Record) -> Iterable[str]:
    """The people of a role: who names one of them names the role."""
    members = record.get("members")
    return map(text_in, members if isinstance(members, list) else ())


def text_in(part: Part | None) -> str:
    """The text of a single value."""
    return str(part.value) if isinstance(part, Taken) and part.value is not None else ""


def place_in(part: Part) -> object:
    """Where the first single value was taken from."""
    from kpi_rules.registers.draft import first_place

    return first_place(part)
