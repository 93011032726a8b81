"""The words of a rules file for colouring: what each is, as far as words tell that."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kpi_rules.editing.rules.rules_text import RulesText
from kpi_rules.language.builtins import BUILTINS
from kpi_rules.language.lexer import SYMBOLS
from kpi_rules.source import Span
from kpi_rules.structs import Struct

TOKENS = ("keyword", "string", "number", "operator", "function", "variable", "property", "comment", "regexp", "class")
"""The kinds, as the protocol names them."""

_STRINGS = frozenset(["TEXT_START", "TEXT_PART", "TEXT_END"])
_NUMBERS = frozenset(["NUMBER", "DATE", "DURATION"])
_COMMENT = re.compile(r"#[^\n\r]*")


class Token(Struct, order=True):
    """A word of one line."""

    start: int
    end: int
    kind: str


def tokens(text: RulesText) -> tuple[Token, ...]:
    """All words and comments in the order of the text, those of several lines line by line."""
    found: list[Token] = []
    for piece in sorted(piece for span, kind in _words(text) for piece in _by_line(text.source.text, span, kind)):
        if not found or found[-1].end <= piece.start:  # a wrong sign may be read as several words
            found.append(piece)
    return tuple(found)


def _words(text: RulesText) -> Iterator[tuple[Span, str]]:
    end = 0
    for number, lexeme in enumerate(text.lexemes):
        gap = text.source.text[end : lexeme.span.start]
        yield from ((Span(end + one.start(), end + one.end()), "comment") for one in _COMMENT.finditer(gap))
        end = max(end, lexeme.span.end)
        yield lexeme.span, _kind(text, number)
    yield from (
        (Span(end + one.start(), end + one.end()), "comment") for one in _COMMENT.finditer(text.source.text[end:])
    )


def _kind(text: RulesText, number: int) -> str:
    lexeme = text.lexemes[number]
    if lexeme.kind in _STRINGS:
        return "string"
    if lexeme.kind in _NUMBERS:
        return "number"
    if lexeme.kind == "REGEX":
        return "regexp"
    if lexeme.kind == "RULE_ID":
        return "class"
    if lexeme.kind == "NAME":
        return _kind_of_name(text, number)
    return "operator" if lexeme.kind in _SIGNS else "keyword"


_SIGNS = frozenset([*SYMBOLS.values(), "BRACE_OPEN", "BRACE_CLOSE"])


def _kind_of_name(text: RulesText, number: int) -> str:
    before, after = text.kind(number - 1), text.kind(number + 1)
    if before == "DOT":
        return "property"
    known = text.lexemes[number].value in BUILTINS or text.lexemes[number].value in text.environment.defines
    return "function" if before == "DEFINE" or (after == "LPAR" and known) else "variable"


def _by_line(text: str, span: Span, kind: str) -> Iterator[Token]:
    for piece in re.finditer(r"[^\n\r]+", text[span.start : span.end]):
        yield Token(span.start + piece.start(), span.start + piece.end(), kind)
