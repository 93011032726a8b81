"""Which single conditions follow from which, and which values are never above which.

All answers are sure where they are yes, and mean nothing where they are no. `known` is what holds besides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from kpi_rules.comparing.terms import ARRANGED, Budget, Term, Terms
from kpi_rules.structs import Struct, replace

_RISING = frozenset({"floor", "ceiling", "year", "days"})
_NEVER_BELOW_ZERO = frozenset({"count", "length", "year", "month", "day", "similarity"})


class Known(Struct):
    """What holds, and what is not known to hold: single conditions of both kinds, elements of lists, and what is looked for in lists."""

    true: tuple[Term, ...] = ()
    false: tuple[Term, ...] = ()
    elements: tuple[tuple[Term, Term], ...] = ()
    somes: tuple[Term, ...] = ()
    tried: frozenset[tuple[Term, Term]] = frozenset()
    held: frozenset[Term] = frozenset()
    sought: frozenset[Term] = frozenset()
    """Conditions of any form that hold, and that are to be shown: where one is both, all is shown."""

    def closes(self, is_given: bool, one: Term) -> bool:
        """Whether a condition is there on the other side, too."""
        return one in (self.sought if is_given else self.held)

    def seen(self, is_given: bool, one: Term) -> Known:
        """With a condition of any form."""
        if is_given:
            return replace(self, held=self.held | {one})
        return replace(self, sought=self.sought | {one})

    def given(self, one: Term) -> Known:
        """With a condition that holds."""
        return replace(self, true=(*self.true, one))

    def wanted(self, one: Term) -> Known:
        """With a condition that would show what is to be shown, so that it may be taken not to hold."""
        return replace(self, false=(*self.false, one))

    def with_element(self, one: Term, list_: Term) -> Known:
        """With something of a list."""
        return replace(self, elements=(*self.elements, (one, list_)))

    def with_wanted(self, some: Term) -> Known:
        """With something that is looked for in a list."""
        return replace(self, somes=(*self.somes, some))

    def having_tried(self, some: Term, element: Term) -> Known:
        """With a try that need not be made again."""
        return replace(self, tried=self.tried | {(some, element)})


Holds = Callable[[Known, tuple[Term, ...], tuple[Term, ...]], bool]


class Order(Struct):
    """Compares; `holds` proves what lists are filtered by."""

    terms: Terms
    holds: Holds
    budget: Budget

    # conditions

    def closed_by(self, new: Term, known: Known) -> bool:
        """Whether a condition cannot hold beside what is known."""
        self.budget.spend(len(known.true) + len(known.false))
        if any(self.implies(new, other, known) for other in known.false):
            return True
        return any(self.excludes(new, other, known) or self.excludes(other, new, known) for other in known.true)

    def shown_by(self, new: Term, known: Known) -> bool:
        """Whether a condition holds, by what is known."""
        self.budget.spend(len(known.true) + len(known.false))
        if any(self.implies(other, new, known) for other in known.true):
            return True
        return any(self.covers(new, other, known) or self.covers(other, new, known) for other in known.false)

    def implies(self, one: Term, other: Term, known: Known) -> bool:
        """Whether a single condition makes another hold."""
        if one is other:
            return True
        match one.kind, other.kind:
            case "at most", "at most":
                (low, high), (least, most) = one.parts, other.parts
                return self.below(least, low, known) and self.below(high, most, known)
            case "in", "in":
                return one.parts[0] is other.parts[0] and self.within(one.parts[1], other.parts[1], known)
            case "equal", "in":
                item, list_ = other.parts
                return item in one.parts and list_.kind == "list" and any(part in list_.parts for part in one.parts)
            case "present" | "not blank", "present" | "not blank":
                return self.implies_presence(one.parts[0], other.parts[0], known)
        return False

    def implies_presence(self, one: Term, other: Term, known: Known) -> bool:
        """Whether one thing that is there makes another be there: what it is a field of, a longer list to choose from."""
        if one is other:
            return True
        if one.kind == other.kind and one.kind in ("nearest", "mentioned"):
            return one.parts[0] is other.parts[0] and self.within(one.parts[1], other.parts[1], known)
        return one.kind == "field" and self.implies_presence(one.parts[0], other, known)

    def excludes(self, one: Term, other: Term, known: Known) -> bool:
        """Whether two conditions never hold together."""
        match one.kind, other.kind:
            case "at most", "at most":
                (low, high), (least, most) = one.parts, other.parts
                return (self.less(high, least) and self.below(most, low, known)) or (
                    self.below(high, least, known) and self.less(most, low)
                )
            case "equal", "equal":
                shared = [part for part in one.parts if part in other.parts]
                rest = [part for pair in (one, other) for part in pair.parts if part not in shared]
                return len(shared) == 1 and all(part.kind == "constant" for part in rest)
            case "equal", "in":
                item, list_ = other.parts
                value = next((part for part in one.parts if part is not item), item)
                plain = list_.kind == "list" and all(part.kind == "constant" for part in (*list_.parts, value))
                return item in one.parts and plain and value not in list_.parts
        return False

    def covers(self, one: Term, other: Term, known: Known) -> bool:
        """Whether one of two conditions always holds."""
        if one.kind == other.kind == "at most":
            (low, high), (least, most) = one.parts, other.parts
            return self.below(least, high, known) and self.below(low, most, known)
        return False

    # values

    def less(self, one: Term, other: Term) -> bool:
        """Whether a value is always below another."""
        return _comparable(one, other) and bool(one.value < other.value)

    def below(self, one: Term, other: Term, known: Known) -> bool:
        """Whether a value is never above another."""
        self.budget.spend()
        if one is other:
            return True
        if _comparable(one, other):
            return bool(one.value <= other.value)
        if one.kind == "if":
            return all(self.below(part, other, known) for part in one.parts[1:])
        if other.kind == "if":
            return all(self.below(one, part, known) for part in other.parts[1:])
        if one.kind == "constant":
            return one.parts[0] == "number" and one.value <= 0 and self.positive(other, known)
        if self._moved(one, other, known):
            return True
        return one.kind == other.kind and self._below_like(one, other, known)

    def _moved(self, one: Term, other: Term, known: Known) -> bool:
        """Whether a value is below another with something added, or, with something taken off, below another."""
        if other.kind == "+":
            more = (other.parts, other.parts[::-1])
            if any(self.positive(some, known) and self.below(one, rest, known) for some, rest in more):
                return True
        return one.kind == "-" and self.positive(one.parts[1], known) and self.below(one.parts[0], other, known)

    def _below_like(self, one: Term, other: Term, known: Known) -> bool:
        """The same of two values that are made in the same way."""
        pairs = (one.parts, other.parts)
        match one.kind:
            case "+":
                return self._in_some_order(pairs, lambda a, b: self.below(a, b, known))
            case "*":
                return self._in_some_order(pairs, lambda a, b: self._between_zero_and(a, b, known))
            case "-":
                (left, right), (more, less) = pairs
                return self.below(left, more, known) and self.below(less, right, known)
            case "/":
                return self._quotients(*pairs, known)
            case "negative":
                return one.parts[0] == other.parts[0] == "number" and self.below(other.parts[1], one.parts[1], known)
            case "round":
                return one.parts[1:] == other.parts[1:] and self.below(one.parts[0], other.parts[0], known)
            case "later" | "earlier":
                (date, by), (then, more) = pairs
                longer = self._longer(by, more) if one.kind == "later" else self._longer(more, by)
                return longer and self.below(date, then, known)
            case "apart":
                return self.below(pairs[0][0], pairs[1][0], known) and self.below(pairs[1][1], pairs[0][1], known)
            case "count":
                return self._fewer(one.parts[0], other.parts[0], known)
            case kind:
                return kind in _RISING and self.below(one.parts[0], other.parts[0], known)

    def _in_some_order(self, pairs: tuple[tuple[Term, ...], ...], test: Callable[[Term, Term], bool]) -> bool:
        (a, b), (c, d) = pairs
        return (test(a, c) and test(b, d)) or (test(a, d) and test(b, c))

    def _between_zero_and(self, one: Term, other: Term, known: Known) -> bool:
        return self.positive(one, known) and (one is other or self.below(one, other, known))

    def _quotients(self, one: tuple[Term, ...], other: tuple[Term, ...], known: Known) -> bool:
        if one[1].kind != "constant" or other[1].kind != "constant" or one[1].value <= 0 or other[1].value <= 0:
            return False
        if one[1].value == other[1].value:
            return self.below(one[0], other[0], known)
        return other[1].value < one[1].value and self._between_zero_and(one[0], other[0], known)

    def _longer(self, one: Term, other: Term) -> bool:
        """Whether the second duration leads from any date to one that is not earlier: no fewer months, days or seconds."""
        if one is other:
            return True
        if not one.kind == other.kind == "constant":
            return False
        these, those = one.value, other.value
        return bool(these.months <= those.months and these.days <= those.days and these.seconds <= those.seconds)

    def positive(self, one: Term, known: Known) -> bool:
        """Whether a number is never below zero."""
        if one.kind == "constant":
            return one.parts[0] == "number" and bool(one.value >= 0)
        if one.kind in _NEVER_BELOW_ZERO:
            return True
        if one.kind in ("+", "*"):
            return all(self.positive(part, known) for part in one.parts)
        if one.kind == "if":
            return all(self.positive(part, known) for part in one.parts[1:])
        return any(_is_floor(each, one) for each in known.true) or any(_is_ceiling(each, one) for each in known.false)

    # lists

    def part_of(self, one: Term, other: Term, known: Known) -> bool:
        """Whether a list has nothing that another has not, and nothing more often."""
        if one is other:
            return True
        if one.kind == other.kind == "list":
            return not Counter(one.parts) - Counter(other.parts)
        if one.kind in ARRANGED:
            return self.part_of(one.parts[0], other, known)
        if other.kind in ARRANGED:
            return self.part_of(one, other.parts[0], known)
        if one.kind == "those":
            return self._those(one, other, known, self.part_of)
        if one.kind == other.kind and one.kind in ("together", "common", "without"):
            return self._of_two(one, other, known)
        alike = one.kind == other.kind and one.parts[1:] == other.parts[1:]
        return alike and one.kind in ("each", "distinct", "duplicates") and self.part_of(
            one.parts[0], other.parts[0], known
        )  # fmt: skip

    def within(self, one: Term, other: Term, known: Known) -> bool:
        """Whether a list has nothing that another has not, however often."""
        self.budget.spend()
        if one is other:
            return True
        if one.kind in ("distinct", "duplicates", *ARRANGED) and self.within(one.parts[0], other, known):
            return True
        if other.kind in ("distinct", *ARRANGED):
            return self.within(one, other.parts[0], known)
        if one.kind == other.kind == "list":
            return set(one.parts) <= set(other.parts)
        if one.kind == "those":
            return self._those(one, other, known, self.within)
        if one.kind == other.kind == "each" and one.parts[1:] == other.parts[1:]:
            return self.within(one.parts[0], other.parts[0], known)
        return one.kind == other.kind == "duplicates" and self.part_of(one, other, known)

    def _fewer(self, one: Term, other: Term, known: Known) -> bool:
        """Whether a list has no more than another: of those of a list there are no more than in the list."""
        if one.kind == "those" and other.kind != "those" and self.part_of(one.parts[0], other, known):
            return True
        return self.part_of(one, other, known)

    def _of_two(self, one: Term, other: Term, known: Known) -> bool:
        """The same of lists that are made of two."""
        (left, right), (more, rest) = one.parts, other.parts
        match one.kind:
            case "together":
                return self.part_of(left, more, known) and self.part_of(right, rest, known)
            case "common":
                return self.part_of(left, more, known) and self.within(right, rest, known)
            case _:
                return self.part_of(left, more, known) and self.within(rest, right, known)

    def _those(self, one: Term, other: Term, known: Known, compare: Callable[[Term, Term, Known], bool]) -> bool:
        """Those of a list, within those of another, or within the list itself."""
        list_, variable, where, result = one.parts
        fresh = self.terms.variable()
        put = self.terms.put
        known = known.with_element(fresh, list_)
        if other.kind != "those":
            return result is variable and compare(list_, other, known)
        list_2, variable_2, where_2, result_2 = other.parts
        made = put(result, variable, fresh), put(result_2, variable_2, fresh)
        return (
            made[0] is made[1]
            and compare(list_, list_2, known)
            and self.holds(known, (put(where, variable, fresh),), (put(where_2, variable_2, fresh),))
        )


def _comparable(one: Term, other: Term) -> bool:
    """Whether two values are constants of one type."""
    return one.kind == other.kind == "constant" and one.parts[0] == other.parts[0]


def _is_floor(condition: Term, value: Term) -> bool:
    """Whether a condition that holds says that a value is not below zero."""
    least = condition.parts[0]
    return condition.kind == "at most" and condition.parts[1] is value and _is_number(least) and least.value >= 0


def _is_ceiling(condition: Term, value: Term) -> bool:
    """Whether a condition that does not hold says that a value is above zero."""
    return condition.kind == "at most" and condition.parts[0] is value and _is_number(condition.parts[1]) and (
        condition.parts[1].value >= 0
    )  # fmt: skip


def _is_number(one: Term) -> bool:
    return one.kind == "constant" and one.parts[0] == "number"
