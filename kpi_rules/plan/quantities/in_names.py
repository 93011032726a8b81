"""The target that a name holds where nothing else does, as in a bare key result: `Raise NPS from 30 to 45`, `Cut response time to 2 hours`.

What comes in: a KPI's name. What goes out: a `Quantity` where the name surely asks for it: with two values to go between, or with a word that
asks for one, as `raise`, `cut` and `reach` do. "Children under 5 years" and "Top 10 accounts" only say who is counted.
"""

from __future__ import annotations

import re

from kpi_rules.plan.conventions import Conventions
from kpi_rules.plan.quantities.lexicon import Lexicon, lexicon
from kpi_rules.plan.quantities.parts import LONGEST, Number
from kpi_rules.plan.quantities.quantity import Quantity, parse_any_quantity
from kpi_rules.plan.words import first_phrase, last_phrase
from kpi_rules.structs import replace


def target_in_name(name: str, conventions: Conventions) -> Quantity | None:
    """The target that a name asks for; nothing where it may only say what is counted."""
    if len(name) > LONGEST:
        return None
    words, low = lexicon(name), name.casefold().strip()
    if not (_goes(low, words) or any(_is_at_an_end(low, words, way) for way in ("up", "down", "reach"))):
        return None  # before it is read as a quantity, which takes many times as long
    found = parse_any_quantity(name, conventions)
    if not isinstance(found, Quantity):
        return None
    if found.unit and any(found.unit in words[way] for way in ("up", "down", "reach")):
        found = replace(found, unit=None)  # `von 30 auf 45 steigern`
    asks = _asks(low, found, words) if found.start is None else _goes(low, words)
    return found if asks and not _is_year(found.value, found.unit) else None


def _goes(low: str, words: Lexicon) -> bool:
    """Whether it goes from one value to another: `age 18 to 24` does not."""
    before = re.split("[0-9٠-٩۰-۹]", low, maxsplit=1)[0].rstrip(" $€£")
    return bool(last_phrase(before, words["from"])) or any(arrow in low for arrow in ("→", "->", "=>"))


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
