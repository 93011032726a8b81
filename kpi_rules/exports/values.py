"""What is written in a plan as the value of a cell, and when two cells say the same.

A number, a date or a share in percent becomes one only where the plan's reader takes it for exactly that; all else stays the text that it is.
Knows nothing of sheets.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal, InvalidOperation

from kpi_rules.seen import is_empty
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from kpi_rules.exports.columns import Column

    Value: TypeAlias = "str | int | Decimal | bool | datetime.date | None"

MOST_DIGITS = 15
"""A spreadsheet keeps no more of a number."""
MOST_SIGNS = 32_767
"""A cell of a workbook holds no more."""
PERCENT = "%"
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,14})?")
_SHARE = re.compile(r"(-?(?:0|[1-9]\d{0,11})(?:\.\d{1,10})?) ?%")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FIRST_DAY = datetime.date(1900, 3, 1)
"""Spreadsheets count days from 1900, and think that it was a leap year."""
_NOT_IN_CELLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class Shown(Struct):
    """The value of a cell. A number is in its `unit`: 95 and `%`. `cut`: there is more of it than fits into a cell."""

    value: Value
    unit: str = ""
    cut: bool = False

    @property
    def text(self) -> str:
        """All of it as one text, by which cells are compared."""
        return written(self.value, self.unit)


NOTHING = Shown(None)


def shown(raw: object, column: Column, read: object) -> Shown:
    """A value of a plan in a column; `read` is what the plan's reader makes of it."""
    if isinstance(raw, str):
        return NOTHING if is_empty(raw) else _typed(raw, column, read) or _as_text(raw)
    if isinstance(raw, (bool, int, Decimal)):
        digits = len(Decimal(raw).normalize().as_tuple().digits)
        is_number = isinstance(raw, bool) or (digits <= MOST_DIGITS and abs(raw) < 10**MOST_DIGITS)
        return Shown(raw) if is_number else _as_text(written(raw))
    if isinstance(raw, list):
        return _as_text("\n".join(written(each) for each in raw if not isinstance(each, (list, dict))))
    return NOTHING


def _as_text(text: str) -> Shown:
    text = _NOT_IN_CELLS.sub("\N{REPLACEMENT CHARACTER}", text)
    return Shown(text[:MOST_SIGNS], cut=len(text) > MOST_SIGNS)


def _typed(raw: str, column: Column, read: object) -> Shown | None:
    """A text that is a day, a share or a number and nothing else."""
    if column.kind == "date":
        return _day(raw)
    if column.kind != "quantity" or not isinstance(read, dict):
        return None
    share = _SHARE.fullmatch(raw)
    if share and read.get("unit") in ("percent", PERCENT) and _alone(read, share[1], {"value", "unit"}):
        return Shown(Decimal(share[1]), PERCENT)
    return Shown(Decimal(raw)) if _NUMBER.fullmatch(raw) and _alone(read, raw, {"value"}) else None


def _day(raw: str) -> Shown | None:
    try:
        day = datetime.date.fromisoformat(raw) if _DAY.fullmatch(raw) else None
    except ValueError:
        return None
    return Shown(day) if day and day >= _FIRST_DAY else None


def _alone(read: dict[str, object], number: str, fields: set[str]) -> bool:
    """Whether a quantity says this number and nothing more."""
    return read.get("value") == Decimal(number) and {name for name in read if read[name] is not None} <= fields


def written(value: object, unit: str = "") -> str:
    """A value as a text of its own."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (int, Decimal, float)):
        return plain(Decimal(str(value))) + unit
    return str(value)


def plain(number: Decimal) -> str:
    """A number without an exponent, and without zeros that say nothing."""
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) if number else "0"


def same(ours: str, theirs: str) -> bool:
    """Whether a cell still says what we wrote, for all that a spreadsheet program does to it when it saves."""
    ours, theirs = _tidied(ours), _tidied(theirs)
    return ours == theirs or (bool(ours and theirs) and _same_number(ours, theirs))


def _tidied(text: str) -> str:
    """Without what programs drop or turn into something else."""
    text = (
        re.sub(r"\r\n?", "\n", unescaped(text))
        .replace("\N{REPLACEMENT CHARACTER}", "")
        .replace("\N{NO-BREAK SPACE}", " ")
    )
    text = "\n".join(line.rstrip() for line in text.strip().split("\n"))
    return {"=TRUE()": "true", "=FALSE()": "false", "TRUE": "true", "FALSE": "false"}.get(text, text)


def unescaped(text: str) -> str:
    """A text of a workbook without the escapes of its format: LibreOffice writes `_x0041_` where the text has these very signs."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _same_number(ours: str, theirs: str) -> bool:
    one, other = number_of(ours), number_of(theirs)
    if one is None or other is None:
        return False
    return abs(one - other) <= abs(one) * Decimal("1e-14")


def number_of(text: str) -> Decimal | None:
    """A number, or a share as a hundredth part: 0.95 of `95%`."""
    share = text.endswith(PERCENT)
    try:
        number = Decimal(text.removesuffix(PERCENT).strip()) if len(text) < 60 and text.isascii() else None
    except InvalidOperation:
        return None
    return None if number is None or not number.is_finite() else number / 100 if share else number
