"""The tree of a rule file: what the parser makes, the checker types, and the evaluators walk.

Nodes are frozen; every node has its span, every expression a type, `None` until the checker has filled it in.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal as OneOf

from kpi_rules.language.types import Type
from kpi_rules.source import Source, Span

Level = OneOf["must", "should", "could"]
LEVELS: tuple[Level, ...] = ("must", "should", "could")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Anything with a place in the text."""

    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier(Node):
    """A name where it stands."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression(Node):
    """Anything with a value."""

    type: Type | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal(Expression):
    """A number, truth, date or duration (whole days, typed `duration` by the parser)."""

    value: int | Decimal | bool | datetime.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Expression):
    """A text: plain parts and interpolated expressions in order. `source` is there where it is not the rule's own."""

    parts: tuple[str | Expression, ...]
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLiteral(Expression):
    """`[a, b]`."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Name(Expression):
    """`plan`, `previous`, `portfolio`, `settings`, `today`, or a name bound by `for each`, `let`, a quantifier, a parameter."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldOf(Expression):
    """`base.field`; of a list: the list of that field, missing ones left out, lists of lists flattened."""

    base: Expression
    field: Identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Expression):
    """`function(arguments)`: a built-in or a `define`."""

    function: Identifier
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic(Expression):
    """`+ - * /`."""

    operator: OneOf["+", "-", "*", "/"]
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Negative(Expression):
    """Unary `-`."""

    operand: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(Expression):
    """`== != < <= > >=`."""

    operator: OneOf["==", "!=", "<", "<=", ">", ">="]
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership(Expression):
    """`in`, `not in`."""

    item: Expression
    list: Expression
    negated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Between(Expression):
    """`value between low and high`, both ends included."""

    value: Expression
    low: Expression
    high: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches(Expression):
    """`value matches /pattern/`: searched, not anchored; RE2 syntax."""

    value: Expression
    pattern: Identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence(Expression):
    """`is present`, `is missing`; of a list: not empty, empty."""

    value: Expression
    present: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Not(Expression):
    """`not`."""

    operand: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Logic(Expression):
    """`and`, `or`: the right side is looked at only where the left does not decide."""

    operator: OneOf["and", "or"]
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Otherwise(Expression):
    """`value otherwise fallback`."""

    value: Expression
    fallback: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class If(Expression):
    """`if condition then yes else no`."""

    condition: Expression
    yes: Expression
    no: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantifier(Expression):
    """`every|some|no variable in list [where condition] satisfies body`."""

    kind: OneOf["every", "some", "no"]
    variable: Identifier
    list: Expression
    where: Expression | None
    body: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Comprehension(Expression):
    """`[result for variable in list [where condition]]`."""

    result: Expression
    variable: Identifier
    list: Expression
    where: Expression | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForEach(Node):
    """`for each variable in list [where condition]`."""

    variable: Identifier
    list: Expression
    where: Expression | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Let(Node):
    """`let name = value`."""

    name: Identifier
    value: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class When(Node):
    """`when condition`."""

    condition: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement(Node):
    """`replace path with value`: the text that a mechanical remedy puts in the place of another."""

    path: Expression
    value: Expression


Step = ForEach | Let | When


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Node):
    """A rule as written. `steps` are its `for each`, `let` and `when` clauses in order."""

    id: Identifier
    title: Text
    steps: tuple[Step, ...]
    level: Level
    level_span: Span
    condition: Expression
    at: Expression | None
    say: Text | None
    fix: Text | None
    replace: Replacement | None = None
    because: Text | None
    source: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter(Node):
    """A parameter of a `define` with its declared type."""

    name: Identifier
    declared: Type | None
    declared_text: Identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Define(Node):
    """`define name(parameter: type, …) = value`."""

    name: Identifier
    parameters: tuple[Parameter, ...]
    value: Expression


@dataclass(frozen=True, slots=True)
class RuleFile:
    """The rules and defines of one file, in order."""

    source: Source
    rules: tuple[Rule, ...]
    defines: tuple[Define, ...]
