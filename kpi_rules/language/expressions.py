"""The types of expressions: expression and scope → the same expression with a type on every node.

A node in error has the type `UNKNOWN`, which fits everywhere, so that one mistake is told once. What operators and calls give is
said in `operators.py` and `calls.py`; what a condition tells, in `narrowing.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kpi_rules.language import messages, patterns, regex, tree
from kpi_rules.language.builtins import BUILTINS
from kpi_rules.language.calls import Calls
from kpi_rules.language.fitting import join
from kpi_rules.language.names import Names
from kpi_rules.language.narrowing import key_of, known
from kpi_rules.language.operators import ORDERED, Operators, non_zero
from kpi_rules.language.scope import Scope
from kpi_rules.language.types import (
    DURATION,
    NOTHING,
    NUMBER,
    PATTERN,
    TEXT,
    TRUTH,
    UNKNOWN,
    Enum,
    ListOf,
    Optional,
    Record,
    Type,
    is_text,
    optional,
    required,
)
from kpi_rules.source import Span
from kpi_rules.structs import replace


class Checker(Operators, Calls, Names, frozen=False):
    """Types expressions of one source and keeps what is wrong with them."""

    def check(self, node: tree.Expression, scope: Scope) -> tree.Expression:
        """The expression with its type, and those of all its parts."""
        return _CHECKS[type(node)](self, node, scope)

    def truth(self, node: tree.Expression, scope: Scope) -> tree.Expression:
        """The expression, which must be a condition."""
        return self.need(self.check(node, scope), TRUTH)

    def text(self, node: tree.Text, scope: Scope) -> tree.Text:
        """A text; what it shows must be there and be showable."""
        parts = tuple(part if isinstance(part, str) else self.shown(part, scope) for part in node.parts)
        type_: Type = TEXT
        if all(isinstance(part, str) for part in parts):
            type_ = Enum(frozenset({"".join(map(str, parts))}), literal=True)
        return replace(node, parts=parts, type=type_)

    def shown(self, part: tree.Expression, scope: Scope) -> tree.Expression:
        """An expression in a text."""
        typed = self.check(part, scope)
        type_ = self.present(typed)
        inner = type_.element if isinstance(type_, ListOf) else type_
        if isinstance(inner, Record):
            self.problem(messages.not_shown(str(inner)), typed.span)
        return typed

    def literal(self, node: tree.Literal, scope: Scope) -> tree.Expression:
        """A literal knows its type."""
        return node

    def list_literal(self, node: tree.ListLiteral, scope: Scope) -> tree.Expression:
        """`[a, b]`: values of one type, none missing, none lists."""
        items = tuple(self.check(item, scope) for item in node.items)
        element: Type = NOTHING
        for item in items:
            element = self.joined_element(element, item)
        return replace(node, items=items, type=ListOf(element))

    def joined_element(self, element: Type, item: tree.Expression) -> Type:
        """The element type of a list with one more item."""
        type_ = item.type or UNKNOWN
        if isinstance(type_, Optional):
            self.problem(messages.list_of_missing(self.words(item)), item.span)
            return UNKNOWN
        if isinstance(type_, ListOf):
            self.problem(messages.nested_list(), item.span)
            return UNKNOWN
        both = join(element, type_)
        if both is None:
            self.problem(messages.mixed_list(str(element), str(type_)), item.span)
            return UNKNOWN
        return both

    def name(self, node: tree.Name, scope: Scope) -> tree.Expression:
        """A name stands for what it was bound to; where it is known to be present, it is."""
        binding = scope.names.get(node.name)
        if binding is None:
            if node.name not in self.broken:
                self.unknown_name(node, scope)
            return replace(node, type=UNKNOWN)
        known_present = (node.name,) in scope.facts
        return replace(node, type=required(binding.type) if known_present else binding.type)

    def field(self, node: tree.FieldOf, scope: Scope) -> tree.Expression:
        """`base.field`, of a record, of one that may be missing, or of every record of a list."""
        if isinstance(node.base, tree.Name) and (said := self.of_each(node.base.name, node.field.name, scope)):
            self.problem(said, node.span)
            return replace(node, type=UNKNOWN)
        base = self.check(node.base, scope)
        typed = replace(node, base=base, type=self.field_type(node, base.type or UNKNOWN))
        return self.told(node, typed, scope)

    def told(self, node: tree.Expression, typed: tree.Expression, scope: Scope) -> tree.Expression:
        """The expression, present where a condition has told that it is."""
        if isinstance(typed.type, Optional) and scope.facts and key_of(node) in scope.facts:
            return replace(typed, type=required(typed.type))
        return typed

    def indexed(self, node: tree.Indexed, scope: Scope) -> tree.Expression:
        """`list[key]`: the record of that id, which need not be there."""
        list_, key = self.check(node.list, scope), self.check(node.key, scope)
        return self.told(node, replace(node, list=list_, key=key, type=self.indexed_type(list_, key, node)), scope)

    def indexed_type(self, list_: tree.Expression, key: tree.Expression, node: tree.Indexed) -> Type:
        """The type of what a list has under a key."""
        words = self.words(node.list)
        record = list_.type
        if isinstance(record, Record) and isinstance(node.key, tree.Text):
            field = "".join(part for part in node.key.parts if isinstance(part, str))
            self.problem(messages.field_in_brackets(words, record.name, field), node.span)
            return UNKNOWN
        element, by = self.element(list_), required(key.type or UNKNOWN)
        if by == NUMBER:
            self.problem(messages.asked_by_number(words, isinstance(key, tree.Literal) and key.value == 0), key.span)
            return UNKNOWN
        if element in (UNKNOWN, NOTHING):
            return UNKNOWN
        named = self.records.identifier(element.name) if isinstance(element, Record) else None
        if named is None:
            self.problem(messages.without_key(words, str(element), isinstance(element, Record)), node.span)
            return UNKNOWN
        if not is_text(by) and by != UNKNOWN:
            self.problem(messages.asked_by_other(str(element), named, str(by)), key.span)
        elif by != UNKNOWN:
            self.compared(required(self.records.fields[str(element)][named].type), by, list_, key, key.span)
        return optional(element)

    def field_type(self, node: tree.FieldOf, base: Type) -> Type:
        """The type of a field of something."""
        if base == UNKNOWN:
            return UNKNOWN
        inner = base.element if isinstance(base, ListOf) else required(base)
        if not isinstance(inner, Record):
            of_list = isinstance(base, ListOf) and node.field.name in ("length", "size", "len")
            function = "count" if of_list else node.field.name
            call = f"{function}({self.words(node.base)})" if function in BUILTINS else self.through(node)
            self.problem(messages.no_fields(str(base), call), node.span if call else node.field.span)
            return UNKNOWN
        found = self.records.fields[inner.name].get(node.field.name)
        if found is None:
            self.unknown_field(node, inner, isinstance(base, ListOf))
            return UNKNOWN
        if isinstance(base, ListOf):
            return found.type if isinstance(found.type, ListOf) else ListOf(required(found.type))
        return optional(found.type) if isinstance(base, Optional) else found.type

    # operators

    def arithmetic(self, node: tree.Arithmetic, scope: Scope) -> tree.Expression:
        """`+ - * /` over numbers, dates and durations."""
        left, right = self.check(node.left, scope), self.check(node.right, scope)
        if self.record_beside_value(left, right):
            return replace(node, left=left, right=right, type=UNKNOWN)
        one, other = self.present(left), self.present(right)
        result = self.arithmetic_type(replace(node, left=left, right=right), one, other)
        if node.operator == "/" and result == NUMBER and not non_zero(right):
            result = Optional(NUMBER)
        return self.told(node, replace(node, left=left, right=right, type=result), scope)

    def negative(self, node: tree.Negative, scope: Scope) -> tree.Expression:
        """`-a` of a number or a duration."""
        operand = self.check(node.operand, scope)
        type_ = self.present(operand)
        if type_ not in (NUMBER, DURATION, UNKNOWN):
            self.problem(messages.wrong_type(str(type_), "number"), operand.span)
            type_ = UNKNOWN
        return replace(node, operand=operand, type=type_)

    def comparison(self, node: tree.Comparison, scope: Scope) -> tree.Expression:
        """`==` of like with like; order only where there is one."""
        left, right = self.check(node.left, scope), self.check(node.right, scope)
        fine = self.comparable(left, right, node.span)
        if fine and node.operator not in ("==", "!="):
            self.ordered(left)
        return replace(node, left=left, right=right, type=TRUTH)

    def membership(self, node: tree.Membership, scope: Scope) -> tree.Expression:
        """`item in list`."""
        item, list_ = self.check(node.item, scope), self.check(node.list, scope)
        one = self.present(item)
        if is_text(required(list_.type or UNKNOWN)) and is_text(one):
            literal = isinstance(list_, tree.Text)
            self.problem(messages.text_as_list(self.words(item), self.words(list_), literal), node.span)
            return replace(node, item=item, list=list_, type=TRUTH)
        element = self.element(list_)
        if isinstance(element, Record) and is_text(one):
            self.problem(messages.text_in_records(self.words(item), self.words(list_), node.negated), node.span)
        elif isinstance(one, ListOf) and element != UNKNOWN:
            self.problem(messages.list_in_list(self.words(item), self.words(list_), node.negated), node.span)
        elif UNKNOWN not in (one, element) and not self.percent_beside_value(item, list_):
            self.compared(one, element, item, list_, node.span)
        return replace(node, item=item, list=list_, type=TRUTH)

    def between(self, node: tree.Between, scope: Scope) -> tree.Expression:
        """`value between low and high`."""
        value, low, high = (self.check(part, scope) for part in (node.value, node.low, node.high))
        if self.comparable(value, low, value.span.to(low.span)):
            self.ordered(value)
        self.comparable(value, high, node.span)
        return replace(node, value=value, low=low, high=high, type=TRUTH)

    def matches(self, node: tree.Matches, scope: Scope) -> tree.Expression:
        """`text matches /pattern/`."""
        value = self.need(self.check(node.value, scope), TEXT)
        if isinstance(node.pattern, tree.Expression):
            return replace(node, value=value, pattern=self.pattern(node.pattern, scope), type=TRUTH)
        start, written = node.pattern.span.start + 1, self.source.slice(node.pattern.span)[1:-1]
        wrong = regex.problem(node.pattern.name)
        odd = patterns.refused(written) if wrong is None else None
        if wrong is not None:
            better = patterns.unknown_part(wrong[1], written)
            self.problem(messages.bad_regex(*wrong, better), self._part(wrong[1], node.pattern))
        elif odd is not None:
            self.problem(odd[0], Span(start + odd[1].start, start + odd[1].end))
        return replace(node, value=value, type=TRUTH)

    def pattern(self, node: tree.Expression, scope: Scope) -> tree.Expression:
        """A pattern that the rule does not hold itself."""
        typed = self.check(node, scope)
        if self.present(typed) not in (PATTERN, UNKNOWN):
            self.problem(messages.not_a_pattern(str(typed.type)), node.span)
        return typed

    def _part(self, part: str, pattern: tree.Identifier) -> Span:
        """Where a part of a pattern stands, if it can only be one place; else the pattern."""
        written = self.source.slice(pattern.span)
        if part == pattern.name or written.count(part) != 1:
            return pattern.span
        start = pattern.span.start + written.index(part)
        return Span(start, start + len(part))

    def presence(self, node: tree.Presence, scope: Scope) -> tree.Expression:
        """`is present`, of anything."""
        return replace(node, value=self.check(node.value, scope), type=TRUTH)

    def negation(self, node: tree.Not, scope: Scope) -> tree.Expression:
        """`not condition`."""
        return replace(node, operand=self.truth(node.operand, scope), type=TRUTH)

    def logic(self, node: tree.Logic, scope: Scope) -> tree.Expression:
        """`and`, `or`: the right side knows what the left one has told."""
        left = self.truth(node.left, scope)
        told = known(node.left, scope.told)
        right = self.truth(node.right, scope.knowing(told.true if node.operator == "and" else told.false))
        return replace(node, left=left, right=right, type=TRUTH)

    def otherwise(self, node: tree.Otherwise, scope: Scope) -> tree.Expression:
        """`value otherwise fallback`."""
        value, fallback = self.check(node.value, scope), self.check(node.fallback, scope)
        type_, other = value.type or UNKNOWN, fallback.type or UNKNOWN
        if UNKNOWN in (type_, other):
            return replace(node, value=value, fallback=fallback, type=UNKNOWN)
        told = isinstance(node.value, (tree.Call, tree.Arithmetic)) and key_of(node.value) in scope.facts
        if not isinstance(type_, Optional) and not told:  # what a condition told of a call is easily overlooked
            said = messages.list_otherwise if isinstance(type_, ListOf) else messages.never_missing
            self.problem(said(self.words(value)), node.span)
        both = join(required(type_), other)
        if both is None and isinstance(node.fallback, tree.Comparison):
            meant = self.words(node.value), self.words(node.fallback.left)
            self.problem(messages.otherwise_reaches_too_far(*meant), node.span)
        elif both is None and not self.record_beside_value(value, fallback):
            self.problem(messages.otherwise_differs(str(required(type_)), str(other)), fallback.span)
        return replace(node, value=value, fallback=fallback, type=both or UNKNOWN)

    def conditional(self, node: tree.If, scope: Scope) -> tree.Expression:
        """`if condition then yes else no`: each branch knows what the condition has told."""
        condition = self.truth(node.condition, scope)
        told = known(node.condition, scope.told)
        yes = self.check(node.yes, scope.knowing(told.true))
        no = self.check(node.no, scope.knowing(told.false))
        type_ = join(yes.type or UNKNOWN, no.type or UNKNOWN)
        if type_ is None:
            self.problem(messages.branches_differ(str(yes.type), str(no.type)), node.span)
        return replace(node, condition=condition, yes=yes, no=no, type=type_ or UNKNOWN)

    # loops and calls

    def within(
        self, variable: tree.Identifier, list_: tree.Expression, where: tree.Expression | None, scope: Scope
    ) -> tuple[tree.Expression, tree.Expression | None, Scope]:
        """The list and filter of a loop, and the scope inside it."""
        typed = self.check(list_, scope)
        inner = self.bind(variable, self.element(typed), scope)
        if where is None:
            return typed, None, inner
        condition = self.truth(where, inner)
        return typed, condition, inner.knowing(known(where, inner.told).true)

    def quantifier(self, node: tree.Quantifier, scope: Scope) -> tree.Expression:
        """`every|some|no x in list where c satisfies d`."""
        list_, where, inner = self.within(node.variable, node.list, node.where, scope)
        return replace(node, list=list_, where=where, body=self.truth(node.body, inner), type=TRUTH)

    def comprehension(self, node: tree.Comprehension, scope: Scope) -> tree.Expression:
        """`[result for x in list where c]`."""
        list_, where, inner = self.within(node.variable, node.list, node.where, scope)
        result = self.check(node.result, inner)
        element = self.joined_element(NOTHING, result)
        by = None if node.by is None else self.key(node, inner)
        return replace(node, result=result, list=list_, where=where, by=by, type=ListOf(element))

    def key(self, node: tree.Comprehension, scope: Scope) -> tree.Expression:
        """What a list is sorted by: a value that has an order, or none."""
        assert node.by is not None
        typed = self.check(node.by, scope)
        type_ = required(typed.type or UNKNOWN)
        if not (type_ in (*ORDERED, UNKNOWN) or is_text(type_)):
            fields = self.fields_for(type_, NUMBER) if isinstance(type_, Record) else []
            self.problem(messages.no_key(str(type_), self.words(node.by), fields), typed.span)
        return typed

    def paired(self, node: tree.Paired, scope: Scope) -> tree.Expression:
        """The lists of a loop over pairs; what is wrong with the second has been told of the first."""
        told = len(self.problems)
        list_ = self.check(node.list, scope)
        element = self.element(list_)
        if not (isinstance(element, Record) or element in (UNKNOWN, NOTHING)):
            self.problem(messages.pairs_of_values(str(element), self.words(node.list)), node.span)
        if node.after is not None:
            del self.problems[told:]
        after = None if node.after is None else self.check(node.after, scope)
        return replace(node, list=list_, after=after, type=list_.type if isinstance(list_.type, ListOf) else UNKNOWN)

    def way(self, node: tree.By, scope: Scope) -> tree.Expression:
        """`by field in list`: the field names records of the list, by what they are called."""
        list_ = self.check(node.list, scope)
        element = self.element(list_)
        if element == UNKNOWN:
            return replace(node, list=list_, type=UNKNOWN)
        named = self.records.identifier(element.name) if isinstance(element, Record) else None
        if named is None:
            self.problem(
                messages.without_key(self.words(node.list), str(element), isinstance(element, Record)), node.span
            )
            return replace(node, list=list_, type=UNKNOWN)
        if (better := self.named_alone(node, element, scope)) is not None:
            self.problem(messages.field_alone(better), node.step.span)
            return replace(node, list=list_, type=UNKNOWN)
        step = self.check(node.step, self.bind(node.variable, element, scope))
        found: Type = step.type.element if isinstance(step.type, ListOf) else required(step.type or UNKNOWN)
        if not is_text(found) and found != UNKNOWN:
            self.problem(messages.leads_nowhere(self.words(step), str(element), named, str(step.type)), step.span)
        return replace(node, list=list_, step=step, type=ListOf(element) if found != UNKNOWN else UNKNOWN)

    def named_alone(self, node: tree.By, element: Type, scope: Scope) -> str | None:
        """What is meant by `by kpi.parent in …`, where the first is a name and no field."""
        first, _, rest = self.words(node.step).partition(".")
        known = self.records.fields[str(element)]
        return f"by {rest} in {self.words(node.list)}" if rest and first in scope.names and first not in known else None

    def call(self, node: tree.Call, scope: Scope) -> tree.Expression:
        """A built-in or a define."""
        typed = replace(node, arguments=tuple(self.check(argument, scope) for argument in node.arguments))
        return self.told(node, replace(typed, type=self.called(typed)), scope)


_CHECKS: dict[type, Callable[[Checker, Any, Scope], tree.Expression]] = {
    tree.Literal: Checker.literal,
    tree.Text: Checker.text,
    tree.ListLiteral: Checker.list_literal,
    tree.Name: Checker.name,
    tree.FieldOf: Checker.field,
    tree.Indexed: Checker.indexed,
    tree.Call: Checker.call,
    tree.By: Checker.way,
    tree.Paired: Checker.paired,
    tree.Arithmetic: Checker.arithmetic,
    tree.Negative: Checker.negative,
    tree.Comparison: Checker.comparison,
    tree.Membership: Checker.membership,
    tree.Between: Checker.between,
    tree.Matches: Checker.matches,
    tree.Presence: Checker.presence,
    tree.Not: Checker.negation,
    tree.Logic: Checker.logic,
    tree.Otherwise: Checker.otherwise,
    tree.If: Checker.conditional,
    tree.Quantifier: Checker.quantifier,
    tree.Comprehension: Checker.comprehension,
}
