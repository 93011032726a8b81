"""Conditions that can come out only one way.

A small solver: what a condition compares with constants, tests for presence or takes as it is are its subjects; each
subject has the few values that its constants can tell apart, and all combinations are tried. Subjects are taken to be
independent of one another, so that a claim always holds, though not all that could be claimed is found.
"""

from __future__ import annotations

import datetime
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import islice, product
from typing import Any, Final

from kpi_rules.language import tree
from kpi_rules.language.durations import NO_TIME, UNITS, Duration
from kpi_rules.language.types import DATE, DURATION, NUMBER, TRUTH, Enum, ListOf, Type, required
from kpi_rules.structs import Struct, field, fields

MOST_COMBINATIONS = 4_000
_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_TURNED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_COUNTING = frozenset(["count", "length"])
_MISSING: Final = object()
_OTHER: Final = "\0some other text"
_ANY_OF: Final[Mapping[Type, Any]] = {NUMBER: 0, DURATION: NO_TIME, DATE: datetime.date(2000, 1, 1)}

Key = tuple[object, ...]
Lets = Mapping[str, tree.Expression]
Values = Mapping[Key, Any]
Formula = Callable[[Values], bool]


def outcome(condition: tree.Expression, given: Iterable[Formula], lets: Lets, subjects: Subjects) -> bool | None:
    """The one way a condition comes out wherever all that is given holds; nothing where both can be, or too much is to try."""
    formula = subjects.formula(condition, lets)
    seen: set[bool] = set()
    combinations = subjects.combinations()
    if combinations is None:
        return None
    given = tuple(given)
    for values in combinations:
        if all(one(values) for one in given):
            seen.add(formula(values))
            if len(seen) == 2:
                return None
    return seen.pop() if seen else None


def key_of(node: object, lets: Lets) -> Key:
    """What an expression is, wherever it stands; names of `let` stand for what they name."""
    if isinstance(node, tree.Name) and node.name in lets:
        return key_of(lets[node.name], lets)
    if isinstance(node, tuple):
        return tuple(key_of(part, lets) for part in node)
    if isinstance(node, Duration):
        return ("Duration", node.months, node.days, node.seconds)  # equal ones need not lead to the same day
    if not isinstance(node, tree.Node):
        return (type(node).__name__, node)
    names = sorted(name for name in fields(node) if name not in ("span", "type"))
    return (type(node).__name__, *(key_of(getattr(node, name), lets) for name in names))


