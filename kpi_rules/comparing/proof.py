"""Whether one condition holds wherever another does: a small sequent calculus over terms.

`Proof.follows(one, other)` is true only where it is surely so, for every plan and every day; false says that nothing was found. It stops with
`TooMuch` after so many steps. What is compared of single conditions and of values is `order`'s.

A value that is missing where none may be (behind a test of its presence, say) is taken for any value that there might be:
what is asked there decides nothing.
"""

from __future__ import annotations

from kpi_rules.comparing.order import Known, Order
from kpi_rules.comparing.terms import Budget, Term, Terms

MOST_STEPS = 50_000


MOST_DEPTH = 2
_SPLIT_GIVEN = frozenset({"or", "if"})
_SPLIT_WANTED = frozenset({"and", "if"})
"""Conditions that leave several ways where they hold, and where they are to be shown."""


class Proof:
    """Looks for proofs, within so many steps in all."""

    def __init__(self, terms: Terms, steps: int = MOST_STEPS) -> None:
        self._terms = terms
        self._budget = Budget(steps)
        self._depth = 0
        self._order = Order(terms, self._within, self._budget)

    def follows(self, one: Term, other: Term) -> bool:
        """Whether the second holds wherever the first does."""
        return self.holds(Known(), (one,), (other,))

    def holds(self, known: Known, given: tuple[Term, ...], wanted: tuple[Term, ...]) -> bool:
        """Whether one of `wanted` holds wherever all of `given` do, beside what is known.

        What leaves one way is looked at first, then what is known of lists, and what leaves several last: most are closed by then.
        """
        waiting: list[tuple[bool, Term]] = []
        come = [*((True, one) for one in given), *((False, one) for one in wanted)]
        while True:
            self._budget.spend(1 + len(come))
            if come:
                is_given, one = come.pop()
                if known.closes(is_given, one):
                    return True
                known = known.seen(is_given, one)
                if one.kind in (_SPLIT_GIVEN if is_given else _SPLIT_WANTED):
                    waiting.append((is_given, one))
                    continue
                branches = self._given(one, known) if is_given else self._wanted(one, known)
            elif (instance := self._instance(known)) is not None:
                branches = (instance,)
            elif waiting:
                is_given, one = waiting.pop(0)
                branches = self._given(one, known) if is_given else self._wanted(one, known)
            else:
                return False
            if len(branches) != 1:
                rest = tuple(one for side, one in waiting if side), tuple(one for side, one in waiting if not side)
                return all(self.holds(new, (*rest[0], *more), (*rest[1], *less)) for new, more, less in branches)
            known, more, less = branches[0]
            come += [*((True, one) for one in more), *((False, one) for one in less)]

    def _within(self, known: Known, given: tuple[Term, ...], wanted: tuple[Term, ...]) -> bool:
        """The same for what a list is filtered by, within another proof: a few deep."""
        if self._depth >= MOST_DEPTH:
            return False
        self._depth += 1
        try:
            return self.holds(known, given, wanted)
        finally:
            self._depth -= 1

    def _given(self, one: Term, known: Known) -> tuple[Branch, ...]:
        """What a condition that holds comes to: one branch for each way in which it may, none where it cannot."""
        terms, parts = self._terms, one.parts
        match one.kind:
            case "true":
                return ((known, (), ()),)
            case "false":
                return ()
            case "not":
                return ((known, (), parts),)
            case "and":
                return ((known, parts, ()),)
            case "or":
                return tuple((known, (part,), ()) for part in parts)
            case "if":
                condition, yes, no = parts
                return ((known, (condition, yes), ()), (known, (no,), (condition,)))
            case "some":
                list_, variable, body = parts
                fresh, none = terms.variable(), self._none(one)
                if self._order.shown_by(none, known):
                    return ()
                return ((known.with_element(fresh, list_).wanted(none), (terms.put(body, variable, fresh),), ()),)
            case _:
                return () if self._order.closed_by(one, known) else ((known.given(one), (), ()),)

    def _wanted(self, one: Term, known: Known) -> tuple[Branch, ...]:
        """What a condition that is to be shown comes to."""
        parts = one.parts
        match one.kind:
            case "true":
                return ()
            case "false":
                return ((known, (), ()),)
            case "not":
                return ((known, parts, ()),)
            case "or":
                return ((known, (), parts),)
            case "and":
                return tuple((known, (), (part,)) for part in parts)
            case "if":
                condition, yes, no = parts
                return ((known, (condition,), (yes,)), (known, (), (condition, no)))
            case "some":
                none = self._none(one)
                return () if self._order.closed_by(none, known) else ((known.with_wanted(one).given(none), (), ()),)
            case _:
                return () if self._order.shown_by(one, known) else ((known.wanted(one), (), ()),)

    def _none(self, some: Term) -> Term:
        """The same as a count: that there is none."""
        return self._terms.make("at most", self._terms.fulfil(some), self._terms.constant(0))

    def _instance(self, known: Known) -> Branch | None:
        """Something that is known of a list, tried as what is looked for in one."""
        for some in known.somes:
            for element, list_ in known.elements:
                if (some, element) not in known.tried:
                    tried = known.having_tried(some, element)
                    if self._order.within(list_, some.parts[0], known):
                        return tried, (), (self._terms.put(some.parts[2], some.parts[1], element),)
                    known = tried
        return None


Branch = tuple[Known, tuple[Term, ...], tuple[Term, ...]]
"""A way in which something may be: what is known then, what else is given, and what else is to be shown."""
