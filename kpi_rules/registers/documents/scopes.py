"""Where paths of a map begin: a value in the tree, and the ones around it. What stands at a path from there, and whether conditions hold.

Comes in: a scope and a `Where` or a `Condition`. Goes out: values with their spots, or a truth. Knows nothing of plans.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from kpi_rules.registers.documents.conversions import as_text
from kpi_rules.registers.documents.paths import walk
from kpi_rules.registers.documents.tree import Spot
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from kpi_rules.registers.documents.conversions import Single
    from kpi_rules.registers.documents.map import Condition, Where

MOST: Final = 1_000
"""Values that one field is made of, or one condition looks at, at most."""
_NOTHING: Final[tuple[object, ...]] = (None, False, "", [], {})


class Scope(Struct):
    """A value in the tree, the one around it, and its number (from 1) in the list or mapping that it stands in."""

    value: object
    spot: Spot
    outer: Scope | None = None
    number: int = 1


def at_root(root: int, value: object) -> Scope:
    """The scope of a whole document."""
    return Scope(value, Spot(root, ()))


def inner_scopes(where: Where, scope: Scope) -> Iterator[Scope]:
    """The values at a path as scopes inside this one, each with its number among its neighbours."""
    start = _start(where, scope)
    if start is None:
        return
    number, within = 0, None
    for place, value in walk(where.steps, start.value, start.spot.place):
        number = number + 1 if place[:-1] == within else 1
        within = place[:-1]
        yield Scope(value, Spot(scope.spot.root, place), scope, number)


def values_at(where: Where, scope: Scope) -> Iterator[tuple[object, Spot]]:
    """What stands at a path, at most so many."""
    start = _start(where, scope)
    if start is None:
        return
    if where.mark:
        key: object = start.spot.place[-1] if start.spot.place else None
        yield (key if where.mark == "key" else start.number), Spot(start.spot.root, start.spot.place, key=True)
        return
    for count, (place, value) in enumerate(walk(where.steps, start.value, start.spot.place)):
        if count >= MOST:
            return
        yield value, Spot(start.spot.root, place)


def _start(where: Where, scope: Scope) -> Scope | None:
    here: Scope | None = scope
    if where.up < 0:
        while here is not None and here.outer is not None:
            here = here.outer
    for _ in range(where.up):
        here = here.outer if here is not None else None
    return here


def singles(found: Iterable[tuple[object, Spot]]) -> Iterator[tuple[Single, Spot]]:
    """Single values that say something, also those in lists of them."""
    for value, spot in found:
        if isinstance(value, list):
            for index, each in enumerate(value[:MOST]):
                if isinstance(each, (str, int, Decimal)) and each != "":
                    yield each, Spot(spot.root, (*spot.place, index))
        elif isinstance(value, (str, int, Decimal)) and value != "":
            yield value, spot


def hold(conditions: Iterable[Condition], scope: Scope) -> bool:
    """Whether all conditions hold."""
    return all(_holds(condition, scope) for condition in conditions)


def _holds(condition: Condition, scope: Scope) -> bool:
    found = [value for value, _ in values_at(condition.where, scope)]
    return any(_is(found, wanted) for wanted in condition.wanted)


def _is(found: list[object], wanted: object) -> bool:
    if isinstance(wanted, bool):
        return any(value not in _NOTHING for value in found) is wanted
    if wanted in ("mapping", "list"):
        return any(isinstance(value, dict if wanted == "mapping" else list) for value in found)
    return any(_same(value, as_text(wanted)) for value in found if isinstance(value, (str, int, Decimal)))  # type: ignore[arg-type]  # single values alone


def _same(value: Single, sought: str) -> bool:
    text = as_text(value)
    return text.startswith(sought[:-1]) if sought.endswith("*") else text == sought
