"""Intervals as people write them → durations, or what is in doubt about them.

What comes in: `quarterly`, `30 days`, ISO 8601 `P30D`, and what people call it in their own words (`cadences`). What goes out: a duration
of at least a minute, or a doubt with the forms to write. Nothing is suggested that is another length. Knows nothing of plans.
"""

from __future__ import annotations

import re

from kpi_rules.document.shape import Doubt
from kpi_rules.i18n import tr
from kpi_rules.language.durations import UNITS, Duration
from kpi_rules.plan.calendar.days import shortened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from kpi_rules.plan.calendar.cadences import Unclear

WORDS: Final = {
    "hourly": UNITS["hour"],
    "daily": UNITS["day"],
    "weekly": UNITS["week"],
    "biweekly": UNITS["week"] * 2,
    "monthly": UNITS["month"],
    "quarterly": UNITS["quarter"],
    "semiannual": UNITS["month"] * 6,
    "annual": UNITS["year"],
    "biennial": UNITS["year"] * 2,
}
"""The usual words: for them no file of words is read."""
_COUNTED: Final = r"([0-9]{1,9}) ?(minute|hour|day|week|month|quarter|year)s?"
_ISO: Final = r"P(?=[0-9])(?:([0-9]{1,9})Y)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})W)?(?:([0-9]{1,9})D)?"
_ISO_TIME: Final = r"PT([0-9]{1,9})([HM])"


def read_duration(value: object) -> Duration | Doubt:
    """The duration; a doubt where a text, or a number, is none for certain."""
    if not isinstance(value, str):
        return _doubt(str(value), None)
    found = parse_duration(value)
    return found if isinstance(found, Duration) else _doubt(value, found)


def parse_duration(text: str) -> Duration | Unclear:
    """The duration of a minute or more that is written here, or why it is none."""
    known = WORDS.get(text)
    if known is not None:
        return known
    found = _plainly(" ".join(text.split()).lower())
    if found is not None and found >= UNITS["minute"]:
        return found
    from kpi_rules.plan.calendar.cadences import Unclear, cadence

    return cadence(text) if found is None else Unclear(shorter=True)


def _plainly(text: str) -> Duration | None:
    """The duration of `quarterly`, `2 weeks`, `P1M`."""
    if text in WORDS:
        return WORDS[text]
    if counted := re.fullmatch(_COUNTED, text):
        return UNITS[counted[2]] * int(counted[1])
    if iso := re.fullmatch(_ISO, text.upper()):
        years, months, weeks, days = (int(part or 0) for part in iso.groups())
        return Duration(months) + UNITS["year"] * years + UNITS["week"] * weeks + Duration(days=days)
    if iso := re.fullmatch(_ISO_TIME, text.upper()):
        return UNITS["hour" if iso[2] == "H" else "minute"] * int(iso[1])
    return None


def _doubt(written: str, unclear: Unclear | None) -> Doubt:
    text = shortened(written)
    message, forms = tr("`{text}` is not an interval", text=text), _forms()
    if unclear is None or re.fullmatch(r"\d+", text):
        return Doubt(message, tr("say of what: `{text} days`, `{text} weeks`, `{text} months`", text=text))
    if unclear.shorter:
        return Doubt(tr("an interval is at least a minute"), tr("write `hourly`, `daily`, `30 days` or `quarterly`"))
    if unclear.meanings:
        return _several(text, unclear.meanings)
    from kpi_rules.plan.calendar.cadences import misspelt

    near = misspelt(written)
    if near is None:
        return Doubt(message, forms)
    return Doubt(message, f"{tr('did you mean `{name}`?', name=near)} {forms}", instead=near, sure=True)


def _several(text: str, meanings: tuple[Duration, ...]) -> Doubt:
    from kpi_rules.document.schema_words import either_of
    from kpi_rules.language.duration_words import written

    named = either_of([f"`{written(each)}`" for each in meanings])
    return Doubt(tr("`{text}` means different intervals to people", text=text), tr("write {forms}", forms=named))


def _forms() -> str:
    return tr("write `monthly`, `quarterly`, `30 days`, `2 weeks` or `P30D`")
