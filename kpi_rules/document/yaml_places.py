"""Where the keys and values of a YAML text stand: a second reading, made when somebody asks.

A source that `yaml_data` has read comes in, spans go out. A span is exactly its value: quotes included, anchors and the
blank lines after a block left out. Knows nothing of values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kpi_rules.document.comments import Comment, comments_between
from kpi_rules.document.places import Flat
from kpi_rules.document.yaml_events import (
    BLOCK_STYLES,
    AliasEvent,
    DocumentEndEvent,
    Feed,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    YAMLError,
    next_event_of,
)
from kpi_rules.source import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_PROPERTIES = re.compile(r"(?:[&!][^ \t\r\n,\[\]{}]*(?:[ \t\r\n]+(?:#[^\r\n]*)?)*)+")
_LINE_END = re.compile(r"[\r\n]")
_BLANK = " \t\r\n"
_STARTS = (MappingStartEvent, SequenceStartEvent)
_ENDS = (MappingEndEvent, SequenceEndEvent)


def _events(source: Source) -> Iterator[Any]:
    """The events of the one document, as far as it can be read."""
    next_event = next_event_of(Feed(source.text, len(source.text)))
    while True:
        try:
            event = next_event()
        except YAMLError:
            return
        yield event
        if type(event) is DocumentEndEvent or type(event) is StreamEndEvent:
            return


def places(source: Source) -> Flat:
    """Where everything stands."""
    flat = Flat()
    scalar = flat.scalar
    anchors: dict[str, int] = {}
    text = source.text
    for event in _events(source):
        kind = type(event)
        if kind is ScalarEvent:
            if event.anchor:
                anchors[event.anchor] = len(flat.starts)
            start, end = event.start_mark.index, event.end_mark.index
            if event.anchor or event.tag or start == end or event.style in BLOCK_STYLES:
                start, end = _bounds(text, event)
            scalar(start, end)
        elif kind in _STARTS:
            if event.anchor:
                anchors[event.anchor] = len(flat.starts)
            flat.enter(_bounds(text, event)[0])
        elif kind in _ENDS:
            end = event.end_mark.index
            flat.leave(end if end > event.start_mark.index else None)  # `]` and `}` are wide, other ends are nowhere
        elif kind is AliasEvent:
            flat.alias(event.start_mark.index, event.end_mark.index, anchors[event.anchor])
    return flat


def comments(source: Source) -> tuple[Comment, ...]:
    """The comments, which is what a `#` begins that stands in no value."""
    return comments_between(source.text, _covered(source))


def _covered(source: Source) -> Iterator[tuple[int, int]]:
    """The stretches of text in which a `#` begins no comment."""
    text = source.text
    for event in _events(source):
        if type(event) is ScalarEvent:
            start, end = _bounds(text, event)
            if event.style in BLOCK_STYLES:  # its first line may end in a comment
                line_end = _LINE_END.search(text, start, end)
                start = line_end.start() if line_end else end
            yield start, end


def first_keys(source: Source, wanted: set[tuple[int, str]]) -> dict[tuple[int, str], Span]:
    """Where the wanted keys, named by the start of their mapping and their text, stand for the first time."""
    found: dict[tuple[int, str], Span] = {}
    restore = Feed(source.text, 0).restore
    stack: list[tuple[int, bool]] = []  # the mapping's start (or -1 for a list), and whether a key comes next
    for event in _events(source):
        kind = type(event)
        if kind in _ENDS:
            stack.pop()
            continue
        mapping, is_key = stack[-1] if stack else (-1, False)
        if mapping >= 0:
            stack[-1] = mapping, not is_key
        if kind is ScalarEvent and is_key:
            name = mapping, event.value.translate(restore)
            if name in wanted:
                found.setdefault(name, span_of(source.text, event))
        elif kind in _STARTS:
            stack.append((event.start_mark.index, True) if kind is MappingStartEvent else (-1, False))
        if len(found) == len(wanted):
            break
    return found


def span_of(text: str, event: Any) -> Span:
    """The span of a scalar or an alias."""
    return Span(*_bounds(text, event))


def _bounds(text: str, event: Any) -> tuple[int, int]:
    start, end = event.start_mark.index, event.end_mark.index
    if type(event) is not AliasEvent and (event.anchor or event.tag):
        properties = _PROPERTIES.match(text, start)
        start = min(properties.end(), end) if properties else start
    if start >= end and type(event) is ScalarEvent:  # empty: right after the colon or dash that it belongs to
        while start > 0 and text[start - 1] in _BLANK:
            start -= 1
        return start, start
    if type(event) is ScalarEvent and event.style in BLOCK_STYLES:
        end = start + len(text[start:end].rstrip(_BLANK))
    return start, end
