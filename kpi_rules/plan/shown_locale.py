"""How a plan writes its numbers, where it does not say it and shows it: its fields have the names of one language, and its texts that
language's decimal comma, as in `zielwert: 18,4 Mio.`.

What comes in: a plan's data. What goes out: the language, or nothing: no text decides alone, no name does, and one decimal point among the
texts leaves all in doubt. English names, as most plans have them, are looked at no further. Knows nothing of schemas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kpi_rules.plan.synonyms import plainly
from kpi_rules.plan.words import languages_of, section

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

_COMMA: Final = r"(?<![\d.,])(?:\d+,\d{1,2}|\d{1,3}(?:\.\d{3})+,\d+)(?![\d.,])"
_POINT: Final = r"(?<![\d.,])(?:\d+\.\d{1,2}|\d{1,3}(?:,\d{3})+\.\d+)(?![\d.,])"
_RECORDS: Final = 200
_DEPTH: Final = 8
_LONGEST: Final = 60


def shown_locale(plan: dict[str, Any]) -> str | None:
    """The language that a plan's names are of, where its texts show that it writes numbers as that language does."""
    language = _language_of(list(dict.fromkeys(_names(plan))))
    if language is None:
        return None
    texts = [text for text in _texts(plan, _DEPTH) if len(text) <= _LONGEST]
    commas = [text for text in texts if re.search(_COMMA, text)]
    if not commas or any(re.search(_POINT, text) and not re.search(r"\d\.\d+\.", text) for text in texts):
        return None
    from kpi_rules.plan.conventions import conventions_of
    from kpi_rules.plan.quantities.quantity import Quantity, parse_quantity

    known = conventions_of(language)
    if known is None or known.decimal != ",":
        return None
    return language if any(isinstance(parse_quantity(text, known), Quantity) for text in commas[:_DEPTH]) else None


def _names(plan: dict[str, Any]) -> Iterator[str]:
    """The names of a plan's fields, and of those of the first record in each of its lists."""
    yield from map(str, plan)
    for value in plan.values():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield from _names(value[0])


def _texts(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif depth and isinstance(value, (dict, list)):
        for one in list(value.values() if isinstance(value, dict) else value)[:_RECORDS]:
            yield from _texts(one, depth - 1)


def _language_of(names: list[str]) -> str | None:
    """The language that most names are words of; nothing where English has as many of them."""
    counts: dict[str, int] = {}
    for name in names if len(names) <= _RECORDS else ():
        for language in languages_of(name) if len(name) <= _LONGEST else ():
            if plainly(name) in _words(language):
                counts[language] = counts.get(language, 0) + 1
    best = max(counts, key=lambda language: counts[language], default="en")
    return best if best != "en" and counts[best] > max(1, counts.get("en", 0)) else None


@cache
def _words(language: str) -> frozenset[str]:
    """All that a language calls the fields of plans, their KPIs and objectives."""
    fields = section(language, "fields")
    listed = [words for record in ("plan", "kpi", "objective") for words in fields.get(record, {}).values()]
    return frozenset(plainly(word.strip("~#{[@")) for words in listed for word in words.split("|"))
