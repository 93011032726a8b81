"""Operations → Python expressions, and the statements that must run before them: one method for each kind.

Comes in: an operation and the block where its value is wanted. Goes out: an expression. Knows nothing of rules.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

from kpi_rules.language.compiler.blocks import (
    Block,
    assign,
    branch,
    call,
    compare,
    count_up,
    loop,
    method,
    name,
    negated,
    word,
)
from kpi_rules.language.compiler.graph import LOOPS, Operation
from kpi_rules.language.compiler.placement import Placement
from kpi_rules.language.compiler.runtime import EMPTY


class Expressions(Placement, frozen=False):
    """Emits the operations of one module of rules."""

    def made(self, operation: Operation, block: Block) -> ast.expr:
        """An expression for the value, made in this block."""
        return _MADE[operation.kind](self, operation, block)

    def all(self, operations: Iterable[Operation], block: Block) -> list[ast.expr]:
        """Several."""
        return [self.emit(one, block) for one in operations]

    def constant(self, operation: Operation, block: Block) -> ast.expr:
        kind, value = operation.data
        return self.naming.constant(list(value) if kind == "list" else value)  # type: ignore[call-overload]  # a list's value is a tuple

    def everywhere(self, operation: Operation, block: Block) -> ast.expr:
        return name(f"g_{operation.data[0]}")

    def variable(self, operation: Operation, block: Block) -> ast.expr:
        raise KeyError(operation.data)  # every variable is computed in the block that binds it

    def field(self, operation: Operation, block: Block) -> ast.expr:
        base, default = operation.arguments
        field_name = word(operation.data[0])
        values = [] if default.data[1] is None else [self.emit(default, block)]
        if operation.data[1] == "list" and not values:
            values = [ast.Tuple([], ast.Load())]
        return method(self.record(base, block), "get", field_name, *values)

    def record(self, base: Operation, block: Block) -> ast.expr:
        """A record, or an empty one where it is missing."""
        if base.kind == "variable" or (base.kind == "global" and base.data[0] != "previous"):
            return self.emit(base, block)
        if base.kind == "field" and base.cheap and block.name_of(base) is None and not self.shared(base):
            outer = self.record(base.arguments[0], block)
            return method(outer, "get", word(base.data[0]), name(EMPTY))
        return ast.BoolOp(ast.Or(), [self.emit(base, block), name(EMPTY)])

    def call(self, operation: Operation, block: Block) -> ast.expr:
        arguments = self.all(operation.arguments, block)
        match operation.data[0]:
            case "contains":
                return compare(arguments[1], ast.In(), arguments[0])
            case "starts_with" | "ends_with" as function:
                return method(arguments[0], function.replace("_", ""), arguments[1])
            case "length":
                return call("len", *arguments)
            case function:
                return call(f"f_{function}", *arguments)

    def length(self, operation: Operation, block: Block) -> ast.expr:
        """`count`: of a comprehension that nothing else asks for, without building it."""
        (list_,) = operation.arguments
        if list_.kind != "list" or self.shared(list_) or block.name_of(list_) is not None:
            return call("len", self.emit(list_, block))
        result = self.naming.new()
        over = self.emit(list_.arguments[0], block)
        counting = self.looped(list_, over, block, lambda inner: inner.add(count_up(result)))
        block.add(assign(result, ast.Constant(0)), counting)
        return name(result)

    def text(self, operation: Operation, block: Block) -> ast.expr:
        parts = self.all(operation.arguments, block)
        if len(parts) == 1:
            return call("normal", *parts)
        return call("normal", method(ast.Constant(""), "join", ast.Tuple(parts, ast.Load())))

    def items(self, operation: Operation, block: Block) -> ast.expr:
        return ast.List(self.all(operation.arguments, block), ast.Load())

    def same(self, operation: Operation, block: Block) -> ast.expr:
        left, right = self.all(operation.arguments, block)
        return compare(left, ast.Eq() if operation.data[0] == "==" else ast.NotEq(), right)

    def ordered(self, operation: Operation, block: Block) -> ast.expr:
        left, right = self.all(operation.arguments, block)
        return compare(left, _ORDER[str(operation.data[0])](), right)

    def between(self, operation: Operation, block: Block) -> ast.expr:
        low, value, high = self.all(operation.arguments, block)
        return ast.Compare(low, [ast.LtE(), ast.LtE()], [value, high])

    def contained(self, operation: Operation, block: Block) -> ast.expr:
        item, list_ = self.all(operation.arguments, block)
        return compare(item, ast.In(), list_)

    def matches(self, operation: Operation, block: Block) -> ast.expr:
        value = self.emit(operation.arguments[0], block)
        return ast.Call(self.naming.pattern(str(operation.data[0])), [value], [])

    def present(self, operation: Operation, block: Block) -> ast.expr:
        value = self.emit(operation.arguments[0], block)
        match operation.data[0]:
            case "list":
                return ast.UnaryOp(ast.Not(), ast.UnaryOp(ast.Not(), value))
            case "text":
                return call("is_present", value)
            case _:
                if isinstance(value, ast.Constant):
                    return ast.Constant(value.value is not None)  # Python warns of `2 is not None`
                return compare(value, ast.IsNot(), ast.Constant(None))

    def negation(self, operation: Operation, block: Block) -> ast.expr:
        operand = self.emit(operation.arguments[0], block)
        if isinstance(operand, ast.UnaryOp) and isinstance(operand.operand, ast.UnaryOp):
            return operand.operand
        return negated(operand)

    def logic(self, operation: Operation, block: Block) -> ast.expr:
        """`and`, `or`: a branch where the right side needs statements."""
        both = operation.kind == "and"
        left = self.emit(operation.arguments[0], block)
        inner = block.under(quiet=True)
        right = self.emit(operation.arguments[1], inner)
        if not inner.statements:
            return ast.BoolOp(ast.And() if both else ast.Or(), [left, right])
        identifier = self.naming.new()
        inner.add(assign(identifier, right))
        block.add(assign(identifier, left))
        block.add(branch(name(identifier) if both else negated(name(identifier)), inner.statements))
        return name(identifier)

    def otherwise(self, operation: Operation, block: Block) -> ast.expr:
        """`otherwise`: of a field, the fallback is the field's own default where that is simple."""
        value, fallback = operation.arguments
        plain = value.kind == "field" and block.name_of(value) is None and value.arguments[1].data[1] is None
        if plain and fallback.kind == "constant" and not self.shared(value) and value.data[1] != "list":
            record = self.record(value.arguments[0], block)
            return method(record, "get", word(value.data[0]), self.emit(fallback, block))
        found = self.emit(value, block)
        if not isinstance(found, ast.Name):
            identifier = self.naming.new()
            block.add(assign(identifier, found))
            found = name(identifier)
        return self.either(compare(found, ast.IsNot(), ast.Constant(None)), found, fallback, block)

    def conditional(self, operation: Operation, block: Block) -> ast.expr:
        condition, yes, no = operation.arguments
        return self.either(self.emit(condition, block), yes, no, block)

    def either(self, condition: ast.expr, yes: Operation | ast.expr, no: Operation, block: Block) -> ast.expr:
        """One value or the other; a branch where either needs statements."""
        first, second = block.under(quiet=True), block.under(quiet=True)
        one = self.emit(yes, first) if isinstance(yes, Operation) else yes
        other = self.emit(no, second)
        if not first.statements and not second.statements:
            return ast.IfExp(condition, one, other)
        identifier = self.naming.new()
        first.add(assign(identifier, one))
        second.add(assign(identifier, other))
        block.add(branch(condition, first.statements, second.statements))
        return name(identifier)

    # loops

    def lookup(self, operation: Operation, block: Block) -> ast.expr:
        groups, key = self.all(operation.arguments, block)
        return method(groups, "get", key, ast.Tuple([], ast.Load()))

    def list(self, operation: Operation, block: Block) -> ast.expr:
        return self.collected(operation, block, ast.List([], ast.Load()), "append")

    def set(self, operation: Operation, block: Block) -> ast.expr:
        (source,) = operation.arguments
        again = block.name_of(source) is not None or self.shared(source) or source.kind not in LOOPS
        if again or source.kind not in ("list", "gather"):
            return call("set", self.emit(source, block))
        return self.collected(source, block, call("set"), "add")

    def collected(self, operation: Operation, block: Block, empty: ast.expr, put: str) -> ast.expr:
        """A list or set that is filled in a loop."""
        if operation.kind == "gather":
            return self.gathered(operation, block, empty, put)
        identifier = self.naming.new()

        def body(inner: Block) -> None:
            inner.add(ast.Expr(method(name(identifier), put, self.emit(operation.arguments[2], inner))))

        over = self.emit(operation.arguments[0], block)
        block.add(assign(identifier, empty), self.looped(operation, over, block, body))
        return name(identifier)

    def gather(self, operation: Operation, block: Block) -> ast.expr:
        return self.collected(operation, block, ast.List([], ast.Load()), "append")

    def gathered(self, operation: Operation, block: Block, empty: ast.expr, put: str) -> ast.expr:
        """A field of each of a list."""
        base, default = operation.arguments
        field_name, kind = operation.data
        result, one, value = self.naming.new(), self.naming.new(), self.naming.new()
        over = self.emit(base, block)
        defaults = [] if default.data[1] is None else [self.emit(default, block)]
        found = assign(value, method(name(one), "get", word(field_name), *defaults))
        if kind == "lists":
            more = "extend" if put == "append" else "update"
            kept = branch(name(value), [ast.Expr(method(name(result), more, name(value)))])
        else:
            present = compare(name(value), ast.IsNot(), ast.Constant(None))
            kept = branch(present, [ast.Expr(method(name(result), put, name(value)))])
        block.add(assign(result, empty), loop(one, over, [found, kept]))
        return name(result)

    def group(self, operation: Operation, block: Block) -> ast.expr:
        """The elements by the value of the body, in order."""
        groups, key, group = self.naming.new(), self.naming.new(), self.naming.new()
        variable = self.graph.make("variable", operation.data)

        def body(inner: Block) -> None:
            one = self.emit(variable, inner)
            start = ast.Assign([ast.Subscript(name(groups), name(key), ast.Store())], ast.List([one], ast.Load()))
            inner.add(
                assign(key, self.emit(operation.arguments[2], inner)),
                assign(group, method(name(groups), "get", name(key))),
                branch(
                    compare(name(group), ast.Is(), ast.Constant(None)),
                    [start],
                    [ast.Expr(method(name(group), "append", one))],
                ),
            )

        over = self.emit(operation.arguments[0], block)
        block.add(assign(groups, ast.Dict([], [])), self.looped(operation, over, block, body))
        return name(groups)

    def some(self, operation: Operation, block: Block) -> ast.expr:
        result = self.naming.new()

        def body(inner: Block) -> None:
            condition = self.emit(operation.arguments[2], inner)
            found = [assign(result, ast.Constant(True)), ast.Break()]
            always = isinstance(condition, ast.Constant) and condition.value is True
            inner.add(*(found if always else [branch(condition, found)]))

        over = self.emit(operation.arguments[0], block)
        block.add(assign(result, ast.Constant(False)), self.looped(operation, over, block, body))
        return name(result)

    def first(self, operation: Operation, block: Block) -> ast.expr:
        """The first of a comprehension's results, without the others."""
        result = self.naming.new()

        def body(inner: Block) -> None:
            inner.add(assign(result, self.emit(operation.arguments[2], inner)), ast.Break())

        over = self.emit(operation.arguments[0], block)
        block.add(assign(result, ast.Constant(None)), self.looped(operation, over, block, body))
        return name(result)

    def looped(self, operation: Operation, over: ast.expr, block: Block, body: Callable[[Block], None]) -> ast.stmt:
        """The loop of an operation with a variable of its own."""
        inner, identifier = self.entered(int(str(operation.data[0])), block)
        where = operation.arguments[1]
        if where.kind == "constant":
            body(inner)
        else:
            condition = self.emit(where, inner)
            kept = inner.under()
            body(kept)
            inner.add(branch(condition, kept.statements))
        return loop(identifier, over, inner.statements)

    def entered(self, number: int, block: Block) -> tuple[Block, str]:
        """The body of a loop, and its variable's name."""
        inner, identifier = block.under(binds=number), self.naming.new()
        inner.computed[id(self.graph.make("variable", (number,)))] = identifier
        return inner, identifier


_ORDER: dict[str, type[ast.cmpop]] = {"<": ast.Lt, "<=": ast.LtE, ">": ast.Gt, ">=": ast.GtE}
_MADE: dict[str, Callable[[Expressions, Operation, Block], ast.expr]] = {
    "constant": Expressions.constant,
    "global": Expressions.everywhere,
    "variable": Expressions.variable,
    "field": Expressions.field,
    "call": Expressions.call,
    "count": Expressions.length,
    "text": Expressions.text,
    "items": Expressions.items,
    "same": Expressions.same,
    "ordered": Expressions.ordered,
    "between": Expressions.between,
    "in": Expressions.contained,
    "matches": Expressions.matches,
    "present": Expressions.present,
    "not": Expressions.negation,
    "and": Expressions.logic,
    "or": Expressions.logic,
    "otherwise": Expressions.otherwise,
    "if": Expressions.conditional,
    "list": Expressions.list,
    "gather": Expressions.gather,
    "set": Expressions.set,
    "some": Expressions.some,
    "first": Expressions.first,
    "group": Expressions.group,
    "lookup": Expressions.lookup,
}
