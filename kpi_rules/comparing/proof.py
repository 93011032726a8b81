"""Whether one condition holds wherever another does: a small sequent calculus over terms.

`Proof.follows(one, other)` is true only where it is surely so, for every plan and every day; false says that nothing was found. It stops with
`TooMuch` after so many steps. What is compared of single conditions and of values is `order`'s.

A value that is missing where none may be (behind a test of its presence, say) is taken for any value that there might be:
what is asked there decides nothing.
"""

from __future__ import annotations

from kpi_rules.comparing.order import Known, Order
from kpi_rules.comparing.terms import Budget, Term, Terms

MOST_STEPS = 30_000


class Proof:
    """Looks for proofs, within so many steps in all."""

    def __init__(self, terms: Terms, steps: int = MOST_STEPS) -> None:
        self._terms = terms
        self._budget = Budget(steps)
        self._order = Order(terms, self.holds, self._budget)

    def follows(self, one: Term, other: Term) -> bool:
        """Whether the second holds wherever the first does."""
        return self.holds(Known(), (one,), (other,))

    def holds(self, known: Known, given: tuple[Term, ...], wanted: tuple[Term, ...]) -> bool:
        """Whether one of `wanted` holds wherever all of `given` do, beside what is known."""
        given_left, wanted_left = list(given), list(wanted)
        while True:
            self._budget.spend(1 + len(given_left) + len(wanted_left))
            if given_left:
                branches = self._given(given_left.pop(), known)
            elif wanted_left:
                branches = self._wanted(wanted_left.pop(), known)
            else:
                instance = self._instance(known)
                if instance is None:
                    return False
                branches = (instance,)
            if len(branches) != 1:
                rest = (tuple(given_left), tuple(wanted_left))
                return all(self.holds(new, (*rest[0], *more), (*rest[1], *less)) for new, more, less in branches)
            known, more, less = branches[0]
            given_left += more
            wanted_left += less

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
                fresh = terms.variable()
                return ((known.with_element(fresh, list_), (terms.put(body, variable, fresh),), ()),)
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
                return ((known.with_wanted(one), (), ()),)
            case _:
                return () if self._order.shown_by(one, known) else ((known.wanted(one), (), ()),)

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
