"""Comments in a plan that speak to this program: `# kpi-rules: …`, and the lines that they are about.

Comes in: a document. Goes out: `Remark`s. A remark after a value is about that line (and, where the line only opens a block,
about the first line of the block); one on a line of its own is about the next line that holds something, unless it stands deeper
than that: then it is the last line of what is above. Knows nothing of what a remark asks for, and of records: a waiver may also
be about the one around it (`waiving`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from kpi_rules.document import Document
from kpi_rules.engine.findings import Region, Remark
from kpi_rules.source import Location

_CALL = r"(?i)kpi-?rules\s*:\s*"
_MAYBE = r"(?i)#\s*kpi-?rules\s*:"
"""What a text without a remark does not hold: where comments are takes long to find out."""
MOST_REMARKS = 20_000
"""Comments of one plan that are read; the rest excuses nothing."""
_OPENS = (":", "[", "{", "-")


def remarks(document: Document) -> tuple[Remark, ...]:
    """The remarks in a document, in order."""
    return tuple(_remarks(document)) if re.search(_MAYBE, document.source.text) else ()


def _remarks(document: Document) -> Iterator[Remark]:
    lines = _Lines(document)
    count = 0
    for line, comment in lines.comments.items():
        called = re.match(_CALL, comment.text)
        if called:
            count += 1
            region = Region.of(Location(document.source, comment.span))
            if count > MOST_REMARKS:
                yield Remark("…", region, ())  # what is not read is not understood, and told
                return
            yield Remark(comment.text[called.end() :], region, *lines.about(line))


class _Lines:
    """The lines of a document: their comments, and those that hold something beside one."""

    def __init__(self, document: Document) -> None:
        self.source = document.source
        self.comments = {self.source.position(comment.span.start).line: comment for comment in document.comments()}
        last = self.source.position(len(self.source.text)).line
        self.written = [line for line in range(1, last + 1) if self._before_comment(line).strip()]

    def about(self, line: int) -> tuple[tuple[int, ...], int | None]:
        """The lines that the comment on a line is about; where it is the end of what stands above it, where that ends."""
        at = bisect_left(self.written, line)
        if self.written[at : at + 1] == [line]:
            opens = self._before_comment(line).rstrip().endswith(_OPENS)
            return ((line, *self.written[at + 1 : at + 2]) if opens else (line,)), None
        following = self.written[at : at + 1]
        above = self._before_comment(self.written[at - 1]).rstrip() if at else ""
        if not above or above.endswith(_OPENS) or (following and self._column(line) <= self._column(following[0])):
            return tuple(following), None
        return (), self.source.offset(self.written[at - 1]) + len(above) - 1

    def _before_comment(self, line: int) -> str:
        """What a line holds before its comment."""
        text, comment = self.source.line(line), self.comments.get(line)
        return text if comment is None else text[: self.source.position(comment.span.start).column - 1]

    def _column(self, line: int) -> int:
        text = self.source.line(line)
        return len(text) - len(text.lstrip())
