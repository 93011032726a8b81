"""Lines no wider than a terminal, cut between words: where it breaks a line by itself, it does so within words.

Comes in: the lines of a report, with colours or without. Goes out: lines that fit; what goes on stands further in than what it goes on from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpi_rules.bidi import without_isolates
from kpi_rules.reports.excerpt import wrapped
from kpi_rules.reports.width import text_width, uncoloured

_FURTHER_IN = 2
_ARROW = "-->\u00a0"


def broken(lines: Sequence[str], width: int) -> list[str]:
    """The lines, those that are too wide in as many as they need."""
    return [part for line in lines for part in _parts(line, width)]


def _parts(line: str, width: int) -> Iterator[str]:
    bare = uncoloured(line)
    if text_width(without_isolates(bare)) <= width:
        yield line
        return
    indent = len(bare) - len(bare.lstrip(" ")) + _FURTHER_IN
    body = line.lstrip(" ")
    # An arrow stays with the place that it shows.
    first, *rest = wrapped(body.replace("--> ", _ARROW), width - indent)
    yield " " * (len(line) - len(body)) + first.replace(_ARROW, "--> ")
    yield from (" " * indent + part.replace(_ARROW, "--> ") for part in rest)
