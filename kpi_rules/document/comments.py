"""Comments of a text, given the stretches of it that are values.

Text and stretches come in, comments go out. Knows nothing of formats beyond the `#`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from kpi_rules.source import Span
from kpi_rules.structs import Struct

_COMMENT = re.compile(r"(?<![^ \t\r\n])#[^\r\n]*")


class Comment(Struct):
    """A comment: its text without the `#` and the blanks around it."""

    span: Span
    text: str


def comments_between(text: str, covered: Iterable[tuple[int, int]]) -> tuple[Comment, ...]:
    """The comments outside the covered stretches, which come in order."""
    return tuple(_between(text, covered)) if "#" in text else ()


def _between(text: str, covered: Iterable[tuple[int, int]]) -> Iterator[Comment]:
    at = 0
    for start, end in chain(covered, [(len(text), len(text))]):
        if start > at:
            for found in _COMMENT.finditer(text, at, start):
                yield _comment(found)
        at = max(at, end)


def _comment(found: re.Match[str]) -> Comment:
    words = found[0].rstrip()
    return Comment(Span(found.start(), found.start() + len(words)), words[1:].strip())
