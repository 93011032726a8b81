"""Typed tree → operations: names, `let` and `define` dissolve, and each value is left once.

Comes in: checked expressions, and what their names stand for. Goes out: operations of a `Graph`. Loops are simplified on the way (a
count of a comprehension builds no list), and a condition `x.a == b` in a loop over `x` becomes a look-up where `b` varies and the list
does not (`compiler_grouping.py`). Knows nothing of Python code.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from kpi_rules.language import tree
from kpi_rules.language.builtins import BUILTINS
from kpi_rules.language.checked import CheckedDefine
from kpi_rules.language.compiler.graph import Graph, Operation
from kpi_rules.language.compiler.grouping import Bodies, filtered, satisfied
from kpi_rules.language.durations import Duration
from kpi_rules.language.types import DATE, DURATION, ListOf, Optional, Record, Records, Type, is_text, required
from kpi_rules.structs import Struct, field

Bound = tuple[Operation, Type]
"""What a name stands for, and its type where it was bound."""
Names = Mapping[str, Bound]
GLOBALS: Mapping[str, Type] = {
    "plan": Record("plan"),
    "previous": Optional(Record("plan")),
    "portfolio": Record("portfolio"),
    "settings": Record("settings"),
    "today": DATE,
}


def global_names(graph: Graph) -> Names:
    """The names that stand everywhere."""
    return {name: (graph.make("global", (name,)), type_) for name, type_ in GLOBALS.items()}


def constant(graph: Graph, value: object) -> Operation:
    """A value that is known beforehand."""
    if isinstance(value, list):
        return graph.make("constant", ("list", tuple(value)))
    kind = repr(value) if isinstance(value, Duration) else type(value).__name__  # equal ones differ in their parts
    return graph.make("constant", (kind, value))


def bare(operation: Operation) -> Operation:
    """The value itself, known to be present or not."""
    return operation.arguments[0] if operation.kind == "known" else operation


class Lowering(Struct, frozen=False):
    """Lowers expressions that were checked against the same records and defines."""

    graph: Graph
    records: Records
    defines: Mapping[str, CheckedDefine]
    called: dict[Hashable, Operation] = field(default_factory=dict)
    language: str | None = None
    """That of the text whose parts are lowered."""

    def lower(self, node: tree.Expression, names: Names) -> Operation:
        """The value of an expression."""
        return _LOWER[type(node)](self, node, names)

    def known(self, operation: Operation) -> Operation:
        """The same value where it is known to be present: it may not be used before that is known."""
        return operation if operation.kind == "known" else self.graph.make("known", (), operation)

    # literals, names, fields

    def literal(self, node: tree.Literal, names: Names) -> Operation:
        return constant(self.graph, node.value)

    def text(self, node: tree.Text, names: Names) -> Operation:
        before, self.language = self.language, node.language or self.language
        parts = [
            constant(self.graph, part) if isinstance(part, str) else self.shown(part, names) for part in node.parts
        ]
        self.language = before
        if not parts:
            return constant(self.graph, "")
        if len(parts) == 1 and parts[0].kind == "constant":
            return parts[0]
        return self.graph.make("text", (), *parts)

    def shown(self, part: tree.Expression, names: Names) -> Operation:
        value, type_ = self.lower(part, names), required(part.type) if part.type else None
        if type_ is not None and is_text(type_):
            return value
        function = "show_list" if isinstance(type_, ListOf) else "show"
        return self.call(function, value, constant(self.graph, self.language))

    def items(self, node: tree.ListLiteral, names: Names) -> Operation:
        return self.graph.make("items", (), *(self.lower(item, names) for item in node.items))

    def name(self, node: tree.Name, names: Names) -> Operation:
        operation, type_ = names[node.name]
        narrowed = isinstance(type_, Optional) and not isinstance(node.type, Optional)
        return self.known(operation) if narrowed else operation

    def field(self, node: tree.FieldOf, names: Names) -> Operation:
        base, name = self.lower(node.base, names), node.field.name
        record, many = _record_of(node.base.type)
        declared = self.records.fields[record][name]
        default = constant(self.graph, declared.default)
        if many:
            kind = "lists" if isinstance(declared.type, ListOf) else "values"
            return self.graph.make("gather", (name, kind), base, default)
        kind = _kind(declared.type)
        value = self.graph.make("field", (name, kind, record), bare(base), default)
        if declared.default is not None and isinstance(node.base.type, Optional):
            nothing = constant(self.graph, [] if kind == "list" else None)  # no record, no default
            value = self.graph.make("if", (), self.value_presence(bare(base), node.base.type), value, nothing)
        narrowed = isinstance(declared.type, Optional) or base.kind == "known"
        may_miss = kind == "list" or isinstance(node.type, Optional)
        return self.known(value) if narrowed and not may_miss else value

    def indexed(self, node: tree.Indexed, names: Names) -> Operation:
        """The first whose name is the key: looked up where the key varies and the list does not."""
        key, (record, _) = bare(self.lower(node.key, names)), _record_of(node.list.type)
        named = self.records.identifier(record) or "id"

        def bodies(one: Operation) -> tuple[Operation, ...]:
            name = self.graph.make("field", (named, "value", record), one, constant(self.graph, None))
            return self.graph.make("same", ("==",), name, key), one

        found = filtered(self.graph, self.lower(node.list, names), bodies)
        asked = found.kind == "list"
        first = self.graph.make("first", found.data, *found.arguments) if asked else self.call("first", found)
        if isinstance(node.key.type, Optional):
            present = self.value_presence(key, node.key.type)
            first = self.graph.make("if", (), present, first, constant(self.graph, None))
        return first if isinstance(node.type, Optional) else self.known(first)

    # operators

    def call(self, function: str, *arguments: Operation) -> Operation:
        """One of our own functions."""
        return self.graph.make("call", (function,), *arguments)

    def arithmetic(self, node: tree.Arithmetic, names: Names) -> Operation:
        left, right = self.lower(node.left, names), self.lower(node.right, names)
        one, other = node.left.type, node.right.type
        if node.operator == "+" and DATE in (one, other):
            return self.call("later", left, right) if one == DATE else self.call("later", right, left)
        if node.operator == "-" and one == DATE:
            return self.call("between_dates" if other == DATE else "earlier", left, right)
        if node.type == DURATION:
            return self.call(_OF_DURATIONS[node.operator], *((left, right) if one == DURATION else (right, left)))
        return self.call(_ARITHMETIC[node.operator], left, right)

    def negative(self, node: tree.Negative, names: Names) -> Operation:
        return self.call("negate_duration" if node.type == DURATION else "negate", self.lower(node.operand, names))

    def comparison(self, node: tree.Comparison, names: Names) -> Operation:
        left, right = self.lower(node.left, names), self.lower(node.right, names)
        if node.operator in ("==", "!="):
            return self.graph.make("same", (node.operator,), left, right)
        return self.graph.make("ordered", (node.operator,), left, right)

    def membership(self, node: tree.Membership, names: Names) -> Operation:
        item, list_ = self.lower(node.item, names), self.lower(node.list, names)
        if not list_.free >= item.free or _settled(list_):
            list_ = self.graph.make("set", (), list_)
        found = self.graph.make("in", (), item, list_)
        return self.opposite(found) if node.negated else found

    def between(self, node: tree.Between, names: Names) -> Operation:
        parts = (self.lower(part, names) for part in (node.low, node.value, node.high))
        return self.graph.make("between", (), *parts)

    def matches(self, node: tree.Matches, names: Names) -> Operation:
        value = self.lower(node.value, names)
        if isinstance(node.pattern, tree.Identifier):
            return self.graph.make("matches", (node.pattern.name,), value)
        return self.call("matches", self.lower(node.pattern, names), value)

    def presence(self, node: tree.Presence, names: Names) -> Operation:
        value, type_ = bare(self.lower(node.value, names)), node.value.type
        present = self.list_presence(value) if isinstance(type_, ListOf) else self.value_presence(value, type_)
        return present if node.present else self.opposite(present)

    def value_presence(self, value: Operation, type_: Type | None) -> Operation:
        """Whether there is a value. A plan's texts are never blank, others may be."""
        blank = type_ is not None and is_text(required(type_))
        written = value.kind == "field" and value.data[2] != "settings"
        return self.graph.make("present", ("text" if blank and not written else "value",), value)

    def list_presence(self, value: Operation) -> Operation:
        """Whether there is anything in a list: for a comprehension, without building it."""
        if value.kind == "list":
            return self.graph.make("some", value.data, *value.arguments[:2], constant(self.graph, True))
        return self.graph.make("present", ("list",), value)

    def opposite(self, condition: Operation) -> Operation:
        """`not`."""
        if condition.kind == "not":
            return condition.arguments[0]
        if condition.kind == "same":
            other = "!=" if condition.data[0] == "==" else "=="
            return self.graph.make("same", (other,), *condition.arguments)
        return self.graph.make("not", (), condition)

    def negation(self, node: tree.Not, names: Names) -> Operation:
        return self.opposite(self.lower(node.operand, names))

    def logic(self, node: tree.Logic, names: Names) -> Operation:
        return self.graph.make(node.operator, (), self.lower(node.left, names), self.lower(node.right, names))

    def otherwise(self, node: tree.Otherwise, names: Names) -> Operation:
        value, fallback = bare(self.lower(node.value, names)), self.lower(node.fallback, names)
        return self.graph.make("otherwise", (), value, fallback)

    def conditional(self, node: tree.If, names: Names) -> Operation:
        return self.graph.make("if", (), *(self.lower(part, names) for part in (node.condition, node.yes, node.no)))

    # loops and calls

    def inside(self, variable: tree.Identifier, list_: tree.Expression, one: Operation, names: Names) -> Names:
        """The names in a loop."""
        element = list_.type.element if isinstance(list_.type, ListOf) else None
        assert element is not None
        return {**names, variable.name: (one, element)}

    def where(self, node: tree.Quantifier | tree.Comprehension, names: Names) -> Operation:
        """The filter of a loop."""
        return constant(self.graph, True) if node.where is None else self.lower(node.where, names)

    def quantifier(self, node: tree.Quantifier, names: Names) -> Operation:
        def bodies(one: Operation) -> tuple[Operation, ...]:
            inner = self.inside(node.variable, node.list, one, names)
            body = self.lower(node.body, inner)
            return self.where(node, inner), self.opposite(body) if node.kind == "every" else body

        some = satisfied(self.graph, self.lower(node.list, names), bodies)
        return some if node.kind == "some" else self.opposite(some)

    def comprehension(self, node: tree.Comprehension, names: Names) -> Operation:
        def bodies(one: Operation) -> tuple[Operation, ...]:
            inner = self.inside(node.variable, node.list, one, names)
            return self.where(node, inner), self.lower(node.result, inner)

        list_ = self.lower(node.list, names)
        return filtered(self.graph, list_, bodies) if node.by is None else self.arranged(node, list_, bodies, names)

    def arranged(self, node: tree.Comprehension, list_: Operation, bodies: Bodies, names: Names) -> Operation:
        """What is left of a list, and its keys, are put in order, and then what was asked for is made of it."""
        by, true = node.by, constant(self.graph, True)
        assert by is not None
        kept = filtered(self.graph, list_, lambda one: (bodies(one)[0], one))
        keys = filtered(
            self.graph,
            kept,
            lambda one: (true, bare(self.lower(by, self.inside(node.variable, node.list, one, names)))),
        )
        ordered = self.call("arranged", kept, keys, constant(self.graph, node.descending))
        return filtered(self.graph, ordered, lambda one: (true, bodies(one)[1]))

    def paired(self, node: tree.Paired, names: Names) -> Operation:
        list_ = self.lower(node.list, names)
        return (
            self.call("leading", list_)
            if node.after is None
            else self.call("following", list_, self.lower(node.after, names))
        )

    def way(self, node: tree.By, names: Names) -> Operation:
        """The list, where each of it leads, and what it is called by."""
        list_ = self.lower(node.list, names)
        record, _ = _record_of(node.list.type)
        true = constant(self.graph, True)
        steps = filtered(self.graph, list_, lambda one: (true, self.step(node, one, names)))
        return self.call("way", list_, steps, constant(self.graph, self.records.identifier(record)))

    def step(self, node: tree.By, one: Operation, names: Names) -> Operation:
        """Where a record leads."""
        return bare(self.lower(node.step, self.inside(node.variable, node.list, one, names)))

    def closure(self, node: tree.Call, by: tree.By, names: Names) -> Operation:
        """Where a record leads may be another thing than where those of the list do: it need not be in it."""
        way = self.lower(by, names)
        if node.function.name == "circular":
            return self.call("circular", way)
        start = bare(self.lower(node.arguments[0], names))
        if node.function.name == "reach":
            return self.call("reached", way, self.step(by, start, names))
        record, _ = _record_of(by.list.type)
        named = self.records.identifier(record) or "id"
        name = self.graph.make("field", (named, "value", record), start, constant(self.graph, None))
        return self.call("reaching_to", way, name)

    def function(self, node: tree.Call, names: Names) -> Operation:
        if node.arguments and isinstance(by := node.arguments[-1], tree.By):
            return self.closure(node, by, names)
        arguments = tuple(self.lower(argument, names) for argument in node.arguments)
        if node.function.name in BUILTINS:
            return self.builtin(node, arguments)
        define = self.defines[node.function.name]
        key = (id(define), *map(id, arguments))
        if key not in self.called:
            bound = zip(define.parameters, arguments, strict=True)
            inner = {name: (argument, type_) for (name, type_), argument in bound}
            before, self.language = self.language, None
            self.called[key] = self.lower(define.value, {**global_names(self.graph), **inner})
            self.language = before
        return self.called[key]

    def builtin(self, node: tree.Call, arguments: tuple[Operation, ...]) -> Operation:
        """A built-in; counting builds no list, and the first of a list is found without the others."""
        name = node.function.name
        if name == "count":
            return self.graph.make("count", (), self.counted(arguments[0]))
        if name == "first" and len(arguments) == 1 and arguments[0].kind == "list":
            return self.graph.make("first", arguments[0].data, *arguments[0].arguments)
        if name in ("common", "without"):
            return self.sifted(arguments[0], arguments[1], name == "common")
        result = self.call(name, *arguments)
        return self.call("sum_of_durations", result) if name == "sum" and node.type == DURATION else result

    def sifted(self, these: Operation, those: Operation, kept: bool) -> Operation:
        """Those of a list that are in another, or not; the other is made a set once."""
        others = self.graph.make("set", (), those)

        def bodies(one: Operation) -> tuple[Operation, ...]:
            found = self.graph.make("in", (), one, others)
            return found if kept else self.opposite(found), one

        return filtered(self.graph, these, bodies)

    def counted(self, list_: Operation) -> Operation:
        """A list with as many elements that is easier to come by."""
        if list_.kind == "list" and list_.arguments[1].data == ("bool", True):
            return self.counted(list_.arguments[0])
        return list_


