"""The words that people write in plans, by language: a file of data each, `locales/<language>.json`.

What comes in: a section (`quantities`, `dates`, `cadences`, `fields`, `values`) and a text that was not understood without
them. What goes out: that section of the languages that the text may be written in, by its letters, and the phrase of a table that a text
begins or ends with. A file is read when it is first needed; plain English plans never need one. Knows nothing of what the words mean.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, TypeAlias

Section: TypeAlias = "Mapping[str, Any]"

SECTIONS: Final = ("quantities", "dates", "cadences", "fields", "values", "posts")
LATIN: Final = ("en", "de", "fr", "es", "pt", "it", "nl")
_BY_LETTERS: Final = {
    r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufeff]": ("ar",),
    r"[\u0400-\u052f]": ("ru",),
    r"[\u3040-\u30ff]": ("ja",),
    r"[\u1100-\u11ff\uac00-\ud7af]": ("ko",),
    r"[\u2e80-\u2fff\u3400-\u9fff\uf900-\ufaff]": ("zh", "ja"),
}
"""The languages that a letter tells of. Latin letters are in every text, and tell of English first."""
LONGEST_PHRASE: Final = 40
LANGUAGES: Final = (*LATIN, "ru", "ar", "zh", "ja", "ko")


def languages_of(text: str) -> tuple[str, ...]:
    """The languages that a text may be written in, the likeliest first."""
    if text.isascii():
        return LATIN
    found = [name for letters, names in _BY_LETTERS.items() if re.search(letters, text) for name in names]
    return tuple(dict.fromkeys([*found, *LATIN]))


def section(language: str, name: str) -> Section:
    """What a language's file says under one heading; nothing of a language that has no file."""
    return _file(language).get(name, {}) if language in LANGUAGES else {}


@cache
def _file(language: str) -> Mapping[str, Section]:
    import json  # a plan of plain English never comes here

    found: Mapping[str, Section] = json.loads(
        (Path(__file__).parent / "locales" / f"{language}.json").read_text("utf-8")
    )
    return found


class Phrases(dict[str, "Any"]):
    """A table that knows how long its phrases are, by the two signs that they begin or end with: most texts begin with none of them."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        super().__init__(table)
        phrases = sorted(filter(None, table), key=len, reverse=True)
        self.heads = _lengths(phrases, slice(2))
        self.tails = _lengths(phrases, slice(-2, None))
        self.unspaced = tuple(phrase for phrase in table if phrase and is_unspaced(phrase[0]))
        """Those that may stand anywhere in a text, as their script has no spaces."""


def _lengths(phrases: Iterable[str], end: slice) -> Mapping[str, Sequence[int]]:
    """The lengths of phrases by the signs at one end of them, the longest first."""
    found: dict[str, list[int]] = {}
    for phrase in phrases:
        lengths = found.setdefault(phrase[end], [])
        if len(phrase) <= LONGEST_PHRASE and lengths[-1:] != [len(phrase)]:
            lengths.append(len(phrase))
    return found


def phrases_of(table: Mapping[str, object]) -> Phrases:
    """The phrases of a table."""
    return table if isinstance(table, Phrases) else Phrases(table) if table else _NONE


def first_phrase(text: str, table: Mapping[str, object]) -> str:
    """The longest phrase of a table that a text in small letters begins with; empty where it begins with none."""
    heads = phrases_of(table).heads
    for begun in (text[:2], text[:1]):
        for length in heads.get(begun, ()):
            if length <= len(text) and text[:length] in table and _is_edge(text, length):
                return text[:length]
    return ""


def last_phrase(text: str, table: Mapping[str, object]) -> str:
    """The longest phrase of a table that a text in small letters ends with; empty where it ends with none."""
    tails = phrases_of(table).tails
    for ended in (text[-2:], text[-1:]):
        for length in tails.get(ended, ()):
            start = len(text) - length
            if start >= 0 and text[start:] in table and _is_edge(text, start):
                return text[start:]
    return ""


def _is_edge(text: str, at: int) -> bool:
    """Whether a word ends before a place: what is written without spaces has an edge between any two signs."""
    if at in (0, len(text)):
        return True
    before, after = text[at - 1], text[at]
    return not (_is_letter(before) and _is_letter(after)) or is_unspaced(before) or is_unspaced(after)


def _is_letter(sign: str) -> bool:
    """Whether it is a letter, or a mark over or under one."""
    return sign.isalpha() or (sign > "\u02ff" and unicodedata.category(sign)[0] == "M")


def is_unspaced(sign: str) -> bool:
    """Whether a sign is of a script that has no spaces between words, or joins endings to them as Korean does."""
    return "\u2e80" <= sign <= "\u9fff" or "\uac00" <= sign <= "\ud7af" or "\uf900" <= sign <= "\ufaff"


_NONE: Final = Phrases({})
