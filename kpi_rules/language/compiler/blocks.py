"""Python statements in blocks, as `ast` nodes: what has been computed where, and under which name.

Names are made here (`v0`, `v1`, …) and constants are kept in a table: no word of a pack becomes a word of Python. Knows nothing of
rules.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from kpi_rules.language.compiler.graph import Operation
from kpi_rules.structs import Struct, field


class Naming(Struct, frozen=False):
    """Makes names, and keeps constants under names of their own."""

    count: int = 0
    constants: dict[str, object] = field(default_factory=dict)
    patterns: dict[str, str] = field(default_factory=dict)
    by_value: dict[object, str] = field(default_factory=dict)

    def new(self) -> str:
        """A name that is not in use."""
        self.count += 1
        return f"v{self.count}"

    def constant(self, value: object) -> ast.expr:
        """An expression for a value that is known beforehand."""
        if value is None or isinstance(value, (bool, str)) or type(value) is int:
            return ast.Constant(value)
        key = (type(value).__name__, str(value))
        if key not in self.by_value:
            self.by_value[key] = f"k{len(self.constants)}"
            self.constants[self.by_value[key]] = value
        return name(self.by_value[key])

    def pattern(self, text: str) -> ast.expr:
        """An expression for a regular expression's test."""
        if text not in self.patterns:
            self.patterns[text] = f"p{len(self.patterns)}"
        return name(self.patterns[text])


class Block(Struct, frozen=False):
    """Statements that run together. `binds`: the variable of the loop that they are the body of."""

    parent: Block | None
    binds: int | None = None
    statements: list[ast.stmt] = field(default_factory=list)
    computed: dict[int, str] = field(default_factory=dict)
    """Names of the operations that are certainly computed here, by identity."""
    pending: dict[int, str] = field(default_factory=dict)
    """Names of those that are computed when first needed."""
    needed: dict[int, int] = field(default_factory=dict)
    """In how many places each of them is."""
    functions: dict[int, str] = field(default_factory=dict)
    """Names of the functions that compute them."""
    quiet: bool = False
    """Within an expression, where a statement costs a branch: nothing small is kept."""

    def add(self, *statements: ast.stmt) -> None:
        """One more statement."""
        self.statements.extend(statements)

    def under(self, binds: int | None = None, quiet: bool = False) -> Block:
        """A block that runs within this one: perhaps, or again and again."""
        return Block(self, binds, quiet=quiet)

    def name_of(self, operation: Operation) -> str | None:
        """The name under which an operation is certainly computed here."""
        block: Block | None = self
        while block is not None:
            if (found := block.computed.get(id(operation))) is not None:
                return found
            block = block.parent
        return None

    def home(self, operation: Operation) -> Block:
        """The outermost block in which an operation can be computed."""
        block = self
        while block.parent is not None and not (block.binds is not None and block.binds in operation.free):
            block = block.parent
        return block

    def before_loops(self, home: Block) -> Block:
        """The innermost block around all loops between here and a block further out."""
        block, result = self, self
        while block is not home and block.parent is not None:
            if block.binds is not None:
                result = block.parent
            block = block.parent
        return result


def name(identifier: str) -> ast.expr:
    """A name that is read."""
    return ast.Name(identifier, ast.Load())


def word(text: object) -> ast.expr:
    """A word of the schema, such as a field's name, as a constant."""
    return ast.Constant(str(text))


def assign(identifier: str, value: ast.expr) -> ast.stmt:
    """A name that is set."""
    return ast.Assign([ast.Name(identifier, ast.Store())], value)


def count_up(identifier: str) -> ast.stmt:
    """One more."""
    return ast.AugAssign(ast.Name(identifier, ast.Store()), ast.Add(), ast.Constant(1))


def call(function: str, *arguments: ast.expr) -> ast.expr:
    """A call of one of our own functions."""
    return ast.Call(name(function), list(arguments), [])


def method(value: ast.expr, attribute: str, *arguments: ast.expr) -> ast.expr:
    """A call of a method of Python's own types."""
    return ast.Call(ast.Attribute(value, attribute, ast.Load()), list(arguments), [])


def compare(left: ast.expr, operator: ast.cmpop, right: ast.expr) -> ast.expr:
    """A comparison."""
    return ast.Compare(left, [operator], [right])


def negated(condition: ast.expr) -> ast.expr:
    """The opposite of a condition."""
    match condition:
        case ast.Compare(left, [ast.Is()], [right]):
            return compare(left, ast.IsNot(), right)
        case ast.Compare(left, [ast.IsNot()], [right]):
            return compare(left, ast.Is(), right)
        case ast.Compare(left, [ast.In()], [right]):
            return compare(left, ast.NotIn(), right)
        case _:
            return ast.UnaryOp(ast.Not(), condition)


def branch(condition: ast.expr, yes: Sequence[ast.stmt], no: Sequence[ast.stmt] = ()) -> ast.stmt:
    """`if`."""
    match condition:
        case ast.UnaryOp(ast.Not(), ast.UnaryOp(ast.Not(), operand)):
            condition = operand
    if yes or not no:
        return ast.If(condition, list(yes) or [ast.Pass()], list(no))
    return ast.If(negated(condition), list(no), [])


def loop(variable: str, over: ast.expr, body: Sequence[ast.stmt]) -> ast.stmt:
    """`for`."""
    return ast.For(ast.Name(variable, ast.Store()), over, list(body) or [ast.Pass()], [])


def function(identifier: str, parameters: Sequence[str], body: Sequence[ast.stmt]) -> ast.FunctionDef:
    """`def`."""
    arguments = ast.arguments(
        posonlyargs=[], args=[ast.arg(one) for one in parameters], kwonlyargs=[], kw_defaults=[], defaults=[]
    )
    return ast.FunctionDef(identifier, arguments, list(body), [])


def placed(module: ast.Module) -> ast.Module:
    """The module with a line for every node, which Python asks for: always the first."""
    stack: list[object] = [module]
    while stack:
        node = stack.pop()
        if isinstance(node, list):
            stack.extend(node)
        elif isinstance(node, (ast.stmt, ast.expr, ast.arg)):
            stack.extend(node.__dict__.values())
            node.lineno = node.end_lineno = 1
            node.col_offset = node.end_col_offset = 0
        elif isinstance(node, ast.AST):
            stack.extend(node.__dict__.values())
    return module
