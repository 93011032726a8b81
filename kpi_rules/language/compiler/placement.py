"""Where an operation is computed: ahead of the loops that do not matter to it, or when it is first needed; kept where it is used again.

Comes in: an operation and the block where its value is wanted. Goes out: an expression. How each kind is computed is
`compiler_expressions.py`. Knows nothing of rules.
"""

from __future__ import annotations

import ast
from abc import abstractmethod
from collections.abc import Iterable
from typing import TypeGuard

from kpi_rules.language.compiler.blocks import Block, Naming, assign, branch, call, compare, function, name
from kpi_rules.language.compiler.graph import Graph, Operation
from kpi_rules.language.compiler.lowering import bare
from kpi_rules.language.compiler.runtime import UNSET
from kpi_rules.structs import Struct, field

COPIES = 2
"""Places that have code of their own for what is computed when it is first needed."""


class Placement(Struct, frozen=False):
    """Places the operations of one module of rules."""

    graph: Graph
    naming: Naming
    uses: dict[int, int] = field(default_factory=dict)

    def count(self, roots: Iterable[Operation]) -> None:
        """Take note of what is used more than once. What is cheap counts for as often as it is computed itself."""
        stack = list(roots)
        while stack:
            one = bare(stack.pop())
            times = self.uses.get(id(one), 0)
            self.uses[id(one)] = times + 1
            if not times or (times == 1 and one.cheap):
                stack.extend(one.arguments)

    def shared(self, operation: Operation) -> bool:
        """Whether it is used more than once."""
        return self.uses.get(id(operation), 0) > 1

    # where it is computed

    def emit(self, operation: Operation, block: Block) -> ast.expr:
        """The value of an operation, for use in this block."""
        operation = bare(operation)
        found = block.name_of(operation)
        if found is not None:
            return name(found)
        if operation.kind in ("constant", "global"):
            return self.made(operation, block)
        return self.cheap(operation, block) if operation.cheap else self.dear(operation, block)

    def cheap(self, operation: Operation, block: Block) -> ast.expr:
        """Something small: before the loops that do not matter, else in its place, kept where it is used again."""
        place = self.early(operation, block)
        if place is block and (block.quiet or not self.shared(operation)):
            return self.made(operation, block)
        return self.kept(operation, place)

    def early(self, operation: Operation, block: Block) -> Block:
        """Where an operation is computed ahead of the loops that do not matter to it, if it is safe and not much work."""
        home = block.home(operation)
        once_a_plan = home.parent is None or home.parent.parent is None
        if operation.risky or operation.depth > int(once_a_plan):
            return block
        return block.before_loops(home)

    def kept(self, operation: Operation, place: Block) -> ast.expr:
        """Computed now, under a name."""
        value = self.made(operation, place)
        if isinstance(value, ast.Name):
            place.computed[id(operation)] = value.id
            return value
        identifier = self.naming.new()
        place.add(assign(identifier, value))
        place.computed[id(operation)] = identifier
        return name(identifier)

    def dear(self, operation: Operation, block: Block) -> ast.expr:
        """A loop: once for each turn of the innermost loop that matters to it, and not before it is needed if it is long."""
        home, place = block.home(operation), self.early(operation, block)
        again = self.shared(operation) or block.before_loops(home) is not block
        if home.parent is None and place is not home:  # names outside of the function cannot be set in it
            home = next(inner for inner in _chain(block) if inner.parent is home)
        if place is home or not again:
            return self.kept(operation, place)
        return self.when_needed(operation, home, place)

    def when_needed(self, operation: Operation, home: Block, place: Block) -> ast.expr:
        """Computed where it is first needed, kept for the others. After some such places the code is a function of its own."""
        identifier = home.pending.get(id(operation))
        if identifier is None:
            identifier = home.pending[id(operation)] = self.naming.new()
            home.add(assign(identifier, name(UNSET)))
        home.needed[id(operation)] = home.needed.get(id(operation), 0) + 1
        if home.needed[id(operation)] > COPIES:
            compute: list[ast.stmt] = [ast.Expr(call(self.function(operation, identifier, home)))]
        else:
            compute = self.computing(operation, identifier, place)
        place.add(branch(compare(name(identifier), ast.Is(), name(UNSET)), compute))
        place.computed[id(operation)] = identifier
        return name(identifier)

    def computing(self, operation: Operation, identifier: str, place: Block) -> list[ast.stmt]:
        """The statements that compute an operation under a name."""
        inner = place.under()
        inner.add(assign(identifier, self.made(operation, inner)))
        return inner.statements

    def function(self, operation: Operation, identifier: str, home: Block) -> str:
        """The function that computes an operation under a name of its home: so that code does not double with every use."""
        if id(operation) not in home.functions:
            body = self.computing(operation, identifier, home)
            kept = {one for block in _chain(home) for one in block.pending.values()}
            names = {part.id for each in body for part in ast.walk(each) if _stored(part)} & kept
            made = home.functions[id(operation)] = self.naming.new()
            home.add(function(made, (), [ast.Nonlocal(sorted(names)), *body]))
        return home.functions[id(operation)]

    @abstractmethod
    def made(self, operation: Operation, block: Block) -> ast.expr:
        """An expression for the value, made in this block."""


def _chain(block: Block) -> Iterable[Block]:
    around: Block | None = block
    while around is not None:
        yield around
        around = around.parent


def _stored(part: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
