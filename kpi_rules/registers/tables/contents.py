"""What stands in a column, as a check of what its heading says: never a guess of its own.

Comes in: the cells of a column and the kind of a field. Goes out: whether such values are what the field holds. Knows nothing of headings.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from kpi_rules.plan.conventions import PLAIN
from kpi_rules.plan.synonyms import Synonyms
from kpi_rules.registers.cells import Cell
from kpi_rules.registers.map import Column
from kpi_rules.registers.tables.fields import Kind
from kpi_rules.registers.tables.values import Meaning, is_blank, known_word, plain_text, read_cell
from kpi_rules.registers.tables.words import own_value
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_SAMPLE: Final = 200
_SENTENCE: Final = 60
_WORD: Final = 15
_CODE: Final = r"(?=.*\d)(?=.*[^\W\d_]|\d+\.\d)[\w.\-/#]{2,16}"
_BARE_NUMBER: Final = r"[<>≤≥=~+-]*\s*[$€£¥]?\s*[\d٠-٩۰-۹][\d٠-٩۰-۹.,٫'’ ]*\s*(?:[%٪‰€$£¥]|[^\W\d]{1,3}\.?)?"
_BARE_DAY: Final = r"\d{1,4}([./-])\d{1,2}\1\d{1,4}"
_SENTENCES: Final = ("unintended_consequences",)
"""Fields that a word alone does not fill: a column `Risk` of `low` and `high` is none."""


class Contents(Struct):
    """What stands below a heading: some of its cells."""

    cells: Sequence[Cell]
    texts: Sequence[str]

    @property
    def sample(self) -> str:
        """A value that stands for most of them: a number where most are numbers."""
        numbers = [text for text in self.texts if any(map(str.isdigit, text)) and len(text) < _SENTENCE]
        if self.share_of_numbers >= 0.5:
            return next(iter(numbers), "1")
        return next((text for text in self.texts if text not in numbers), self.texts[0] if self.texts else "")

    @property
    def share_of_numbers(self) -> float:
        """How many of the cells are numbers, or begin or end with one."""
        return _share(is_number(cell) for cell in self.cells)

    @property
    def distinct(self) -> int:
        """How many different values there are."""
        return len(set(self.texts))

    @property
    def length(self) -> float:
        """How long a text is on average."""
        return sum(map(len, self.texts)) / max(1, len(self.texts))


def contents_of(cells: Iterable[Cell | None]) -> Contents:
    """The contents of a column."""
    found = [cell for cell in cells if cell is not None and not cell.problem and not is_blank(cell)]
    step = max(1, len(found) // _SAMPLE)
    some = found[::step][:_SAMPLE]
    return Contents(some, [plain_text(cell) for cell in some])


def is_number(cell: Cell) -> bool:
    """Whether a cell holds a number, with what may stand around it."""
    if isinstance(cell.value, (int, Decimal)) and not isinstance(cell.value, bool):
        return True
    text = plain_text(cell)
    return (
        isinstance(cell.value, str)
        and len(text) <= 40
        and re.match(r"[^\w]{0,4}\s?\w{0,3}[$€£¥]?\s?[\d٠-٩۰-۹]|.{0,20}[\d٠-٩۰-۹]\s?\D{0,12}$", text) is not None
    )


def fits(contents: Contents, kind: Kind, field: str) -> bool:
    """Whether such values are what a field holds, by and large."""
    if not contents.cells:
        return True
    match kind.type:
        case "date":
            return _share(_is_read(cell, kind, field) for cell in contents.cells) >= 0.5
        case "duration":
            return _share(_is_read(cell, kind, field) for cell in contents.cells) >= 0.5
        case "words":
            return (
                _share(
                    known_word(text, field, kind.values) is not None or text in kind.values for text in contents.texts
                )
                >= 0.5
            )
        case "number" | "truth":
            return _share(_is_read(cell, kind, field) for cell in contents.cells) >= 0.8
        case "quantity":
            dates = _share(isinstance(cell.value, datetime.date) for cell in contents.cells)
            return dates < 0.5 and (contents.share_of_numbers >= 0.3 or field in ("target", "targets"))
        case "record":
            return False
        case _:
            return _is_text(contents, field)


def _is_text(contents: Contents, field: str) -> bool:
    if field in _SENTENCES:
        return contents.length >= _WORD
    if field == "collection_method":  # in many a language one word is for this, and for how often
        often = Kind("duration")
        return _share(_is_read(cell, often, "collection_frequency") for cell in contents.cells) < 0.5
    if field == "category" and _share("," in text for text in contents.texts) >= 0.5:
        return False  # several in a cell group nothing
    if field in ("name", "title", "metric", "owner", "objective", "definition", "unit", "data_source", "category"):
        return not are_values(contents) and not (field in ("owner", "unit") and contents.length > _SENTENCE)
    return True


def _is_value(cell: Cell) -> bool:
    """Whether a cell holds a number or a day and nothing more: no name."""
    if isinstance(cell.value, str):
        return re.fullmatch(rf"{_BARE_NUMBER}|{_BARE_DAY}", plain_text(cell)) is not None
    return isinstance(cell.value, (int, Decimal, datetime.date))


def _is_read(cell: Cell, kind: Kind, field: str) -> bool:
    from kpi_rules.registers.draft import Taken

    part = read_cell(cell, None, Meaning(Column(field), kind, PLAIN))
    return isinstance(part, Taken) and (not part.doubt or _may_be_two(part))


def _may_be_two(part: object) -> bool:
    """A day that may be two is a date all the same: `05/06/2026`."""
    return bool(re.fullmatch(r"\d{1,2}([./-])\d{1,2}\1\d{2,4}", str(getattr(part, "value", ""))))


def are_codes(contents: Contents) -> bool:
    """Whether the numbers of rows are more than that: `K-07`, `2.1`, and none twice."""
    codes = [re.fullmatch(_CODE, text) is not None for text in contents.texts]
    short = all(re.fullmatch(r"[\w.\-/#]{1,16}", text) for text in contents.texts)
    return short and _share(codes) >= 0.6 and contents.distinct == len(codes)


def are_values(contents: Contents) -> bool:
    """Whether there are numbers and days, and no texts."""
    return _share(_is_value(cell) for cell in contents.cells) >= 0.5


def are_names(contents: Contents) -> bool:
    """Whether such texts may be what things are called: words, none twice, and no sentences."""
    words = [len(text) > 2 and not _is_value(cell) for cell, text in zip(contents.cells, contents.texts, strict=True)]
    return (
        _share(words) >= 0.9
        and contents.distinct >= 0.9 * len(words)
        and contents.length <= _SENTENCE
        and not are_codes(contents)
    )


def is_health(contents: Contents) -> bool:
    """Whether the words of a column say how a KPI does, and not whether it is in use."""
    words = Synonyms()
    found = [str(words.value(text, "status", ("active", "proposed", "retired"))) for text in contents.texts]
    known = [
        value.startswith("@health") or own_value(text, "health") is not None
        for value, text in zip(found, contents.texts, strict=True)
    ]
    return _share(known) >= 0.5


def says_direction(contents: Contents) -> bool:
    """Whether nothing but which way is better stands in a column."""
    ways = ("increase", "decrease", "maintain")
    return _share(known_word(text, "direction", ways) is not None for text in contents.texts) >= 0.6


def _share(truths: Iterable[bool]) -> float:
    listed = list(truths)
    return sum(listed) / len(listed) if listed else 0.0
