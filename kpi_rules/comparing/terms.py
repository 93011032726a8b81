"""Terms: what an expression says, without the words that it says it with. Two that say the same in the same way are one object.

Local names, `let`s, `define`s and settings are gone: a variable is a number that depends on nothing outside of its loop, all else stands for
itself. Built by `meaning`, compared by `proof`. Building stops with `TooMuch` where an expression unfolds into more than anybody wants to know.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from kpi_rules.language.durations import Duration
from kpi_rules.language.values import is_present

MOST_TERMS = 20_000
MOST_SPREAD = 12
"""Options of a written list that are looked at one by one."""
ARRANGED = ("sorted", "ordered")
"""Lists that hold what their first part holds, in another order."""
_WHOLE = frozenset({"count", "rank", "length", "year", "month", "day", "days", "floor", "ceiling"})


class TooMuch(Exception):
    """A comparison that would take too long."""


class Budget:
    """So many steps that a comparison may take."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def spend(self, steps: int = 1) -> None:
        """Take a step, or stop."""
        self.left -= steps
        if self.left < 0:
            raise TooMuch


class Term:
    """A term: `kind` says which, `parts` are terms or plain values. `height` counts the loops in one another."""

    __slots__ = ("height", "kind", "number", "parts")

    def __init__(self, kind: str, parts: tuple[Any, ...], number: int) -> None:
        self.kind = kind
        self.parts = parts
        self.number = number
        below = max((part.height for part in parts if isinstance(part, Term)), default=0)
        self.height: int = below + (kind in ("some", "those"))

    @property
    def value(self) -> Any:
        """The value of a constant."""
        return self.parts[1]

    @property
    def whole(self) -> bool:
        """Whether it is surely a whole number."""
        return self.kind in _WHOLE


