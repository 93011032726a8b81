"""Two trees side by side: whether they are the same but for local names, and if not, which parts of them differ.

A `Delta` holds the words of the part before and after, as few as say what has changed: `>= settings.least` → `>= settings.least - 1`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from kpi_rules.comparing.phrases import phrase
from kpi_rules.language import tree
from kpi_rules.language.durations import Duration
from kpi_rules.language.walk import children
from kpi_rules.source import Source
from kpi_rules.structs import Struct, fields

Names = Mapping[str, str]
"""Local names before, with what they are called after."""
Item = TypeVar("Item")
_ASIDE = frozenset({"span", "type", "source", "language", "id", "level_span"})
"""Of a node: where it stands, what others made of it, and what a rule is called."""
MOST_BESIDE = 48
"""Signs of the side of a comparison that is told whole."""


class Delta(Struct):
    """What a part was and what it is; empty where there is none."""

    before: str
    after: str


def same(old: object, new: object, names: Names) -> bool:
    """Whether two parts of trees say the same, local names aside."""
    if isinstance(old, tuple) and isinstance(new, tuple):
        return len(old) == len(new) and all(same(one, other, names) for one, other in zip(old, new, strict=True))
    if type(old) is not type(new):
        return False
    match old, new:
        case tree.Name(), tree.Name():
            return names.get(old.name, old.name) == new.name
        case (tree.Quantifier() | tree.Comprehension(), tree.Quantifier() | tree.Comprehension()):
            return _same_loops(old, new, names)
        case Duration(), Duration():
            return (old.months, old.days, old.seconds) == (new.months, new.days, new.seconds)
        case tree.Node(), tree.Node():
            kept = [name for name in fields(old) if name not in _ASIDE]
            return all(same(getattr(old, name), getattr(new, name), names) for name in kept)
    return old == new


def _same_loops(
    old: tree.Quantifier | tree.Comprehension, new: tree.Quantifier | tree.Comprehension, names: Names
) -> bool:
    if not same(old.list, new.list, names):
        return False
    inner = {**names, old.variable.name: new.variable.name}
    kept = [name for name in fields(old) if name not in ("span", "type", "list", "variable")]
    return all(same(getattr(old, name), getattr(new, name), inner) for name in kept)


class Trees(Struct):
    """Compares the trees of two texts."""

    before: Source
    after: Source

    def words(self, old: tree.Node, new: tree.Node) -> Delta:
        """Both, whole."""
        return Delta(phrase(old, self.before), phrase(new, self.after))

    def differences(self, old: tree.Expression, new: tree.Expression, names: Names) -> Iterator[Delta]:
        """The least parts in which two expressions differ."""
        if same(old, new, names):
            return
        operator = self._chain(old, new, names)
        if operator:
            yield from self.operands(operands(old, operator), operands(new, operator), names, f"{operator} ")
        elif isinstance(old, tree.Comparison) and isinstance(new, tree.Comparison):
            yield from self.comparisons(old, new, names)
        elif isinstance(old, tree.Quantifier | tree.Comprehension) and type(old) is type(new):
            yield from self.loops(old, new, names)
        elif isinstance(old, tree.ListLiteral) and isinstance(new, tree.ListLiteral):
            yield from self.operands(old.items, new.items, names, "")
        else:
            yield from self.others(old, new, names)

    def _chain(self, old: tree.Expression, new: tree.Expression, names: Names) -> str | None:
        """The word of a chain that both are, or that one is and the other is a part of."""
        signs = _joined_by(old), _joined_by(new)
        if signs[0] == signs[1] or None not in signs:
            return signs[0] if signs[0] == signs[1] else None
        sign = signs[0] or signs[1] or ""
        parts = operands(old, sign), operands(new, sign)
        return sign if any(same(one, other, names) for one in parts[0] for other in parts[1]) else None

    def operands(
        self, old: Sequence[tree.Expression], new: Sequence[tree.Expression], names: Names, sign: str
    ) -> Iterator[Delta]:
        """Of two rows of conditions or values: those dropped, added, and changed."""
        for gone, come in aligned(old, new, lambda one, other: same(one, other, names)):
            if len(gone) == len(come):
                for one, other in zip(gone, come, strict=True):
                    yield from self.differences(one, other, names)
            else:
                yield from (Delta(sign + phrase(one, self.before), "") for one in gone)
                yield from (Delta("", sign + phrase(one, self.after)) for one in come)

    def comparisons(self, old: tree.Comparison, new: tree.Comparison, names: Names) -> Iterator[Delta]:
        """Two comparisons: the side that differs, with the operator."""
        if not same(old.left, new.left, names):
            if old.operator == new.operator and same(old.right, new.right, names):
                yield from self.differences(old.left, new.left, names)
            else:
                yield self.words(old, new)
            return
        right = self.words(old.right, new.right)
        if old.operator == new.operator and max(len(right.before), len(right.after)) > MOST_BESIDE:
            yield from self.differences(old.right, new.right, names)
        else:
            yield Delta(f"{old.operator} {right.before}", f"{new.operator} {right.after}")

    def loops(
        self,
        old: tree.Quantifier | tree.Comprehension | tree.ForEach,
        new: tree.Quantifier | tree.Comprehension | tree.ForEach,
        names: Names,
    ) -> Iterator[Delta]:
        """Two loops, part by part."""
        inner = {**names, old.variable.name: new.variable.name}
        if isinstance(old, tree.Quantifier) and isinstance(new, tree.Quantifier) and old.kind != new.kind:
            heads = (f"{one.kind} {one.variable.name}" for one in (old, new))
            yield Delta(*heads)
        yield from self.differences(old.list, new.list, names)
        if old.where is None or new.where is None:
            if old.where is not new.where:
                yield Delta(self.where(old.where, self.before), self.where(new.where, self.after))
        else:
            yield from self.differences(old.where, new.where, inner)
        one, other = _made(old), _made(new)
        if one is not None and other is not None:
            yield from self.differences(one, other, inner)
        if isinstance(old, tree.Comprehension) and isinstance(new, tree.Comprehension):
            yield from self.orders(old, new, inner)

    def orders(self, old: tree.Comprehension, new: tree.Comprehension, names: Names) -> Iterator[Delta]:
        """What two lists are sorted by."""
        if not same(old.by, new.by, names) or old.descending != new.descending:
            yield Delta(_sorted(old, self.before), _sorted(new, self.after))

    def where(self, condition: tree.Expression | None, source: Source) -> str:
        return "" if condition is None else f"where {phrase(condition, source)}"

    def others(self, old: tree.Expression, new: tree.Expression, names: Names) -> Iterator[Delta]:
        """Two of any other form: the one part that differs, where it is one and stands for itself; else both whole."""
        differing = [
            (one, other)
            for one, other in zip(children(old), children(new), strict=False)
            if not same(one, other, names)
        ]
        if type(old) is type(new) and len(differing) == 1 and _but_for_parts(old, new):
            one, other = differing[0]
            if isinstance(one, tree.Expression) and isinstance(other, tree.Expression):
                yield from self.differences(one, other, names)
                return
        yield self.words(old, new)


def operands(node: tree.Expression, operator: str) -> tuple[tree.Expression, ...]:
    """The operands of a chain of one operator, from the left."""
    if isinstance(node, tree.Logic) and node.operator == operator:
        return (*operands(node.left, operator), *operands(node.right, operator))
    return (node,)


def aligned(
    old: Sequence[Item], new: Sequence[Item], alike: Callable[[Item, Item], bool]
) -> Iterator[tuple[Sequence[Item], Sequence[Item]]]:
    """The stretches of two rows that have nothing like them in the other, in order. What only stands elsewhere is alike."""
    left = [one for one in old if not any(alike(one, other) for other in new)]
    right = [other for other in new if not any(alike(one, other) for one in old)]
    if left or right:
        yield left, right


def _sorted(node: tree.Comprehension, source: Source) -> str:
    if node.by is None:
        return ""
    return f"sorted by {phrase(node.by, source)}" + (" descending" if node.descending else "")


def _joined_by(node: tree.Expression) -> str | None:
    return node.operator if isinstance(node, tree.Logic) else None


def _made(loop: tree.Quantifier | tree.Comprehension | tree.ForEach) -> tree.Expression | None:
    if isinstance(loop, tree.ForEach):
        return None
    return loop.body if isinstance(loop, tree.Quantifier) else loop.result


def _but_for_parts(old: tree.Node, new: tree.Node) -> bool:
    """Whether two nodes of a kind differ in their parts alone: not in an operator, nor in how many parts they have."""
    if len(list(children(old))) != len(list(children(new))) or isinstance(old, tree.FieldOf | tree.Text):
        return False
    plain = [name for name in fields(old) if name not in ("span", "type", "source", "language")]
    values = ((getattr(old, name), getattr(new, name)) for name in plain)
    return all(one == other for one, other in values if not isinstance(one, tree.Node | tuple))
