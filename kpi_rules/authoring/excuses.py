"""Comments in rule files that say why something is not tested.

    # mutant: reason          no test can tell a change of this line (or the next, where the comment has a line to itself)
    # mutant `< → <=`: reason the same for one change alone, as `pack test --mutate` prints it
    # untested: reason        a branch or verdict on this line cannot be seen

Rule sources come in, excuses go out; each remembers whether it was needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from kpi_rules.language.comments import comments
from kpi_rules.language.lexer import Lexeme, lex
from kpi_rules.source import Location, Source, Span

Kind = Literal["mutant", "untested"]
_EXCUSE = re.compile(r"#\s*(mutant|untested)(?:\s+`(.+)`)?:\s*(\S.*)", re.DOTALL)


@dataclass(slots=True)
class Excuse:
    """Why something on a line is not tested."""

    kind: str
    change: str | None
    reason: str
    line: int
    place: Location
    used: bool = field(default=False)


@dataclass(frozen=True, slots=True)
class Excuses:
    """All excuses of a pack."""

    found: tuple[Excuse, ...]

    @classmethod
    def of(cls, sources: Iterable[Source]) -> Excuses:
        """The excuses in these files."""
        return cls(tuple(excuse for source in sources for excuse in _of(source)))

    def excused(self, kind: Kind, source: Source, span: Span, change: str | None = None) -> bool:
        """Whether there is an excuse for a place; it is then used."""
        first, last = source.position(span.start).line, source.position(span.end).line
        fitting = [
            excuse
            for excuse in self.found
            if excuse.kind == kind
            and excuse.place.source.name == source.name
            and first <= excuse.line <= last
            and excuse.change in (None, change)
        ]
        for excuse in fitting:
            excuse.used = True
        return bool(fitting)

    def unused(self, kind: Kind) -> tuple[Excuse, ...]:
        """Excuses that nothing needs."""
        return tuple(excuse for excuse in self.found if excuse.kind == kind and not excuse.used)


def _of(source: Source) -> Iterator[Excuse]:
    lexemes, _ = lex(source)
    for comment in comments(source, lexemes):
        matched = _EXCUSE.fullmatch(comment.text)
        if matched is not None:
            line = _line_meant(source, lexemes, comment.span, comment.own)
            yield Excuse(matched[1], matched[2], matched[3], line, Location(source, comment.span))


def _line_meant(source: Source, lexemes: tuple[Lexeme, ...], span: Span, own: bool) -> int:
    if own:
        following = next((lexeme for lexeme in lexemes if lexeme.span.start >= span.end), None)
        if following is not None:
            return source.position(following.span.start).line
    return source.position(span.start).line
