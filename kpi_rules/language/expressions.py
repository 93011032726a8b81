"""The types of expressions: expression and scope → the same expression with a type on every node.

A node in error has the type `UNKNOWN`, which fits everywhere, so that one mistake is told once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.language import messages, regex, tree
from kpi_rules.language.builtins import BUILTINS, Builtin
from kpi_rules.language.builtins.declaration import VARIABLES
from kpi_rules.language.narrowing import NONE, NOTHING_KNOWN, Facts, Known, key_of, known
from kpi_rules.language.types import (
    DATE,
    DURATION,
    NOTHING,
    NUMBER,
    TEXT,
    TRUTH,
    UNKNOWN,
    Enum,
    ListOf,
    Optional,
    Record,
    Records,
    Simple,
    Type,
    is_text,
    optional,
    required,
)
from kpi_rules.language.walk import walk
from kpi_rules.source import Location, Source, Span

if TYPE_CHECKING:
    from kpi_rules.language.checker import CheckedDefine

ORDERED = (NUMBER, DATE, DURATION)


@dataclass(frozen=True, slots=True)
class Binding:
    """What a name stands for: its type, what it tells as a condition, and the path that it is another name of."""

    type: Type
    told: Known = NOTHING_KNOWN
    alias: tree.Expression | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """The names at a place, and what is known to be present there."""

    names: Mapping[str, Binding]
    facts: Facts = NONE

    def knowing(self, facts: Facts) -> Scope:
        """The same place with more known."""
        return replace(self, facts=self.facts | facts) if facts else self

    @property
    def told(self) -> Mapping[str, Known]:
        """What the names tell as conditions."""
        return {name: binding.told for name, binding in self.names.items()}


@dataclass(slots=True)
class Checker:
    """Types expressions of one source and keeps what is wrong with them."""

    source: Source
    records: Records
    defines: Mapping[str, CheckedDefine]
    later_defines: Iterable[str] = ()
    whole_run: bool = False
    within_define: str | None = None
    problems: list[Diagnostic] = field(default_factory=list)

    # what is wrong

    def problem(self, said: messages.Said, span: Span) -> None:
        """Keep a diagnostic."""
        self.problems.append(Diagnostic(said.message, Location(self.source, span), said.help))

    def words(self, expression: tree.Expression) -> str:
        """An expression as it is written, on one line."""
        text = " ".join(self.source.slice(expression.span).split())
        return text if len(text) <= 60 else text[:57] + "…"

    def need(self, typed: tree.Expression, wanted: Type, help_: str | None = None) -> tree.Expression:
        """The expression, where its type fits; else a diagnostic that says what is needed."""
        found = typed.type or UNKNOWN
        if isinstance(found, Optional) and not isinstance(wanted, Optional):
            self.missing(typed, wanted)
        elif not fits(found, wanted):
            help_ = (messages.truth_help(str(found)) or help_) if wanted == TRUTH else help_
            self.problem(messages.wrong_type(str(found), str(wanted), help_), typed.span)
        return typed

    def missing(self, typed: tree.Expression, wanted: Type | None = None) -> None:
        """A value that may be missing where one is needed."""
        inner = required(typed.type or UNKNOWN)
        needed = "a value" if wanted is None else spelled(wanted)
        path = key_of(typed) is not None
        self.problem(messages.may_be_missing(self.words(typed), str(inner), needed, path), typed.span)

    def present(self, typed: tree.Expression) -> Type:
        """The type of an expression that must not be missing."""
        if isinstance(typed.type, Optional):
            self.missing(typed)
            return UNKNOWN
        return typed.type or UNKNOWN

    def bind(
        self,
        name: tree.Identifier,
        type_: Type,
        scope: Scope,
        told: Known = NOTHING_KNOWN,
        alias: tree.Expression | None = None,
    ) -> Scope:
        """The scope with one more name in it."""
        if name.name in scope.names or name.name in ("plan", "previous", "portfolio"):
            self.problem(messages.shadowed(name.name), name.span)
        return replace(scope, names={**scope.names, name.name: Binding(type_, told, alias)})

    def element(self, list_: tree.Expression) -> Type:
        """The type of a list's elements."""
        if isinstance(list_.type, ListOf):
            return list_.type.element
        if isinstance(list_.type, Optional):
            self.missing(list_)
        elif list_.type != UNKNOWN:
            self.problem(messages.not_a_list(str(list_.type)), list_.span)
        return UNKNOWN

    # expressions

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
            self.unknown_name(node, scope)
            return replace(node, type=UNKNOWN)
        known_present = (node.name,) in scope.facts
        return replace(node, type=required(binding.type) if known_present else binding.type)

    def unknown_name(self, node: tree.Name, scope: Scope) -> None:
        """Nothing has that name: the likeliest reason first."""
        if self.whole_run and node.name in ("plan", "previous"):
            self.problem(messages.no_plan_here(), node.span)
        elif node.name in BUILTINS or node.name in self.defines:
            self.problem(messages.function_as_name(node.name), node.span)
        else:
            self.problem(messages.unknown_name(node.name, scope.names, self.path_for(node.name, scope)), node.span)

    def path_for(self, name: str, scope: Scope) -> str | None:
        """The path that is meant by a bare field or setting name."""
        for root, binding in reversed(list(scope.names.items())):
            inner = binding.type  # not of what may be missing, such as `previous`
            if isinstance(inner, Record) and name in self.records.fields.get(inner.name, {}):
                return f"{root}.{name}"
        return None

    def field(self, node: tree.FieldOf, scope: Scope) -> tree.Expression:
        """`base.field`, of a record, of one that may be missing, or of every record of a list."""
        base = self.check(node.base, scope)
        typed = replace(node, base=base, type=self.field_type(node, base.type or UNKNOWN))
        key = key_of(node)
        if key in scope.facts and isinstance(typed.type, Optional):
            return replace(typed, type=required(typed.type))
        return typed

    def field_type(self, node: tree.FieldOf, base: Type) -> Type:
        """The type of a field of something."""
        if base == UNKNOWN:
            return UNKNOWN
        inner = base.element if isinstance(base, ListOf) else required(base)
        if not isinstance(inner, Record):
            self.problem(messages.no_fields(str(base)), node.field.span)
            return UNKNOWN
        found = self.records.fields[inner.name].get(node.field.name)
        if found is None:
            self.unknown_field(node.field, inner)
            return UNKNOWN
        if isinstance(base, ListOf):
            return found.type if isinstance(found.type, ListOf) else ListOf(required(found.type))
        return optional(found.type) if isinstance(base, Optional) else found.type

    def unknown_field(self, name: tree.Identifier, record: Record) -> None:
        """A field that the schema does not have."""
        fields = self.records.fields[record.name]
        if record.name == "settings":
            self.problem(messages.unknown_setting(name.name, fields), name.span)
            return
        elsewhere = [
            f"`{other}`" for other, known_ in self.records.fields.items() if name.name in known_ and other != "settings"
        ]
        self.problem(
            messages.unknown_field(name.name, record.name, fields, elsewhere, name.name in BUILTINS), name.span
        )

    # operators

    def arithmetic(self, node: tree.Arithmetic, scope: Scope) -> tree.Expression:
        """`+ - * /` over numbers, dates and durations."""
        left, right = self.check(node.left, scope), self.check(node.right, scope)
        one, other = self.present(left), self.present(right)
        result = self.arithmetic_type(node, one, other)
        if node.operator == "/" and result == NUMBER and not _non_zero(right):
            result = Optional(NUMBER)
        return replace(node, left=left, right=right, type=result)

    def arithmetic_type(self, node: tree.Arithmetic, left: Type, right: Type) -> Type:
        """The type of a calculation."""
        if UNKNOWN in (left, right):
            return UNKNOWN
        result = _ARITHMETIC.get((_word(left), node.operator, _word(right)))
        if result is None:
            self.problem(messages.cannot_calculate(str(left), node.operator, str(right)), node.span)
            return UNKNOWN
        return result

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

    def ordered(self, typed: tree.Expression) -> None:
        """Only numbers, dates and durations have an order."""
        type_ = required(typed.type or UNKNOWN)
        if type_ not in (*ORDERED, UNKNOWN):
            self.problem(messages.no_order(str(type_)), typed.span)

    def comparable(self, left: tree.Expression, right: tree.Expression, span: Span) -> bool:
        """Whether two values can be compared; else a diagnostic."""
        one, other = self.present(left), self.present(right)
        if UNKNOWN in (one, other):
            return False
        return self.compared(one, other, left, right, span)

    def compared(self, one: Type, other: Type, left: tree.Expression, right: tree.Expression, span: Span) -> bool:
        """The same for types: `left` and `right` are where literals stand."""
        if isinstance(one, ListOf) or isinstance(other, ListOf):
            both = isinstance(one, ListOf) and isinstance(other, ListOf)
            self.problem(messages.lists_compared() if both else messages.element_against_list(), span)
            return False
        if isinstance(one, Record) and isinstance(other, Record):
            self.problem(messages.records_compared(str(one)), span)
            return False
        if is_text(one) and is_text(other):
            return self.possible(one, other, left, right, span)
        if NOTHING in (one, other) or one == other:
            return True
        self.problem(messages.never_equal(str(one), str(other), _number_in_quotes(left, right)), span)
        return False

    def possible(self, one: Type, other: Type, left: tree.Expression, right: tree.Expression, span: Span) -> bool:
        """Whether texts can ever be equal: each literal must be a value of the closed set on the other side."""
        if not (isinstance(one, Enum) and isinstance(other, Enum)) or (one.literal and other.literal):
            return True
        if one.literal or other.literal:
            closed, literals, where = (other, one, left) if one.literal else (one, other, right)
            return self.literals_within(closed, literals, where)
        if one.values & other.values:
            return True
        self.problem(messages.Said(messages.never_equal(self.words(left), self.words(right)).message), span)
        return False

    def literals_within(self, closed: Enum, literals: Enum, where: tree.Expression) -> bool:
        """Each literal is one of the closed set; told at the literal itself where it stands there."""
        wrong = literals.values - closed.values
        if not wrong:
            return True
        told = False
        for part in walk(where):
            if isinstance(part, tree.Text) and isinstance(part.type, Enum) and part.type.values <= wrong:
                self.problem(messages.not_in_enum(min(part.type.values), closed.values), part.span)
                told = True
        if not told:
            self.problem(messages.not_in_enum(min(wrong), closed.values), where.span)
        return False

    def membership(self, node: tree.Membership, scope: Scope) -> tree.Expression:
        """`item in list`."""
        item, list_ = self.check(node.item, scope), self.check(node.list, scope)
        one = self.present(item)
        element = self.element(list_)
        if UNKNOWN not in (one, element):
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
        reason = regex.problem(node.pattern.name)
        if reason is not None:
            self.problem(messages.bad_regex(reason), node.pattern.span)
        return replace(node, value=value, type=TRUTH)

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
        if not isinstance(type_, Optional):
            said = messages.list_otherwise if isinstance(type_, ListOf) else messages.never_missing
            self.problem(said(self.words(value)), node.span)
        both = join(required(type_), other)
        if both is None:
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

    # loops

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
        return replace(node, result=result, list=list_, where=where, type=ListOf(element))

    # calls

    def call(self, node: tree.Call, scope: Scope) -> tree.Expression:
        """A built-in or a define."""
        arguments = tuple(self.check(argument, scope) for argument in node.arguments)
        typed = replace(node, arguments=arguments, type=UNKNOWN)
        name = node.function.name
        if (function := BUILTINS.get(name)) is not None:
            return replace(typed, type=self.builtin_call(function, typed))
        if (define := self.defines.get(name)) is not None:
            return replace(typed, type=self.define_call(define, typed))
        if name in self.later_defines:
            self.problem(messages.later_define(name, name == self.within_define), node.function.span)
        else:
            self.problem(messages.unknown_function(name, [*BUILTINS, *self.defines]), node.function.span)
        return typed

    def builtin_call(self, function: Builtin, node: tree.Call) -> Type:
        """The type that a built-in gives for these arguments."""
        least = sum(parameter.required for parameter in function.parameters)
        if not least <= len(node.arguments) <= len(function.parameters):
            listed = isinstance(function.parameters[0].type, ListOf) and len(node.arguments) > 1
            listed = listed and not any(isinstance(argument.type, ListOf) for argument in node.arguments)
            self.problem(messages.wrong_count(function.name, written(function), len(node.arguments), listed), node.span)
            return UNKNOWN
        variables: dict[str, Type] = {}
        fine = [
            self.argument(function, parameter.type, argument, variables)
            for parameter, argument in zip(function.parameters, node.arguments, strict=False)
        ]
        return substituted(function.result, variables) if all(fine) else UNKNOWN

    def argument(self, function: Builtin, wanted: Type, argument: tree.Expression, variables: dict[str, Type]) -> bool:
        """Whether an argument fits its parameter; binds the words of the signature that stand for a type."""
        found = argument.type or UNKNOWN
        if found == UNKNOWN:
            return False
        if isinstance(found, Optional):
            self.missing(argument, wanted)
            return False
        if unify(wanted, found, variables):
            return True
        self.problem(
            messages.wrong_argument(function.name, written(function), str(found), spelled(wanted)), argument.span
        )
        return False

    def define_call(self, define: CheckedDefine, node: tree.Call) -> Type:
        """The type that a define gives."""
        signature = f"{define.name}({', '.join(f'{name}: {type_}' for name, type_ in define.parameters)})"
        if len(node.arguments) != len(define.parameters):
            self.problem(messages.wrong_count(define.name, signature, len(node.arguments), False), node.span)
        if self.whole_run and define.uses_plan:
            self.problem(messages.no_plan_here(), node.span)
        for (_, wanted), argument in zip(define.parameters, node.arguments, strict=False):
            found = argument.type or UNKNOWN
            if isinstance(found, Optional) and not isinstance(wanted, Optional):
                self.missing(argument, wanted)
            elif not fits(found, wanted):
                self.problem(messages.wrong_argument(define.name, signature, str(found), str(wanted)), argument.span)
        return define.result


