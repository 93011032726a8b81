"""The words around numbers, of all the languages that a text may be written in, ready to be looked up.

What comes in: a text's languages. What goes out: a `Lexicon`, whose tables have words in small letters. Where two languages
differ on a word, the first of them is right. Knows nothing of numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import product

from kpi_rules.plan.words import Phrases, languages_of, section
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, TypeAlias

Table: TypeAlias = "Mapping[str, str]"

_LISTS: Final = (
    "about", "percent", "points", "from", "to", "between", "and", "through", "per", "up", "down", "against", "times", "out of",
    "of", "one", "bare", "near", "vague", "lead", "reach", "names", "negations", "negated", "alternatives", "words", "aside", "window",
    "fractions", "none",
)  # fmt: skip
_GROUPS: Final = ("before", "after", "scales", "rates", "periods", "fold", "numbers", "counts")
_COUNTING: Final = ("numbers", "one", "bare", "vague", "fractions", "scales", "periods", "counts", "fold")
_SYMBOLS: Final = {
    ">=": ">=", "=>": ">=", "≥": ">=", "⩾": ">=", "≧": ">=", "<=": "<=", "=<": "<=", "≤": "<=", "⩽": "<=", "≦": "<=",
    ">": ">", "<": "<", "==": "=", "=": "=", "＞": ">", "＜": "<", "＝": "=",
}  # fmt: skip

_ONES: Final = tuple("123456789")
_TENS: Final = ("20", "30", "40", "50", "60", "70", "80", "90")
_PARTS: Final = (*_ONES, *_TENS)


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
        for word, number in _joined(words):
            tables["numbers"].setdefault(word, number)
    tables["before"].update(_SYMBOLS)
    found: dict[str, Table] = {name: Phrases(table) for name, table in tables.items()}
    found["counting"] = {_longest_word(phrase): phrase for name in _COUNTING for phrase in tables[name]}
    return Lexicon(found)


def _longest_word(phrase: str) -> str:
    if phrase.isalpha():
        return phrase
    return max(phrase.replace("-", " ").replace("'", " ").split(), key=len).strip(".")


def _entries(listed: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(listed, Mapping):
        for meaning, words in listed.items():
            for word in words:
                yield word, meaning
    else:
        for word in listed:
            yield word, name


def _joined(words: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The numbers that are joined of others as `joined` says, `{one}und{ten}`: `fünfundzwanzig` is 25; `stems` are further forms of them."""
    patterns, given, stems = (words.get(name, {}) for name in ("joined", "numbers", "stems"))
    parts = {number: [*given.get(number, ()), *stems.get(number, ())] for number in _PARTS} if patterns else {}
    for scale, listed in patterns.items():
        for pattern, one in product(listed, _ONES):
            for ten in _TENS if "{ten}" in pattern else ("0",):
                value = str(int(ten) + int(one) * int(scale))
                for unit, tens in product(parts[one], parts.get(ten, ("",))):
                    yield pattern.replace("{one}", unit).replace("{ten}", tens), value
