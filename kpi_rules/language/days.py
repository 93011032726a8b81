"""Days as they are written here, of digits that stand in another order elsewhere."""

from __future__ import annotations

import datetime
import re


def day_of(year: str, month: str | int, day: str) -> str | None:
    """A day as it is written here, if there is one."""
    try:
        return datetime.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def dates(text: str) -> tuple[str, ...]:
    """The days that digits with slashes, points or hyphens between them may mean: of two small numbers nobody knows which is the month."""
    parts = re.split(r"[-/.]", text.partition("T")[0])
    parts = [*parts, "01"] if len(parts) == 2 else parts
    if len(parts[0]) < 3 and len(parts[2]) == 2:
        parts[2] = f"20{parts[2]}"
    if len(parts[0]) == 4:
        orders = [(parts[0], parts[1], parts[2])]
    else:
        orders = [(parts[2], parts[1], parts[0]), (parts[2], parts[0], parts[1])]
    found = [day for day in (day_of(*order) for order in orders) if day]
    return tuple(dict.fromkeys(found))
