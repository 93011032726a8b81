"""From a place in a text to its place in the file, where it may be quoted, escaped and broken over lines.

Comes in: a scalar as it is written in YAML, the text that was read from it, a span of that text. Goes out: the span of what is
written. Line breaks and indentation stand for a space, `''` and `\\"` for a quote; where that does not explain the difference
there is no answer.
"""

from __future__ import annotations

import re

from kpi_rules.source import Span

_BLANK = re.compile(r"(?:\\?[\n\r])?\s*")
_HEADER = re.compile(r"[|>][-+0-9]*[^\n\r]*[\n\r]+\s*")
_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")


def aligned(written: str, text: str, span: Span) -> Span | None:
    """Where the part of the text stands in what is written."""
    start = _start(written)
    places = list(_places(written, text, start, quote=written[:1] if start == 1 else ""))
    if len(places) <= len(text):
        return None
    first = places[span.start]
    last = places[span.end - 1] + 1 if span.end > span.start else first
    return Span(first, max(first, last))


def _start(written: str) -> int:
    header = _HEADER.match(written)
    if header:
        return header.end()
    return 1 if written[:1] in ("'", '"') else 0


def _places(written: str, text: str, at: int, quote: str) -> list[int]:
    """For each sign of the text, and its end, where it is written; as far as the two agree."""
    places: list[int] = []
    for sign in text:
        length = _length(written, at, sign, quote)
        if not length:
            return places
        places.append(at)
        at += length
    return [*places, at]


def _length(written: str, at: int, sign: str, quote: str) -> int:
    """How much of what is written stands for a sign; 0 where nothing does."""
    if sign.isspace():
        blank = _BLANK.match(written, at)
        return blank.end() - at if blank else 0
    if quote == '"' and (escape := _ESCAPE.match(written, at)):
        return escape.end() - at
    if written[at : at + 1] != sign:
        return 0
    return 2 if quote == "'" == sign else 1
