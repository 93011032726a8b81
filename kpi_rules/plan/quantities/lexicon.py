"""The words around numbers, of all the languages that a text may be written in, ready to be looked up.

What comes in: a text's languages. What goes out: a `Lexicon`, whose tables have words in small letters. Where two languages
differ on a word, the first of them is right. Knows nothing of numbers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from kpi_rules.plan.words import languages_of, section
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, TypeAlias

Table: TypeAlias = "Mapping[str, str]"

LONGEST_PHRASE: Final = 40
_LISTS: Final = (
    "about", "percent", "points", "from", "to", "between", "and", "through", "per", "up", "down", "against", "times", "out of",
    "of", "one", "lead", "names", "negations", "alternatives", "words", "aside", "window", "fractions", "none",
)  # fmt: skip
_GROUPS: Final = ("before", "after", "scales", "rates", "periods", "fold", "numbers", "counts")
_SYMBOLS: Final = {
    ">=": ">=", "=>": ">=", "≥": ">=", "⩾": ">=", "≧": ">=", "<=": "<=", "=<": "<=", "≤": "<=", "⩽": "<=", "≦": "<=",
    ">": ">", "<": "<", "==": "=", "=": "=", "＞": ">", "＜": "<", "＝": "=",
}  # fmt: skip


class Lexicon(Struct):
    """Tables by name: a word and what it means; of a plain list, the list's name."""

    tables: Mapping[str, Table]

    def __getitem__(self, name: str) -> Table:
        return self.tables[name]


def lexicon(text: str) -> Lexicon:
    """The words of the languages that a text may be written in."""
    return _lexicon(languages_of(text))


@lru_cache(maxsize=16)
def _lexicon(languages: tuple[str, ...]) -> Lexicon:
    tables: dict[str, dict[str, str]] = {name: {} for name in (*_LISTS, *_GROUPS)}
    for language in languages:
        words = section(language, "quantities")
        for name, table in tables.items():
            for word, meaning in _entries(words.get(name, ()), name):
                table.setdefault(word, meaning)
    tables["before"].update(_SYMBOLS)
    return Lexicon({name: Phrases(table) for name, table in tables.items()})


def _entries(listed: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(listed, Mapping):
        for meaning, words in listed.items():
            for word in words:
                yield word, meaning
    else:
        for word in listed:
            yield word, name


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