_CHECKS: dict[type, Callable[[Checker, Any, Scope], tree.Expression]] = {
    tree.Literal: Checker.literal,
    tree.Text: Checker.text,
    tree.ListLiteral: Checker.list_literal,
    tree.Name: Checker.name,
    tree.FieldOf: Checker.field,
    tree.Call: Checker.call,
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

_ARITHMETIC: dict[tuple[str, str, str], Type] = {
    **{("number", operator, "number"): NUMBER for operator in "+-*/"},
    **{("duration", operator, "duration"): DURATION for operator in "+-"},
    **{("date", operator, "duration"): DATE for operator in "+-"},
    ("duration", "+", "date"): DATE,
    ("date", "-", "date"): DURATION,
    ("duration", "*", "number"): DURATION,
    ("number", "*", "duration"): DURATION,
}


def _word(type_: Type) -> str:
    return str(type_)


def _non_zero(divisor: tree.Expression) -> bool:
    if isinstance(divisor, tree.Negative):
        return _non_zero(divisor.operand)
    return isinstance(divisor, tree.Literal) and bool(divisor.value)


def _number_in_quotes(*sides: tree.Expression) -> str | None:
    """The number that stands in quotes, where one does."""
    for side in sides:
        if isinstance(side, tree.Text) and isinstance(side.type, Enum):
            (text,) = side.type.values
            if text.isascii() and text.replace(".", "", 1).isdigit():
                return text
    return None


# types


def fits(found: Type, wanted: Type) -> bool:
    """Whether a value of one type may stand where another is wanted."""
    if UNKNOWN in (found, wanted) or NOTHING in (found, wanted) or found == wanted:
        return True
    if isinstance(wanted, Optional):
        return fits(required(found), wanted.type)
    if isinstance(found, ListOf) and isinstance(wanted, ListOf):
        return fits(found.element, wanted.element)
    if isinstance(found, Enum) and isinstance(wanted, Enum):
        return found.values <= wanted.values
    return isinstance(found, Enum) and wanted == TEXT


def join(one: Type, other: Type) -> Type | None:
    """The type of a value that is of one type or the other; nothing where no type holds both."""
    if UNKNOWN in (one, other):
        return UNKNOWN
    if isinstance(one, Optional) or isinstance(other, Optional):
        inner = join(required(one), required(other))
        return None if inner is None or isinstance(inner, ListOf) else optional(inner)
    if NOTHING in (one, other):
        return other if one == NOTHING else one
    if isinstance(one, ListOf) and isinstance(other, ListOf):
        element = join(one.element, other.element)
        return None if element is None else ListOf(element)
    if isinstance(one, Enum) and isinstance(other, Enum):
        return Enum(one.values | other.values, one.literal and other.literal)
    if is_text(one) and is_text(other):
        return TEXT
    return one if one == other else None


def unify(wanted: Type, found: Type, variables: dict[str, Type]) -> bool:
    """Whether a type fits a type of a signature; words that stand for types are bound as they are met."""
    if isinstance(wanted, ListOf):
        return isinstance(found, ListOf) and unify(wanted.element, found.element, variables)
    if not (isinstance(wanted, Simple) and wanted.name in VARIABLES):
        return fits(found, wanted)
    if isinstance(found, (ListOf, Optional)):
        return False
    allowed = VARIABLES[wanted.name]
    found = found if allowed is None or not is_text(found) else TEXT
    found = allowed[0] if allowed is not None and found == NOTHING and TEXT not in allowed else found
    if allowed is not None and found not in allowed and found not in (UNKNOWN, NOTHING):
        return False
    return fits(found, variables.setdefault(wanted.name, found))


def substituted(type_: Type, variables: Mapping[str, Type]) -> Type:
    """A type of a signature with its words replaced by the types they stand for."""
    match type_:
        case ListOf(element=element):
            return ListOf(substituted(element, variables))
        case Optional(type=inner):
            return optional(substituted(inner, variables))
        case Simple(name=name):
            return variables.get(name, type_)
        case _:
            return type_


_SPELLED = {"any": "any value", "value": "text, number, truth, date or duration", "ordered": "number, date or duration",
            "sortable": "number, date, duration or text", "quantity": "number or duration"}  # fmt: skip


def spelled(type_: Type) -> str:
    """A type of a signature in words."""
    if isinstance(type_, ListOf):
        inner = type_.element
        if isinstance(inner, Simple) and inner.name == "any":
            return "a list"
        return f"a list of {spelled(inner)}"
    return _SPELLED.get(str(type_), str(type_))


def written(function: Builtin) -> str:
    """How a built-in is called, with the types of its arguments in words."""
    arguments = (f"{parameter.name}: {spelled(parameter.type)}" for parameter in function.parameters)
    return f"{function.name}({', '.join(arguments)})"
