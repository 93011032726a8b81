"""A tree read by a map: records found, their fields made, every value with its place.

Comes in: a `Tree` and a `DocumentMap`. Goes out: a `Reading`, the draft of a plan and what was understood, path by path. Knows nothing of formats.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kpi_rules.i18n import tr
from kpi_rules.registers.documents.fields import Made, add_fields, has, make_fields, own_name, put
from kpi_rules.registers.documents.known_names import dated_field, known_field
from kpi_rules.registers.documents.map import Condition, DocumentMap, Record
from kpi_rules.registers.documents.naming import titled
from kpi_rules.registers.documents.paths import DEEP
from kpi_rules.registers.documents.scopes import MOST, Scope, at_root, hold, inner_scopes
from kpi_rules.registers.documents.tree import Spot, Tree
from kpi_rules.registers.draft import Draft, Taken
from kpi_rules.registers.tables.naming import Ids
from kpi_rules.structs import Struct, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from kpi_rules.registers.documents.paths import Place
    from kpi_rules.registers.draft import Part

_LISTS: Final = ("roles", "objectives", "metrics", "kpis")
_TOLD: Final = 12
"""Names that the remark on what was left out tells at most."""


class Understood(Struct):
    """What was made of the values at a path: a field of which list, and how many of them there were."""

    path: str
    into: str
    field: str
    count: int


class Reading(Struct, frozen=False):
    """A document read: the drafts of its plans, what was understood, and what was left out, by name, with how often it stands there."""

    map: DocumentMap
    drafts: list[Draft]
    understood: list[Understood] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    questions: tuple[str, ...] = ()
    guessed: bool = False


def read_tree(tree: Tree, map_: DocumentMap) -> Reading:
    """The plan that a map makes of a tree."""
    return _Reader(tree, map_).read()


class _Reader:
    """Follows a map through a tree."""

    def __init__(self, tree: Tree, map_: DocumentMap) -> None:
        self.tree, self.map = tree, map_
        self.lists: dict[str, list[Part]] = {name: [] for name in _LISTS}
        self.ids = {name: Ids() for name in _LISTS}
        self.paths: dict[tuple[str, str, str], int] = {}
        self.used: set[tuple[int, Place]] = set()
        self.unused: dict[tuple[int, Place], str] = {}
        self.marks = {name for conditions in map_.recognise for name in _names(conditions)}

    def read(self) -> Reading:
        plan: dict[str, Part] = {}
        for index, root in enumerate(self.tree.roots):
            scope = at_root(index, root.data)
            made = make_fields(self.map.plan, scope)
            self._count(made, "plan")
            plan = made.record | plan
            for record in self.map.records:
                self._read_records(record, scope, None)
        left = self._left()
        understood = [Understood(*key, count) for key, count in self.paths.items()]
        counts = {name: len(held) for name, held in self.lists.items() if held}
        return Reading(self.map, [self._draft(plan, left)], understood, left, counts)

    def _left(self) -> dict[str, int]:
        """The names that no record took anything from, with how often each stands there."""
        left: dict[str, int] = {}
        for place, name in self.unused.items():
            if place not in self.used:
                left[name] = left.get(name, 0) + 1
        return left

    def _draft(self, plan: dict[str, Part], left: dict[str, int]) -> Draft:
        head = {"title": plan.get("title", Taken(titled(self.tree.source.name))), "status": Taken("draft")}
        lists: dict[str, Part] = {name: held for name, held in self.lists.items() if held}
        draft = Draft("", head | plan | lists, self.tree.origin)
        draft.remarks = [*self._remarks(left), *self.tree.remarks]
        return draft

    def _remarks(self, left: dict[str, int]) -> Iterator[str]:
        yield tr(
            "made of {file}: {reads}",
            file=self.tree.source.name,
            reads=tr(self.map.reads) if self.map.reads else self.map.name,
        )
        if left:
            names = ", ".join(list(left)[:_TOLD]) + (" …" if len(left) > _TOLD else "")
            yield tr("left out: {names}", names=names)

    # -- records

    def _read_records(self, record: Record, outer: Scope, around: dict[str, Part] | None) -> None:
        for where in record.where:
            for scope in inner_scopes(where, outer):
                if hold(record.when, scope):
                    self._read_record(record, scope, around)

    def _read_record(self, record: Record, scope: Scope, around: dict[str, Part] | None) -> None:
        if record.into:
            made = make_fields(record.fields, scope)
            self._rest(record, scope, made)
            add_fields(record.otherwise, scope, made)
            self._count(made, record.into)
            if not made.record:
                return
            self._identify(made.record, record.into)
            if record.link and around is not None:
                made.record[record.link] = around.get("id", Taken(None))
            self.lists[record.into].append(made.record)
            around = made.record
        for inside in record.inside:
            self._read_records(inside, scope, around)

    def _count(self, made: Made, into: str) -> None:
        for path, name in made.paths:
            key = (path, into, name)
            self.paths[key] = self.paths.get(key, 0) + 1

    def _identify(self, record: dict[str, Part], into: str) -> None:
        """Every record has an id that no other has: its own, else a short one of its title, as its first field."""
        name, title = record.get("id"), record.get("title") or record.get("name")
        if isinstance(name, Taken):
            if not self.ids[into].take(str(name.value)):
                made = self.ids[into].make(str(name.value), into[:-1])
                record["id"] = Taken(made, name.place, tr("{id} is the id of another", id=f"`{name.value}`"))
        elif isinstance(title, Taken):
            fields = dict(record)
            record.clear()
            record.update({"id": Taken(self.ids[into].make(str(title.value), into[:-1]), title.place)} | fields)

    # -- what no field names

    def _rest(self, record: Record, scope: Scope, made: Made) -> None:
        if not isinstance(scope.value, dict):
            return
        depth = len(scope.spot.place)
        used = {place[: depth + 1] for place in made.used} | set(_places_of_inner(record, scope))
        self.used.update((scope.spot.root, place) for place in used)
        marks = self.marks | set(_names(record.when)) | _names_of_ways(record)
        for key, value in scope.value.items():
            place = (*scope.spot.place, key)
            if place in used or key in marks or value in (None, "", [], {}):
                continue
            if record.rest == "leave" or not self._kept(record, key, value, Spot(scope.spot.root, place), made):
                self.unused[(scope.spot.root, place)] = key

    def _kept(self, record: Record, key: str, value: object, spot: Spot, made: Made) -> bool:
        """Whether a value found a place in the record: as the field that its name stands for, else as `x-`."""
        part = _plain(value, spot)
        if part is None:
            return False
        if (dated := dated_field(key, record.into, value)) is not None and isinstance(part, Taken):
            return _put_dated(made.record, *dated, part)
        name, meant = known_field(key, record.into, value) if record.rest == "known" else (None, None)
        if name is None or has(made.record, name):
            name, meant = own_name(key), None
        put(made.record, name, part if meant is None else Taken(meant, spot))
        made.paths.append((key, name))
        return True


def _put_dated(record: dict[str, Part], name: str, written: object, part: Taken) -> bool:
    """Put what a field with a year in its name says beside what others of its kind said."""
    given, held = _with_places(written, part), record.get(name)
    if held is None:
        record[name] = given
    elif isinstance(held, dict) and isinstance(given, dict):
        record[name] = given | held
    elif isinstance(held, list) and isinstance(given, list):
        record[name] = [*held, *given]
    else:
        return False
    return True


def _with_places(written: object, part: Taken) -> Part:
    """What is written, each value at the place of the one that it was made of."""
    if isinstance(written, dict):
        return {str(name): _with_places(one, part) for name, one in written.items()}
    if isinstance(written, list):
        return [_with_places(one, part) for one in written]
    return Taken(written if isinstance(written, (str, int, Decimal)) else str(written), part.place)


def _names(conditions: tuple[Condition, ...]) -> Iterator[str | int]:
    """The names that conditions look at: they say what a record is, and are no news of it."""
    return (condition.where.steps[-1].key for condition in conditions if condition.where.steps)


def _names_of_ways(record: Record) -> set[str | int]:
    return {name for ways in record.fields.values() for way in ways for name in _names(way.when)}


def _places_of_inner(record: Record, scope: Scope) -> Iterator[Place]:
    """The fields of a record that the records inside it stand in."""
    for inside in record.inside:
        for where in inside.where:
            if where.up == 0 and where.steps and where.steps[0].kind == "key":
                yield (*scope.spot.place, where.steps[0].key)
            elif where.up == 0 and where.steps and where.steps[0].kind == DEEP and isinstance(scope.value, dict):
                yield from (
                    (*scope.spot.place, key) for key, value in scope.value.items() if isinstance(value, (dict, list))
                )
        yield from _places_of_inner(inside, scope) if not inside.into else ()


def _plain(value: object, spot: Spot) -> Part | None:
    """A value kept as it is: single, or a list or mapping of what can be kept."""
    if isinstance(value, (str, int, Decimal)):
        return Taken(value, spot)
    if isinstance(value, list):
        parts = (_plain(each, Spot(spot.root, (*spot.place, index))) for index, each in enumerate(value[:MOST]))
        return [part for part in parts if part is not None] or None
    if isinstance(value, dict):
        named = {str(key): _plain(each, Spot(spot.root, (*spot.place, key))) for key, each in value.items()}
        return {key: part for key, part in named.items() if part is not None} or None
    return None
