"""A plan in the making: rows of all its tables, and what they name, become the lists of a plan.

Comes in: `Row`s with what they are. Goes out: a `Draft`. Knows nothing of sheets.
"""

from __future__ import annotations

from collections.abc import Mapping

from kpi_rules.i18n import tr
from kpi_rules.plan.synonyms import plainly
from kpi_rules.registers.draft import Draft, Taken
from kpi_rules.registers.tables.fields import LINKED
from kpi_rules.registers.tables.naming import Ids
from kpi_rules.registers.tables.records import Named, doubted, place_in, put, put_own, text_in
from kpi_rules.registers.tables.rows import Row
from kpi_rules.registers.tables.words import nobody_words
from kpi_rules.structs import Struct, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

    from kpi_rules.registers.draft import Part
    from kpi_rules.registers.tables.records import Record

_LISTS: Final[Mapping[str, str]] = {"owner": "roles", "objective": "objectives", "metric": "metrics"}
_TITLES: Final = {"owner": "title", "objective": "title", "metric": "name"}
_FIRST: Final = ("id", "name", "title")
"""The fields that a record begins with."""


class Building(Struct, frozen=False):
    """One plan. `name` tells it from others of the register."""

    name: str
    kpis: list[Record] = field(default_factory=list)
    reviews: list[Part] = field(default_factory=list)
    named: dict[str, Named] = field(
        default_factory=lambda: {link: Named(title, LINKED[link]) for link, title in _TITLES.items()}
    )
    by_kpi: dict[str, Record] = field(default_factory=dict)
    ids: Ids = field(default_factory=Ids)
    last: Record | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was taken in."""
        return not (self.kpis or self.reviews or any(named.records for named in self.named.values()))

    def add(self, kind: str, row: Row) -> bool:
        """Take in what a row says; whether it says what it is about."""
        match kind:
            case "kpi":
                return self._add_kpi(row)
            case "value":
                return self._add_values(row)
            case "review":
                self.reviews.append(row.record)
                return bool(row.record)
            case _:
                return self._add_named(next(link for link, record in LINKED.items() if record == kind), row)

    def is_more(self, row: Row) -> bool:
        """Whether a row has the actuals to the targets of the KPI above it: it names none, or that one again."""
        name = text_in(row.record.get("name"))
        return bool(row.side) and self.last is not None and name in ("", text_in(self.last.get("name")))

    def go_on(self, row: Row) -> bool:
        """Take in a row that goes on with the KPI above it."""
        if self.last is None:
            return self._add_kpi(row)
        for name, part in row.record.items():
            held = self.last.get(name)
            if isinstance(held, list) and isinstance(part, list):
                held.extend(part)
            elif held is None or not _same(held, part):
                put_own(self.last, name, part) if held is not None else self.last.update({name: part})
        return True

    def _add_kpi(self, row: Row) -> bool:
        record = row.record
        name = text_in(record.get("name")) or text_in(record.get("metric"))
        if not name and "id" not in record:
            return False
        if "id" in record:
            self.ids.take(text_in(record["id"]))
        else:
            record = {
                "id": Taken(
                    self.ids.make(name, "kpi"), place_in(record["name"] if "name" in record else record["metric"])
                ),
                **record,
            }
        self.last = _ordered(record)
        self._link(self.last, row.linked)
        self.kpis.append(self.last)
        return True

    def _add_named(self, link: str, row: Row) -> bool:
        named = self.named[link]
        record = row.record
        if not text_in(record.get(named.title)) and "id" not in record:
            return False
        named.closed = True
        added = named.add(_ordered(record))
        self._link(added, row.linked)
        return True

    def _add_values(self, row: Row) -> bool:
        on, segment = row.record.pop("on", None), row.record.pop("segment", None)
        for bound, part in row.values:
            column = bound.meaning.column
            kpi = self.by_kpi.get(column.kpi) or self._kpi_of_column(column.kpi, part)
            many = bound.field if bound.field.endswith("s") else f"{bound.field}s"
            entries = kpi.setdefault(many, [])
            assert isinstance(entries, list)
            said: Record = part if isinstance(part, dict) else {"value": part}
            day = {"by" if many == "targets" else "on": on} if on is not None else {}
            place = {"segment" if many == "targets" else "x-segment": segment} if segment is not None else {}
            entries.append({**day, **place, **said})
        return bool(row.values)

    def _kpi_of_column(self, name: str, part: Part) -> Record:
        place = place_in(part)
        kpi: Record = {"id": Taken(self.ids.make(name, "kpi"), place), "name": Taken(name, place)}
        self.kpis.append(kpi)
        self.by_kpi[name] = kpi
        return kpi

    def _link(self, record: Record, linked: Mapping[str, Record]) -> None:
        """Give what else a row says of its objective, metric or role to that one."""
        for link, said in linked.items():
            named = self.named[link]
            text = text_in(record.get(link)) or text_in(said.get(named.title)) or text_in(said.get("id"))
            if not text:
                for name, part in said.items():
                    put_own(record, f"{link} {name}", part)
                continue
            if link not in record:
                record[link] = said.get(named.title) or said["id"]
            known = named.known.get(text) or self._called(named, text, said, record[link])
            for name, part in said.items():
                if name not in known:
                    put(known, LINKED[link], name, part)

    def _called(self, named: Named, text: str, said: Record, part: Part) -> Record:
        known = named.known.get(plainly(text))
        if known is not None:
            return known
        own = {"id": said["id"]} if "id" in said else {}
        return named.add({**own, named.title: said.get(named.title) or part})

    # -- the whole

    def draft(self, head: Record, tail: Record) -> Draft:
        """The plan: its own fields, then its lists in the order that people read them."""
        for link in _LISTS:
            for record in (*self.kpis, *self.named["objective"].records, *self.named["metric"].records):
                self._refer(link, record)
        plan: dict[str, Part] = dict(head)
        for link, name in _LISTS.items():
            if records := self.named[link].records:
                plan[name] = list(map(_ordered, records))
        if self.kpis:
            plan["kpis"] = list(self.kpis)
        if self.reviews:
            plan["review"] = {"history": self.reviews}
        return Draft(self.name, {**plan, **tail})

    def _refer(self, link: str, record: Record) -> None:
        part = record.get(link)
        text = text_in(part)
        if not text or not isinstance(part, Taken):
            return
        if link == "owner" and plainly(text) in nobody_words():
            return  # no role of the plan
        found = self.named[link].named(text, part.place)
        if found is None:
            record[link] = doubted(part, tr("no {record} of the register is called so", record=f"`{LINKED[link]}`"))
        else:
            record[link] = Taken(text_in(found["id"]), part.place, part.doubt)


def _ordered(record: Record) -> Record:
    """A record that begins with what it is called."""
    first: Record = {name: record[name] for name in _FIRST if name in record}
    return {**first, **{name: part for name, part in record.items() if name not in first}}


def _same(one: Part, other: Part) -> bool:
    value: Any = getattr(one, "value", one)
    return bool(value == getattr(other, "value", other))
