"""The words around numbers, of all the languages that a text may be written in, ready to be looked up.

What comes in: a text's languages. What goes out: a `Lexicon`, whose tables have words in small letters. Where two languages
differ on a word, the first of them is right. Knows nothing of numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from kpi_rules.plan.words import Phrases, languages_of, section
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, TypeAlias

Table: TypeAlias = "Mapping[str, str]"

_LISTS: Final = (
    "about", "percent", "points", "from", "to", "between", "and", "through", "per", "up", "down", "against", "times", "out of",
    "of", "one", "lead", "names", "negations", "negated", "alternatives", "words", "aside", "window", "fractions", "none", "reach",
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