def _settled(list_: Operation) -> bool:
    """Whether a list is the same for every plan."""
    return not list_.free and not list_.risky


def _kind(type_: Type) -> str:
    """What a field holds."""
    if isinstance(type_, ListOf):
        return "list"
    return "record" if isinstance(required(type_), Record) else "value"


def _record_of(type_: Type | None) -> tuple[str, bool]:
    """The record that a field is taken of, and whether of each of a list."""
    many = isinstance(type_, ListOf)
    inner = type_.element if isinstance(type_, ListOf) else type_.type if isinstance(type_, Optional) else type_
    assert isinstance(inner, Record)
    return inner.name, many


_ARITHMETIC = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}
_OF_DURATIONS = {"+": "add_durations", "-": "subtract_durations", "*": "multiply_duration"}
_LOWER: dict[type, Callable[[Lowering, Any, Names], Operation]] = {
    tree.Literal: Lowering.literal,
    tree.Text: Lowering.text,
    tree.ListLiteral: Lowering.items,
    tree.Name: Lowering.name,
    tree.FieldOf: Lowering.field,
    tree.Indexed: Lowering.indexed,
    tree.Call: Lowering.function,
    tree.By: Lowering.way,
    tree.Paired: Lowering.paired,
    tree.Arithmetic: Lowering.arithmetic,
    tree.Negative: Lowering.negative,
    tree.Comparison: Lowering.comparison,
    tree.Membership: Lowering.membership,
    tree.Between: Lowering.between,
    tree.Matches: Lowering.matches,
    tree.Presence: Lowering.presence,
    tree.Not: Lowering.negation,
    tree.Logic: Lowering.logic,
    tree.Otherwise: Lowering.otherwise,
    tree.If: Lowering.conditional,
    tree.Quantifier: Lowering.quantifier,
    tree.Comprehension: Lowering.comprehension,
}
