"""Intervals as people write them → whole days.

`quarterly`, `30 days`, `2 weeks`, ISO 8601 `P30D`; a month is 30 days, a quarter 90, a year 365. Nothing is shorter than a
day. Long ones end at `MOST`, since dates do. Knows nothing of plans.
"""

from __future__ import annotations

import re
import unicodedata

from kpi_rules.diagnostics import did_you_mean, similar
from kpi_rules.document.shape import Refusal
from kpi_rules.i18n import tr
from kpi_rules.plan.dates import ASCII_DIGITS, shortened
from kpi_rules.spelling import is_slip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

MOST: Final = 3_652_058
"""Days from 0001-01-01 to 9999-12-31."""

WORDS: Final = {
    "daily": 1,
    "weekly": 7,
    "biweekly": 14,
    "monthly": 30,
    "quarterly": 90,
    "semiannual": 180,
    "annual": 365,
    "biennial": 730,
}
_ALSO: Final = {
    "every day": 1,
    "every week": 7,
    "fortnightly": 14,
    "bi-weekly": 14,
    "every month": 30,
    "every quarter": 90,
    "semiannually": 180,
    "semi-annual": 180,
    "semi-annually": 180,
    "half-yearly": 180,
    "annually": 365,
    "yearly": 365,
    "every year": 365,
    "biennially": 730,
    "يومي": 1,
    "يوميا": 1,
    "أسبوعي": 7,
    "أسبوعيا": 7,
    "شهري": 30,
    "شهريا": 30,
    "فصلي": 90,
    "فصليا": 90,
    "ربع سنوي": 90,
    "نصف سنوي": 180,
    "سنوي": 365,
    "سنويا": 365,
}
_KNOWN: Final = WORDS | _ALSO
_UNITS: Final = {"day": 1, "week": 7, "month": 30, "quarter": 90, "year": 365}
_COUNTED: Final = re.compile(r"(?:every )?([0-9]{1,9}) ?(day|week|month|quarter|year)s?")
_ISO: Final = r"P(?=[0-9])(?:([0-9]{1,9})Y)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})W)?(?:([0-9]{1,9})D)?"
_ISO_TIME: Final = r"P(?:[0-9]{1,9}[YMWD]){0,4}T[0-9]"
_SHORTER: Final = r"hourly|(?:every )?[0-9]* ?(?:hour|minute|second)s?"
_MARKS: Final = "[\u064b-\u0652]"


def read_duration(value: str) -> int | Refusal:
    """The number of days, or a refusal."""
    days = parse_duration(value)
    if days is None:
        return _refusal(value)
    if days < 1:
        return Refusal(tr("an interval is at least a day"), tr("write `daily`, `30 days` or `quarterly`"))
    return min(days, MOST)


def parse_duration(text: str) -> int | None:
    """The number of days that is written here, or nothing; 0 where it is less than a day."""
    known = _KNOWN.get(text)
    if known is not None:
        return known
    text = _plain(text)
    if text in _KNOWN:
        return _KNOWN[text]
    if counted := _COUNTED.fullmatch(text):
        return int(counted[1]) * _UNITS[counted[2]]
    if iso := re.fullmatch(_ISO, text.upper()):
        years, months, weeks, days = (int(part or 0) for part in iso.groups())
        return years * 365 + months * 30 + weeks * 7 + days
    if re.match(_ISO_TIME, text.upper()) or re.fullmatch(_SHORTER, text):
        return 0
    return None


def _plain(text: str) -> str:
    """One space between words, small letters, ASCII digits, no Arabic vowel signs."""
    text = " ".join(text[:200].split()).lower()
    if text.isascii():
        return text
    return re.sub(_MARKS, "", unicodedata.normalize("NFC", text)).translate(ASCII_DIGITS)


def _refusal(value: str) -> Refusal:
    text, instead, sure = shortened(value), None, False
    if text.translate(ASCII_DIGITS).isdigit():
        help_ = tr("say of what: `{text} days`, `{text} weeks`, `{text} months`", text=text)
    else:
        near = did_you_mean(text, _KNOWN) if text else None
        instead = similar(text, _KNOWN) if text else None
        sure = instead is not None and is_slip(text, instead, _KNOWN)
        forms = tr("write `monthly`, `quarterly`, `30 days`, `2 weeks` or `P30D`")
        help_ = f"{near} {forms}" if near else forms
    return Refusal(tr("`{text}` is not an interval", text=text), help_, instead, sure)
