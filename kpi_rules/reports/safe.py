"""Text from plans and packs, made harmless for a terminal, a log and a page.

A plan's names are a stranger's words: escape sequences, bidirectional overrides, line breaks, lone surrogates and the
command syntax of build servers come out visible and dead. Knows nothing of findings.
"""

from __future__ import annotations

import re

from kpi_rules.bidi import balanced

_LINE_BREAK = r"(?<!\s)\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*|\t"
_HARMFUL = r"[\x00-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
_ISOLATE = r"[\u2066-\u2069]"

COMMAND = r"(?<=#)#(?=\w*\[)"
"""The second sign of `##[…]`, `##vso[…]` and `##teamcity[…]`, which build servers obey anywhere in a line."""
_COMMAND_AT_START = r"(?:^|(?<=\s)):(?=:)"
"""GitHub obeys `::…::` at the start of a line, and any word may come to stand there when text is wrapped."""


def escaped(character: str) -> str:
    """A character by its number: `\\x1b`, `\\u202e`."""
    number = ord(character)
    if number <= 0xFF:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"


def is_harmful(character: str) -> bool:
    """Whether a character does something instead of being seen."""
    return re.match(_HARMFUL, character) is not None


def is_plain(text: str) -> bool:
    """Whether all of a text is seen as it is, one column for each character: so is most of what is ever told."""
    return text.isascii() and text.isprintable() and "##" not in text


def visible(text: str) -> str:
    """The text with everything that is not plainly seen spelled out; for names of files, ids, lines of a file."""
    return text if is_plain(text) else re.sub(COMMAND, _escaped_match, re.sub(_HARMFUL, _escaped_match, text))


def one_line(text: str) -> str:
    """Prose on one line: line breaks and tabs become spaces, the rest is as in `visible`.

    Isolates (which a translated message puts around Latin words) stay where they are balanced: they cannot reach beyond
    their own text. Overrides and embeddings never stay.
    """
    if is_plain(text) and "::" not in text:
        return text.strip()
    return re.sub(_COMMAND_AT_START, _escaped_match, readable(re.sub(_LINE_BREAK, " ", text))).strip()


def readable(text: str) -> str:
    """The text as in `visible`, but with isolates where they are balanced; for prose in files that people read."""
    keep_isolates = balanced(text)
    text = re.sub(_HARMFUL, lambda m: m[0] if keep_isolates and re.match(_ISOLATE, m[0]) else escaped(m[0]), text)
    return re.sub(COMMAND, _escaped_match, text)


_AT_START = r"(?m)^([^\S\n]*):(?=:)"
_NOT_SEEN = (
    r"\x1b\[[0-79;]{1,6}m|[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060-\u2064\ufff9-\ufffb\ud800-\udfff]"
)


def dead(text: str) -> str:
    """Lines for people, as the last thing before they are printed: no word of a plan, a pack or a file's name does anything there.

    Colours of ours stay, and so do line ends and isolates. Whoever printed a text has made its parts `visible`; this is for who forgot.
    """
    if text.isascii() and "::" not in text and "##" not in text and not re.search(_NOT_SEEN, text):
        return text
    text = re.sub(_NOT_SEEN, lambda match: match[0] if match[0].endswith("m") else escaped(match[0]), text)
    return re.sub(COMMAND, _escaped_match, re.sub(_AT_START, r"\1\\x3a", text))


def _escaped_match(match: re.Match[str]) -> str:
    return escaped(match[0])
