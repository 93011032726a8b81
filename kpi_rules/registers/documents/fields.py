"""The fields of a record made as a map says: the first way that gives something, with what was converted and written on the way.

Comes in: the map's fields and a scope. Goes out: a record of `Taken` values, which places were used, and which path each field came from.
Knows nothing of records and lists of a plan.
"""

from __future__ import annotations

from collections.abc import Mapping

from kpi_rules.i18n import tr
from kpi_rules.registers.documents.conversions import as_number, as_text, converted, interval, with_unit
from kpi_rules.registers.documents.map import Way
from kpi_rules.registers.documents.scopes import Scope, hold, singles, values_at
from kpi_rules.registers.documents.templates import filled
from kpi_rules.registers.documents.tree import Spot
from kpi_rules.registers.draft import Taken
from kpi_rules.structs import Struct, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, TypeAlias

    from kpi_rules.registers.documents.conversions import Single
    from kpi_rules.registers.documents.map import Fields, Where
    from kpi_rules.registers.documents.paths import Place
    from kpi_rules.registers.draft import Part

    Record: TypeAlias = "dict[str, Part]"


_DATES: Final = {"by", "on", "date"}
"""What a record of a quantity says of its day: a quantity may still come."""


class Made(Struct, frozen=False):
    """A record in the making. `used` are the places that its values were taken from, `paths` which path of the map gave which field."""

    record: Record = field(default_factory=dict)
    used: set[Place] = field(default_factory=set)
    paths: list[tuple[str, str]] = field(default_factory=list)


def make_fields(fields: Fields, scope: Scope) -> Made:
    """A record with the fields that a map makes."""
    made = Made()
    add_fields(fields, scope, made)
    return made


def add_fields(fields: Fields, scope: Scope, made: Made) -> None:
    """Make the fields that a record does not have yet."""
    for name, ways in fields.items():
        if not has(made.record, name):
            _make_field(name, ways, scope, made)


def _make_field(name: str, ways: tuple[Way, ...], scope: Scope, made: Made) -> None:
    refused: Taken | None = None
    for way in ways:
        if not hold(way.when, scope):
            continue
        part, unread = _part(way, scope, made)
        if part is not None:
            put(made.record, name, part)
            if way.where is not None or way.write:
                made.paths.append((way.where.text if way.where else way.write, name))
            return
        refused = refused or unread
    if refused is not None:
        put(made.record, own_name(name), refused)


def own_name(name: str) -> str:
    """The name under which a value is kept that is no field of plans."""
    if name.startswith("x-"):
        return name
    words = name.replace(".", " ").split()
    return "x-" + (words[0] if len(words) == 1 else "-".join(words).lower())[:100]


def _part(way: Way, scope: Scope, made: Made) -> tuple[Part | None, Taken | None]:
    """What a way makes; and a value that it found and could make nothing of."""
    if way.where is None:
        return _written(way, way.text, None, scope, made), None
    found = list(values_at(way.where, scope))
    made.used.update(spot.place for _, spot in found if not spot.key)
    if way.fields is not None:
        return _list(way.fields, found, scope, made), None
    given = list(singles(found))
    taken = [part for value, spot in given if (part := _taken(way, value, spot, scope, made)) is not None]
    if not taken:
        lost = given if way.other == "keep" and (way.words is not None or way.times or way.interval) else ()
        return None, next((Taken(value, spot) for value, spot in lost), None)
    if way.join is not None:
        return Taken(way.join.join(as_text(each.value) for each in taken), taken[0].place, taken[0].doubt), None
    return (taken[0] if len(taken) == 1 else list(taken)), None


def _list(fields: Fields, found: list[tuple[object, Spot]], scope: Scope, made: Made) -> Part | None:
    """A list of records, one of each value that was found."""
    inner = [make_fields(fields, Scope(value, spot, scope, number)) for number, (value, spot) in enumerate(found, 1)]
    made.used.update(*(each.used for each in inner))
    return [each.record for each in inner if each.record] or None


def _taken(way: Way, value: Single, spot: Spot, scope: Scope, made: Made) -> Taken | None:
    meant = converted(value, way)
    return None if meant is None or meant == "" else _written(way, meant, spot, scope, made)


def _written(way: Way, value: Single, spot: Spot | None, scope: Scope, made: Made) -> Taken | None:
    """A value, in the sentence that the map writes about it; nothing where a part of the sentence is missing."""

    def find(where: Where) -> tuple[Single, Spot] | None:
        found = next(singles(values_at(where, scope)), None)
        if found is not None and not found[1].key:
            made.used.add(found[1].place)
        return found

    if way.unit is not None and as_number(value) is not None and (unit := find(way.unit)) is not None:
        value = with_unit(value, as_text(unit[0]))
    if not way.write:
        return None if value is None else Taken(value, spot, _told(way))
    text, places = filled(way.write, value, find)
    if text is None:
        return None
    meant = (interval(text) or text) if way.interval else text
    return Taken(meant, spot or next(iter(places), None), _told(way))


def _told(way: Way) -> str:
    """The doubt that a map has of a value, in the reader's language where the map is one of ours."""
    return tr(way.doubt) if way.doubt else ""


def put(record: Record, name: str, part: Part) -> None:
    """Put a value where a name with points leads to; what stands alone there becomes the `value` of a record."""
    *outer, last = name.split(".") if not name.startswith("x-") else [name]
    for step in outer:
        inner = record.get(step)
        if not isinstance(inner, dict):
            inner = {} if inner is None else {"value": inner}
            record[step] = inner
        record = inner
    dated = record.get(last)
    record[last] = {"value": part} | dated if isinstance(dated, dict) and isinstance(part, Taken) else part


def has(record: Mapping[str, Part], name: str) -> bool:
    """Whether a value stands where a name with points leads to; what stands alone is the `value` of its record, and says no more."""
    first, _, rest = name.partition(".")
    inner = record.get(first)
    if not rest:
        return inner is not None and not (isinstance(inner, dict) and inner.keys() <= _DATES)
    return has(inner, rest) if isinstance(inner, dict) else rest == "value" and inner is not None
