"""Times from a day to a day as people write them → the first and the last day.

What comes in: a text and a plan's conventions. What goes out: two dates, or nothing where the text does not say both for certain: a period may be
called anything. `2026`, `Q3 2026`, `2026-04 to 2027-03`, `Jan - Jun 2026`. Knows nothing of plans.
"""

from __future__ import annotations

import datetime
import re

from kpi_rules.plan.calendar.dates import parse_date
from kpi_rules.plan.conventions import Conventions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_LONGEST: Final = 60
_JOINT: Final = r" (?:to|through|until|till|bis|au|à|a|al|até|hasta|tot|t/m|по|до|إلى|حتى) | ?(?:–|—|→|->|\.\.+|〜|～|~|から|至|到) ?| [-/] |(?<=-[0-9]{2})/(?=[0-9]{4}-)"
"""What stands between two dates, in twelve languages."""
_FROM: Final = r"(?:from|von|vom|de|du|del|da|dal|van|с|من) "


def parse_period(text: str, conventions: Conventions) -> tuple[datetime.date, datetime.date] | None:
    """The first and the last day of the time that is written here."""
    if len(text) > _LONGEST or not re.search(r"\d{2}", text):
        return None
    parts = re.split(_JOINT, text.strip(), maxsplit=1)
    if len(parts) == 1:
        parts *= 2
    else:
        parts[0] = re.sub(_FROM, "", parts[0], count=1)
    if not re.search(r"\d{4}", parts[0]) and parts[0] != parts[1] and (year := re.search(r"\d{4}", parts[1])):
        parts[0] = f"{parts[0]} {year[0]}"  # Jan - Jun 2026
    first, last = parse_date(parts[0].strip(), conventions, first=True), parse_date(parts[1].strip(), conventions)
    if not isinstance(first, datetime.date) or not isinstance(last, datetime.date):
        return None
    return (first, last) if first <= last else None
