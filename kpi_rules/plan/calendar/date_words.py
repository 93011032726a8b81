"""The words of dates, of all the languages that a text may be written in, ready to be looked up.

What comes in: a text's languages. What goes out: tables of months, weekdays and what is said around them (`words.py`, section `dates`), and
a text in plain signs. Knows nothing of which dates they make.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

from kpi_rules.plan.calendar.days import ASCII_DIGITS
from kpi_rules.plan.conventions import Conventions
from kpi_rules.plan.words import Phrases, first_phrase, section
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


class DateWords(Struct):
    """Tables by what is said: a word and its number, or the name of its list."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    end: Mapping[str, str]
    quarter: Mapping[str, str]
    half: Mapping[str, str]
    fiscal: Mapping[str, str]
    year: Mapping[str, str]
    ordinals: Mapping[str, int]
    joining: Mapping[str, str]


@lru_cache(maxsize=16)
def date_words(languages: tuple[str, ...]) -> DateWords:
    """The words of some languages; where two differ on a word, the first is right."""
    sections = [section(language, "dates") for language in languages]

    def numbered(name: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for words in sections:
            for number, listed in words.get(name, {}).items():
                for word in listed:
                    found.setdefault(word, int(number))
        return Phrases(found)

    def listed(name: str) -> dict[str, str]:
        return Phrases({word: name for words in sections for word in words.get(name, ())})

    return DateWords(
        months=numbered("months"), weekdays=numbered("weekdays"), end=listed("end"), quarter=listed("quarter"),
        half=listed("half"), fiscal=listed("fiscal"), year=listed("year"), ordinals={**numbered("ordinal_words"), **_ROMAN},
        joining=listed("of"),
    )  # fmt: skip


@cache
def opening_words(languages: tuple[str, ...]) -> Mapping[str, str]:
    """The words that may stand before a date: by, until, am, d'ici, …"""
    return Phrases({word: "by" for language in languages for word in section(language, "dates").get("by", ())})


@cache
def vague_words(languages: tuple[str, ...]) -> Mapping[str, str]:
    """The words that leave open which day of a longer time is meant: before, after, mid, …"""
    return Phrases({word: "before" for language in languages for word in section(language, "dates").get("before", ())})


@cache
def since_words(languages: tuple[str, ...]) -> Mapping[str, str]:
    """The words that say from when on, and not until when: since, ab, à partir de, …"""
    return Phrases({word: "since" for language in languages for word in section(language, "dates").get("since", ())})


@cache
def end_words(languages: tuple[str, ...]) -> Mapping[str, str]:
    """The words for the end of a time, which may open a date: end of, fine, eind, …"""
    return Phrases({word: "end" for language in languages for word in section(language, "dates").get("end", ())})


def plain_text(text: str) -> str:
    """Small letters, ASCII digits, one kind of space, no marks of direction."""
    text = unicodedata.normalize("NFC", text).translate(ASCII_DIGITS)
    if not text.isascii():
        text = re.sub("[\u200e\u200f\u061c\u2066-\u2069]", "", text).replace("،", ",").replace("–", "-")
        text = text.translate({ord(sign): str(unicodedata.decimal(sign)) for sign in text if sign.isdecimal()})
    return " ".join(text.lower().split()).strip(" ,;.").removeprefix("(").removesuffix(")")


def named_month(text: str, words: DateWords, conventions: Conventions) -> tuple[str, int] | None:
    """The month that is named in a text, and how."""
    for months in (conventions.months, words.months):
        for start in range(len(text)):
            if (
                text[start].isalpha()
                and (start == 0 or not text[start - 1].isalpha())
                and (name := first_phrase(text[start:], months))
            ):
                return name, months[name]
    return None
