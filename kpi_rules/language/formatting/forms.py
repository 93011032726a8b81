"""The forms of the rule language as documents: words → pieces that know where their lines may break.

Reads the words of a text that is known to be well-formed, form by form, and keeps the comments between them. How the
declarations of a file are put together is `formatter`'s business.
"""

from __future__ import annotations

import re

from kpi_rules.language.formatting.comments import comments_before
from kpi_rules.language.formatting.layout import (
    BREAK,
    SPACE_OR_BREAK,
    Fill,
    Fresh,
    Group,
    Nest,
    Piece,
    Remark,
    is_forced,
    row,
)
from kpi_rules.language.lexer import HEADS, KEYWORDS, Lexeme
from kpi_rules.source import Source

_LEVELS = {
    "OTHERWISE": 1, "OR": 2, "AND": 3, "EQ": 5, "NE": 5, "LT": 5, "LE": 5, "GT": 5, "GE": 5, "IN": 5, "NOT": 5,
    "BETWEEN": 5, "MATCHES": 5, "IS": 5, "PLUS": 6, "MINUS": 6, "STAR": 7, "SLASH": 7,
}  # fmt: skip
_NEGATION, _RELATION, SUM, _UNARY = 4, 5, 6, 8
_BREAK_IN_TEXT = re.compile(r"(?<![ \t])[ \t]*(?:\r\n|\n|\r)\s*")
_WORD_END = re.compile(r"(?<!\s) (?!\s)(?!(?:" + "|".join(sorted(KEYWORDS)) + r")\b)")


