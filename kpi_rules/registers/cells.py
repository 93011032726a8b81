"""A workbook as every reader of tables gives it: sheets of cells, typed values beside what people see.

Readers (`tables/`) make it, `layout.py`, guesses and maps look at it; knows nothing of formats, maps and plans. Rows and columns count from 1.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from functools import lru_cache

from kpi_rules.source import Source, Span
from kpi_rules.structs import Struct, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

Value: TypeAlias = (
    "str | int | Decimal | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta | None"
)
Spot: TypeAlias = "tuple[int, int]"
"""A row and a column."""


class Cell(Struct):
    """A cell that holds something.

    `value` is typed where its file types it (a workbook), else text; numbers are exact. `unit` is what its number format adds (`%`, `EUR`):
    `value` is in that unit, 95 for 0.95 shown as 95 %. `shown` is what people see, for excerpts. `note` is a comment on it. `problem` is a
    sentence for people where the value cannot be relied on (an error value, a formula whose result is not kept): `value` is `None` then.
    `span` is where it stands in the text of its file, where that is one.
    """

    value: Value
    shown: str
    unit: str = ""
    note: str = ""
    problem: str = ""
    span: Span | None = None


class Area(Struct):
    """Cells from one corner to the other, both included."""

    top: int
    left: int
    bottom: int
    right: int


class Sheet(Struct, frozen=False):
    """A sheet (of a text file: a table in it). `cells` holds only cells that hold something; `name` may be empty."""

    name: str
    cells: dict[Spot, Cell]
    merged: tuple[Area, ...] = ()
    tables: tuple[Area, ...] = ()
    """Areas that the file itself calls a table."""
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    heading: str = ""
    """What stands above a table of a text: the heading that it is under."""


class Workbook(Struct, frozen=False):
    """A file of tables. `source` is its text where it is one. `remarks` are sentences for people on what was left aside (macros, links …)."""

    file: str
    sheets: list[Sheet]
    source: Source | None = None
    remarks: list[str] = field(default_factory=list)


def cell_name(row: int, column: int) -> str:
    """`C7`, as spreadsheets call row 7 of column 3."""
    return column_name(column) + str(row)


def column_name(column: int) -> str:
    """`C` for column 3, `AA` for 27."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@lru_cache(maxsize=1024)
def area_of(written: str) -> Area | None:
    """`B3:D20` as an area; a single cell is one, too."""
    found = re.fullmatch(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?", written)
    if not found:
        return None
    top, left = int(found[2]), column_number(found[1])
    return Area(top, left, int(found[4] or top), column_number(found[3]) if found[3] else left)


@lru_cache(maxsize=1024)
def column_number(letters: str) -> int:
    """3 for `C`."""
    number = 0
    for letter in letters if letters.isascii() and letters.isupper() else "":
        number = number * 26 + ord(letter) - 64
    return number
