"""Dates as people write them → `datetime.date`.

`2026-12-31` is a day; `2026-12`, `2026-Q4` and `2026` are a month, a quarter, a year: their last day, or their first where
something starts. A number is a year. Arabic-Indic digits count as digits. Knows nothing of plans.
"""

from __future__ import annotations

import datetime
import re

from kpi_rules.document.shape import MISSING, Refusal
from kpi_rules.i18n import tr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

ASCII_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_WRITTEN: Final = re.compile(r"([0-9]{4})(?:-(?:([0-9]{2})(?:-([0-9]{2}))?|[Qq]([1-4])))?")

_OTHER_SIGNS: Final = r"([0-9]{4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,2})"


def read_date(value: object) -> object:
    """The date, its last day where it is a longer time; a refusal where it is none."""
    return _read(value, first=False)


def read_start(value: object) -> object:
    """The date, its first day where it is a longer time; a refusal where it is none."""
    return _read(value, first=True)


def _read(value: object, *, first: bool) -> object:
    text = value.strip() if isinstance(value, str) else f"{int(value):04d}"  # type: ignore[call-overload]  # the schema lets nothing but text and whole numbers through
    if not text:
        return MISSING
    date = parse_date(text, first=first)
    return date if date is not None else _refusal(text)


def parse_date(text: str, *, first: bool = False) -> datetime.date | None:
    """The date that is written here, or nothing."""
    if len(text) == 10 and text.isascii() and text[4] == text[7] == "-":
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            return None
    match = _WRITTEN.fullmatch(text if text.isascii() else text.translate(ASCII_DIGITS))
    if not match:
        return None
    year, month, day, quarter = (int(part) if part else None for part in match.groups())
    months = (month, month) if month else (quarter * 3 - 2, quarter * 3) if quarter else (1, 12)
    try:
        if day is not None:
            return datetime.date(year or 0, months[0], day)
        chosen = months[0 if first else 1]
        return datetime.date(year or 0, chosen, 1 if first else last_day(year or 0, chosen))
    except ValueError:
        return None


def last_day(year: int, month: int) -> int:
    """The last day of a month; 0 where there is no such month."""
    if not (1 <= year <= datetime.MAXYEAR and 1 <= month <= 12):
        return 0
    return 31 if month == 12 else (datetime.date(year, month + 1, 1) - datetime.date(year, month, 1)).days


def _refusal(text: str) -> Refusal:
    forms = tr("write a date as `2026-12-31`, or part of one: `2026-12`, `2026-Q4`, `2026`")
    match = _WRITTEN.fullmatch(text.translate(ASCII_DIGITS))
    if match is None:
        return _misspelt(text, forms)
    year, month = int(match[1]), int(match[2] or 1)
    last = last_day(year, month)
    if match[3] and last:
        help_ = tr("{month} has {count} days", month=f"{match[1]}-{match[2]}", count=last)
    else:
        help_ = tr("months run from 01 to 12") if year else tr("years run from 0001 to 9999")
    return Refusal(
        tr("there is no such day as `{text}`", text=text) if match[3] else tr("`{text}` is not a date", text=text),
        help_,
    )


def _misspelt(text: str, forms: str) -> Refusal:
    """What is no date as it is written, and perhaps one with other signs between year, month and day."""
    message = tr("`{text}` is not a date", text=shortened(text))
    match = re.fullmatch(_OTHER_SIGNS, text)
    meant = f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}" if match else ""
    if parse_date(meant) is None:
        return Refusal(message, forms)
    near = tr("did you mean `{name}`?", name=meant)
    return Refusal(message, f"{near} {forms}", meant, sure=True)


def shortened(text: str) -> str:
    """Text for a message: on one line, and not too long."""
    text = " ".join(text[:200].split())
    return text if len(text) <= 40 else text[:39] + "…"
