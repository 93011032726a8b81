"""Durations in words: as the rule language writes them, and as a text says them in its own language.

Comes in: a duration. Goes out: `1 quarter`, `18 months`, `2 weeks`, `1 month and 15 days`. Knows nothing of the reader's language: the
text that a duration stands in has one of its own.
"""

from __future__ import annotations

from kpi_rules.i18n import ntr, speaking, tr
from kpi_rules.language.durations import Duration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

MOST_WEEKS: Final = 8
"""Up to so many weeks people count in weeks."""


def written(duration: Duration) -> str:
    """The duration as an expression: `1 month + 15 days`."""
    first, *rest = parts(duration)
    return _english(*first) + "".join(
        f" {'-' if count < 0 else '+'} {_english(abs(count), unit)}" for count, unit in rest
    )


def said(duration: Duration, language: str | None = None) -> str:
    """The duration in a text of this language; in English where the program has no words of it."""
    with speaking(language):
        return _joined([_said(*part) for part in parts(duration)])


def parts(duration: Duration) -> tuple[tuple[int, str], ...]:
    """How many of which units, the longest first."""
    months, days = duration.months, duration.days
    found = []
    if months:
        size, unit = (12, "year") if not months % 12 else (3, "quarter") if abs(months) == 3 else (1, "month")
        found.append((months // size, unit))
    if days or not months:
        size, unit = (7, "week") if days and not days % 7 and abs(days) <= 7 * MOST_WEEKS else (1, "day")
        found.append((days // size, unit))
    return tuple(found)


def _english(count: int, unit: str) -> str:
    return f"{count} {unit}" if abs(count) == 1 else f"{count} {unit}s"


def _joined(texts: list[str]) -> str:
    return texts[0] if len(texts) == 1 else tr("{one} and {other}", one=texts[0], other=texts[1])


def _said(count: int, unit: str) -> str:
    many = abs(count)
    match unit:
        case "day":
            text = ntr("{count} day", "{count} days", many)
        case "week":
            text = ntr("{count} week", "{count} weeks", many)
        case "month":
            text = ntr("{count} month", "{count} months", many)
        case "quarter":
            text = ntr("{count} quarter", "{count} quarters", many)
        case _:
            text = ntr("{count} year", "{count} years", many)
    return f"-{text}" if count < 0 else text
