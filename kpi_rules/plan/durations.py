"""Intervals as people write them → durations.

`quarterly`, `30 days`, `2 weeks`, ISO 8601 `P30D`. Nothing is shorter than a day. Knows nothing of plans.
"""

from __future__ import annotations

import re
import unicodedata

from kpi_rules.diagnostics import did_you_mean, similar
from kpi_rules.document.shape import Refusal
from kpi_rules.i18n import tr
from kpi_rules.language.durations import NO_TIME, UNITS, Duration
from kpi_rules.plan.days import ASCII_DIGITS, shortened
from kpi_rules.spelling import is_slip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_FORTNIGHT: Final = Duration(days=14)
_HALF_YEAR: Final = Duration(6)
_TWO_YEARS: Final = Duration(24)
WORDS: Final = {
    "daily": UNITS["day"],
    "weekly": UNITS["week"],
    "biweekly": _FORTNIGHT,
    "monthly": UNITS["month"],
    "quarterly": UNITS["quarter"],
    "semiannual": _HALF_YEAR,
    "annual": UNITS["year"],
    "biennial": _TWO_YEARS,
}
_ALSO: Final = {
    "every day": UNITS["day"],
    "every week": UNITS["week"],
    "fortnightly": _FORTNIGHT,
    "bi-weekly": _FORTNIGHT,
    "every month": UNITS["month"],
    "every quarter": UNITS["quarter"],
    "semiannually": _HALF_YEAR,
    "semi-annual": _HALF_YEAR,
    "semi-annually": _HALF_YEAR,
    "half-yearly": _HALF_YEAR,
    "annually": UNITS["year"],
    "yearly": UNITS["year"],
    "every year": UNITS["year"],
    "biennially": _TWO_YEARS,
    "يومي": UNITS["day"],
    "يوميا": UNITS["day"],
    "أسبوعي": UNITS["week"],
    "أسبوعيا": UNITS["week"],
    "شهري": UNITS["month"],
    "شهريا": UNITS["month"],
    "فصلي": UNITS["quarter"],
    "فصليا": UNITS["quarter"],
    "ربع سنوي": UNITS["quarter"],
    "نصف سنوي": _HALF_YEAR,
    "سنوي": UNITS["year"],
    "سنويا": UNITS["year"],
}
_KNOWN: Final = WORDS | _ALSO
_COUNTED: Final = re.compile(r"(?:every )?([0-9]{1,9}) ?(day|week|month|quarter|year)s?")
_ISO: Final = r"P(?=[0-9])(?:([0-9]{1,9})Y)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})W)?(?:([0-9]{1,9})D)?"
_ISO_TIME: Final = r"P(?:[0-9]{1,9}[YMWD]){0,4}T[0-9]"
_SHORTER: Final = r"hourly|(?:every )?[0-9]* ?(?:hour|minute|second)s?"
_MARKS: Final = "[\u064b-\u0652]"


def read_duration(value: str) -> Duration | Refusal:
    """The duration, or a refusal."""
    duration = parse_duration(value)
    if duration is None:
        return _refusal(value)
    if duration < UNITS["day"]:
        return Refusal(tr("an interval is at least a day"), tr("write `daily`, `30 days` or `quarterly`"))
    return duration


def parse_duration(text: str) -> Duration | None:
    """The duration that is written here, or nothing; no time where it is less than a day."""
    known = _KNOWN.get(text)
    if known is not None:
        return known
    text = _plain(text)
    if text in _KNOWN:
        return _KNOWN[text]
    if counted := _COUNTED.fullmatch(text):
        return UNITS[counted[2]] * int(counted[1])
    if iso := re.fullmatch(_ISO, text.upper()):
        years, months, weeks, days = (int(part or 0) for part in iso.groups())
        return Duration(months) + UNITS["year"] * years + UNITS["week"] * weeks + Duration(days=days)
    if re.match(_ISO_TIME, text.upper()) or re.fullmatch(_SHORTER, text):
        return NO_TIME
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
