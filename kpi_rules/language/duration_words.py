"""Durations in words: as the rule language writes them, and as a text says them in its own language.

Comes in: a duration. Goes out: `1 quarter`, `18 months`, `2 weeks`, `1 month and 15 days`. Knows nothing of the reader's language: the
text that a duration stands in has one of its own.
"""

from __future__ import annotations

from kpi_rules.i18n import ntr, speaking, tr
from kpi_rules.language.durations import Duration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
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
    if days or not (months or duration.seconds):
        size, unit = (7, "week") if days and not days % 7 and abs(days) <= 7 * MOST_WEEKS else (1, "day")
        found.append((days // size, unit))
    return (*found, *_of_the_clock(duration.seconds))


def _of_the_clock(seconds: int) -> Iterator[tuple[int, str]]:
    """Hours where they come out even, or minutes, and what seconds are left."""
    if seconds and not seconds % 3_600:
        yield seconds // 3_600, "hour"
        return
    minutes = int(seconds / 60)
    if minutes:
        yield minutes, "minute"
    if left := seconds - minutes * 60:
        yield left, "second"


def _english(count: int, unit: str) -> str:
    return f"{count} {unit}" if abs(count) == 1 else f"{count} {unit}s"


def _joined(texts: list[str]) -> str:
    *others, last = texts
    return tr("{one} and {other}", one=_joined(others), other=last) if others else last


def _said(count: int, unit: str) -> str:
    many = abs(count)
    match unit:
        case "second":
            text = ntr("{count} second", "{count} seconds", many)
        case "minute":
            text = ntr("{count} minute", "{count} minutes", many)
        case "hour":
            text = ntr("{count} hour", "{count} hours", many)
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