class Forms:
    """Reads words one after the other; `at` is the next one."""

    def __init__(self, source: Source, lexemes: tuple[Lexeme, ...]) -> None:
        self.source = source
        self.lexemes = lexemes
        self.at = 0

    # words

    def kind(self, ahead: int = 0) -> str:
        """The kind of a coming word."""
        index = self.at + ahead
        return self.lexemes[index].kind if index < len(self.lexemes) else ""

    def word(self) -> Piece:
        """The next word with its comments: those on lines before it, and the one that ends its line."""
        lexeme = self.lexemes[self.at]
        first = lexeme.kind in HEADS
        own = [] if first else [one for one in comments_before(self.source, self.lexemes, self.at) if one.own]
        self.at += 1
        after = [one for one in comments_before(self.source, self.lexemes, self.at) if not one.own]
        written: Piece = " ".join(self.source.slice(lexeme.span).split()) if lexeme.kind != "TEXT_PART" else ""
        if not own and not after:
            return written
        return row(*(Remark(one.text, True) for one in own), written, *(Remark(one.text, False) for one in after))

    def words(self, count: int) -> Piece:
        """So many words, a blank between."""
        pieces: list[Piece] = []
        for index in range(count):
            pieces += [" "] if index else []
            pieces.append(self.word())
        return row(*pieces)

    # expressions

    def expression(self, least: int = 1) -> Piece:
        """An expression whose operators bind at least so tightly."""
        start = self.at
        left = self.prefix()
        first_end = self.at
        while (level := self.level()) >= least:
            parts: list[Piece] = []
            while self.level() == level:
                parts += [SPACE_OR_BREAK, self.operation(level)]
            if level in (2, 3):
                left = Group(row(left if self.is_bracketed(start, first_end) else Nest(left), *parts))
            else:
                left = Group(row(left, Nest(row(*parts))))
        return left

    def level(self) -> int:
        """How tightly the coming operator binds; 0 where none comes."""
        return _LEVELS.get(self.kind(), 0)

    def operation(self, level: int) -> Piece:
        """An operator and what stands to its right."""
        kind = self.kind()
        if kind == "IS" or (kind == "MATCHES" and self.kind(1) == "REGEX"):
            return self.words(2)
        if kind == "MATCHES":
            return row(self.word(), " ", self.value())
        operator = self.words(2 if kind == "NOT" else 1)
        if kind == "BETWEEN":
            low = self.expression(SUM)
            return row(operator, " ", low, " ", self.word(), " ", self.expression(SUM))
        start = self.at
        right = self.expression(level + 1)
        nested = level in (2, 3) and not self.is_bracketed(start, self.at)
        return row(operator, " ", Nest(right) if nested else right)

    def prefix(self) -> Piece:
        """What an expression begins with."""
        match self.kind():
            case "NOT":
                return row(self.word(), " ", self.expression(_NEGATION))
            case "MINUS":
                return row(self.word(), self.expression(_UNARY))
            case "IF":
                return self.conditional()
            case "EVERY" | "SOME" | "NO":
                return self.quantifier()
            case _:
                return self.value()

    def conditional(self) -> Piece:
        """`if c then a else b`."""
        parts: list[Piece] = []
        for index in range(3):
            parts += [SPACE_OR_BREAK] if index else []
            parts.append(row(self.word(), " ", Nest(Group(self.expression()))))
        return Group(row(*parts))

    def quantifier(self) -> Piece:
        """`every x in l where c satisfies d`."""
        head = row(self.head(3), " ", self.expression(SUM))
        condition = self.filter()
        body = row(self.word(), " ", Nest(Group(self.expression())))
        return Group(row(head, Nest(row(*condition, SPACE_OR_BREAK, body))))

    def head(self, count: int) -> Piece:
        """So many words up to `in`; of pairs, with the comma between two names."""
        if "PAIR" not in (self.kind(1), self.kind(2)):
            return self.words(count)
        return row(self.words(count), self.word(), " ", self.words(2))

    def value(self) -> Piece:
        """A literal, a name, a call, a bracket, and the fields after it."""
        kind = self.kind()
        if kind == "TEXT_START":
            piece = self.text()
        elif kind in ("LPAR", "LSQB"):
            piece = self.bracket()
        elif self.kind(1) == "LPAR" and kind == "NAME":
            piece = row(self.word(), self.bracket())
        else:
            piece = self.word()
        while self.kind() in ("DOT", "LSQB"):
            piece = row(piece, self.bracket() if self.kind() == "LSQB" else row(self.word(), self.word()))
        return piece

    def bracket(self) -> Piece:
        """`( … )` or `[ … ]`: its items on lines of their own where they do not fit."""
        opening = self.word()
        items: list[Piece] = []
        while self.kind() not in ("RPAR", "RSQB"):
            items += [SPACE_OR_BREAK] if items else []
            items.append(self.item())
        inner: list[Piece] = [opening]
        if items:
            inner += [Nest(row(BREAK, *items)), BREAK]
        return row(Group(row(*inner)), self.word())

    def item(self) -> Piece:
        """An item of a bracket: an expression and its comma, or `e for x in l where c`."""
        piece = self.way() if self.kind() == "BY" else self.expression()
        if self.kind() == "FOR":
            loop = row(self.words(3), " ", self.expression(SUM))
            piece = row(Group(row(piece, SPACE_OR_BREAK, loop)), *self.filter(), *self.order())
        return row(piece, self.word()) if self.kind() == "COMMA" else piece

    def way(self) -> Piece:
        """`by field in l`."""
        path: list[Piece] = [self.word(), " ", self.word()]
        while self.kind() == "DOT":
            path += [self.word(), self.word()]
        return row(*path, " ", self.word(), " ", self.expression(SUM))

    # loops and brackets

    def filter(self) -> list[Piece]:
        """` where c`, where there is one."""
        if self.kind() != "WHERE":
            return []
        return [SPACE_OR_BREAK, row(self.word(), " ", Nest(Group(self.expression())))]

    def order(self) -> list[Piece]:
        """` sorted by k descending`, where it is so."""
        if self.kind() != "SORTED":
            return []
        by = [self.words(2), " ", Nest(Group(self.expression()))]
        return [SPACE_OR_BREAK, row(*by, *([" ", self.word()] if self.kind() == "DESCENDING" else []))]

    def is_bracketed(self, start: int, end: int) -> bool:
        """Whether these words are one bracket, perhaps with a function before or a field after it."""
        if self.lexemes[start].kind == "NAME":
            start += 1
        depth = 0
        for index in range(start, end):
            kind = self.lexemes[index].kind
            depth += (kind in ("LPAR", "LSQB")) - (kind in ("RPAR", "RSQB"))
            if not depth:
                return index > start and all(one.kind in ("DOT", "NAME") for one in self.lexemes[index + 1 : end])
        return False

    # texts

    def text(self) -> Piece:
        """A text: filled lines that begin where the text begins."""
        opening = self.word()
        words: list[list[Piece]] = [[]]
        while self.kind() != "TEXT_END":
            if self.kind() == "TEXT_PART":
                self.text_part(words)
            else:
                words[-1].append(self.interpolation())
        filled = Fill(tuple(row(*word) for word in words))
        return row(Fresh(), opening, Nest(filled, align=True), self.word())

    def text_part(self, words: list[list[Piece]]) -> None:
        """Plain text, cut where a line may break: at one blank between two words."""
        is_first = self.kind(-1) == "TEXT_START"
        lexeme = self.lexemes[self.at]
        self.at += 1
        raw = _BREAK_IN_TEXT.sub(" ", self.source.slice(lexeme.span))
        is_last = self.kind() == "TEXT_END"
        start = 0
        for found in _WORD_END.finditer(raw):
            if (is_first and found.start() == 0) or (is_last and found.end() == len(raw)):
                continue
            words[-1].append(raw[start : found.start()])
            words.append([])
            start = found.end()
        words[-1].append(raw[start:])

    def interpolation(self) -> Piece:
        """`{expression}`; a comment in it never reaches the text."""
        opening = self.word()
        inner = Group(self.expression())
        remarked = is_forced(row(opening, inner, "}"))
        return row(opening, Nest(row(inner, *([BREAK] if remarked else [])), align=True), self.word())
