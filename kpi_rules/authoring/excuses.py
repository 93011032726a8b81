"""Comments in rule files that say why something is not tested.

    # mutant: reason              no test can tell a change of this line
    # mutant `< → <=`: reason     the same for one change alone, as `pack test --mutate` prints it
    # untested: reason            a branch or verdict on this line cannot be seen

A comment that has a line to itself speaks of the clause or define that it stands before, else of the next line.

Rule sources come in, excuses go out; each remembers whether it was needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from kpi_rules.language.formatting.comments import Comment, comments
from kpi_rules.language.lexer import CLAUSE_WORDS, HEADS, Lexeme, lex
from kpi_rules.source import Location, Source, Span
from kpi_rules.structs import Struct

Kind = Literal["mutant", "untested"]
_OPENING, _CLOSING = ("LPAR", "LSQB", "BRACE_OPEN"), ("RPAR", "RSQB", "BRACE_CLOSE")
_EXCUSE = re.compile(r"#\s*(mutant|untested)(?:\s+`(.+)`)?:\s*(\S.*)", re.DOTALL)


class Excuse(Struct, frozen=False):
    """Why something on these lines is not tested."""

    kind: str
    change: str | None
    reason: str
    lines: range
    place: Location
    used: bool = False


class Excuses(Struct):
    """All excuses of a pack."""

    found: tuple[Excuse, ...]

    @classmethod
    def of(cls, sources: Iterable[Source]) -> Excuses:
        """The excuses in these files."""
        return cls(tuple(excuse for source in sources for excuse in _of(source)))

    def excused(self, kind: Kind, source: Source, span: Span, change: str | None = None) -> bool:
        """Whether there is an excuse for a place; it is then used."""
        first, last = source.position(span.start).line, source.position(span.end).line
        fitting = [
            excuse
            for excuse in self.found
            if excuse.kind == kind
            and excuse.place.source.name == source.name
            and (first in excuse.lines or last in excuse.lines)
            and excuse.change in (None, change)
        ]
        for excuse in fitting:
            excuse.used = True
        return bool(fitting)

    def unused(self, kind: Kind) -> tuple[Excuse, ...]:
        """Excuses that nothing needs."""
        return tuple(excuse for excuse in self.found if excuse.kind == kind and not excuse.used)


def _of(source: Source) -> Iterator[Excuse]:
    lexemes, _ = lex(source)
    for comment in comments(source, lexemes):
        matched = _EXCUSE.fullmatch(comment.text)
        if matched is not None:
            lines = _lines_meant(source, lexemes, comment)
            yield Excuse(matched[1], matched[2], matched[3], lines, Location(source, comment.span))


def _lines_meant(source: Source, lexemes: Sequence[Lexeme], comment: Comment) -> range:
    following = [lexeme for lexeme in lexemes if lexeme.span.start >= comment.span.end]
    if not comment.own or not following:
        line = source.position(comment.span.start).line
        return range(line, line + 1)
    first = source.position(following[0].span.start).line
    if following[0].kind not in (*CLAUSE_WORDS, "DEFINE"):
        return range(first, first + 1)
    return range(first, source.position(_end_of_clause(following)).line + 1)


def _end_of_clause(lexemes: Sequence[Lexeme]) -> int:
    """Where the clause or define ends that these words begin with: before the next one that is in no bracket."""
    depth, end = 0, lexemes[0].span.end
    for lexeme in lexemes[1:]:
        if not depth and lexeme.kind in (*CLAUSE_WORDS, *HEADS):
            break
        depth += (lexeme.kind in _OPENING) - (lexeme.kind in _CLOSING)
        end = lexeme.span.end
    return end
