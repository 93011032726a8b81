"""Slips that people make when they write a rule, as changes of its text.

A part of a checked tree comes in; changes of the text under it come out, each small enough to be overlooked. Knows nothing of
tests, and does not look at whether what comes out still checks.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from kpi_rules.language import tree
from kpi_rules.language.duration_words import written
from kpi_rules.language.durations import UNITS, Duration, later
from kpi_rules.language.types import DURATION, NUMBER, Enum, ListOf, Record, Records, required
from kpi_rules.language.walk import walk
from kpi_rules.source import Source, Span
from kpi_rules.structs import Struct

MOST_FIELDS_TRIED = 3

_SWAPPED = {"==": "!=", "!=": "==", "<": "<=", "<=": "<", ">": ">=", ">=": ">", "+": "-", "-": "+", "*": "/", "/": "*"}
_BOUND_MOVES = {"<=": 1, ">": 1, ">=": -1, "<": -1}
"""Which way to move the bound on the right of a comparison; the other way, swapping the comparison does the same."""
_OTHER_WORD = {"every": "some", "some": "every", "no": "every"}
_OTHER_FUNCTION = {
    "min": "max", "max": "min", "first": "last", "last": "first", "floor": "ceiling", "ceiling": "floor",
    "starts_with": "ends_with", "ends_with": "starts_with", "sum": "count",
    "median": "average", "common": "without", "without": "common", "reach": "reaching", "reaching": "reach",
}  # fmt: skip
_LEFT_OUT = frozenset(["distinct", "lower", "upper", "trim", "abs", "sorted", "round"])


class Slip(Struct):
    """A change of a text. `choice`: of the changes with the same one, one is enough."""

    span: Span
    text: str
    choice: Span | None = None


def slips(root: tree.Node, source: Source, records: Records) -> Iterator[Slip]:
    """The changes of everything under a part of a rule."""
    writer = _Writer(source, records)
    for node in walk(root):
        if (maker := _MAKERS.get(type(node))) is not None:
            yield from maker(writer, node)


class _Writer(Struct):
    source: Source
    records: Records

    def text(self, node: tree.Node) -> str:
        return self.source.slice(node.span)

    def between(self, left: tree.Node, right: tree.Node, text: str) -> Slip:
        """Other words between two parts."""
        return Slip(Span(left.span.end, right.span.start), f" {text} ")

    # clauses

    def when(self, node: tree.When) -> Iterator[Slip]:
        yield Slip(node.span, "")
        yield from self.negated(node.condition)

    def loop(self, node: tree.ForEach | tree.Comprehension | tree.Quantifier) -> Iterator[Slip]:
        """A filter left out."""
        if node.where is not None:
            yield Slip(Span(node.list.span.end, node.where.span.end), "")
            yield from self.negated(node.where)

    def comprehension(self, node: tree.Comprehension) -> Iterator[Slip]:
        """Not sorted, or the other way round."""
        yield from self.loop(node)
        if node.by is not None:
            word = re.compile("descending").search(self.source.text, node.by.span.end) if node.descending else None
            end = word.end() if word else node.by.span.end
            yield Slip(Span((node.where or node.list).span.end, end), "")
            yield Slip(Span(node.by.span.end, end), "" if node.descending else " descending")

    def quantifier(self, node: tree.Quantifier) -> Iterator[Slip]:
        yield from self.loop(node)
        found = re.compile(r"every|some|no").search(self.source.text, node.span.start, node.variable.span.start)
        if found:
            yield Slip(Span(found.start(), found.end()), _OTHER_WORD[node.kind])
        yield from self.negated(node.body)

    # conditions

    def negated(self, node: tree.Expression) -> Iterator[Slip]:
        """The opposite, where nothing in the condition itself can be turned."""
        if isinstance(node, tree.Name | tree.FieldOf | tree.Call | tree.Matches):
            yield Slip(node.span, f"not {self.text(node)}")

    def negation(self, node: tree.Not) -> Iterator[Slip]:
        yield Slip(node.span, self.text(node.operand))

    def presence(self, node: tree.Presence) -> Iterator[Slip]:
        word = re.compile(r"(?:present|missing)\b").search(self.source.text, node.value.span.end, node.span.end)
        if word:
            yield Slip(Span(word.start(), word.end()), "missing" if node.present else "present")

    def membership(self, node: tree.Membership) -> Iterator[Slip]:
        yield self.between(node.item, node.list, "in" if node.negated else "not in")

    def logic(self, node: tree.Logic) -> Iterator[Slip]:
        """An operand left out; the other word. A chain is one: its inner parts are not looked at again."""
        left, right = node.left, node.right
        if self.chained(left, node.operator):
            yield Slip(Span(left.span.end, right.span.end), "")
        else:
            yield Slip(Span(left.span.start, right.span.start), "")
            yield Slip(Span(left.span.end, right.span.end), "")
        yield self.between(left, right, "or" if node.operator == "and" else "and")
        for side in (left, right):
            yield from self.negated(side)

    def chained(self, side: tree.Expression, operator: str) -> bool:
        """Whether this is the beginning of the same chain, without brackets of its own."""
        return isinstance(side, tree.Logic) and side.operator == operator and side.span.start == side.left.span.start

    def conditional(self, node: tree.If) -> Iterator[Slip]:
        yield Slip(node.span, f"({self.text(node.yes)})")
        yield Slip(node.span, f"({self.text(node.no)})")
        yield from self.negated(node.condition)

    # comparisons and numbers

    def comparison(self, node: tree.Comparison) -> Iterator[Slip]:
        yield self.between(node.left, node.right, _SWAPPED[node.operator])
        by = _BOUND_MOVES.get(node.operator, 0)
        yield from self.moved(node.right, by)
        yield from self.moved(node.left, -by)
        for side, other in ((node.left, node.right), (node.right, node.left)):
            yield from self.other_value(side, other)

    def between_bounds(self, node: tree.Between) -> Iterator[Slip]:
        for bound in (node.low, node.high):
            yield from self.moved(bound, 1)
            yield from self.moved(bound, -1)

    def moved(self, bound: tree.Expression, by: int) -> Iterator[Slip]:
        """A bound that is one off: a number, or a setting."""
        if not by:
            return
        type_ = required(bound.type) if bound.type else None
        if isinstance(bound, tree.Literal):
            yield from self.off_by(bound, by)
        elif isinstance(bound, tree.FieldOf) and _of_settings(bound.base):
            sign = "+" if by > 0 else "-"
            if type_ in (NUMBER, DURATION):
                yield Slip(bound.span, f"{self.text(bound)} {sign} {'1' if type_ == NUMBER else '1 day'}")

    def literal(self, node: tree.Literal) -> Iterator[Slip]:
        """Any other number: one off, both ways. Bounds have been moved where they stand."""
        if node.type == NUMBER:
            yield from self.off_by(node, 1)
            yield from self.off_by(node, -1)

    def off_by(self, node: tree.Literal, by: int) -> Iterator[Slip]:
        value = node.value
        if isinstance(value, bool):
            return
        if isinstance(value, datetime.date):
            beside = later(value, UNITS["day"] * by)
            if beside != value:  # the last day of the calendar has no other after it
                yield Slip(node.span, beside.isoformat())
        elif isinstance(value, Decimal):
            exponent = value.as_tuple().exponent
            step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
            yield Slip(node.span, str(value + by * step))
        elif isinstance(value, Duration):
            moved = written(value + UNITS["minute" if value.seconds else "day"] * by)
            yield Slip(node.span, f"({moved})" if value.months or value.seconds else moved)
        else:
            yield Slip(node.span, str(value + by) if value + by >= 0 else f"({value + by})")

    def arithmetic(self, node: tree.Arithmetic) -> Iterator[Slip]:
        yield self.between(node.left, node.right, _SWAPPED[node.operator])

    # values

    def other_value(self, literal: tree.Expression, beside: tree.Expression) -> Iterator[Slip]:
        """Another value of a closed set."""
        closed = required(beside.type) if beside.type else None
        closed = closed.element if isinstance(closed, ListOf) else closed
        if not (isinstance(literal, tree.Text) and isinstance(literal.type, Enum) and isinstance(closed, Enum)):
            return
        others = sorted(closed.values - literal.type.values)
        if others and not closed.literal:
            yield Slip(literal.span, f'"{others[0]}"')

    def list_literal(self, node: tree.ListLiteral) -> Iterator[Slip]:
        """One entry fewer."""
        if len(node.items) < 2:
            return
        for index in range(len(node.items)):
            kept = [self.text(item) for other, item in enumerate(node.items) if other != index]
            yield Slip(node.span, f"[{', '.join(kept)}]")

    def call(self, node: tree.Call) -> Iterator[Slip]:
        name = node.function.name
        if name in _OTHER_FUNCTION:
            yield Slip(node.function.span, _OTHER_FUNCTION[name])
        if name in _LEFT_OUT:
            yield Slip(node.span, f"({self.text(node.arguments[0])})")

    def indexed(self, node: tree.Indexed) -> Iterator[Slip]:
        """The first whatever it is called, where any would do."""
        yield Slip(node.span, f"first({self.text(node.list)})")

    def field(self, node: tree.FieldOf) -> Iterator[Slip]:
        """Another field of the same type."""
        base = node.base.type
        inner = base.element if isinstance(base, ListOf) else required(base) if base else None
        if not isinstance(inner, Record) or inner.name == "settings":
            return
        fields = self.records.fields[inner.name]
        names = list(fields)
        at = names.index(node.field.name)
        wanted = fields[node.field.name].type
        same = [name for name in names[at + 1 :] + names[:at] if fields[name].type == wanted]
        for name in same[:MOST_FIELDS_TRIED]:
            yield Slip(node.field.span, name, choice=node.field.span)


def _of_settings(base: tree.Expression) -> bool:
    """Whether these are the settings, or a row of a table among them."""
    if isinstance(base, tree.Name) and base.name == "settings":
        return True
    type_ = required(base.type) if base.type else None
    return isinstance(type_, Record) and type_.name.startswith("row of ")


_MAKERS: Mapping[type, Callable[[_Writer, Any], Iterator[Slip]]] = {
    tree.When: _Writer.when,
    tree.ForEach: _Writer.loop,
    tree.Comprehension: _Writer.comprehension,
    tree.Quantifier: _Writer.quantifier,
    tree.Not: _Writer.negation,
    tree.Presence: _Writer.presence,
    tree.Membership: _Writer.membership,
    tree.Logic: _Writer.logic,
    tree.If: _Writer.conditional,
    tree.Comparison: _Writer.comparison,
    tree.Between: _Writer.between_bounds,
    tree.Literal: _Writer.literal,
    tree.Arithmetic: _Writer.arithmetic,
    tree.ListLiteral: _Writer.list_literal,
    tree.Call: _Writer.call,
    tree.FieldOf: _Writer.field,
    tree.Indexed: _Writer.indexed,
}
