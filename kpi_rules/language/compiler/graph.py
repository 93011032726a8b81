"""What rules compute, as a graph: each value once, however often and under whatever names it is written.

Comes in: operations by kind, data and arguments. Goes out: `Operation`s, of which there is one for each value, so that two
rules that ask for `[k for k in plan.kpis where k.status == "active"]` share it. An operation knows which variables it depends
on (so that it can be computed outside of the loops that do not matter to it), where it may not be computed before its
time, and how much work it is. Knows nothing of types, of rules and of Python.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Final

from kpi_rules.structs import Struct, field

PLAN: Final = 1_000_000
"""The variable that stands for the plan: what depends on it is computed for each plan, anything else once for all."""
CHEAP: Final = 24
"""So many operations without a loop are worth computing twice rather than keeping."""
MOST: Final = 10_000
"""Operations of a graph: a rule that needs more is not compiled."""
LENIENT: Final = frozenset({"known", "same", "in", "field", "gather", "present"})
"""Kinds that are content with a missing value where they stand before its presence is known."""
BINDERS: Final = frozenset({"list", "some", "first", "group"})
"""Kinds whose first argument is a list and whose others are computed for each element, the variable `data[0]`."""
LOOPS: Final = BINDERS | {"gather", "set"}
HEAVY: Final = frozenset({"nearest", "similarity", "mentioned"})
LISTS: Final = frozenset(
    {
        *("sum", "min", "max", "average", "median", "distinct", "duplicates", "sorted", "arranged", "rank", "position"),
        *(
            "together",
            "common",
            "without",
            "join",
            "words",
            "split",
            "leading",
            "following",
            "way",
            "reached",
            "reaching_to",
            "circular",
        ),
    }
)
"""Built-ins that go through a list."""


class TooLarge(Exception):
    """A rule that would take more operations than are compiled."""


class Operation(Struct, eq=False):
    """A value and how it is computed. Two are the same only when they are one object.

    `free`: the variables that it depends on, the innermost the least. `risky`: the variables that must be bound, and the
    conditions between them looked at, before it is computed, because it needs a value that a condition has shown to be
    present. `depth`: loops within loops. `size`: operations, a loop counted as one, those that are shared as often as they are used.
    """

    kind: str
    data: tuple[Hashable, ...]
    arguments: tuple[Operation, ...]
    free: frozenset[int]
    risky: frozenset[int]
    depth: int
    size: int
    height: int

    @property
    def loops(self) -> bool:
        """Whether it goes through a list, or takes as long as if it did."""
        counted = self.kind == "count" and self.arguments[0].kind == "list"
        return (
            self.kind in LOOPS or counted or (self.kind == "call" and (self.data[0] in LISTS or self.data[0] in HEAVY))
        )

    @property
    def cheap(self) -> bool:
        """Whether it may be computed again rather than kept, given that the loops it looks at are kept."""
        return self.size <= CHEAP and not self.loops


class Graph(Struct, frozen=False):
    """Makes operations, one for each value."""

    known: dict[Hashable, Operation] = field(default_factory=dict)
    temporary: int = 0
    most: int = MOST

    def make(self, kind: str, data: tuple[Hashable, ...] = (), *arguments: Operation) -> Operation:
        """The operation of this kind over these arguments."""
        key = (kind, data, *map(id, arguments))
        found = self.known.get(key)
        if found is None:
            if len(self.known) >= self.most:
                raise TooLarge
            found = self.known[key] = _operation(kind, data, arguments)
        return found

    def bind(
        self, kind: str, list_: Operation, bodies: Callable[[Operation], tuple[Operation, ...]], *data: Hashable
    ) -> Operation:
        """An operation with a variable of its own. Its number says how deep its body is, so that like loops are one."""
        self.temporary -= 1
        temporary = self.make("variable", (self.temporary,))
        parts = bodies(temporary)
        number = 1 + max(part.height for part in parts)
        variable = self.make("variable", (number,))
        return self.make(kind, (number, *data), list_, *self.replaced(parts, temporary, variable))

    def replaced(self, parts: tuple[Operation, ...], old: Operation, new: Operation) -> tuple[Operation, ...]:
        """The same operations over another variable."""
        done: dict[int, Operation] = {id(old): new}
        (number,) = old.free

        def again(one: Operation) -> Operation:
            if number not in one.free:
                return one
            if (found := done.get(id(one))) is None:
                found = self.make(one.kind, one.data, *map(again, one.arguments))
                done[id(one)] = found
            return found

        return tuple(map(again, parts))


def _operation(kind: str, data: tuple[Hashable, ...], arguments: tuple[Operation, ...]) -> Operation:
    free = frozenset().union(*(one.free for one in arguments))
    risky = frozenset().union(*(one.risky for one in arguments))
    if kind not in LENIENT:
        risky |= {innermost(one) for one in arguments if one.kind == "known"}
    height = max((one.height for one in arguments), default=0)
    depth = _depth(kind, data, arguments)
    size = min(MOST, 1 + sum(1 if one.loops else one.size for one in arguments))
    if kind == "variable":
        free = frozenset({int(str(data[0]))})
    elif kind == "global" and data[0] not in ("settings", "today"):
        free = frozenset({PLAN})
    elif kind in BINDERS:
        number = int(str(data[0]))
        free, risky, height = free - {number}, risky - {number}, max(height, number)
    return Operation(kind, data, arguments, free, risky, depth, size, height)


def innermost(operation: Operation) -> int:
    """The variable bound last of those that an operation depends on."""
    return min(operation.free, default=PLAN)


def _depth(kind: str, data: tuple[Hashable, ...], arguments: tuple[Operation, ...]) -> int:
    """Loops within loops; what does not depend on a loop's variable is computed before it."""
    depth = max((one.depth for one in arguments), default=0)
    if kind in BINDERS:
        return max(depth, 1 + max(_depth_within(one, int(str(data[0])), {}) for one in arguments[1:]))
    if kind == "call" and data[0] in HEAVY:
        return max(depth, 2)
    return max(depth, int(kind in LOOPS or (kind == "call" and data[0] in LISTS)))


def _depth_within(operation: Operation, number: int, done: dict[int, int]) -> int:
    """The same for what depends on a variable."""
    if number not in operation.free or operation.depth == 0:
        return 0
    if operation.kind in LOOPS or operation.kind == "call":
        return operation.depth
    if id(operation) not in done:
        done[id(operation)] = max(_depth_within(one, number, done) for one in operation.arguments)
    return done[id(operation)]
