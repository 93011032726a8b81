"""The tree of a rule file: what the parser makes, the checker types, and the evaluators walk.

Nodes are frozen; every node has its span, every expression a type, `None` until the checker has filled it in.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Literal as OneOf

from kpi_rules.language.durations import Duration
from kpi_rules.language.types import Type
from kpi_rules.source import Source, Span
from kpi_rules.structs import Struct

UNNAMED = " by"
"""A name that nobody can write."""
Level = OneOf["must", "should", "could"]
LEVELS: tuple[Level, ...] = ("must", "should", "could")


class Node(Struct, kw_only=True):
    """Anything with a place in the text."""

    span: Span


class Identifier(Node, kw_only=True):
    """A name where it stands."""

    name: str


class Expression(Node, kw_only=True):
    """Anything with a value."""

    type: Type | None = None


class Literal(Expression, kw_only=True):
    """A number, truth, date or duration."""

    value: int | Decimal | bool | datetime.date | Duration


class Text(Expression, kw_only=True):
    """A text: plain parts and interpolated expressions in order. `source` is there where it is not the rule's own, `language` where it is known."""

    parts: tuple[str | Expression, ...]
    source: Source | None = None
    language: str | None = None


class ListLiteral(Expression, kw_only=True):
    """`[a, b]`."""

    items: tuple[Expression, ...]


class Name(Expression, kw_only=True):
    """`plan`, `previous`, `portfolio`, `settings`, `today`, or a name bound by `for each`, `let`, a quantifier, a parameter."""

    name: str


class FieldOf(Expression, kw_only=True):
    """`base.field`; of a list: the list of that field, missing ones left out, lists of lists flattened."""

    base: Expression
    field: Identifier


class Indexed(Expression, kw_only=True):
    """`list[key]`: the first record of a list that is called so, by its id or what its rows are called by."""

    list: Expression
    key: Expression


class Call(Expression, kw_only=True):
    """`function(arguments)`: a built-in or a `define`."""

    function: Identifier
    arguments: tuple[Expression, ...]


class By(Expression, kw_only=True):
    """`by field in list`, as a function is told where to go on: `step` is the field of `variable`, which no text can name."""

    variable: Identifier
    step: Expression
    list: Expression


class Paired(Expression, kw_only=True):
    """The list of a loop over pairs: each record that is the first of one, or those that come after it, each once."""

    list: Expression
    after: Expression | None = None


class Arithmetic(Expression, kw_only=True):
    """`+ - * /`."""

    operator: OneOf["+", "-", "*", "/"]
    left: Expression
    right: Expression


class Negative(Expression, kw_only=True):
    """Unary `-`."""

    operand: Expression


class Comparison(Expression, kw_only=True):
    """`== != < <= > >=`."""

    operator: OneOf["==", "!=", "<", "<=", ">", ">="]
    left: Expression
    right: Expression


class Membership(Expression, kw_only=True):
    """`in`, `not in`."""

    item: Expression
    list: Expression
    negated: bool


class Between(Expression, kw_only=True):
    """`value between low and high`, both ends included."""

    value: Expression
    low: Expression
    high: Expression


class Matches(Expression, kw_only=True):
    """`value matches /pattern/`, or a setting that is one: searched, not anchored; RE2 syntax."""

    value: Expression
    pattern: Identifier | Expression


class Presence(Expression, kw_only=True):
    """`is present`, `is missing`; of a list: not empty, empty."""

    value: Expression
    present: bool


class Not(Expression, kw_only=True):
    """`not`."""

    operand: Expression


class Logic(Expression, kw_only=True):
    """`and`, `or`: the right side is looked at only where the left does not decide."""

    operator: OneOf["and", "or"]
    left: Expression
    right: Expression


class Otherwise(Expression, kw_only=True):
    """`value otherwise fallback`."""

    value: Expression
    fallback: Expression


class If(Expression, kw_only=True):
    """`if condition then yes else no`."""

    condition: Expression
    yes: Expression
    no: Expression


class Quantifier(Expression, kw_only=True):
    """`every|some|no variable in list [where condition] satisfies body`."""

    kind: OneOf["every", "some", "no"]
    variable: Identifier
    list: Expression
    where: Expression | None
    body: Expression


class Comprehension(Expression, kw_only=True):
    """`[result for variable in list [where condition] [sorted by key [descending]]]`; elements without a key are the last."""

    result: Expression
    variable: Identifier
    list: Expression
    where: Expression | None
    by: Expression | None = None
    descending: bool = False


class ForEach(Node, kw_only=True):
    """`for each variable in list [where condition]`."""

    variable: Identifier
    list: Expression
    where: Expression | None


class Let(Node, kw_only=True):
    """`let name = value`."""

    name: Identifier
    value: Expression


class When(Node, kw_only=True):
    """`when condition`."""

    condition: Expression


class Weight(Node, kw_only=True):
    """`should when condition`: what a finding weighs where this holds, in the place of the demand's own level."""

    level: Level
    condition: Expression


class Replacement(Node, kw_only=True):
    """`replace path with value`: the text that a mechanical remedy puts in the place of another."""

    path: Expression
    value: Expression


Step = ForEach | Let | When


class Rule(Node, kw_only=True):
    """A rule as written. `steps` are its `for each`, `let` and `when` clauses in order.

    `weights`: the levels of findings by condition, the first that holds; no other than the rule's where none does.
    `also`: what it asks besides, each a rule with the same id, title and level, and neither rationale nor source of its own.
    """

    id: Identifier
    title: Text
    steps: tuple[Step, ...]
    level: Level
    level_span: Span
    condition: Expression
    weights: tuple[Weight, ...] = ()
    at: Expression | None
    say: Text | None
    fix: Text | None
    replace: Replacement | None = None
    because: Text | None
    source: Text | None
    also: tuple[Rule, ...] = ()


class Amended(Node, kw_only=True):
    """What `amend` says of one part of a rule: more conditions, and texts in the place of its own."""

    steps: tuple[When, ...]
    say: Text | None
    fix: Text | None
    because: Text | None
    source: Text | None


class Amend(Node, kw_only=True):
    """`amend id "title"` and its clauses: a rule of a pack that this one builds on, with another word here and there.

    `parts`: for the first part of the rule, then for each `also` of it, in order.
    """

    id: Identifier
    title: Text | None
    parts: tuple[Amended, ...]


class Parameter(Node, kw_only=True):
    """A parameter of a `define` with its declared type."""

    name: Identifier
    declared: Type | None
    declared_text: Identifier


class Define(Node, kw_only=True):
    """`define name(parameter: type, …) = value`."""

    name: Identifier
    parameters: tuple[Parameter, ...]
    value: Expression


class RuleFile(Struct):
    """The rules, defines and amendments of one file, in order."""

    source: Source
    rules: tuple[Rule, ...]
    defines: tuple[Define, ...]
    broken: frozenset[str] = frozenset()
    """Names of what could not be read: who calls them is not told that they are missing."""
    amends: tuple[Amend, ...] = ()
