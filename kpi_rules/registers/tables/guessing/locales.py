"""How a register writes its numbers and dates: as its own texts show beyond doubt, in the language of its headings.

Comes in: tables that are understood, or texts and the names that they stand under. Goes out: a locale, and a question where texts may be two numbers or days and nothing decides. Knows nothing
of plans.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kpi_rules.i18n import listed, tr
from kpi_rules.plan.conventions import conventions_of
from kpi_rules.registers.tables.fields import kind_of
from kpi_rules.registers.tables.guessing.tables import TableGuess
from kpi_rules.registers.tables.headings import languages_in
from kpi_rules.registers.tables.values import plain_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_COMMA: Final = r"(?<![\d.,])(?:\d+,\d{1,2}|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}|0,\d+)(?![\d.,])"
_POINT: Final = r"(?<![\d.,])(?:\d+\.\d{1,2}|\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}|0\.\d+)(?![\d.,])"
_EITHER: Final = r"(?<![\d.,])[1-9]\d{0,2}\.\d{3}(?![\d.,])"
_DAY: Final = r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2\d{4}(?!\d)"
_MOST: Final = 2_000
_COUNTRIES: Final = {"en": ("en-GB", "en-US")}


def locale_of(guesses: Sequence[TableGuess]) -> tuple[str, list[str]]:
    """The locale that the texts show, or nothing; and what is to be asked."""
    return shown_locale(list(_texts(guesses)), [name for guess in guesses for name in guess.frame.headings.values()])


def shown_locale(texts: Sequence[str], names: Sequence[str]) -> tuple[str, list[str]]:
    """The locale that texts of numbers and dates show, in the language that their names are of, or nothing; and what is to be asked."""
    comma, point = _count(_COMMA, texts), _count(_POINT, texts)
    either = next((match[0] for text in texts if (match := re.search(_EITHER, text))), "")
    days = [match for text in texts if (match := re.search(_DAY, text)) and match[2] != "."]
    day_first = any(int(day[1]) > 12 for day in days)
    month_first = any(int(day[3]) > 12 for day in days)
    unclear = next((day[0] for day in days if int(day[1]) <= 12 and int(day[3]) <= 12), "")
    if (comma and point) or (day_first and month_first):
        return "", [_question(texts, either or unclear)] if either or unclear else []
    needed = bool(comma or (either and point) or (unclear and (day_first or month_first)))
    if needed:
        for tag in _tags(names):
            if _agrees(tag, comma=comma > 0, point=point > 0, day_first=day_first, month_first=month_first):
                return tag, []
    return "", [_question(texts, either or unclear)] if either or unclear or comma else []


def _agrees(tag: str, *, comma: bool, point: bool, day_first: bool, month_first: bool) -> bool:
    known = conventions_of(tag)
    if known is None:
        return False
    numbers = (not comma or known.decimal == ",") and (not point or known.decimal == ".")
    days = (not day_first or known.day_first is True) and (not month_first or known.day_first is False)
    return numbers and days


def _tags(names: Sequence[str]) -> Iterator[str]:
    for language in languages_in(names):
        yield from _COUNTRIES.get(language, (language,))


def _question(texts: Sequence[str], example: str) -> str:
    sample = example or next((match[0] for text in texts if (match := re.search(_COMMA, text))), "")
    return tr(
        "how are numbers and dates written, such as {text}? say it with `locale:`, one of {known}",
        text=f"`{sample}`",
        known=listed(("`de`", "`en-GB`", "`en-US`", "…")),
    )


def _texts(guesses: Sequence[TableGuess]) -> Iterator[str]:
    """The texts in columns of numbers and dates."""
    left = _MOST
    for guess in guesses:
        for name, column in guess.table.columns.items():
            kind = (
                None
                if column.field.startswith("x-") or column.field == "ignore"
                else kind_of(guess.table.rows, column.field)
            )
            at = guess.frame.find(name)
            if kind is None or at is None or kind.type not in ("quantity", "date", "number", "range"):
                continue
            for row in guess.frame.rows:
                cell = guess.frame.cell(row, at)
                if cell is not None and isinstance(cell.value, str) and left > 0:
                    left -= 1
                    yield plain_text(cell)


def _count(pattern: str, texts: Sequence[str]) -> int:
    return sum(re.search(pattern, text) is not None for text in texts)
