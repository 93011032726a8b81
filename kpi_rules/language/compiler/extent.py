"""How large a rule is with its defines written out, and how deep its loops stand within one another.

Comes in: a typed tree and the defines it may call. Goes out: an `Extent`. Cheap, and looked at when a rule loads, so that no rule is kept
that only looks small: defines that call each other twice over, loops within loops within loops. What a rule costs on a plan of a
given size is `cost`'s business.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from kpi_rules.language import tree
from kpi_rules.language.walk import children

if TYPE_CHECKING:
    from kpi_rules.language.checked import CheckedDefine

MOST_PARTS = 100_000
"""Parts of a rule, its defines written out."""
MOST_LOOPS = 6
"""Loops within one another."""


class Extent(NamedTuple):
    """Parts in all, and loops on the longest way in."""

    parts: int
    loops: int


class Extents:
    """The extents of rules that share their defines: each define is looked at once."""

    def __init__(self, defines: Mapping[str, CheckedDefine]) -> None:
        self._defines = defines
        self._known: dict[str, Extent] = {}

    def of(self, node: tree.Node) -> Extent:
        """The extent of a rule or an expression."""
        if isinstance(node, tree.Rule):
            return self._rule(node)
        parts, loops = 1, 0
        for child in children(node):
            inner = self.of(child)
            parts, loops = parts + inner.parts, max(loops, inner.loops)
        if isinstance(node, (tree.Quantifier, tree.Comprehension, tree.By)):
            loops += 1
        if isinstance(node, tree.Call) and node.function.name in self._defines:
            called = self._called(node.function.name)
            parts, loops = parts + called.parts, max(loops, called.loops)
        return Extent(min(parts, MOST_PARTS + 1), loops)

    def _called(self, name: str) -> Extent:
        if name not in self._known:
            self._known[name] = Extent(1, 0)  # one that calls itself is refused elsewhere
            self._known[name] = self.of(self._defines[name].value)
        return self._known[name]

    def _rule(self, rule: tree.Rule) -> Extent:
        """A rule's loops hold all that comes after them."""
        parts, loops, outer = 1, 0, 0
        others = [self.of(part) for part in rule.also]
        rest = [
            rule.condition,
            *(one.condition for one in rule.weights),
            *(text for text in (rule.say, rule.fix) if text is not None),
        ]
        for node in (*rule.steps, *rest):
            inner = self.of(node)
            parts, loops = parts + inner.parts, max(loops, outer + inner.loops)
            outer += isinstance(node, tree.ForEach)
        parts, loops = parts + sum(one.parts for one in others), max(loops, outer, *(one.loops for one in others))
        return Extent(min(parts, MOST_PARTS + 1), loops)
