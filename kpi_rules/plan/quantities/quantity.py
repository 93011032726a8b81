"""Quantities as people write them → value, operator, unit, date; a range; a change; or why it is none.

`18,819` · `9.5%` · `1.2M` · `≤3%` · `At or above 95%` · `500 leads by 2026-12-31` · `10 → 20` · `5–10 %` · `+20% YoY` · `2/week` · `٥٠٠`.
What comes in is any text and the conventions of its plan; what goes out is a `Quantity` that is certain, a `Doubt` where the text looks
like a number and may be two, or nothing where it is words. What is usual is read here, all else in `phrases`. Knows nothing of plans.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

from kpi_rules.document.shape import Doubt
from kpi_rules.plan.calendar.dates import parse_date
from kpi_rules.plan.conventions import PLAIN, Conventions
from kpi_rules.plan.quantities.parts import LARGEST, LONGEST, Quantity, may_be_year
from kpi_rules.plan.quantities.plain_units import NO_UNITS

__all__ = ["LARGEST", "LONGEST", "Quantity", "parse_any_quantity", "parse_quantity", "read_usual"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


_USUAL: Final = re.compile(
    r"(?:(>=|<=|[<>=]) ?)?([0-9]{1,15}|[1-9][0-9]{0,2}(?:,[0-9]{3})+|(?:0|[1-9][0-9]{0,14})\.[0-9]{1,2})( ?%| [a-z]{1,40}(?: [a-z]{2,40})?)?"
    r"(?: by ([0-9]{4}-[0-9]{2}-[0-9]{2}))?",
    re.ASCII,
)


_GREAT: Final = ("mil", "bil", "tril")
_SHORT_GREAT: Final = ("bi", "tri", "bio", "cr", "am", "pm", "tn")
"""Great numbers in somebody's spelling."""


def parse_quantity(text: str, conventions: Conventions = PLAIN, *, level: bool = False) -> Quantity | Doubt | None:
    """The quantity that is written here; why it is none; nothing where it is words. A `level` is never a change: `-5%` is minus five."""
    usual = read_usual(text, conventions)
    return parse_any_quantity(text, conventions, level=level) if usual is None else Quantity(*usual)


def read_usual(
    text: str, conventions: Conventions = PLAIN
) -> tuple[int | Decimal, str | None, str | None, datetime.date | None] | None:
    """What most quantities are: `>= 1,500 leads by 2026-12-31` or less of it. Nothing for what takes a closer look."""
    match = _USUAL.fullmatch(text)
    if match is None:
        return None
    operator, digits, written, day = match.groups()
    by = parse_date(day) if day else None
    if by is not None and not isinstance(by, datetime.date):
        return None
    if written is None:
        unit = None
    elif written[-1] == "%" or written == " percent":
        unit = "percent"
    elif all(map(_is_plain, written.split())):
        unit = written[1:]
    else:
        return None
    if digits.isdigit():
        is_year = unit and operator is None and digits[:2] == "20" and may_be_year(digits, unit)
        return None if is_year else (int(digits), operator, unit, by)
    if conventions.decimal:
        return None
    return Decimal(digits) if "." in digits else int(digits.replace(",", "")), operator, unit, by


def _is_plain(word: str) -> bool:
    """Whether a word behind a number is its unit and nothing more; in no language a scale, a comparison, a time."""
    return word not in NO_UNITS and not word.startswith(_GREAT) and word not in _SHORT_GREAT


def parse_any_quantity(text: str, conventions: Conventions = PLAIN, *, level: bool = False) -> Quantity | Doubt | None:
    """The quantity that is written here, in any of the ways that people write one."""
    from kpi_rules.plan.quantities.phrases import read_phrase

    return read_phrase(text, conventions, level=level)
