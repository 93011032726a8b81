"""The lines of a test plan that matter for a verdict: those that were read, and the keys above them.

Comes in: a plan, the places that a rule read, the region that its verdict is about. Goes out: an `Excerpt`. Comments, which speak to
whoever writes tests, are left out; a short plan is shown whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from kpi_rules.document import Document, Path
from kpi_rules.engine.findings import MAX_EXCERPT_LINES, Region
from kpi_rules.handbook.book import Excerpt, Line
from kpi_rules.language.outcome import Place
from kpi_rules.plan.plan import Plan

SHOWN_WHOLE = 8
MOST_LINES = 16
MOST_ELEMENTS = 12
WIDEST = 400


def excerpt(plan: Plan, read: Iterable[Place], region: Region | None = None, earlier: bool = False) -> Excerpt:
    """The part of a plan that matters."""
    source = plan.document.source
    texts = _without_comments(plan.document)
    last = max(texts, default=0)
    numbers = set(texts)
    if len(texts) > SHOWN_WHOLE:
        numbers = _without_gaps(numbers & _relevant(plan, read, region), list(texts))
    lines = tuple(_lines(texts, sorted(numbers), region))
    return Excerpt(source.name, lines, cut=bool(numbers) and max(numbers) < last, earlier=earlier)


def _without_gaps(numbers: set[int], shown: Sequence[int]) -> set[int]:
    """The lines, and those that alone would be left out between two of them."""
    between = zip(shown, shown[1:], shown[2:], strict=False)
    return numbers | {line for before, line, after in between if before in numbers and after in numbers}


def size(plan: Plan) -> int:
    """How many lines there would be to show of the whole."""
    return len(_without_comments(plan.document))


def _lines(texts: dict[int, str], numbers: Sequence[int], region: Region | None) -> Iterator[Line]:
    shown = list(texts)
    for number in numbers:
        before = shown.index(number)
        skipped = before > 0 and shown[before - 1] not in numbers
        yield Line(texts[number][:WIDEST], _marked(number, texts[number][:WIDEST], region), skipped)


def _marked(number: int, text: str, region: Region | None) -> tuple[int, int] | None:
    """The part of a line that a region covers."""
    if region is None:
        return None
    last = region.end.line if region.end.line - region.start.line < MAX_EXCERPT_LINES else region.start.line
    if not region.start.line <= number <= last:
        return None
    start = region.start.column - 1 if number == region.start.line else len(text) - len(text.lstrip())
    end = region.end.column - 1 if number == region.end.line else len(text.rstrip())
    end = min(end, len(text.rstrip()))
    return (start, end) if start < end else None


def _without_comments(document: Document) -> dict[int, str]:
    """The lines by number, without comments and without those that are then empty at either end."""
    source = document.source
    count = source.position(len(source.text)).line
    texts = {number: source.line(number) for number in range(1, count + 1)}
    for comment in document.comments():
        start = source.position(comment.span.start)
        kept = texts[start.line][: start.column - 1].rstrip()
        texts[start.line] = kept
        if not kept:
            del texts[start.line]
    while texts and not texts[max(texts)].strip():
        del texts[max(texts)]
    return texts


# which lines matter


def _relevant(plan: Plan, read: Iterable[Place], region: Region | None) -> set[int]:
    """The lines of a finding with what stands above them, and then of what was read, as many as there is room for."""
    lines: set[int] = set()
    if region is not None:
        last = min(region.end.line, region.start.line + MAX_EXCERPT_LINES - 1)
        lines |= set(range(region.start.line, last + 1))
    for place in read:
        if not plan.owns(place.record):
            continue
        more = lines | set(_lines_of(plan.document, plan.path_to(place.record, place.fields)))
        if len(more) > MOST_LINES and lines:
            continue
        lines = more
    return lines


def _lines_of(document: Document, path: Path) -> Iterator[int]:
    """The line of a value, and of every key that leads to it; what is absent has none of its own."""
    for length in range(1, len(path) + 1):
        part = path[:length]
        if not document.has(part):
            return
        yield _line(document, part)
    if path:
        yield from islice(_inner(document, path), MOST_ELEMENTS)


def _inner(document: Document, path: Path) -> Iterator[int]:
    """Below a value: the lines of a text, the first line of each entry of a list."""
    value: Any = document.data
    for step in path:
        value = value[step]
    if isinstance(value, list):
        yield from (_line(document, (*path, index)) for index in range(len(value)))
    elif not isinstance(value, dict):
        span = document.span(path)
        first, last = document.source.position(span.start).line, document.source.position(span.end).line
        yield from range(first, last + 1)


def _line(document: Document, path: Path) -> int:
    span = document.key_span(path) or document.span(path)
    return document.source.position(span.start).line
