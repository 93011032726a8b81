"""Comments of a rule text: what lies between two of its words besides blanks.

Comes in: a source and its words. Goes out: comments, each with its place and whether code stands before it on its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kpi_rules.language.lexer import Lexeme
from kpi_rules.source import Source, Span
from kpi_rules.structs import Struct

_COMMENT = re.compile(r"#[^\n\r]*")
_LINE_END = re.compile(r"[\n\r]")


class Comment(Struct):
    """A comment: its text with the `#`; `own`: nothing stands before it on its line; `apart`: a blank line does."""

    span: Span
    text: str
    own: bool
    apart: bool


def comments_before(source: Source, lexemes: Sequence[Lexeme], index: int) -> tuple[Comment, ...]:
    """The comments between a word and the one before it; `index` may be one past the last word."""
    start = lexemes[index - 1].span.end if index else 0
    end = lexemes[index].span.start if index < len(lexemes) else len(source.text)
    return tuple(_between(source.text, start, end, first=index == 0))


def comments(source: Source, lexemes: Sequence[Lexeme]) -> tuple[Comment, ...]:
    """All comments, in order."""
    return tuple(one for index in range(len(lexemes) + 1) for one in comments_before(source, lexemes, index))


def _between(text: str, start: int, end: int, first: bool) -> Iterator[Comment]:
    at = start
    for found in _COMMENT.finditer(text, start, end):
        gap = text[at : found.start()].replace("\r\n", "\n")
        breaks = len(_LINE_END.findall(gap))
        own = breaks > 0 or at > start or first
        yield Comment(Span(found.start(), found.end()), found[0].rstrip(), own, breaks > 1)
        at = found.end()
