"""The one layout of rule files: a source → the same words and comments, laid out.

Two blanks for each step in, a clause a line, broken where it is looser first. What a rule says is never touched: the words
that come out are the words that went in, and that is looked at before anything is handed back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.language.formatting.comments import Comment, comments_before
from kpi_rules.language.formatting.forms import SUM, Forms
from kpi_rules.language.formatting.layout import BREAK, SPACE_OR_BREAK, Group, Nest, Piece, render, row
from kpi_rules.language.lexer import CLAUSE_WORDS, lex
from kpi_rules.language.parser import parse_rules
from kpi_rules.source import Source

WIDTH = 120
MOST_PASSES = 5


def format_rules(source: Source) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """The text of a rule file in the one layout; nothing where it is no rule file."""
    _, diagnostics = parse_rules(source)
    if diagnostics:
        return None, diagnostics
    text = source.text
    for _ in range(MOST_PASSES):
        laid_out = _lay_out(Source(source.name, text))
        if laid_out == text:
            return text, ()
        if not _same_words(source.text, laid_out):
            return source.text, ()
        text = laid_out
    return text, ()


def _same_words(one: str, other: str) -> bool:
    """Whether two texts are the same to the parser."""
    words = [[(word.kind, word.value) for word in lex(Source("", text))[0]] for text in (one, other)]
    return words[0] == words[1]


def _lay_out(source: Source) -> str:
    lexemes, _ = lex(source)
    return "".join(_Formatter(source, lexemes).blocks())


class _Formatter(Forms):
    """Reads the declarations of a file."""

    # the file

    def blocks(self) -> Iterator[str]:
        """Declarations and the comments around them, a blank line between."""
        while self.at < len(self.lexemes):
            inner, outer = self.remarks()
            yield self.inner_remarks(inner)
            yield ("\n" if self.at else "") + self.outer_remarks(outer, follows=True)
            yield self.declaration() + "\n"
        inner, outer = self.remarks()
        yield self.inner_remarks(inner)
        yield ("\n" if self.at and outer else "") + self.outer_remarks(outer, follows=False)

    def remarks(self) -> tuple[list[Comment], list[Comment]]:
        """The comments before a declaration: those indented belong to the one that ended."""
        found = [one for one in comments_before(self.source, self.lexemes, self.at) if one.own]
        inner: list[Comment] = []
        while self.at and found and self.source.position(found[0].span.start).column > 1:
            inner.append(found.pop(0))
        return inner, found

    def inner_remarks(self, remarks: list[Comment]) -> str:
        """Comments at the end of a rule."""
        return "".join(f"  {one.text}\n" for one in remarks)

    def outer_remarks(self, remarks: list[Comment], follows: bool) -> str:
        """Comments between declarations; blank lines among them and after them are kept."""
        text = ""
        for index, one in enumerate(remarks):
            text += ("\n" if index and one.apart else "") + one.text + "\n"
        if not (remarks and follows):
            return text
        gap = self.source.text[remarks[-1].span.end : self.lexemes[self.at].span.start].replace("\r\n", "\n")
        return text + ("\n" if len(re.findall(r"[\n\r]", gap)) > 1 else "")

    def declaration(self) -> str:
        """A rule, an amendment or a define."""
        return self.define() if self.kind() == "DEFINE" else self.rule()

    # declarations

    def rule(self) -> str:
        """`rule ID "title"`, or `amend ID`, and its clauses."""
        head = self.words(2)
        titled = self.kind() == "TEXT_START"
        lines = [render(row(head, " ", self.text()) if titled else head, WIDTH)]
        while self.kind() in CLAUSE_WORDS:
            also = self.kind() == "ALSO"
            lines.append(render(self.word(), WIDTH) if also else render(self.clause(), WIDTH, indent=2))
        return "\n".join(lines)

    def clause(self) -> Piece:
        """One clause of a rule."""
        kind = self.kind()
        if kind == "FOR":
            return self.loop(self.head(4))
        if kind == "LET":
            return self.assigned(self.words(3))
        if kind == "REPLACE":
            return self.replacement()
        if self.kind(1) == "WHEN" and kind in ("MUST", "SHOULD", "COULD"):
            return row(self.words(2), " ", Nest(Group(self.expression())))
        return row(self.word(), " ", Nest(Group(self.expression())))

    def replacement(self) -> Piece:
        """`replace p with e`."""
        path = row(self.word(), " ", Nest(Group(self.expression())))
        value = row(self.word(), " ", Nest(Group(self.expression())))
        return Group(row(path, Nest(row(SPACE_OR_BREAK, value))))

    def loop(self, head: Piece) -> Piece:
        """`for each x in l where c`."""
        head = row(head, " ", self.expression(SUM))
        return Group(row(head, Nest(row(*self.filter()))))

    def assigned(self, head: Piece) -> Piece:
        """`head = value`: the value on the next line where it does not fit, unless it opens with a bracket of its own."""
        start = self.at
        value = Group(self.expression())
        if self.is_bracketed(start, self.at):
            return row(head, " ", value)
        return Group(row(head, Nest(row(SPACE_OR_BREAK, value))))

    def define(self) -> str:
        """`define f(a: t) = e`."""
        head: list[Piece] = [self.words(2), self.word()]
        parameters: list[Piece] = []
        while self.kind() != "RPAR":
            parameters.append(self.parameter())
        head += [Group(row(Nest(row(BREAK, *self.spaced(parameters))), BREAK)), self.word(), " ", self.word()]
        return render(self.assigned(row(*head)), WIDTH)

    def parameter(self) -> Piece:
        """`name: type,`."""
        pieces = [self.word(), self.word()]
        while self.kind() == "NAME":
            pieces += [" ", self.word()]
        while self.kind() in ("QUESTION", "COMMA"):
            pieces.append(self.word())
        return row(*pieces)

    def spaced(self, pieces: list[Piece]) -> list[Piece]:
        """Pieces with a place to break between."""
        return [part for index, piece in enumerate(pieces) for part in ([SPACE_OR_BREAK, piece] if index else [piece])]
