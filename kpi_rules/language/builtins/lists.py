"""Built-ins over lists."""

from __future__ import annotations

from kpi_rules.language import durations
from kpi_rules.language.builtins.declaration import builtin
from kpi_rules.language.durations import Duration
from kpi_rules.language.values import add, divide, normal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


@builtin("count(values: list of any) -> number", ("count(plan.kpis)", 4), ("count([])", 0))
def count(values: list[Any]) -> int:
    """How many values a list has."""
    return len(values)


@builtin(
    "sum(values: list of quantity) -> quantity", ("sum([1, 2.5])", 3.5), ("sum([])", 0), ("sum([1 week, 2 days])", 9)
)
def total(values: list[Any]) -> Any:
    """The sum; 0 for an empty list."""
    if values and isinstance(values[0], Duration):
        return durations.total(values)
    result: Any = 0
    for value in values:
        result = add(result, value)
    return result


@builtin("min(values: list of ordered) -> ordered?", ("min([3, 1, 2]) otherwise 0", 1), ("min([])", None))
def least(values: list[Any]) -> Any:
    """The least value; missing for an empty list."""
    return min(values) if values else None


@builtin("max(values: list of ordered) -> ordered?", ("max([2026-01-31, 2026-03-01])", "2026-03-01"))
def greatest(values: list[Any]) -> Any:
    """The greatest value; missing for an empty list."""
    return max(values) if values else None


@builtin("average(values: list of quantity) -> quantity?", ("average([1, 2])", 1.5), ("average([])", None))
def average(values: list[Any]) -> Any:
    """The sum over the count; missing for an empty list. Of durations: in days, rounded down."""
    if values and isinstance(values[0], Duration):
        return durations.average(values)
    return divide(total.body(values), len(values)) if values else None  # type: ignore[arg-type]  # numbers: the checker has seen to it


@builtin("distinct(values: list of value) -> list of value", ("distinct([2, 1, 2])", [2, 1]))
def distinct(values: list[Any]) -> list[Any]:
    """Each value once, in order of first appearance."""
    return list(dict.fromkeys(values))


@builtin(
    "duplicates(values: list of value) -> list of value", ('duplicates(["b", "a", "b", "a", "c", "b"])', ["b", "a"])
)
def duplicates(values: list[Any]) -> list[Any]:
    """Each repeated value once, in order of first appearance."""
    seen: dict[Any, int] = {}
    for value in values:
        seen[value] = seen.get(value, 0) + 1
    return [value for value, times in seen.items() if times > 1]


@builtin(
    "sorted(values: list of sortable) -> list of sortable",
    ("sorted([3, 1, 2])", [1, 2, 3]),
    ('sorted(["b", "a"])', ["a", "b"]),
)
def in_order(values: list[Any]) -> list[Any]:
    """The values from least to greatest; texts by their code points."""
    return sorted(values)


@builtin(
    'join(texts: list of text, separator: text = ", ") -> text',
    ('join(plan.roles.id, " + ")', "content-lead + analyst"),
)
def join(texts: list[str], separator: str = ", ") -> str:
    """The texts as one, with the separator between them."""
    return normal(separator.join(texts))


LISTS = (count, total, least, greatest, average, distinct, duplicates, in_order, join)
