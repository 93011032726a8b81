"""What stands in a cell → what stands in a plan, so that the reader of plans reads that very value.

Comes in: a cell, the kind of its field, and how the plan writes numbers and dates. Goes out: a part of a draft, or nothing where the field
cannot hold it. Nothing is guessed: what may mean two things is written as it stands, with the doubt behind it. Knows nothing of tables.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from functools import lru_cache

from kpi_rules.document.shape import Doubt
from kpi_rules.i18n import tr
from kpi_rules.plan.calendar.dates import parse_date
from kpi_rules.plan.calendar.durations import parse_duration
from kpi_rules.plan.conventions import PLAIN, Conventions
from kpi_rules.plan.quantities.quantity import Quantity, parse_quantity
from kpi_rules.plan.synonyms import Synonyms
from kpi_rules.registers.draft import Taken
from kpi_rules.registers.tables.words import own_value
from kpi_rules.seen import is_empty
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Final, TypeAlias

    from kpi_rules.registers.cells import Cell
    from kpi_rules.registers.draft import Part
    from kpi_rules.registers.map import Column
    from kpi_rules.registers.tables.fields import Kind

    Single: TypeAlias = "str | int | Decimal | bool | None"

_EMPTY: Final = ("", "-", "–", "—", "--", "---", "―", "−")
"""What a cell holds that says nothing."""
_WHOLE: Final = r"-?(?:0|[1-9][0-9]{0,14})"
_LARGEST: Final = 10**30
_YES: Final = ("yes", "true", "y", "x", "✓", "✔", "1")
_NO: Final = ("no", "false", "n", "0")
_SYNONYMS: Final = Synonyms()


class Meaning(Struct):
    """How the cells of a column are read."""

    column: Column
    kind: Kind
    conventions: Conventions = PLAIN


def is_blank(cell: Cell) -> bool:
    """Whether a cell says nothing."""
    return cell.value is None or (
        isinstance(cell.value, str) and (cell.value.strip() in _EMPTY or is_empty(cell.value))
    )


def read_cell(cell: Cell, place: object, meaning: Meaning) -> Part | None:
    """What a cell says in a field; nothing where such a field cannot say it."""
    if meaning.column.values:
        found = _by_words(cell, meaning.column.values)
        if not isinstance(found, _Nothing):
            return Taken(found, place)
    return _READERS[meaning.kind.type](cell, place, meaning)


class _Nothing:
    """What no word of a map is."""


_NOTHING: Final = _Nothing()


def _by_words(cell: Cell, words: Mapping[str, Single]) -> Single | _Nothing:
    text = plain_text(cell).casefold()
    return next((value for word, value in words.items() if " ".join(word.split()).casefold() == text), _NOTHING)


def plain_text(cell: Cell) -> str:
    """What people see in a cell, on one line."""
    return " ".join(as_text(cell).split())


def as_text(cell: Cell) -> str:
    """What people see in a cell."""
    if isinstance(cell.value, str):
        return cell.value.strip()
    if isinstance(cell.value, datetime.date):
        return _iso(cell.value)
    return cell.shown.strip() or str(cell.value)


def _iso(value: datetime.date) -> str:
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "minutes")
    return value.isoformat()


# -- by kind


def _text(cell: Cell, place: object, meaning: Meaning) -> Part | None:
    value = cell.value
    if isinstance(value, int) and not isinstance(value, bool) and cell.shown == str(value):
        return Taken(value, place)
    return Taken(as_text(cell), place)


def _texts(cell: Cell, place: object, meaning: Meaning) -> Part | None:
    """Several texts, a line each or with semicolons between them."""
    parts = [part.strip(" •-–\t") for part in re.split(r"[\n;；؛]", as_text(cell))]
    return [Taken(part, place) for part in parts if part] or None


def _number(cell: Cell, place: object, meaning: Meaning) -> Part | None:
    value = cell.value
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool) and not cell.unit:
        return _bounded(value, place)
    text = plain_text(cell)
    read = _parsed(text, meaning.conventions, level=True)
    if isinstance(read, Quantity) and read.value is not None and _is_bare(read):
        return _bounded(read.value, place)
    word = _SYNONYMS.value(text, meaning.column.field, None)
    return Taken(int(word), place) if word is not None and word.isdigit() else None


def _bounded(value: int | Decimal, place: object) -> Part | None:
    return Taken(value, place) if -_LARGEST < value < _LARGEST else None


def _truth(cell: Cell, place: object, meaning: Meaning) -> Part | None:
    if isinstance(cell.value, bool):
        return Taken(cell.value, place)
    text = plain_text(cell).casefold()
    word = _SYNONYMS.value(text, meaning.column.field, None)
    yes = text in _YES or word == "true"
    return Taken(yes, place) if yes or text in _NO or word == "false" else None


def _date(cell: Cell, place: object, meaning: Meaning) -> Part | None:
    value = cell.value
    if isinstance(value, datetime.date):
        return Taken((value.date() if isinstance(value, datetime.datetime) else value).isoformat(), place)
    if isinstance(value, (bool, Decimal, datetime.time, datetime.timedelta)):
        return None
    if isinstance(value, int):
        return Taken(value, place) if 1900 <= value <= 2200 else None
    return dated(plain_text(cell), place, meaning.conventions)


def dated(text: str, place: object, conventions: Conventions) -> Part:
    """A date as text: the day where it is one, else as it stands."""
    if re.fullmatch(r"(?:19|20|21)[0-9]{2}", text):
        return Taken(int(text), place)
    read, doubt = _day(text, conventions)
    return Taken(read or text, place, doubt)


@lru_cache(maxsize=4_000)
def _day(text: str, conventions: Conventions) -> tuple[str, str]:
    """The day that a text is, if it is a day and no longer time, and what is doubtful about it."""
    last, first = parse_date(text, conventions), parse_date(text, conventions, first=True)
    if isinstance(last, datetime.date):
        return (last.isoformat() if last == first else ""), ""
    return "", last.message if isinstance(last, Doubt) else tr("not read as a date")


def _duration(cell: Cell, place: object, meaning: Meaning) -> Part | None:
    text = plain_text(cell)
    if not isinstance(cell.value, str):
        return None
    return Taken(text, place, "" if _is_duration(text) else tr("not read as an interval"))


@lru_cache(maxsize=4_000)
def _is_duration(text: str) -> bool:
    from kpi_rules.language.durations import Duration

    return isinstance(parse_duration(text), Duration)


def _words(cell: Cell, place: object, meaning: Meaning) -> Part | None:
    text = plain_text(cell)
    known = meaning.kind.values
    found = text if text in known else known_word(text, meaning.column.field, known)
    return None if found is None else Taken(found, place)


@lru_cache(maxsize=4_000)
def known_word(text: str, field: str, values: tuple[str, ...]) -> str | None:
    """The word of a field that a text is another word for."""
    plain = text.casefold()
    if plain in values:
        return plain
    name = field.rpartition(".")[2]
    found = _SYNONYMS.value(text, name, values)
    return found if found in values else own_value(text, name)


def _quantity(cell: Cell, place: object, meaning: Meaning) -> Part | None:
    value = cell.value
    unit = cell.unit or meaning.column.unit
    if isinstance(value, bool):
        return Taken("yes" if value else "no", place)
    if isinstance(value, (int, Decimal)):
        return _measured(value, unit, place, meaning.conventions)
    if isinstance(value, datetime.date):
        return Taken(_iso(value), place, tr("a date where a number is meant"))
    return quantity_of(as_text(cell), place, meaning, level=meaning.kind.day != "by")


def quantity_of(text: str, place: object, meaning: Meaning, *, level: bool) -> Part | None:
    """A quantity that is written as text: as it stands, or as a number where it is nothing more."""
    text = " ".join(text.split())
    if re.fullmatch(_WHOLE, text) and text != "-0":
        return _measured(int(text), meaning.column.unit, place, meaning.conventions)
    read = _parsed(text, meaning.conventions, level=level)
    if isinstance(read, Quantity) and read.value is not None and _is_bare(read) and text[:1].isascii():
        return _measured(read.value, meaning.column.unit, place, meaning.conventions)
    return Taken(text, place, read.message if isinstance(read, Doubt) else "")


def _is_bare(read: Quantity) -> bool:
    return not (read.unit or read.operator or read.by or read.per or read.low or read.high or read.change)


@lru_cache(maxsize=8_000)
def _parsed(text: str, conventions: Conventions, *, level: bool) -> Quantity | Doubt | None:
    return parse_quantity(text, conventions, level=level)


def _measured(value: int | Decimal, unit: str, place: object, conventions: Conventions) -> Part | None:
    """A number and its unit: in one text where that reads as the two, else apart."""
    if not -_LARGEST < value < _LARGEST:
        return None
    if not unit:
        return Taken(value, place)
    written = f"{value:f}" if isinstance(value, Decimal) else str(value)
    text = f"{written}%" if unit == "%" else f"{written} {unit}"
    read, meant = _parsed(text, conventions, level=True), _parsed(f"1 {unit}", conventions, level=True)
    same_unit = isinstance(read, Quantity) and isinstance(meant, Quantity) and read.unit == meant.unit
    if same_unit and isinstance(read, Quantity) and read.value == value:
        return Taken(text, place)
    return {"value": Taken(value, place), "unit": Taken("percent" if unit == "%" else unit, place)}


_READERS: Final[dict[str, Callable[[Cell, object, Meaning], Part | None]]] = {
    "text": _text,
    "texts": _texts,
    "number": _number,
    "truth": _truth,
    "date": _date,
    "duration": _duration,
    "quantity": _quantity,
    "range": lambda cell, place, meaning: Taken(plain_text(cell), place),
    "words": _words,
    "record": lambda cell, place, meaning: None,
}
