"""The text of a rule that another pack amends: its own file, and behind its end what amends it.

So every place of such a rule is a place in one text. `there` tells in which file it was written.
"""

from __future__ import annotations

from kpi_rules.source import Location, Source, Span


class AmendedSource(Source):
    """A rule's file, and behind its end what amends the rule."""

    base: Source
    amending: Location

    def there(self, span: Span) -> Location:
        """The place in the file in which it was written."""
        start = len(self.base.text) + 1
        if span.start >= start:
            return Location(
                self.amending.source,
                Span(span.start - start + self.amending.span.start, span.end - start + self.amending.span.start),
            )
        return self.base.there(span) if isinstance(self.base, AmendedSource) else Location(self.base, span)
