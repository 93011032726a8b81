"""What libyaml stumbled over, and the text around that place.

Knows neither PyYAML nor what a person should be told.
"""

from __future__ import annotations

import re

from kpi_rules.source import Span
from kpi_rules.structs import Struct


class Symptom(Struct):
    """What libyaml says is wrong and where; and in what it was, since where, when it found that."""

    problem: str
    at: int
    context: str
    since: int | None


class Case(Struct):
    """A symptom in its text, ready to be told."""

    text: str
    at: int
    since: int
    context: str

    def word(self, start: int) -> Span:
        """What stands at a place up to the next blank; at the end of the text, its last word's end."""
        if start >= len(self.text.rstrip()):
            end = len(self.text.rstrip())
            return Span(end, end)
        while self.text[start].isspace():
            start += 1
        return Span(start, start + len(self.text[start : start + 1000].split(maxsplit=1)[0]))

    def rest(self, start: int) -> Span:
        """From a place to the end of its line."""
        line = re.compile(r"[^\r\n]*").match(self.text, start)
        return Span(start, start + max(1, len(line[0].rstrip()) if line else 1))

    def before(self) -> str:
        """What stands in the line before the place."""
        start = max(self.text.rfind("\n", 0, self.at), self.text.rfind("\r", 0, self.at)) + 1
        return self.text[start : self.at]

    def char(self) -> str:
        """The character at the place."""
        return self.text[self.at : self.at + 1]

    def at_end(self) -> bool:
        """Whether nothing but blanks follows."""
        return not self.text[self.at :].strip() or self.text.startswith(("---", "..."), self.at)
