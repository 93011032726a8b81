"""Where a field leads from record to record of a list: `by parent in plan.kpis`.

Comes in: the records, what each is called, and whom a record's field names. Goes out: who is reached, who reaches, and who leads back to itself.
Each takes time linear in what it looks at, whatever circles there are. Records of one name are one place: whoever names it leads to all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

Record = dict[str, Any]
Onward = Callable[[Record], Sequence[Any]]


def names_in(value: Any) -> Sequence[Any]:
    """What a field names: nothing, one, or several."""
    return () if value is None else value if isinstance(value, list) else (value,)


class Way:
    """The records of a list by their names, and where each leads."""

    __slots__ = ("_back", "called", "names", "onward", "records", "these")

    def __init__(self, records: list[Record], called: Callable[[Record], Any], onward: Onward) -> None:
        self.records, self.called, self.onward = records, called, onward
        self.names = [called(record) for record in records]
        self.these: dict[Any, list[int]] = {}
        """The places of the records of a name."""
        self._back: dict[Any, list[int]] | None = None
        for place, name in enumerate(self.names):
            if name is not None:
                self.these.setdefault(name, []).append(place)

    def reached(self, first: Iterable[Any]) -> list[Record]:
        """The records that these names lead to, the nearest first."""
        waiting = list(dict.fromkeys(first))
        seen, found = set(waiting), []
        for name in waiting:  # it grows
            for place in self.these.get(name, ()):
                found.append(self.records[place])
                for there in self.onward(self.records[place]):
                    if there not in seen:
                        seen.add(there)
                        waiting.append(there)
        return found

    def reaching(self, name: Any) -> list[Record]:
        """The records that lead to this name, the nearest first."""
        back = self.back()
        waiting, seen, found = [name], {name}, dict[int, None]()
        for there in waiting:  # it grows
            for place in back.get(there, ()):
                found[place] = None
                if (here := self.names[place]) is not None and here not in seen:
                    seen.add(here)
                    waiting.append(here)
        return [self.records[place] for place in found]

    def back(self) -> dict[Any, list[int]]:
        """The places of the records that name each name."""
        if self._back is None:
            self._back = {}
            for place, record in enumerate(self.records):
                for there in dict.fromkeys(self.onward(record)):
                    self._back.setdefault(there, []).append(place)
        return self._back

    def circular(self) -> list[Record]:
        """The records that lead back to themselves, in their order."""
        ways: dict[Any, list[Any]] = {name: [] for name in self.these}
        for record, name in zip(self.records, self.names, strict=True):
            if name is not None:
                ways[name].extend(there for there in self.onward(record) if there in self.these)
        rings = _rings(ways)
        return [record for record, name in zip(self.records, self.names, strict=True) if rings.get(name)]


def way(records: list[Record], values: list[Any], called: str) -> Way:
    """The way over a list of records that a field calls by name, and of which it is known already where they lead."""
    onward = {id(record): names_in(value) for record, value in zip(records, values, strict=True)}
    return Way(records, lambda record: record.get(called), lambda record: onward[id(record)])


def reached(way: Way, value: Any) -> list[Record]:
    """Where a value of the field leads."""
    return way.reached(names_in(value))


def _rings(ways: dict[Any, list[Any]]) -> dict[Any, bool]:
    """Whether each value is in a ring (Tarjan's strongly connected components, without recursion: linear in the ways)."""
    found: dict[Any, int] = {}
    lowest: dict[Any, int] = {}
    open_: dict[Any, None] = {}
    in_ring = dict.fromkeys(ways, False)
    for start, first_ways in ways.items():
        walk = [] if start in found else [(start, iter(first_ways))]
        while walk:
            here, onward = walk[-1]
            if here not in found:
                found[here] = lowest[here] = len(found)
                open_[here] = None
            there = next((one for one in onward if one in ways), None)
            if there is None:
                walk.pop()
                if walk:
                    lowest[walk[-1][0]] = min(lowest[walk[-1][0]], lowest[here])
                if lowest[here] == found[here]:
                    _close(here, open_, ways, in_ring)
            elif there not in found:
                walk.append((there, iter(ways[there])))
            elif there in open_:
                lowest[here] = min(lowest[here], found[there])
    return in_ring


def _close(first_: Any, open_: dict[Any, None], ways: dict[Any, list[Any]], in_ring: dict[Any, bool]) -> None:
    """A component is whole: it is a ring where it has more than one value, or a way from one to itself."""
    members: list[Any] = []
    while not members or members[-1] != first_:
        members.append(open_.popitem()[0])
    if len(members) > 1 or first_ in ways[first_]:
        in_ring |= dict.fromkeys(members, True)
