"""Lexemes → tree: the grammar, its callbacks (one a form), and what a rule's clauses must be.

Comes in: the lexemes of one declaration or expression. Goes out: nodes of `tree` with their spans, and diagnostics for
clauses that are missing, doubled or out of order; or where the grammar got stuck. Beside `grammar.py` the only door to lark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from lark import Token, Transformer, Tree, v_args
from lark.exceptions import UnexpectedToken

from kpi_rules.diagnostics import Diagnostic, Note
from kpi_rules.i18n import tr
from kpi_rules.language import grammar, tree
from kpi_rules.language import syntax_messages as messages
from kpi_rules.language.lexer import Lexeme
from kpi_rules.language.types import DATE, DURATION, NUMBER, TRUTH
from kpi_rules.seen import is_empty
from kpi_rules.source import Location, Source, Span
from kpi_rules.structs import Struct, replace

MAX_DEPTH = 150
"""Of the grammar's forms within each other: what walks a tree later may do so by recursion."""

Parsed = tree.Rule | tree.Amend | tree.Define | tree.Expression


class Stuck(Struct):
    """The grammar has no place for the lexeme at this index (or for the end); it would have taken one of these."""

    index: int
    accepts: frozenset[str]


class TooLong(Struct):
    """The forms stand too deep within each other."""


class Built(Struct):
    """What was read, and what is wrong with its clauses."""

    node: Parsed
    problems: tuple[Diagnostic, ...]


def build(start: str, lexemes: tuple[Lexeme, ...], source: Source) -> Built | Stuck | TooLong:
    """Read the lexemes as one `rule`, `amend`, `define`, `expression` or `text`."""
    parser: Any = grammar.parser().parse_interactive(start=start)
    parsed: Any = None
    end = Lexeme("$END", None, Span(0, 0))
    for index, lexeme in enumerate((*lexemes, end)):
        try:
            parsed = parser.feed_token(Token(lexeme.kind, lexeme))
        except UnexpectedToken:
            return Stuck(index, frozenset(parser.accepts()))
    if _depth(parsed) > MAX_DEPTH:
        return TooLong()
    problems: list[Diagnostic] = []
    node = Build(source, problems).transform(parsed)
    return Built(node, tuple(problems))


def accepted(start: str, lexemes: tuple[Lexeme, ...]) -> frozenset[str]:
    """The kinds of words that may follow these; `$END` where it may end; none where they fit nowhere themselves."""
    parser: Any = grammar.parser().parse_interactive(start=start)
    try:
        for lexeme in lexemes:
            parser.feed_token(Token(lexeme.kind, lexeme))
    except UnexpectedToken:
        return frozenset()
    return frozenset(parser.accepts())


def _depth(parsed: Any) -> int:
    deepest, stack = 0, [(parsed, 1)]
    while stack:
        node, depth = stack.pop()
        deepest = max(deepest, depth)
        if isinstance(node, Tree):
            stack.extend((child, depth + 1) for child in node.children)
    return deepest


_PARTS = ("at", "say", "fix", "replace", "because", "source")
_AMENDED = ("say", "fix", "because", "source")
_KEBAB = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


