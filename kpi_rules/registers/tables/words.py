"""Words of tables that plans do not have: `locales/<tag>.json`, one file a language, with headings by field, values by field, what rows of
sums are called, and what stands for nobody.

Comes in: a text. Goes out: what it is a word for. Knows nothing of tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from kpi_rules.plan.synonyms import bare, plainly, spellings
from kpi_rules.plan.words import languages_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

LANGUAGES: Final = ("en", "de", "fr", "es", "pt", "ar", "zh", "ja")


@cache
def words_of(language: str) -> Mapping[str, Any]:
    """The words of a language; none of one that has no file."""
    import json

    if language not in LANGUAGES:
        return {"fields": {}, "values": {}, "totals": "", "nobody": "", "more": "", "lists": ""}
    found: Mapping[str, Any] = json.loads((Path(__file__).parent / "locales" / f"{language}.json").read_text("utf-8"))
    return found


@cache
def own_words(language: str) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """By record and heading: the fields that it is a word for."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for record, fields in words_of(language)["fields"].items():
        words = found.setdefault(record, {})
        for field, listed in fields.items():
            spelt = (spellings(plainly(word)) for word in listed.split("|"))
            for word in dict.fromkeys(each for several in spelt for each in several):
                words[word] = (*words.get(word, ()), field)
    return found


def fields_of(text: str, language: str, record: str) -> tuple[str, ...]:
    """The fields of a record that a text is a word for, as headings alone have it."""
    words = own_words(language).get(record, {})
    return next((words[each] for each in spellings(plainly(text)) if each in words), ())


@cache
def more_words(language: str) -> tuple[str, ...]:
    """Words that say nothing more of a field at either end of a heading (`Responsible department`), the longest first."""
    listed = words_of(language).get("more", "")
    found = {each for word in listed.split("|") if word for each in spellings(plainly(word))}
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


@cache
def stems_of(language: str) -> Mapping[str, tuple[str, ...]]:
    """By field: what a word begins with that names it wherever it stands in a heading."""
    listed = words_of(language).get("stems", {})
    return {field: tuple(dict.fromkeys(_stem(stem) for stem in stems.split("|"))) for field, stems in listed.items()}


def _stem(text: str) -> str:
    """A stem as it is looked for: `*` before it and `$` behind it stay."""
    return "*" * text.startswith("*") + bare(plainly(text.strip("*$"))) + "$" * text.endswith("$")


@cache
def day_words(language: str) -> frozenset[str]:
    """What the column of the day is called that a value counts for, below a heading of both."""
    return frozenset(map(plainly, words_of(language).get("days", "").split("|")))


@cache
def value_words(language: str) -> frozenset[str]:
    """What a column is called that holds values, and does not say which."""
    return frozenset(map(plainly, words_of(language).get("a value", "").split("|")))


@cache
def list_words() -> frozenset[str]:
    """What sheets are called that hold what may be chosen elsewhere, or only explain, in all languages."""
    return frozenset(plainly(word) for language in LANGUAGES for word in words_of(language).get("lists", "").split("|"))


def own_value(text: str, field: str) -> str | None:
    """The value of a field that a text is a word for."""
    plain = plainly(text)
    for language in languages_of(text):
        for value, listed in words_of(language)["values"].get(field, {}).items():
            if plain in map(plainly, listed.split("|")):
                return str(value)
    return None


@cache
def nobody_words() -> frozenset[str]:
    """What stands for an owner where there is none yet, in all languages."""
    return frozenset(plainly(word) for language in LANGUAGES for word in words_of(language)["nobody"].split("|"))


@cache
def total_words() -> frozenset[str]:
    """What the first cell of a row of sums says, in all languages."""
    return frozenset(plainly(word) for language in LANGUAGES for word in words_of(language)["totals"].split("|"))
