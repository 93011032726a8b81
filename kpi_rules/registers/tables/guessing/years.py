"""Years and parts of them in headings: a quarter of no year, and the year that stands above a table.

Comes in: a heading, or a frame. Goes out: the part, the year. Knows nothing of fields.
"""

from __future__ import annotations

import re

from kpi_rules.plan.synonyms import plainly
from kpi_rules.registers.tables.frames import Frame
from kpi_rules.registers.tables.periods import NTH_YEAR, is_time, split_period

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_WHOLE: Final = frozenset(
    ["year", "yr", "fy", "jahr", "gj", "année", "exercice", "año", "ano", "سنة", "عام", "年", "年度"]
)
"""Words for the whole of a year."""


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
    return next((word for word in (words[0], words[-1]) if _is_part(word)), "")


def _is_part(word: str) -> bool:
    return (
        not word.isdigit()
        and plainly(word) not in _WHOLE
        and (is_time(f"{word} 2026") or (word[-1:] in "月季" and is_time(f"2026年{word}")))
    )


def year_above(frame: Frame) -> str:
    """The one year that the sheet's name and the lines above the table say; nothing where they say a fiscal year, or several."""
    first = min(frame.map.header, default=1)
    lines = [frame.sheet.name, frame.sheet.heading]
    lines += [cell.shown for spot, cell in frame.sheet.cells.items() if spot[0] < first and isinstance(cell.value, str)]
    years = {year for line in lines for year in re.findall(r"(?<![\d/.-])20\d\d(?![\d/.-])", line)}
    fiscal = any(re.search(r"FY|GJ|20\d\d ?[/–-] ?\d\d", line) for line in lines)
    return years.pop() if len(years) == 1 and not fiscal else ""
