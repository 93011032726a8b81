"""The events of a YAML text, from libyaml through PyYAML: the only file that knows PyYAML.

A text comes in, a function that gives the next event goes out; `YAMLError` is raised where the text is no YAML. The
text is handed over in pieces, so that it is never copied whole, and line breaks of YAML 1.1 that YAML 1.2 does not know
are hidden from libyaml. Never ask for an event after the end of the document.
"""

from __future__ import annotations

from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

try:
    from yaml._yaml import CParser as Parser
except ImportError:  # PyYAML without libyaml: the same events, slowly
    from yaml.parser import Parser as _PureParser
    from yaml.reader import Reader
    from yaml.scanner import Scanner

    class Parser(Reader, Scanner, _PureParser):  # type: ignore[no-redef]  # one of the two is defined
        """The parts of PyYAML's own loader that give events."""

        def __init__(self, stream: Any) -> None:
            Reader.__init__(self, stream)
            Scanner.__init__(self)
            _PureParser.__init__(self)


__all__ = [
    "BLOCK_STYLES",
    "AliasEvent",
    "DocumentEndEvent",
    "Endless",
    "Feed",
    "MappingEndEvent",
    "MappingStartEvent",
    "Parser",
    "ScalarEvent",
    "SequenceEndEvent",
    "SequenceStartEvent",
    "StreamEndEvent",
    "YAMLError",
    "symptom",
]

BLOCK_STYLES = ("|", ">")
"""The styles of text that stands on the lines below its sign."""
_HIDDEN = "\x85\u2028\u2029\ufeff"
"""Line breaks for libyaml, which reads YAML 1.1, and ordinary characters in YAML 1.2; and a mark that it does not count."""
_PRIVATE = range(0xF0000, 0xFFFFE)
_LOOKAHEAD = 50_000
"""Characters that libyaml may have read beyond the last event without being in one long text."""


class Endless(Exception):
    """Nothing has ended for longer than any text may be."""


class Feed:
    """Hands a text over in pieces and stops where one thing in it gets longer than `most`."""

    name = ""

    def __init__(self, text: str, most: int) -> None:
        swaps = _stand_ins(text)
        self.restore = {stand_in: original for original, stand_in in swaps.items()}
        self._text = text.translate(swaps) if swaps else text
        self._at = 0
        self._most = most + _LOOKAHEAD
        self.last: Any = None

    @property
    def reached(self) -> int:
        """Where the last thing that was understood ends."""
        return self.last.end_mark.index if self.last else 0

    def read(self, size: int = -1, /) -> str:
        """The next piece."""
        piece = self._text[self._at : self._at + size] if size >= 0 else self._text[self._at :]
        self._at += len(piece)
        if self._at - self.reached > self._most:
            raise Endless
        return piece


def _stand_ins(text: str) -> dict[int, int]:
    """Private characters that the text does not hold, for those that libyaml would misread."""
    if text.isascii() or not any(char in text for char in _HIDDEN):
        return {}
    used = set(text)
    free = (code for code in _PRIVATE if chr(code) not in used)
    return {ord(char): code for char, code in zip(_HIDDEN, free, strict=False)}


def symptom(error: YAMLError) -> tuple[str, int, str, int | None] | None:
    """What a syntax error says is wrong and where, and in what it was since where, when it found that.

    Nothing where it is about a character that no YAML text may hold.
    """
    if not isinstance(error, MarkedYAMLError):
        return None
    at = error.problem_mark.index if error.problem_mark else 0
    since = error.context_mark.index if error.context_mark else None
    return error.problem or "", at, error.context or "", since