class Subjects(Struct, frozen=False):
    """The subjects of some conditions, and the values that tell their outcomes apart."""

    values: dict[Key, set[Any]] = field(default_factory=dict)

    def combinations(self) -> Iterator[Values] | None:
        """Every combination of values; nothing where there are too many."""
        total = 1
        for values in self.values.values():
            total *= max(1, len(values))
        if total > MOST_COMBINATIONS:
            return None
        keys = tuple(self.values)
        return (dict(zip(keys, values, strict=True)) for values in islice(product(*self.values.values()), total))

    def formula(self, node: tree.Expression, lets: Lets) -> Formula:
        """A condition as a function of the subjects' values."""
        match node:
            case tree.Literal(value=constant):
                return lambda values: constant is True
            case tree.Name(name=name) if name in lets:
                return self.formula(lets[name], lets)
            case tree.Not():
                inner = self.formula(node.operand, lets)
                return lambda values: not inner(values)
            case tree.Logic():
                left, right = self.formula(node.left, lets), self.formula(node.right, lets)
                if node.operator == "and":
                    return lambda values: left(values) and right(values)
                return lambda values: left(values) or right(values)
            case tree.If() if node.type == TRUTH:
                test, yes, no = (self.formula(part, lets) for part in (node.condition, node.yes, node.no))
                return lambda values: yes(values) if test(values) else no(values)
            case tree.Comparison():
                return self.comparison(node.operator, node.left, node.right, lets)
            case tree.Between():
                low = self.comparison(">=", node.value, node.low, lets)
                high = self.comparison("<=", node.value, node.high, lets)
                return lambda values: low(values) and high(values)
            case tree.Membership(list=tree.ListLiteral(items=items)) if all(map(_constant, items)):
                each = [self.comparison("==", node.item, item, lets) for item in items]
                return lambda values: any(one(values) for one in each) is not node.negated
            case tree.Presence(value=value) if not isinstance(value.type, ListOf):
                key = self.subject(value, lets)
                self.values[key].add(_MISSING)
                return lambda values: (values[key] is not _MISSING) is node.present
            case _:
                return self.opaque(node, lets)

    def opaque(self, node: tree.Expression, lets: Lets) -> Formula:
        """A condition that nothing is known about."""
        negated = isinstance(node, tree.Membership) and node.negated
        absent = isinstance(node, tree.Presence) and not node.present
        key = key_of(_turned(node) if negated or absent else node, lets)
        self.values[key] = {True, False}
        return lambda values: values[key] is not (negated or absent)

    def comparison(self, sign: str, left: tree.Expression, right: tree.Expression, lets: Lets) -> Formula:
        """A comparison with a constant, or of two things that are not."""
        compare = _OPERATORS[sign]
        one, other = _named(left, lets), _named(right, lets)
        if _constant(one) and _constant(other):
            both = compare(_value(one), _value(other))
            return lambda values: both
        if _constant(one):
            return self.comparison(_TURNED[sign], right, left, lets)
        if _constant(other):
            value = _value(other)
            key = self.subject(one, lets)
            self.values[key] |= _around(value, one)
            return lambda values: values[key] is not _MISSING and compare(values[key], value)
        return self.relation(sign, one, other, lets)

    def relation(self, sign: str, left: tree.Expression, right: tree.Expression, lets: Lets) -> Formula:
        """Two things that are not constants: less, equal or more."""
        keys = key_of(left, lets), key_of(right, lets)
        if keys[0] == keys[1]:
            same = _OPERATORS[sign](0, 0)
            return lambda values: same
        turned = repr(keys[0]) > repr(keys[1])
        key: Key = ("relation", *(reversed(keys) if turned else keys))
        ordered = left.type is not None and required(left.type) in (NUMBER, DATE, DURATION)
        self.values[key] = {-1, 0, 1} if ordered else {0, 1}
        compare = _OPERATORS[_TURNED[sign] if turned else sign]
        return lambda values: compare(values[key], 0)

    def subject(self, node: tree.Expression, lets: Lets) -> Key:
        """Something with values of its own."""
        node = _named(node, lets)
        key = key_of(node, lets)
        if key not in self.values:
            self.values[key] = set(_all_values(required(node.type) if node.type else None))
        return key


def _turned(node: tree.Expression) -> tree.Expression:
    from kpi_rules.structs import replace

    if isinstance(node, tree.Membership):
        return replace(node, negated=False)
    return replace(node, present=True) if isinstance(node, tree.Presence) else node


def _named(node: tree.Expression, lets: Lets) -> tree.Expression:
    """What a name of `let` stands for."""
    while isinstance(node, tree.Name) and node.name in lets:
        node = lets[node.name]
    return node


def _constant(node: tree.Expression) -> bool:
    if isinstance(node, tree.Negative):
        return isinstance(node.operand, tree.Literal)
    return isinstance(node, tree.Literal) or (
        isinstance(node, tree.Text) and all(isinstance(part, str) for part in node.parts)
    )


def _value(node: tree.Expression) -> Any:
    match node:
        case tree.Literal(value=value):
            return value
        case tree.Negative(operand=operand):
            return -_value(operand)
        case tree.Text(parts=parts):
            return "".join(map(str, parts))
    raise AssertionError(node)


def _all_values(type_: Type | None) -> Iterable[Any]:
    """Values that a subject can have whatever it is compared with."""
    if isinstance(type_, Enum):
        return type_.values
    if type_ == TRUTH:
        return (True, False)
    return (_ANY_OF.get(type_, _OTHER),) if type_ is not None else (_OTHER,)


def _around(value: Any, node: tree.Expression) -> set[Any]:
    """The values that a comparison with a constant tells apart."""
    if isinstance(value, datetime.date):
        step = datetime.timedelta(days=1)
        return {value, max(value, datetime.date.min + step) - step, min(value, datetime.date.max - step) + step}
    if isinstance(value, Duration):
        return {value, value - UNITS["day"], value + UNITS["day"]}
    if isinstance(value, bool | str):
        return set() if isinstance(node.type, Enum) else {value}
    if isinstance(node, tree.Call) and node.function.name in _COUNTING:
        return {whole for whole in (int(value) - 1, int(value), int(value) + 1) if whole >= 0}
    small = Decimal("0.0001")
    return {value, Decimal(value) - 1, Decimal(value) + 1, Decimal(value) - small, Decimal(value) + small}
