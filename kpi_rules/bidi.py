"""Text of both directions in one sentence: Unicode isolates around Latin words in languages that run from right to left.

Without them a reader of Arabic sees `core/no-mission` and the full stop after it in the wrong order. Isolates come in pairs and
cannot reach beyond their own text. Knows nothing of languages but which way they run.
"""

from __future__ import annotations

import re

ISOLATE = "\u2068"
"""First strong isolate: what follows runs as its own first letter does."""
END = "\u2069"

_RIGHT_TO_LEFT = frozenset(["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi"])
_MARKS = "[\u2066-\u2069]"
_FORCED = "[\u202a-\u202e]"
_CONTROLS = "[\u202a-\u202e\u2066-\u2069]"
_APART = r"`[^`\n]*`|(?<!\{)\{(?!count\})\w+\}(?!\})"


def runs_right_to_left(tag: str | None) -> bool:
    """Whether a language is written from right to left: `ar`, `fa-IR`, … but not `ar-Latn`."""
    language, *rest = (tag or "").casefold().split("-")
    return language in _RIGHT_TO_LEFT and "latn" not in rest


def isolated(text: str) -> str:
    """The text set apart from what stands around it. What is only digits needs it nowhere."""
    return text if not text or text.isdigit() else f"{ISOLATE}{kept(text)}{END}"


def isolated_template(template: str) -> str:
    """A template with isolates around its named places, and around what stands in backticks. A count is digits: it needs none."""
    return re.sub(_APART, lambda match: f"{ISOLATE}{match[0]}{END}", template)


def kept(text: str) -> str:
    """The text; where its own marks would end or outlast the isolate that it is put into, they are spelled out."""
    if text.isascii() or not re.search(_CONTROLS, text) or (balanced(text) and not re.search(_FORCED, text)):
        return text
    return re.sub(_CONTROLS, lambda match: f"\\u{ord(match[0]):04x}", text)


def balanced(text: str) -> bool:
    """Whether every isolate in it is ended in it, and nothing else is ended."""
    return open_isolates(text) == []


def open_isolates(text: str) -> list[str] | None:
    """The isolates that a text begins and does not end; nothing where it ends one that it did not begin."""
    waiting: list[str] = []
    for mark in re.findall(_MARKS, text):
        if mark != END:
            waiting.append(mark)
        elif not waiting:
            return None
        else:
            waiting.pop()
    return waiting


def without_isolates(text: str) -> str:
    """The text as it was before any of it was set apart."""
    return re.sub(_MARKS, "", text)
