"""Loops with a condition `x.a == b`: looked up in the list's elements by `a`, grouped once.

`[k for k in plan.kpis where k.owner == role.id]`, asked for each role, goes through the KPIs once and not once for each role. Comes in:
a list and what is computed for its elements. Goes out: one operation. Order is kept; conditions are looked at in an order in which
each is safe.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kpi_rules.language.compiler.graph import Graph, Operation
from kpi_rules.structs import Struct

Bodies = Callable[[Operation], tuple[Operation, ...]]
"""From the loop's element to the filter and the body."""


class _Lookup(Struct):
    """`key` varies where the list, its filter and `of` do not."""

    filter: tuple[Operation, ...]
    of: Operation
    key: Operation
    rest: tuple[Operation, ...]


def satisfied(graph: Graph, list_: Operation, bodies: Bodies) -> Operation:
    """Whether there is an element that meets the filter and the body."""
    probe, (where, body) = _probed(graph, bodies)
    found = _lookup(list_, probe, [*conjuncts(where), *conjuncts(body)])
    if found is None:
        return graph.bind("some", list_, bodies)
    groups = _grouped(graph, list_, probe, found)
    if not found.rest:
        return graph.make("in", (), found.key, groups)
    matching = graph.make("lookup", (), groups, found.key)
    true = graph.make("constant", ("bool", True))
    return _over(graph, "some", matching, probe, (_all(graph, found.rest), true))


def filtered(graph: Graph, list_: Operation, bodies: Bodies) -> Operation:
    """The results of the body, of each element that meets the filter."""
    probe, (where, body) = _probed(graph, bodies)
    found = _lookup(list_, probe, conjuncts(where))
    if found is not None:
        list_ = graph.make("lookup", (), _grouped(graph, list_, probe, found), found.key)
        where = _all(graph, found.rest)
    if body is probe and where.data == ("bool", True):
        return list_
    return _over(graph, "list", list_, probe, (where, body))


def _probed(graph: Graph, bodies: Bodies) -> tuple[Operation, tuple[Operation, ...]]:
    graph.temporary -= 1
    probe = graph.make("variable", (graph.temporary,))
    return probe, bodies(probe)


def _over(graph: Graph, kind: str, list_: Operation, probe: Operation, parts: tuple[Operation, ...]) -> Operation:
    return graph.bind(kind, list_, lambda one: graph.replaced(parts, probe, one))


def _grouped(graph: Graph, list_: Operation, probe: Operation, found: _Lookup) -> Operation:
    return _over(graph, "group", list_, probe, (_all(graph, found.filter), found.of))


def _lookup(list_: Operation, probe: Operation, parts: Sequence[Operation]) -> _Lookup | None:
    """The first condition that can be looked up."""
    (number,) = probe.free
    for place, part in enumerate(parts):
        if part.kind == "same" and part.data[0] == "==":
            for of, key in (part.arguments, part.arguments[::-1]):
                if number in of.free and number not in key.free:
                    found = _split(list_, number, of, key, parts[:place], parts[place + 1 :])
                    if found is not None:
                        return found
    return None


def _split(
    list_: Operation,
    number: int,
    of: Operation,
    key: Operation,
    before: Sequence[Operation],
    after: Sequence[Operation],
) -> _Lookup | None:
    fixed = list_.free | (of.free - {number})
    if key.free <= fixed:
        return None
    varying = key.free - fixed
    filter_ = tuple(part for part in before if not part.free & varying)
    rest = tuple(part for part in before if part.free & varying)
    if rest and (of.risky or any(part.risky for part in filter_)):
        return None  # a condition that is left for later might be what makes these safe
    if before and key.risky:
        return None
    return _Lookup(filter_, of, key, (*rest, *after))


def conjuncts(condition: Operation) -> list[Operation]:
    """The conditions that must all hold."""
    if condition.kind == "and":
        return [*conjuncts(condition.arguments[0]), *conjuncts(condition.arguments[1])]
    return [] if condition.data == ("bool", True) and condition.kind == "constant" else [condition]


def _all(graph: Graph, parts: Sequence[Operation]) -> Operation:
    if not parts:
        return graph.make("constant", ("bool", True))
    result = parts[-1]
    for part in reversed(parts[:-1]):
        result = graph.make("and", (), part, result)
    return result