class Terms:
    """Makes terms, each once."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], Term] = {}
        self._fresh = 0
        self.true = self.make("true")
        self.false = self.make("false")

    def make(self, kind: str, *parts: Any) -> Term:
        """The term of a kind with these parts."""
        key = (kind, *((part.__class__, part) for part in parts))
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= MOST_TERMS:
                raise TooMuch
            found = self._known[key] = Term(kind, parts, len(self._known))
        return found

    def constant(self, value: Any) -> Term:
        """A value; durations are the same only with the same months, days and seconds."""
        match value:
            case bool():
                return self.true if value else self.false
            case dict():
                return self.make("row", *(self.make("cell", name, self.constant(one)) for name, one in value.items()))
            case list() | tuple():
                return self.make("list", *map(self.constant, value))
            case Duration():
                return self._valued("duration", value, (value.months, value.days, value.seconds))
            case int() | Decimal():
                return self._valued("number", value, value)
            case datetime.date():
                return self._valued("date", value, value)
            case str():
                return self._valued("text", value, value)
        return self.make("value", repr(value))  # of a row of a table: the same as itself, and nothing more is known

    def _valued(self, type_: str, value: Any, key: Any) -> Term:
        key = ("constant", type_, key)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = Term("constant", (type_, value), len(self._known))
        return found

    def variable(self) -> Term:
        """A name that nothing else has."""
        self._fresh += 1
        return self.make("variable", self._fresh)

    # conditions

    def no(self, one: Term) -> Term:
        """Not this."""
        if one.kind == "not":
            inner: Term = one.parts[0]
            return inner
        opposites = {self.true: self.false, self.false: self.true}
        return opposites.get(one) or self.make("not", one)

    def all_of(self, *several: Term) -> Term:
        """This and that."""
        return self._joined("and", several, self.true, self.false)

    def any_of(self, *several: Term) -> Term:
        """This or that."""
        return self._joined("or", several, self.false, self.true)

    def _joined(self, kind: str, several: tuple[Term, ...], idle: Term, decisive: Term) -> Term:
        flat = [part for one in several for part in (one.parts if one.kind == kind else (one,))]
        parts = sorted({one for one in flat if one is not idle}, key=lambda one: one.number)
        if decisive in parts:
            return decisive
        return self.make(kind, *parts) if len(parts) > 1 else parts[0] if parts else idle

    def either(self, condition: Term, yes: Term, no: Term) -> Term:
        """`if`, of values or of conditions."""
        if condition is self.true or yes is no:
            return yes
        if condition is self.false:
            return no
        truths = (self.true, self.false)
        if yes in truths or no in truths:
            return self.any_of(self.all_of(condition, yes), self.all_of(self.no(condition), no))
        return self.make("if", condition, yes, no)

    def spread(self, one: Term, make: Callable[[Term], Term]) -> Term:
        """A condition of a value that an `if` decides: an `if` of conditions."""
        if one.kind == "if":
            condition, yes, no = one.parts
            return self.either(condition, self.spread(yes, make), self.spread(no, make))
        return make(one)

    def at_most(self, one: Term, other: Term) -> Term:
        """`one <= other`, of numbers, dates or durations."""
        return self.spread(one, lambda left: self.spread(other, lambda right: self._at_most(left, right)))

    def _at_most(self, one: Term, other: Term) -> Term:
        if one is other:
            return self.true
        if one.kind == other.kind == "constant":
            return self.constant(bool(one.value <= other.value))
        if other.whole and one.kind == "constant":
            least = Decimal(one.value).to_integral_value(ROUND_CEILING)
            return self.no(self._at_most(other, self.constant(int(least) - 1)))
        if one.whole and other.kind == "constant":
            most = int(Decimal(other.value).to_integral_value(ROUND_FLOOR))
            if one.kind in ("count", "length") and most < 0:
                return self.false
            if one.kind == "count" and most == 0:
                return self.no(self.something(one.parts[0]))
            other = self.constant(most)
        return self.make("at most", one, other)

    def equal(self, one: Term, other: Term) -> Term:
        """`one == other`, of texts."""
        return self.spread(one, lambda left: self.spread(other, lambda right: self._equal(left, right)))

    def _equal(self, one: Term, other: Term) -> Term:
        if one is other:
            return self.true
        if one.kind == other.kind == "constant":
            return self.false
        return self.make("equal", *sorted((one, other), key=lambda term: term.number))

    def present(self, one: Term, blank: bool = False) -> Term:
        """Whether there is a value; `blank`: a text may be there with nothing in it, which is no value."""

        def of(value: Term) -> Term:
            if value.kind == "constant":
                return self.constant(is_present(value.value) if blank else True)
            return self.make("not blank" if blank else "present", value)

        return self.spread(one, of)

    # lists

    def count(self, list_: Term) -> Term:
        """How many there are, whatever is made of each."""
        while list_.kind in ARRANGED:
            list_ = list_.parts[0]
        if list_.kind == "list":
            return self.constant(len(list_.parts))
        if list_.kind == "those":
            inner, bound, where, _ = list_.parts
            return self._many(inner, bound, where)
        return self.make("count", list_)

    def fulfil(self, some: Term) -> Term:
        """How many of a list are such that there has to be one."""
        return self._many(*some.parts)

    def _many(self, list_: Term, bound: Term, where: Term) -> Term:
        return self.make("count", list_ if where is self.true else self.make("those", list_, bound, where, self.true))

    def something(self, list_: Term) -> Term:
        """Whether a list has anything in it."""
        return self.some(list_, lambda _: self.true)

    def some(self, list_: Term, body: Callable[[Term], Term]) -> Term:
        """Whether something of a list is such."""
        if list_.kind == "those":
            inner, variable, where, result = list_.parts
            return self._bound("some", inner, lambda it: self._filtered(variable, it, where, result, body))
        if list_.kind == "list" and len(list_.parts) <= MOST_SPREAD:
            return self.any_of(*map(body, list_.parts))
        if list_.kind in ("distinct", *ARRANGED):
            return self.some(list_.parts[0], body)
        if list_.kind == "if":
            condition, yes, no = list_.parts
            return self.either(condition, self.some(yes, body), self.some(no, body))
        return self._bound("some", list_, lambda it: (body(it),))

    def _filtered(
        self, variable: Term, it: Term, where: Term, result: Term, body: Callable[[Term], Term]
    ) -> tuple[Term]:
        return (self.all_of(self.put(where, variable, it), body(self.put(result, variable, it))),)

    def those(self, list_: Term, where: Callable[[Term], Term], result: Callable[[Term], Term]) -> Term:
        """What is made of those of a list that are such."""
        if list_.kind == "those":
            inner, variable, first, made = list_.parts

            def parts(it: Term) -> tuple[Term, Term]:
                element = self.put(made, variable, it)
                return self.all_of(self.put(first, variable, it), where(element)), result(element)

            return self._bound("those", inner, parts)
        return self._bound("those", list_, lambda it: (where(it), result(it)))

    def _bound(self, kind: str, list_: Term, parts: Callable[[Term], tuple[Term, ...]]) -> Term:
        """A loop; its variable is numbered by what is in it, so that it is the same wherever it stands."""
        free = self.variable()
        made = parts(free)
        if kind == "some" and made[0] is self.false:
            return self.false
        bound = self.make("bound", max(one.height for one in made) + 1)
        inner = [self.put(one, free, bound) for one in made]
        if kind == "those" and inner[0] is self.true and inner[1] is bound:
            return list_
        return self.make(kind, list_, bound, *inner)

    def put(self, term: Term, old: Term, new: Term) -> Term:
        """A term with one put in the place of another."""
        known: dict[Term, Term] = {old: new}

        def changed(one: Term) -> Term:
            found = known.get(one)
            if found is None:
                parts = tuple(changed(part) if isinstance(part, Term) else part for part in one.parts)
                same = all(part is was for part, was in zip(parts, one.parts, strict=True))
                found = known[one] = one if same else self._again(one.kind, parts)
            return found

        return changed(term)

    def _again(self, kind: str, parts: tuple[Any, ...]) -> Term:
        """A term of other parts: conditions are kept in order, and what has become plain is."""
        match kind:
            case "and":
                return self.all_of(*parts)
            case "or":
                return self.any_of(*parts)
            case "not":
                return self.no(*parts)
            case "equal":
                return self.equal(*parts)
            case "at most":
                return self.at_most(*parts)
            case "if":
                return self.either(*parts)
        return self.make(kind, *parts)