@v_args(inline=True)
class Build(Transformer[Token, Any]):
    """Turns each form of the grammar into its node."""

    def __init__(self, source: Source, problems: list[Diagnostic]) -> None:
        super().__init__(visit_tokens=True)
        self.source = source
        self.problems = problems

    def __default_token__(self, token: Token) -> Lexeme:
        lexeme: Lexeme = token.value
        return lexeme

    def problem(self, said: messages.Said, span: Span, *notes: Note) -> None:
        """Keep a diagnostic at a place of this source."""
        self.problems.append(Diagnostic(said.message, Location(self.source, span), said.help, notes))

    # names and literals

    def name(self, word: Lexeme) -> tree.Identifier:
        """A name where it stands."""
        return tree.Identifier(span=word.span, name=str(word.value))

    def number(self, word: Lexeme) -> tree.Literal:
        """A number."""
        return tree.Literal(span=word.span, value=_value(word), type=NUMBER)

    def date(self, word: Lexeme) -> tree.Literal:
        """A date."""
        return tree.Literal(span=word.span, value=_value(word), type=DATE)

    def duration(self, word: Lexeme) -> tree.Literal:
        """A duration in whole days."""
        return tree.Literal(span=word.span, value=_value(word), type=DURATION)

    def truth(self, word: Lexeme) -> tree.Literal:
        """`true` or `false`."""
        return tree.Literal(span=word.span, value=word.kind == "TRUE", type=TRUTH)

    def text(self, start: Lexeme, *parts: Lexeme | tree.Expression) -> tree.Text:
        """A text and the expressions in it."""
        kept: list[str | tree.Expression] = []
        for part in parts[:-1]:
            if isinstance(part, tree.Expression):
                kept.append(part)
            elif part.kind == "TEXT_PART":
                kept.append(str(part.value))
        end = parts[-1]
        return tree.Text(span=start.span.to(end.span), parts=tuple(kept))

    def variable(self, name: tree.Identifier) -> tree.Name:
        """A name used as a value."""
        return tree.Name(span=name.span, name=name.name)

    def field(self, base: tree.Expression, _dot: Lexeme, name: tree.Identifier) -> tree.FieldOf:
        """`base.name`."""
        return tree.FieldOf(span=base.span.to(name.span), base=base, field=name)

    def indexed(self, base: tree.Expression, _open: Lexeme, key: tree.Expression, closing: Lexeme) -> tree.Indexed:
        """`list[key]`."""
        return tree.Indexed(span=base.span.to(closing.span), list=base, key=key)

    def group(self, opening: Lexeme, inner: tree.Expression, closing: Lexeme) -> tree.Expression:
        """Brackets: the same expression, with the brackets in its span."""
        return _respan(inner, opening.span.to(closing.span))

    def call(self, function: tree.Identifier, opening: Lexeme, *rest: Any) -> tree.Call:
        """`function(arguments)`."""
        arguments = tuple(item for item in rest if isinstance(item, tree.Expression))
        return tree.Call(span=function.span.to(rest[-1].span), function=function, arguments=arguments)

    def way(self, word: Lexeme, *rest: Any) -> tree.By:
        """`by field in list`."""
        fields = [one for one in rest if isinstance(one, tree.Identifier)]
        step: tree.Expression = tree.Name(span=Span(fields[0].span.start, fields[0].span.start), name=tree.UNNAMED)
        for one in fields:
            step = tree.FieldOf(span=fields[0].span.to(one.span), base=step, field=one)
        variable = tree.Identifier(span=word.span, name=tree.UNNAMED)
        return tree.By(span=word.span.to(rest[-1].span), variable=variable, step=step, list=rest[-1])

    def list(self, opening: Lexeme, *rest: Any) -> tree.ListLiteral:
        """`[a, b]`."""
        items = tuple(item for item in rest if isinstance(item, tree.Expression))
        return tree.ListLiteral(span=opening.span.to(rest[-1].span), items=items)

    def listed(self, opening: Lexeme, inner: tree.Comprehension, closing: Lexeme) -> tree.Expression:
        """`[e for x in l]`."""
        return _respan(inner, opening.span.to(closing.span))

    def comprehension(
        self, result: tree.Expression, _for: Lexeme, variable: tree.Identifier, _in: Lexeme, list_: tree.Expression,
        _where: Lexeme | None, where: tree.Expression | None,
        _sorted: Lexeme | None, _by: Lexeme | None, by: tree.Expression | None, descending: Lexeme | None = None,
    ) -> tree.Comprehension:  # fmt: skip
        """`e for x in l where c sorted by k`."""
        span = result.span.to((descending or by or where or list_).span)
        return tree.Comprehension(
            span=span, result=result, variable=variable, list=list_, where=where, by=by, descending=bool(descending)
        )

    # operators

    def arithmetic(self, left: tree.Expression, sign: Lexeme, right: tree.Expression) -> tree.Arithmetic:
        """`a + b`."""
        operator: Any = sign.value
        return tree.Arithmetic(span=left.span.to(right.span), operator=operator, left=left, right=right)

    def negative(self, minus: Lexeme, operand: tree.Expression) -> tree.Negative:
        """`-a`."""
        return tree.Negative(span=minus.span.to(operand.span), operand=operand)

    def comparison(self, left: tree.Expression, sign: Lexeme, right: tree.Expression) -> tree.Comparison:
        """`a < b`."""
        operator: Any = sign.value
        return tree.Comparison(span=left.span.to(right.span), operator=operator, left=left, right=right)

    def member(self, item: tree.Expression, _in: Lexeme, list_: tree.Expression) -> tree.Membership:
        """`a in l`."""
        return tree.Membership(span=item.span.to(list_.span), item=item, list=list_, negated=False)

    def not_member(self, item: tree.Expression, _not: Lexeme, _in: Lexeme, list_: tree.Expression) -> tree.Membership:
        """`a not in l`."""
        return tree.Membership(span=item.span.to(list_.span), item=item, list=list_, negated=True)

    def between(
        self, value: tree.Expression, _between: Lexeme, low: tree.Expression, _and: Lexeme, high: tree.Expression
    ) -> tree.Between:
        """`a between b and c`."""
        return tree.Between(span=value.span.to(high.span), value=value, low=low, high=high)

    def matches(self, value: tree.Expression, _word: Lexeme, pattern: Lexeme | tree.Expression) -> tree.Matches:
        """`a matches /p/`."""
        span = value.span.to(pattern.span)
        if isinstance(pattern, Lexeme):
            regex = tree.Identifier(span=pattern.span, name=str(pattern.value))
            return tree.Matches(span=span, value=value, pattern=regex)
        return tree.Matches(span=span, value=value, pattern=pattern)

    def presence(self, value: tree.Expression, _is: Lexeme, word: Lexeme) -> tree.Presence:
        """`a is present`."""
        return tree.Presence(span=value.span.to(word.span), value=value, present=word.kind == "PRESENT")

    def negate(self, word: Lexeme, operand: tree.Expression) -> tree.Not:
        """`not a`."""
        return tree.Not(span=word.span.to(operand.span), operand=operand)

    def logic(self, left: tree.Expression, word: Lexeme, right: tree.Expression) -> tree.Logic:
        """`a and b`."""
        operator: Any = word.value
        return tree.Logic(span=left.span.to(right.span), operator=operator, left=left, right=right)

    def otherwise(self, value: tree.Expression, _word: Lexeme, fallback: tree.Expression) -> tree.Otherwise:
        """`a otherwise b`."""
        return tree.Otherwise(span=value.span.to(fallback.span), value=value, fallback=fallback)

    def conditional(
        self,
        word: Lexeme,
        condition: tree.Expression,
        _then: Lexeme,
        yes: tree.Expression,
        _else: Lexeme,
        no: tree.Expression,
    ) -> tree.If:
        """`if c then a else b`."""
        return tree.If(span=word.span.to(no.span), condition=condition, yes=yes, no=no)

    def quantifier(
        self, word: Lexeme, variable: tree.Identifier, _in: Lexeme, list_: tree.Expression,
        _where: Lexeme | None, where: tree.Expression | None, _satisfies: Lexeme, body: tree.Expression,
    ) -> tree.Quantifier:  # fmt: skip
        """`every x in l satisfies c`."""
        kind: Any = word.value
        return tree.Quantifier(
            span=word.span.to(body.span), kind=kind, variable=variable, list=list_, where=where, body=body
        )

    # declarations

    def for_each(
        self, word: Lexeme, _each: Lexeme, variable: tree.Identifier, _in: Lexeme, list_: tree.Expression,
        _where: Lexeme | None, where: tree.Expression | None,
    ) -> tree.ForEach:  # fmt: skip
        """`for each x in l`."""
        return tree.ForEach(span=word.span.to((where or list_).span), variable=variable, list=list_, where=where)

    def for_each_pair(
        self, word: Lexeme, _each: Lexeme, _pair: Lexeme, one: tree.Identifier, _comma: Lexeme, other: tree.Identifier,
        _in: Lexeme, list_: tree.Expression, _where: Lexeme | None, where: tree.Expression | None,
    ) -> Sequence[tree.ForEach]:  # fmt: skip
        """`for each pair a, b in l where c`: for each of them, each that comes after it."""
        firsts, after = _paired(one, list_)
        return [
            tree.ForEach(span=word.span.to(list_.span), variable=one, list=firsts, where=None),
            tree.ForEach(span=other.span.to((where or list_).span), variable=other, list=after, where=where),
        ]

    def pairs(
        self, word: Lexeme, _pair: Lexeme, one: tree.Identifier, _comma: Lexeme, other: tree.Identifier, _in: Lexeme,
        list_: tree.Expression, _where: Lexeme | None, where: tree.Expression | None,
        _satisfies: Lexeme, body: tree.Expression,
    ) -> tree.Quantifier:  # fmt: skip
        """`no pair a, b in l satisfies c`: none of them, and some that comes after it."""
        kind: Any = word.value
        inner: Any = "some" if kind == "no" else kind
        firsts, after = _paired(one, list_)
        within = tree.Quantifier(
            span=other.span.to(body.span), kind=inner, variable=other, list=after, where=where, body=body
        )
        return tree.Quantifier(
            span=word.span.to(body.span), kind=kind, variable=one, list=firsts, where=None, body=within
        )

    def let(self, word: Lexeme, name: tree.Identifier, _equals: Lexeme, value: tree.Expression) -> tree.Let:
        """`let x = e`."""
        return tree.Let(span=word.span.to(value.span), name=name, value=value)

    def when(self, word: Lexeme, condition: tree.Expression) -> tree.When:
        """`when c`."""
        return tree.When(span=word.span.to(condition.span), condition=condition)

    def demand(self, word: Lexeme, value: tree.Expression) -> tuple[Lexeme, tree.Expression]:
        """`must c`."""
        return word, value

    at = wording = demand

    def weight(self, word: Lexeme, _when: Lexeme, condition: tree.Expression) -> tree.Weight:
        """`should when c`."""
        level: Any = word.value
        return tree.Weight(span=word.span.to(condition.span), level=level, condition=condition)

    def replacement(
        self, word: Lexeme, path: tree.Expression, _with: Lexeme, value: tree.Expression
    ) -> tuple[Lexeme, tree.Replacement]:
        """`replace p with e`."""
        return word, tree.Replacement(span=word.span.to(value.span), path=path, value=value)

    def type(self, *words: Lexeme | None) -> tree.Identifier:
        """A type as it is written."""
        kept = [word for word in words if word is not None]
        text = " ".join(str(word.value) for word in kept if word.kind == "NAME")
        optional = "?" if kept[-1].kind == "QUESTION" else ""
        return tree.Identifier(span=kept[0].span.to(kept[-1].span), name=text + optional)

    def parameter(self, name: tree.Identifier, _colon: Lexeme, type_: tree.Identifier) -> tree.Parameter:
        """`name: type`."""
        return tree.Parameter(span=name.span.to(type_.span), name=name, declared_text=type_, declared=None)

    def define(self, word: Lexeme, name: tree.Identifier, *rest: Any) -> tree.Define:
        """`define f(a: t) = e`."""
        parameters = tuple(item for item in rest if isinstance(item, tree.Parameter))
        return tree.Define(span=word.span.to(rest[-1].span), name=name, parameters=parameters, value=rest[-1])

    def rule(self, word: Lexeme, id_: Lexeme, title: tree.Text, *clauses: Any) -> tree.Rule | None:
        """A rule from its clauses; `also` begins another part of it, with clauses of its own."""
        identifier = tree.Identifier(span=id_.span, name=str(id_.value))
        self.check_id(identifier)
        self.constant(title, "title")
        self.says_something(title, "title")
        own, *more = _parts([one for each in clauses for one in (each if isinstance(each, list) else [each])])
        first = self.part(word, identifier, title, own)
        also = [self.part(also, identifier, title, rest) for also, *rest in more]
        if first is None or None in also:
            return None
        others = tuple(part for part in also if part is not None)
        for part in others:
            self.of_one_rule(part, first)
        return replace(first, span=word.span.to((first, *others)[-1].span), also=others)

    def part(
        self, word: Lexeme, identifier: tree.Identifier, title: tree.Text, clauses: Sequence[Any]
    ) -> tree.Rule | None:
        """A rule, or what an `also` adds to it, from clauses each where and as often as it may stand."""
        steps: list[tree.Step] = []
        found: dict[str, tuple[Lexeme, Any]] = {}
        for clause in clauses:
            if isinstance(clause, tree.ForEach | tree.Let | tree.When):
                self.step(clause, found)
                steps.append(clause)
            elif isinstance(clause, tree.Weight):
                if "demand" not in found:
                    self.problem(messages.weight_before_demand(clause.level), clause.span)
            else:
                self.clause(clause, found)
        if "demand" not in found:
            self.problem(messages.no_demand(identifier.name), word.span if word.kind == "ALSO" else identifier.span)
            return None
        level, condition = found["demand"]
        parts: Any = {name: found[name][1] if name in found else None for name in _PARTS}
        end = (clauses[-1] if isinstance(clauses[-1], tree.Node) else clauses[-1][1]).span
        spelled: Any = level.value
        return tree.Rule(
            span=word.span.to(end), id=identifier, title=title, steps=tuple(steps), level=spelled, level_span=level.span,
            condition=condition, weights=tuple(one for one in clauses if isinstance(one, tree.Weight)), **parts,
        )  # fmt: skip

    def amend(self, word: Lexeme, id_: Lexeme, title: tree.Text | None, *clauses: Any) -> tree.Amend:
        """What is said anew of a rule, part by part."""
        if title is not None:
            self.constant(title, "title")
            self.says_something(title, "title")
        identifier = tree.Identifier(span=id_.span, name=str(id_.value))
        if title is None and not clauses:
            self.problem(messages.amends_nothing(identifier.name), word.span.to(id_.span))
        parts = tuple(self.amended(word.span, one, number) for number, one in enumerate(_parts(clauses)))
        return tree.Amend(
            span=word.span.to((title or identifier).span).to(parts[-1].span), id=identifier, title=title, parts=parts
        )

    def amended(self, span: Span, clauses: Sequence[Any], number: int) -> tree.Amended:
        """What is said of one part: conditions and texts. The texts that are the whole rule's stand in its first part."""
        steps: list[tree.When] = []
        found: dict[str, tuple[Lexeme, Any]] = {}
        span = clauses[0].span if number else span
        for clause in clauses[1:] if number else clauses:
            if isinstance(clause, tree.When):
                steps.append(clause)
                span = span.to(clause.span)
            elif isinstance(clause, tree.Let | tree.ForEach | tree.Weight):
                word = {tree.Let: "let", tree.ForEach: "for each"}.get(clause.__class__)
                self.problem(messages.amends_that(word or "should"), clause.span)
            elif (key := str(clause[0].value)) not in _AMENDED:
                self.problem(messages.amends_that(key), clause[0].span)
            else:
                if number and key in ("because", "source"):
                    self.problem(messages.clause_of_the_whole(key), clause[1].span)
                self.clause(clause, found)
                span = span.to(clause[1].span)
        texts: Any = {name: found[name][1] if name in found else None for name in _AMENDED}
        return tree.Amended(span=span, steps=tuple(steps), **texts)

    def of_one_rule(self, part: tree.Rule, first: tree.Rule) -> None:
        """The level, the rationale and the source are those of the whole rule."""
        if part.level != first.level:
            note = Note(tr("the first is here"), Location(self.source, first.level_span))
            self.problem(messages.other_level(part.level, first.level), part.level_span, note)
        for word, text in (("because", part.because), ("source", part.source)):
            if text is not None:
                self.problem(messages.clause_of_the_whole(word), text.span)

    def step(self, clause: tree.Step, found: dict[str, tuple[Lexeme, Any]]) -> None:
        """`for each`, `let`, `when`: before the demand."""
        if "demand" in found:
            word = {tree.ForEach: "for each", tree.Let: "let", tree.When: "when"}[clause.__class__]
            self.problem(messages.step_after_demand(word), clause.span)

    def clause(self, clause: tuple[Lexeme, Any], found: dict[str, tuple[Lexeme, Any]]) -> None:
        """The demand and what follows it: each once."""
        word, value = clause
        key = "demand" if word.kind in ("MUST", "SHOULD", "COULD") else str(word.value)
        if key in found:
            first = Note(tr("the first is here"), Location(self.source, found[key][0].span))
            said = messages.second_demand() if key == "demand" else messages.second_clause(key)
            self.problem(said, word.span, first)
            return
        if key in ("because", "source"):
            self.constant(value, key)
        if isinstance(value, tree.Text):
            self.says_something(value, key)
        found[key] = clause

    def constant(self, text: tree.Text, word: str) -> None:
        """Titles, reasons and sources are the same for every plan."""
        for part in text.parts:
            if isinstance(part, tree.Expression):
                self.problem(messages.text_not_constant(word), part.span)

    def says_something(self, text: tree.Text, word: str) -> None:
        """A text in which nothing can be seen is forgotten, and not meant."""
        if all(isinstance(part, str) and is_empty(part) for part in text.parts):
            self.problem(messages.text_says_nothing(word), text.span)

    def check_id(self, id_: tree.Identifier) -> None:
        """Kebab-case, in any script."""
        if id_.name != id_.name.lower() or not _KEBAB.fullmatch(id_.name):
            apart = re.sub(r"(?<=[^\W\dA-Z_])(?=[A-Z])", "-", id_.name)
            better = "-".join(re.findall(r"[^\W_]+", apart.lower()))
            self.problem(messages.bad_rule_id(id_.name, better), id_.span)


def _paired(one: tree.Identifier, list_: tree.Expression) -> tuple[tree.Paired, tree.Paired]:
    """The two lists of a loop over pairs."""
    first = tree.Name(span=one.span, name=one.name)
    return tree.Paired(span=list_.span, list=list_), tree.Paired(span=list_.span, list=list_, after=first)


def _parts(clauses: Iterable[Any]) -> list[list[Any]]:
    """The clauses before the first `also`; then, for each, that word and those that follow it."""
    parts: list[list[Any]] = [[]]
    for clause in clauses:
        if isinstance(clause, Lexeme):
            parts.append([])
        parts[-1].append(clause)
    return parts


def _value(word: Lexeme) -> Any:
    return word.value


def _respan(node: tree.Expression, span: Span) -> tree.Expression:
    return replace(node, span=span)
