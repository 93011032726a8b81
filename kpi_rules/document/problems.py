"""Collects what is wrong with one source: places and sentences come in, a capped tuple of diagnostics goes out.

Knows nothing of formats.
"""

from __future__ import annotations

from kpi_rules.diagnostics import Diagnostic, Note
from kpi_rules.i18n import ntr
from kpi_rules.source import Location, Source, Span


class Problems:
    """The diagnostics of one source, at most `most` of them; the rest is only counted."""

    def __init__(self, source: Source, most: int) -> None:
        self._source = source
        self._end = len(source.text)
        self._most = most
        self._kept: list[tuple[Span, Diagnostic]] = []
        self._dropped = 0

    def __bool__(self) -> bool:
        return bool(self._kept)

    def add(self, span: Span, message: str, help_: str | None = None, note: tuple[str, Span] | None = None) -> None:
        """One more problem, with a note at a second place where that helps."""
        if len(self._kept) >= self._most:
            self._dropped += 1
            return
        span = Span(min(span.start, self._end), min(span.end, self._end))
        notes = (Note(note[0], Location(self._source, note[1])),) if note else ()
        self._kept.append((span, Diagnostic(message, Location(self._source, span), help_, notes)))

    def more(self, count: int) -> None:
        """So many more that nobody needs to be told one by one."""
        self._dropped += count

    def found(self) -> tuple[Diagnostic, ...]:
        """What was added, by place; a last one says how many more there were."""
        kept = tuple(diagnostic for _, diagnostic in sorted(self._kept, key=lambda entry: entry[0]))
        if not self._dropped:
            return kept
        rest = ntr("{count} more problem like these", "{count} more problems like these", self._dropped)
        return (*kept, Diagnostic(rest, kept[-1].location))
