"""What compiled rules call: the built-ins, the arithmetic of values, patterns. Nothing else is within their reach."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from types import CodeType

from kpi_rules.language import durations, regex, values, ways
from kpi_rules.language.builtins import BUILTINS
from kpi_rules.language.durations import Duration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

UNSET = "unset"
"""The name of what stands for a value that is not computed yet."""
EMPTY = "empty"
"""The name of a record without fields."""
Run: TypeAlias = "Callable[[Any, Any, Any, int], tuple[tuple[int, ...], tuple[list[Any], ...]]]"
"""(plan, previous, portfolio, most failures) → for each rule: looks, skips, failures beyond; the elements of each failure."""
Prepare = Callable[[Mapping[str, object], datetime.date], Run]


class Pattern:
    """The test of a regular expression, compiled when first asked."""

    __slots__ = ("search", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.search: Any = None

    def __call__(self, value: str) -> bool:
        if self.search is None:
            self.search = regex.compiled(self.text).search
        return self.search(value) is not None


def _duration(found: Any) -> Any:
    """A sum of durations, of which an empty one does not know what it is a sum of."""
    return durations.NO_TIME if found == 0 else found


_FUNCTIONS: dict[str, Any] = {
    **{f"f_{name}": function.body for name, function in BUILTINS.items()},
    "f_add": values.add,
    "f_subtract": values.subtract,
    "f_multiply": values.multiply,
    "f_divide": values.divide,
    "f_negate": values.negate,
    "f_later": durations.later,
    "f_earlier": durations.earlier,
    "f_between_dates": durations.between,
    "f_add_durations": Duration.__add__,
    "f_subtract_durations": Duration.__sub__,
    "f_multiply_duration": Duration.__mul__,
    "f_negate_duration": Duration.__neg__,
    "f_sum_of_durations": _duration,
    "f_arranged": values.arranged,
    "f_matches": regex.found,
    "f_leading": values.leading,
    "f_following": values.following,
    "f_way": ways.way,
    "f_reached": ways.reached,
    "f_reaching_to": ways.Way.reaching,
    "f_show": values.show,
    "f_show_list": values.show,
    "normal": values.normal,
    "is_present": values.is_present,
    UNSET: object(),
    EMPTY: {},
}


def prepared(code: CodeType, constants: Mapping[str, object], patterns: Mapping[str, str]) -> Prepare:
    """The function that a module of compiled rules defines."""
    tests = {identifier: Pattern(text) for text, identifier in patterns.items()}
    namespace: dict[str, Any] = {"__builtins__": {"len": len, "set": set}, **_FUNCTIONS, **constants, **tests}
    exec(code, namespace)  # noqa: S102  # made by `compiler_rules.py`: names of ours, the pack's texts as constants
    prepare: Prepare = namespace["prepare"]
    return prepare
