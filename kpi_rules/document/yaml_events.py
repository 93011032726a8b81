"""The events of a YAML text, from libyaml through PyYAML: the only file that knows PyYAML.

A text comes in, a function that gives the next event goes out; `YAMLError` is raised where the text is no YAML. The
text is handed over in pieces, so that it is never copied whole, and line breaks of YAML 1.1 that YAML 1.2 does not know
are hidden from libyaml. Never ask for an event after the end of the document.
"""

from __future__ import annotations

from contextlib import suppress

import yaml
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

from kpi_rules.diagnostics import Diagnostic, InputError
from kpi_rules.i18n import tr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

libyaml: Any = None
with suppress(ImportError):
    from yaml import _yaml as libyaml

__all__ = [
    "BLOCK_STYLES",
    "TOO_DEEP",
    "AliasEvent",
    "DocumentEndEvent",
    "Endless",
    "Feed",
    "MappingEndEvent",
    "MappingStartEvent",
    "ScalarEvent",
    "SequenceEndEvent",
    "SequenceStartEvent",
    "StreamEndEvent",
    "YAMLError",
    "library",
    "next_event_of",
    "symptom",
]

TOO_DEEP = "exceeded maximum nesting depth"
"""Part of what libyaml says, from 0.2.6 on, where things stand 1,000 levels inside each other."""
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


def next_event_of(feed: Feed) -> Callable[[], Any]:
    """The function that gives the next event of a text.

    PyYAML has a second reader, in Python, for where libyaml is missing. It is not used: one text in sixty means something else to it, and what
    a gate says must not hang on how a package was built.
    """
    if libyaml is None:
        message = tr(
            "YAML is read with libyaml, and PyYAML {version} is installed without it", version=yaml.__version__
        )
        remedy = "pip install --force-reinstall --only-binary pyyaml pyyaml"
        raise InputError([Diagnostic(message, None, tr("get the build that holds it: `{command}`", command=remedy))])
    return libyaml.CParser(feed).get_event  # type: ignore[no-any-return]


def library() -> str:
    """Which library reads YAML here, in which version."""
    if libyaml is None:
        return tr("PyYAML {version} without libyaml", version=yaml.__version__)
    return f"PyYAML {yaml.__version__}, libyaml {libyaml.get_version_string()}"


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
