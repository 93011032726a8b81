"""Built-ins over the order of lists, and over two lists at once."""

from __future__ import annotations

from itertools import pairwise

from kpi_rules.language import durations
from kpi_rules.language.builtins.declaration import builtin
from kpi_rules.language.durations import Duration
from kpi_rules.language.values import add, divide, multiply, subtract

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kpi_rules.language.values import Number


@builtin(
    "first(values: list of any, number: number = None) -> any? or list of any",
    ('first(["b", "a"])', "b"),
    ("first([3, 1, 2], 2)", [3, 1]),
    ("first(plan.metrics.id)", None),
)
def first(values: list[Any], number: Number | None = None) -> Any:
    """The first value, missing for an empty list; with a number the list of so many, or of all that there are."""
    if number is None:
        return values[0] if values else None
    return values[: _whole(number, values)]


@builtin(
    "last(values: list of any, number: number = None) -> any? or list of any",
    ('last(["b", "a"])', "a"),
    ("last([3, 1, 2], 2)", [1, 2]),
)
def last(values: list[Any], number: Number | None = None) -> Any:
    """The last value, missing for an empty list; with a number the list of so many, in their order."""
    if number is None:
        return values[-1] if values else None
    return values[len(values) - _whole(number, values) :]


def _whole(number: Number, values: list[Any]) -> int:
    """So many of a list: a part of one is none, and there are no more than there are."""
    return int(max(0, min(number, len(values))))


@builtin(
    "median(values: list of quantity) -> quantity?",
    ("median([1, 9, 2])", 2),
    ("median([1, 2, 3, 9])", 2.5),
    ("median([])", None),
)
def median(values: list[Any]) -> Any:
    """The value in the middle when they are sorted, or the average of the two there; missing for an empty list."""
    if not values:
        return None
    ordered, half = sorted(values), len(values) // 2
    if len(values) % 2:
        return ordered[half]
    low, high = ordered[half - 1], ordered[half]
    return durations.average([low, high]) if isinstance(low, Duration) else divide(add(low, high), 2)


@builtin(
    "rank(value: ordered, values: list of ordered) -> number",
    ("rank(7, [9, 7, 7, 3])", 2),
    ("rank(3, [9, 7, 7, 3])", 4),
)
def rank(value: Any, values: list[Any]) -> int:
    """The place of a value from the greatest down, which is 1; like values share theirs."""
    return 1 + sum(1 for one in values if one > value)


@builtin(
    "position(value: value, values: list of value) -> number?",
    ('position("b", ["a", "b", "b"])', 2),
    ('position("c", ["a", "b"])', None),
)
def position(value: Any, values: list[Any]) -> int | None:
    """Where a value first stands in a list, from 1; missing where it is not in it."""
    return next((place for place, one in enumerate(values, 1) if one == value), None)


@builtin(
    "together(these: list of any, those: list of any) -> list of any",
    ("together([1, 2], [2, 3])", [1, 2, 2, 3]),
    ("count(together(plan.kpis.id, plan.roles.id))", 6),
)
def together(these: list[Any], those: list[Any]) -> list[Any]:
    """The one list and after it the other."""
    return [*these, *those]


@builtin(
    "common(these: list of value, those: list of value) -> list of value",
    ("common([3, 1, 2], [2, 3])", [3, 2]),
)
def common(these: list[Any], those: list[Any]) -> list[Any]:
    """Those of the first list that are in the second, too, in their order."""
    kept = set(those)
    return [one for one in these if one in kept]


@builtin(
    "without(these: list of value, those: list of value) -> list of value",
    ("without([3, 1, 2], [2, 3])", [1]),
    ("without(plan.kpis.owner, plan.roles.id)", []),
)
def without(these: list[Any], those: list[Any]) -> list[Any]:
    """Those of the first list that are not in the second, in their order."""
    left_out = set(those)
    return [one for one in these if one not in left_out]


@builtin(
    "steps(values: list of quantity) -> list of quantity",
    ("steps([5, 7, 4])", [2, -3]),
    ("every step in steps(last([9, 8, 6, 5], 4)) satisfies step < 0", True),
    ("steps([5])", []),
)
def steps(values: list[Any]) -> list[Any]:
    """What each value is more than the one before it: one less than there are values."""
    if values and isinstance(values[0], Duration):
        return [later - earlier for earlier, later in pairwise(values)]
    return [subtract(later, earlier) for earlier, later in pairwise(values)]


@builtin(
    "slope(values: list of number) -> number?",
    ("slope([1, 3, 5])", 2),
    ("slope([4, 4, 1])", -1.5),
    ("slope([1])", None),
)
def slope(values: list[Number]) -> Number | None:
    """How much the values rise from one to the next along the straight line that fits them best; missing for fewer than two."""
    many = len(values)
    if many < 2:
        return None
    rise: Number = 0
    for place, value in enumerate(values):
        rise = add(rise, multiply(value, 2 * place - many + 1))
    return divide(multiply(rise, 6), many * (many * many - 1))


ORDER = (first, last, median, rank, position, together, common, without, steps, slope)
