"""Comments in a plan that speak to this program: `# kpi-rules: …`, and the lines that they are about.

Comes in: a document. Goes out: `Remark`s. A remark after a value is about that line (and, where the line only opens a block,
about the first line of the block); one on a line of its own is about the next line that holds something. Knows nothing of
what a remark asks for, and of records: a waiver may also be about the one around it (`waiving`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kpi_rules.document import Document
from kpi_rules.document.comments import Comment
from kpi_rules.engine.findings import Region, Remark
from kpi_rules.source import Location, Source

_CALL = re.compile(r"kpi-?rules\s*:\s*", re.IGNORECASE)
_MAYBE = re.compile(r"#\s*kpi-?rules\s*:", re.IGNORECASE)
"""What a text without a remark does not hold: where comments are takes long to find out."""
_OPENS = (":", "[", "{", "-")


def remarks(document: Document) -> tuple[Remark, ...]:
    """The remarks in a document, in order."""
    return tuple(_remarks(document)) if _MAYBE.search(document.source.text) else ()


def _remarks(document: Document) -> Iterator[Remark]:
    comments = {document.source.position(comment.span.start).line: comment for comment in document.comments()}
    for line, comment in comments.items():
        called = _CALL.match(comment.text)
        if called:
            region = Region.of(Location(document.source, comment.span))
            yield Remark(comment.text[called.end() :], region, _lines(document.source, line, comments))


def _lines(source: Source, line: int, comments: dict[int, Comment]) -> tuple[int, ...]:
    """The lines that a comment on a line is about."""
    before = _without_comment(source, line, comments)
    if not before:
        return _next(source, line, comments)
    return (line, *_next(source, line, comments)) if before.endswith(_OPENS) else (line,)


def _next(source: Source, line: int, comments: dict[int, Comment]) -> tuple[int, ...]:
    """The next line that holds more than a comment; none at the end."""
    last = source.position(len(source.text)).line
    following = (number for number in range(line + 1, last + 1) if _without_comment(source, number, comments))
    return tuple(number for number, _ in zip(following, range(1), strict=False))


def _without_comment(source: Source, line: int, comments: dict[int, Comment]) -> str:
    """What a line holds beside its comment."""
    text = source.line(line)
    comment = comments.get(line)
    return (text if comment is None else text[: source.position(comment.span.start).column - 1]).strip()
