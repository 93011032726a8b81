"""Years and parts of them in headings: a quarter of no year, and the year that stands above a table.

Comes in: a heading, or a frame. Goes out: the part, the year. Knows nothing of fields.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kpi_rules.plan.calendar.periods import parse_period
from kpi_rules.plan.conventions import PLAIN
from kpi_rules.registers.tables.frames import Frame
from kpi_rules.registers.tables.periods import NTH_YEAR, split_period

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_EDGES: Final = " -–—/:,"
_ENDS: Final = frozenset(
    ("end", "ende", "fin", "final", "fim", "mid", "early", "late", "start", "begin", "beginning", "anfang")
)
"""Words that are a time beside a year, and none alone."""
_LONGEST: Final = 40
_DAYS: Final = 300


def is_part_of_year(heading: str) -> bool:
    """Whether a heading begins or ends with a quarter or a month of no year."""
    return bool(part_of_year(heading))


def part_of_year(heading: str) -> str:
    """The quarter or month of no year that a heading begins or ends with."""
    words = heading.split()
    if not words or split_period(heading)[1]:
        return ""
    if nth := re.match(rf"{NTH_YEAR}(?=\W|$)", heading, re.I):
        return nth[0]
    ends = [words[:length] for length in (3, 2, 1)] + [words[-length:] for length in (3, 2, 1)]
    return next((part for end in ends if _is_part(part := " ".join(end).strip(_EDGES))), "")


def _is_part(text: str) -> bool:
    return (
        not text.isdigit()
        and text.casefold() not in _ENDS
        and (_is_short(f"{text} 2026") or (text[-1:] in "月季" and _is_short(f"2026年{text}")))
    )


@lru_cache(maxsize=2_000)
def _is_short(text: str) -> bool:
    """Whether a text is a time of less than a year."""
    found = parse_period(text, PLAIN) if len(text) <= _LONGEST else None
    return found is not None and (found[1] - found[0]).days < _DAYS


def year_above(frame: Frame) -> str:
    """The one year that the sheet's name and the lines above the table say; nothing where they say a fiscal year, or several."""
    first = min(frame.map.header, default=1)
    lines = [frame.sheet.name, frame.sheet.heading]
    lines += [cell.shown for spot, cell in frame.sheet.cells.items() if spot[0] < first and isinstance(cell.value, str)]
    years = {year for line in lines for year in re.findall(r"(?<![\d/.-])20\d\d(?![\d/.-])", line)}
    fiscal = any(re.search(r"FY|GJ|20\d\d ?[/–-] ?\d\d", line) for line in lines)
    return years.pop() if len(years) == 1 and not fiscal else ""
