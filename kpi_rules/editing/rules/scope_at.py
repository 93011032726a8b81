"""The names at a cursor, with their types, in a rule that may be half-written: from the words before it.

What binds a name (`for each`, `let`, `every … in`, a parameter) is checked as an expression by itself; what does not check has an unknown type.
"""

from __future__ import annotations

from collections.abc import Iterator

from kpi_rules.editing.rules.rules_text import Declaration, RulesText
from kpi_rules.language.checker import parse_type
from kpi_rules.language.expressions import Checker
from kpi_rules.language.lexer import CLAUSE_WORDS, Lexeme
from kpi_rules.language.parser import parse_expression
from kpi_rules.language.scope import Binding, Scope
from kpi_rules.language.types import DATE, UNKNOWN, ListOf, Optional, Record, Type, required
from kpi_rules.packs.names import meant
from kpi_rules.source import Source, Span
from kpi_rules.structs import Struct

_ENDS = frozenset([*CLAUSE_WORDS, "WHERE", "SORTED", "DESCENDING", "SATISFIES", "THEN", "ELSE", "WITH"])
_OPENERS = {"LPAR": "RPAR", "LSQB": "RSQB", "BRACE_OPEN": "BRACE_CLOSE"}
_GLOBALS: dict[str, Type] = {
    "plan": Record("plan"),
    "previous": Optional(Record("plan")),
    "portfolio": Record("portfolio"),
    "settings": Record("settings"),
    "today": DATE,
}


class Name(Struct):
    """A name that a rule gives: its type, and where it is given."""

    name: str
    type: Type
    span: Span | None = None


def names_at(text: RulesText, offset: int) -> dict[str, Name]:
    """The names that can be used at an offset."""
    found = {name: Name(name, type_) for name, type_ in _GLOBALS.items()}
    declaration = text.declaration_at(offset)
    if declaration is not None and declaration.kind == "AMEND":
        found |= _of_the_amended(text, declaration.name)
    if declaration is not None:
        for number in range(declaration.first, declaration.after):
            if text.lexemes[number].span.start >= offset:
                break
            for name in _bound(text, declaration, number, found):
                found[name.name] = name
    return found


def _of_the_amended(text: RulesText, written: str) -> dict[str, Name]:
    """The names that an inherited rule gives."""
    inherited = text.around.inherited
    full = next(iter(meant(written, inherited)), None)
    if full is None:
        return {}
    rule = RulesText(inherited[full], text.around)
    return {name: Name(name, one.type) for name, one in names_at(rule, len(rule.source.text)).items()}


def _bound(text: RulesText, declaration: Declaration, number: int, known: dict[str, Name]) -> Iterator[Name]:
    """The name that a word begins to bind."""
    kind = text.kind(number)
    if declaration.kind == "DEFINE" and kind == "COLON" and text.kind(number - 1) == "NAME":
        yield _parameter(text, number)
    elif kind == "PAIR" and text.kind(number + 4) == "IN":
        list_ = required(type_of(text, _expression(text, number + 5, declaration.after), known))
        element = list_.element if isinstance(list_, ListOf) else UNKNOWN
        for word in (text.lexemes[number + 1], text.lexemes[number + 3]):
            yield Name(str(word.value), element, word.span)
    elif text.kind(number + 1) == "NAME" and text.kind(number + 2) in ("IN", "EQUALS"):
        word = text.lexemes[number + 1]
        value = type_of(text, _expression(text, number + 3, declaration.after), known)
        if kind == "LET" and text.kind(number + 2) == "EQUALS":
            yield Name(str(word.value), value, word.span)
        elif kind in ("EACH", "FOR", "EVERY", "SOME", "NO") and text.kind(number + 2) == "IN":
            list_ = required(value)
            yield Name(str(word.value), list_.element if isinstance(list_, ListOf) else UNKNOWN, word.span)


def _parameter(text: RulesText, number: int) -> Name:
    word = text.lexemes[number - 1]
    end = number + 1
    while text.kind(end) not in ("COMMA", "RPAR", "EQUALS", ""):
        end += 1
    declared = text.source.text[text.lexemes[number].span.end : text.lexemes[end - 1].span.end]
    type_ = parse_type(" ".join(declared.split()), text.environment.all_records())
    return Name(str(word.value), type_ or UNKNOWN, word.span)


def _expression(text: RulesText, first: int, after: int) -> Span | None:
    """The words of an expression from one on: up to where a clause begins or a bracket closes."""
    depth, number = 0, first
    while number < after:
        kind = text.kind(number)
        if kind in _OPENERS:
            depth += 1
        elif kind in _OPENERS.values():
            depth -= 1
        if depth < 0 or (depth == 0 and (kind in _ENDS or kind == "COMMA")):
            break
        number += 1
    return _span(text.lexemes[first:number])


def _span(words: tuple[Lexeme, ...]) -> Span | None:
    return Span(words[0].span.start, words[-1].span.end) if words else None


def type_of(text: RulesText, span: Span | None, names: dict[str, Name]) -> Type:
    """The type of an expression by itself."""
    if span is None:
        return UNKNOWN
    source = Source(text.source.name, text.source.slice(span))
    expression, _ = parse_expression(source)
    if expression is None:
        return UNKNOWN
    checker = Checker(source, text.environment.all_records(), dict(text.environment.defines))
    typed = checker.check(expression, Scope({name: Binding(one.type) for name, one in names.items()}))
    return typed.type or UNKNOWN


def base_before(text: RulesText, dot: int) -> Span | None:
    """What stands before a dot: a path, a call, what is in brackets."""
    number = dot - 1
    while number >= 0:
        kind = text.kind(number)
        if kind in ("RPAR", "RSQB"):
            number = _opening(text, number)
            if text.kind(number - 1) == "NAME" and kind == "RPAR":
                number -= 1
        elif kind != "NAME":
            return None
        if text.kind(number - 1) != "DOT":
            return _span(text.lexemes[max(0, number) : dot])
        number -= 2
    return None


def _opening(text: RulesText, closing: int) -> int:
    """The bracket that a bracket closes."""
    depth, number = 0, closing
    while number >= 0:
        kind = text.kind(number)
        depth += 1 if kind in _OPENERS.values() else -1 if kind in _OPENERS else 0
        if depth == 0:
            return number
        number -= 1
    return 0


def record_of(type_: Type) -> str | None:
    """The record whose fields can be asked of a value: its own, or that of a list's elements."""
    type_ = required(type_)
    if isinstance(type_, ListOf):
        type_ = required(type_.element)
    return type_.name if isinstance(type_, Record) else None
