"""Times in headings: `Target 2026`, `Q1 2026`, `2024/25`, `Ziel 2026` → the rest of the heading and the time.

Comes in: a heading. Goes out: what is left of it, and the time as it is written there. Knows nothing of fields.
"""

from __future__ import annotations

import datetime
import re
from functools import lru_cache

from kpi_rules.plan.calendar.dates import parse_date
from kpi_rules.plan.calendar.periods import parse_period
from kpi_rules.plan.conventions import PLAIN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_YEAR: Final = r"(?:19|20|21)[0-9]{2}"
_FISCAL: Final = rf"(?:[QT][1-4] )?(?:(?:FY|GJ|AF|EF|AÑO|Año)\s?'?(?:[0-9]{{2}}|{_YEAR})(?:\s?[/-]\s?[0-9]{{2,4}})?|{_YEAR}/[0-9]{{2}}|{_YEAR}\s?[-–/]\s?{_YEAR})(?: [QT][1-4])?"
"""Fiscal years, of which nobody knows the day that they end on unless a plan says it."""
_SHORT: Final = r"(?<![^\W\d_])([^\W\d_]{3,9}\.?)[-'’]([2-4][0-9])(?![0-9-])"
"""A month and the last two digits of its year, as spreadsheets show one: `Jan-26`."""
_TWO: Final = r"(?<![\d/.-])([2-4]\d)/([2-4]\d)(?![\d/.-])"
NTH_YEAR: Final = r"(?:y|yr|year|année|an|año|ano|jahr)\s?[0-9]{1,2}"
"""Which year of a programme it is, beside the year itself."""
_LONGEST: Final = 6
"""Words of a time."""
_EDGES: Final = " -–—:/()[],.،'’"


@lru_cache(maxsize=2_000)
def split_period(heading: str) -> tuple[str, str]:
    """A heading without its time, and the time; both empty where there is none, or where it is more than one."""
    if not re.search(rf"\d{{4}}|\d{{2}}[/-]\d{{2}}|年|FY|{_SHORT}", heading):
        return heading, ""
    heading = re.sub(_TWO, _in_full, heading)
    heading = re.sub(rf"({_YEAR})_(?=[0-9]{{2}}\b)", r"\1/", heading)
    words = re.sub(_SHORT, r"\1 20\2", heading).replace("_", " ").split()
    for length in range(min(len(words), _LONGEST), 0, -1):
        for start in range(len(words) - length + 1):
            text = " ".join(words[start : start + length]).strip(_EDGES)
            if all(words[at].strip(_EDGES) for at in (start, start + length - 1)) and is_time(text):
                rest = " ".join([*words[:start], *words[start + length :]]).strip(_EDGES)
                rest = re.sub(rf"\s*/\s*$|^\s*/\s*|^{NTH_YEAR}$", "", rest, flags=re.I).strip()
                return rest, text
    return _unspaced(heading)


def _in_full(match: re.Match[str]) -> str:
    """`24/25` is a fiscal year where the one year follows the other."""
    return f"20{match[0]}" if int(match[2]) == int(match[1]) + 1 else match[0]


def _unspaced(heading: str) -> tuple[str, str]:
    """A time in what is written without blanks: `2026年目標`."""
    match = re.search(rf"{_YEAR}(?:年度?|/[0-9]{{2}})?", heading)
    if match is None or not is_time(match[0].removesuffix("度")):
        return heading, ""
    rest = (heading[: match.start()] + heading[match.end() :]).strip(_EDGES + "_")
    return rest, match[0].removesuffix("度")


@lru_cache(maxsize=2_000)
def is_time(text: str) -> bool:
    """Whether a text is a day or a longer time, with its year."""
    if not re.search(r"[0-9٠-٩۰-۹]", text) or len(text) > 40:
        return False
    if re.fullmatch(r"[0-9]{1,3}|[0-9]+[.,][0-9]+", text):
        return False
    if re.fullmatch(_FISCAL, text):
        return True
    found = parse_date(text, PLAIN)
    return isinstance(found, datetime.date) or parse_period(text, PLAIN) is not None
