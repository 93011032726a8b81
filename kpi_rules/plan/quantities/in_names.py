"""The target that a name holds where nothing else does, as in a bare key result: `Raise NPS from 30 to 45`, `Cut response time to 2 hours`.

What comes in: a KPI's name. What goes out: a `Quantity` where the name surely asks for it: with two values to go between, or with a word that
asks for one, as `raise`, `cut` and `reach` do, or where it is a rate and its bound, as in `Failure rate below 10%`. "Children under 5 years" and "Top 10 accounts" only say who is counted.
"""

from __future__ import annotations

import re

from kpi_rules.plan.conventions import Conventions
from kpi_rules.plan.quantities.lexicon import Lexicon, lexicon
from kpi_rules.plan.quantities.parts import LONGEST, Number
from kpi_rules.plan.quantities.quantity import Quantity, parse_any_quantity
from kpi_rules.plan.words import first_phrase, last_phrase
from kpi_rules.structs import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


_PERCENT: Final = r"(?P<sign>[<>≤≥]=?)?\s*[0-9]{1,3}(?:[.,][0-9]{1,2})?\s?%$"
_RATES: Final = (
    " rate",
    "rate",
    "quote",
    "anteil",
    " taux",
    " tasa",
    " taxa",
    "percentage",
    " share",
    " ratio",
    "graad",
)
_ASKED: Final = r"(?<![\w.-])(?!(?:19|20)[0-9]{2}\b)[0-9٠-٩][0-9٠-٩.,]*+(?![\w-]|\.\d)|(?<![\w.-])[0-9٠-٩][0-9٠-٩.,]*+(?:[%٪+xkm]|mio|min|ms|h)(?!\w)"
"""A number that is no part of a word."""
_AT_AN_END: Final = (
    r"^[0-9٠-٩.,]+\s?[%٪]|^[0-9٠-٩.,]+\s?(?:\+|[€$£])?$|^[0-9]+ (?:in|of|out of|auf|von|sur|de|su) [0-9]+"
)
_COUNTED: Final = frozenset(
    [
        "tier",
        "scope",
        "year",
        "level",
        "phase",
        "stage",
        "grade",
        "class",
        "category",
        "top",
        "iso",
        "web",
        "type",
        "step",
        "round",
        "line",
        "day",
        "week",
        "month",
        "priority",
        "band",
        "group",
        "zone",
        "model",
        "chapter",
        "article",
        "sdg",
        "goal",
        "stufe",
        "klasse",
        "jahr",
        "phase",
        "stage",
        "norm",
        "linie",
        "gruppe",
        "niveau",
        "année",
        "classe",
        "catégorie",
        "étape",
        "nivel",
        "año",
        "fase",
        "grado",
        "categoria",
        "classe",
        "nível",
        "ano",
        "sprint",
        "release",
        "version",
        "room",
        "ward",
        "unit",
        "block",
        "plant",
        "line",
        "key",
    ]
)
"""Words before a number that tells one of them from the others."""
_WITH: Final = r"\b(?:with|whose|where|having|at|in|mit|deren|avec|dont|con|cuya|com|cuja|met|waar)\b"


def target_in_name(name: str, conventions: Conventions) -> Quantity | None:
    """The target that a name asks for; nothing where it may only say what is counted."""
    if len(name) > LONGEST:
        return None
    words, low = lexicon(name), name.casefold().strip()
    bounded = _bounds_a_rate(low, words)
    if not (bounded or _goes(low, words) or any(_is_at_an_end(low, words, way) for way in ("up", "down", "reach"))):
        return None  # before it is read as a quantity, which takes many times as long
    found = parse_any_quantity(name, conventions)
    if not isinstance(found, Quantity):
        return None
    if found.unit and any(found.unit in words[way] for way in ("up", "down", "reach")):
        found = replace(found, unit=None)  # `von 30 auf 45 steigern`
    asks = bounded or _asks(low, found, words) if found.start is None else _goes(low, words)
    return found if asks and not _is_year(found.value, found.unit) else None


def may_ask_for_it(name: str) -> bool:
    """Whether the name of a bare key result asks for something, whatever that is: `eNPS 50+`, `Hire 2 engineers`, `Answer within 2 h`.

    Numbers in the midst of a name say what is counted: `30-day readmissions`, `Year 6 reading`, `Top 10 accounts`.
    """
    low = name.casefold().strip()
    first = re.search(_ASKED, low[:LONGEST])
    if first is None:
        return False
    head = low[: first.start()].rstrip(" $€£<>≤≥=")
    bound = bool(last_phrase(head, lexicon(name)["before"]))
    is_verb = " " not in head and head not in _COUNTED
    return bound or is_verb or bool(re.search(_AT_AN_END, low[first.start() :]))


def _goes(low: str, words: Lexicon) -> bool:
    """Whether it goes from one value to another: `age 18 to 24` does not."""
    before = re.split("[0-9٠-٩۰-۹]", low, maxsplit=1)[0].rstrip(" $€£")
    return bool(last_phrase(before, words["from"])) or any(arrow in low for arrow in ("→", "->", "=>"))


def _bounds_a_rate(low: str, words: Lexicon) -> bool:
    """Whether it is a rate and, at the end, its bound: `Change failure rate below 10%`. Wards with a vacancy rate below 5% are counted."""
    ending = re.search(_PERCENT, low)
    if ending is None:
        return False
    head = low[: ending.start()].rstrip()
    bound = "" if ending["sign"] else last_phrase(head, words["before"])
    rate = head.removesuffix(bound).rstrip()
    return bool(bound or ending["sign"]) and rate.endswith(_RATES) and not re.search(_WITH, rate)


def _asks(low: str, found: Quantity, words: Lexicon) -> bool:
    """Whether the name begins or ends with a word that asks for so much."""
    if _is_at_an_end(low, words, "reach"):
        return found.value is not None
    if not (_is_at_an_end(low, words, "up") or _is_at_an_end(low, words, "down")):
        return False
    return found.change is not None or (found.value is not None and bool(last_phrase(found.words or "", words["to"])))


def _is_at_an_end(low: str, words: Lexicon, table: str) -> bool:
    return bool(first_phrase(low, words[table]) or last_phrase(low, words[table]))


def _is_year(value: Number | None, unit: str | None) -> bool:
    return unit is None and value is not None and 1900 <= value <= 2199
