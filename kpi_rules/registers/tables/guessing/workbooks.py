"""A whole workbook → how it is read: its tables, what they have in common, its title, how it writes numbers.

Comes in: a `Workbook`. Goes out: a `Register` with its questions. What it says is read back by `reading` like any map that people wrote.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kpi_rules.plan.synonyms import plainly
from kpi_rules.registers.cells import Sheet, Workbook
from kpi_rules.registers.map import Register, TableMap
from kpi_rules.registers.tables.contents import is_number
from kpi_rules.registers.tables.frames import block_title
from kpi_rules.registers.tables.guessing.locales import locale_of
from kpi_rules.registers.tables.guessing.places import places_of
from kpi_rules.registers.tables.guessing.tables import TableGuess, guess_table, left_aside, question_of, unknown_table
from kpi_rules.registers.tables.words import list_words
from kpi_rules.structs import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_LONGEST_TITLE: Final = 80
_LONGEST_CHOICE: Final = 40
"""Letters of what may be chosen from a list."""


def guess_register(workbook: Workbook, name: str) -> Register:
    """How a workbook is read, as far as it says so itself."""
    guesses: list[TableGuess] = []
    aside: list[TableMap] = []
    questions: list[str] = []
    by_sheet = [(sheet, _guesses(sheet)) for sheet in workbook.sheets if sheet.cells and not sheet.hidden]
    sure = any(not guess.unsure for _, found in by_sheet for guess in found)
    for sheet, found in by_sheet:
        meant = [guess for guess in found if not (sure and guess.unsure)]
        guesses += meant
        if not meant and (sheet.name or sheet.heading) and len(workbook.sheets) > 1:
            aside.append(left_aside(sheet))
        if not meant and _is_table(sheet) and not _is_aside(sheet):
            questions.append(question_of(sheet))
    if not guesses and (unknown := _unknown(workbook)) is not None:
        guesses, aside, questions = [unknown], [], []
    for guess in guesses:
        questions += guess.questions
    locale, asked = locale_of(guesses)
    questions += asked
    per = _one_plan_per(guesses)
    return Register(
        file=name,
        locale=locale,
        plan=_plan(guesses, per),
        one_plan_per=per,
        tables=(*_merged([guess.table for guess in guesses]), *_merged(aside)),
        questions=tuple(dict.fromkeys(questions)),
    )


def _unknown(workbook: Workbook) -> TableGuess | None:
    """The largest table of a workbook of which nothing is understood, for its owner to say what it is."""
    sheets = [sheet for sheet in workbook.sheets if not sheet.hidden and _is_table(sheet)]
    largest = max(sheets, key=lambda sheet: len(sheet.cells), default=None)
    places = places_of(largest) if largest is not None else []
    return unknown_table(largest, places[0]) if largest is not None and places else None


def _guesses(sheet: Sheet) -> list[TableGuess]:
    places = places_of(sheet)
    found = (guess_table(sheet, place, several=len(places) > 1) for place in places)
    return [guess for guess in found if guess is not None]


def _is_table(sheet: Sheet) -> bool:
    """Whether there is enough on a sheet to ask about it."""
    rows = {row for row, _ in sheet.cells}
    return len(rows) >= 3 and len(sheet.cells) >= 2 * len(rows)


def _is_aside(sheet: Sheet) -> bool:
    """Whether a sheet is surely no register: it is called `Lists`, or holds words alone, as what may be chosen elsewhere."""
    name = plainly(re.sub(r"[\d_()]+", " ", sheet.name))
    if any(name == word or name.endswith(f" {word}") for word in list_words()):
        return True
    texts = [cell.shown for cell in sheet.cells.values()]
    return not any(map(is_number, sheet.cells.values())) and max(map(len, texts)) <= _LONGEST_CHOICE


def _one_plan_per(guesses: Sequence[TableGuess]) -> str:
    """Sheets of the same columns are plans of their own: one for each owner, department or year."""
    kpis = [guess for guess in guesses if guess.table.rows in ("kpi", "value")]
    sheets = {guess.table.sheets for guess in kpis}
    alike = {tuple(guess.table.columns) for guess in kpis}
    return "sheet" if len(sheets) == len(kpis) > 1 and len(alike) == 1 else ""


def _plan(guesses: Sequence[TableGuess], per: str) -> dict[str, object]:
    """What stands above the first table, where it is a title."""
    if not guesses or per:
        return {}
    title = title_above(guesses[0])
    return {"title": title} if title else {}


def title_above(guess: TableGuess) -> str:
    """The first line above a table, where it is a short text that stands alone."""
    sheet, first = guess.frame.sheet, min(guess.table.header, default=1)
    first = min(first, (block_title(guess.frame) or (first, 0))[0]) if guess.table.sections else first
    above = sorted(spot for spot in sheet.cells if spot[0] < first)
    if not above:
        return sheet.heading if not sheet.name else ""
    top = [spot for spot in above if spot[0] == above[0][0]]
    cell = sheet.cells[top[0]]
    text = " ".join(cell.shown.split())
    return text if len(top) == 1 and isinstance(cell.value, str) and 0 < len(text) <= _LONGEST_TITLE else ""


def _merged(tables: Sequence[TableMap]) -> list[TableMap]:
    """Tables that are read alike, as one with all their sheets."""
    found: list[TableMap] = []
    for table in tables:
        alike = next(
            (index for index, each in enumerate(found) if replace(each, sheets=table.sheets) == table and table.sheets),
            None,
        )
        if alike is None:
            found.append(table)
        else:
            found[alike] = replace(found[alike], sheets=(*found[alike].sheets, *table.sheets))
    return found
