"""YAML text to plain data, straight from its events.

A source comes in; data and what is wrong go out. YAML 1.2's core schema; tags, `<<`, second documents and cycles are
refused. Neither nodes nor places are kept: while all goes well nobody asks where things stand (`yaml_places` does
that). Knows nothing of plans.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from kpi_rules.document import refusals
from kpi_rules.document.aliases import Aliases, Anchor, TooMuch
from kpi_rules.document.limits import Limits
from kpi_rules.document.problems import Problems
from kpi_rules.document.scalars import STARTS_NUMBER, STARTS_WORD, WORDS, Refused, resolve
from kpi_rules.document.yaml_events import (
    BLOCK_STYLES,
    TOO_DEEP,
    AliasEvent,
    DocumentEndEvent,
    Endless,
    Feed,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    YAMLError,
    next_event_of,
    symptom,
)
from kpi_rules.i18n import tr
from kpi_rules.source import Source, Span
from kpi_rules.structs import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_DEEPEST = 900
"""What no text may go beyond, whatever is allowed: libyaml 0.2.6 looks ahead, and stops at the first thing that stands 1,000 levels deep before
it gives the event of what stands 65 deep. Cut there, the text says where it got too deep, as under 0.2.5."""
_VISIBLE = re.compile(r"[^\s:]")
_TAG = re.compile(r"(?:&[^ \t\r\n]*[ \t\r\n]+)?(![^ \t\r\n,\[\]{}]*)")


class _Stop(Exception):
    """The rest of the file is not worth reading: what is wrong has been told."""


def read(source: Source, limits: Limits) -> tuple[object, Problems]:
    """The data of the one document in a text, and what is wrong with it."""
    return _read(source, source.text, replace(limits, depth=min(limits.depth, _DEEPEST)))


def _read(source: Source, text: str, limits: Limits) -> tuple[object, Problems]:
    """The same, of a text or of its beginning."""
    problems = Problems(source, limits.problems)
    feed = Feed(text, limits.text)
    builder = _Builder(source, limits, feed, problems)
    try:
        builder.run(next_event_of(feed))
    except _Stop:
        pass
    except Endless:
        refusals.too_long(_next(text, feed.reached), limits, problems)
    except YAMLError as error:
        from kpi_rules.document.yaml_problems import explain
        from kpi_rules.document.yaml_symptoms import Symptom

        said = symptom(error)
        if said and TOO_DEEP in said[0] and len(text) == len(source.text):
            return _read(source, text[: said[1]], limits)
        explain(source, Symptom(*said) if said else None, problems)
    builder.tell_duplicates()
    return builder.data, problems


def _next(text: str, start: int) -> Span:
    """The first character from here that is not blank."""
    found = _VISIBLE.search(text, start)
    return Span(found.start(), found.end()) if found else Span(start, start)


class _Builder:
    """Builds the data in one loop; whatever is unusual is left to the methods after it."""

    def __init__(self, source: Source, limits: Limits, feed: Feed, problems: Problems) -> None:
        self._source = source
        self._limits = limits
        self._feed = feed
        self._problems = problems
        self._aliases = Aliases(limits)
        self._duplicates: dict[tuple[int, str], list[Span]] = {}
        self._duplicate_count = 0
        self.data: object = None

    def run(self, next_event: Callable[[], Any]) -> None:  # noqa: PLR0915 (the hot loop: calls cost more than its work)
        """Read the one document."""
        feed, restore, aliases = self._feed, self._feed.restore, self._aliases
        most_nodes, most_key, digits = self._limits.nodes, self._limits.key, self._limits.digits
        holder: Any = []  # the list or mapping that is being filled
        opened: Any = None  # the event that opened it
        anchor: Anchor | None = None  # its name, if it has one
        in_mapping, key = False, None  # in a mapping without a key, the next scalar is the key
        stack: list[tuple[Any, Any, Anchor | None]] = []
        nodes = 0
        value: Any
        while True:
            event = feed.last = next_event()
            kind = type(event)
            if kind is ScalarEvent:
                nodes += 1
                text = event.value
                if restore:
                    text = text.translate(restore)
                if in_mapping and key is None:
                    if text in holder or not text or text == "<<" or len(text) > most_key or event.anchor or event.tag:
                        self._unusual_key(event, text, holder, opened)
                    key = text
                    continue
                first = text[:1]
                if not text and event.style in BLOCK_STYLES:
                    self._empty_block(event)
                if event.style or (first not in STARTS_WORD and first not in STARTS_NUMBER):
                    value = text
                elif first in STARTS_WORD:
                    value = WORDS.get(text, text)
                else:
                    value = self._number(event, text, digits)
                if event.anchor or event.tag:
                    self._properties(event)
                    if event.anchor:
                        aliases.scalar(event.anchor, value)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                nodes += 1
                if in_mapping and key is None:
                    key = self._no_key(event)
                value = {} if kind is MappingStartEvent else []
                if in_mapping:
                    holder[key] = value
                else:
                    holder.append(value)
                stack.append((holder, opened, anchor))
                if len(stack) > self._limits.depth or nodes > most_nodes:
                    self._too_much(event, deep=nodes <= most_nodes)
                anchor = None
                if event.anchor or event.tag:
                    self._properties(event)
                    if event.anchor:
                        anchor = aliases.enter(event.anchor, value, nodes, len(stack))
                if aliases.open:
                    aliases.reach(len(stack))
                holder, opened, in_mapping, key = value, event, kind is MappingStartEvent, None
                continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                if nodes > most_nodes:
                    self._too_much(event, deep=False)
                if anchor is not None:
                    aliases.leave(anchor, nodes)
                holder, opened, anchor = stack.pop()
                in_mapping, key = type(holder) is dict, None
                continue
            elif kind is AliasEvent:
                if in_mapping and key is None:
                    key = self._no_key(event)
                    continue
                value, repeated = self._repeat(event, len(stack))
                nodes += repeated
            elif kind is DocumentEndEvent:
                break
            elif kind is StreamEndEvent:
                self._empty()
            else:  # the start of the file or of the document
                continue
            if in_mapping:
                holder[key] = value
                key = None
            else:
                holder.append(value)
                if nodes > most_nodes:
                    self._too_much(event, deep=False)
        self.data = holder[0]
        self._only_one(next_event())

    def _span(self, event: Any) -> Span:
        from kpi_rules.document.yaml_places import span_of

        return span_of(self._source.text, event)

    def _only_one(self, event: Any) -> None:
        """After the document the file ends."""
        if type(event) is not StreamEndEvent:
            start = event.start_mark.index
            self._problems.add(
                Span(start, start + 3),
                tr("a second document begins here, and a file holds one"),
                tr("remove this `---`, or put what follows it in a file of its own"),
            )

    def _empty(self) -> None:
        self._problems.add(
            Span(0, 0),
            tr("the file holds nothing but comments") if self._source.text.strip() else tr("the file is empty"),
            None,
        )
        raise _Stop

    def _empty_block(self, event: Any) -> None:
        span = self._span(event)
        refusals.empty_block(span, self._source.slice(span), self._problems)

    def _number(self, event: Any, text: str, digits: int) -> object:
        try:
            return resolve(text, digits)
        except Refused as refused:
            self._problems.add(self._span(event), refused.message, refused.help)
            return None

    def _unusual_key(self, event: Any, text: str, holder: dict[str, Any], mapping: Any) -> None:
        if event.anchor or event.tag:
            self._properties(event)
            if event.anchor:
                self._aliases.scalar(event.anchor, text)
        if text in holder:
            self._duplicate(event, text, mapping)
        elif not text:
            refusals.no_key(self._span(event), self._problems)
        elif text == "<<" and not event.style:
            refusals.merge_key(self._span(event), self._problems)
        elif len(text) > self._limits.key:
            refusals.key_too_long(self._span(event), self._limits, self._problems)

    def _duplicate(self, event: Any, key: str, mapping: Any) -> None:
        self._duplicate_count += 1
        if self._duplicate_count <= self._limits.problems:
            place = mapping.start_mark.index, key
            self._duplicates.setdefault(place, []).append(self._span(event))

    def _no_key(self, event: Any) -> str:
        """A list, a mapping or an alias stands where a key should: told, and given a key that nothing else has."""
        start = event.start_mark.index
        refusals.key_not_text(Span(start, max(event.end_mark.index, start + 1)), self._problems)
        return f"\0{start}"

    def _properties(self, event: Any) -> None:
        """An anchor is welcome, a tag is not."""
        if event.tag is not None:
            tag = _TAG.match(self._source.text, event.start_mark.index)
            span = Span(*tag.span(1)) if tag else self._span(event)
            refusals.tag(span, self._source.slice(span), self._problems)

    def _repeat(self, event: Any, depth: int) -> tuple[object, int]:
        span = self._span(event)
        try:
            anchor = self._aliases.follow(event.anchor, depth)
        except Refused as refused:
            self._problems.add(span, refused.message, refused.help)
            return None, 1
        except TooMuch:
            refusals.too_repetitive(span, self._limits, self._problems)
            raise _Stop from None
        return anchor.value, anchor.size

    def _too_much(self, event: Any, *, deep: bool) -> None:
        start = event.start_mark.index
        tell = refusals.too_deep if deep else refusals.too_many
        tell(Span(start, start + 1), self._limits, self._problems)
        raise _Stop

    def tell_duplicates(self) -> None:
        """Every repeated key, with a note at the first; where those stand, only a second reading knows."""
        if not self._duplicates:
            return
        from kpi_rules.document.yaml_places import first_keys

        firsts = first_keys(self._source, set(self._duplicates))
        for (mapping, key), repetitions in self._duplicates.items():
            for span in repetitions:
                refusals.duplicate(key, span, firsts.get((mapping, key)), self._problems)
        self._problems.more(max(0, self._duplicate_count - self._limits.problems))
