"""One sheet of a workbook of Excel's, as its XML streams by.

Elements come in, cells go out. Cells that hold nothing, whatever their style, cost nothing; so a used range to the last column is harmless.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

from kpi_rules.i18n import tr
from kpi_rules.registers.cells import Area, Cell, Spot, area_of, column_number
from kpi_rules.registers.files.formats import Format, dated, number_of, seen
from kpi_rules.registers.files.package import MOST_AREAS, MOST_CELLS, too_large
from kpi_rules.structs import replace

_HUNDREDFOLD = Decimal(100)
_PLAIN = Format()
_DIGITS = "0123456789"


class SheetReader:
    """Takes the elements of a sheet. `budget` counts the cells of the whole workbook."""

    def __init__(self, texts: list[str], formats: list[Format], since_1904: bool, budget: list[int]) -> None:
        self.cells: dict[Spot, Cell] = {}
        self.merged: list[Area] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self._texts, self._formats, self._since_1904, self._budget = texts, formats, since_1904, budget
        self._row = self._column = 0
        self._kind = self._style = ""
        self._formula = False
        self._aside = 0
        self._read = ""
        """What is read now: `v`, `t`, or nothing."""
        self._value: list[str] = []
        self._known: dict[tuple[str, str, str], Cell] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name == "c":
            self._begin_cell(attributes)
        elif name in ("v", "t"):
            self._read = "" if self._aside else name
        elif name == "row":
            self._begin_row(attributes)
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._aside += 1
        elif name == "col":
            self._note_column(attributes)
        elif name == "mergeCell":
            if (area := area_of(attributes.get("ref", ""))) and len(self.merged) < MOST_AREAS:
                self.merged.append(area)
        elif ":" in name:
            self.start(name.rpartition(":")[2], attributes)

    def end(self, name: str) -> None:
        """An element ends."""
        if name == "c":
            self._end_cell()
        elif name in ("v", "t"):
            self._read = ""
        elif name == "rPh":
            self._aside -= 1
        elif ":" in name:
            self.end(name.rpartition(":")[2])

    def data(self, text: str) -> None:
        """Text within an element."""
        if self._read:
            self._value.append(text)

    def note(self, row: int, column: int, text: str) -> None:
        """A comment on a cell; on one that holds nothing it is of no use."""
        if cell := self.cells.get((row, column)):
            self.cells[row, column] = replace(cell, note=text)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        written = attributes.get("r", "")
        self._row = int(written) if written.isdecimal() and len(written) < 8 else self._row + 1
        self._column = 0
        if attributes.get("hidden") in ("1", "true"):
            self.hidden_rows.add(self._row)

    def _note_column(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in ("1", "true"):
            first, last = attributes.get("min", "0"), attributes.get("max", "0")
            if first.isdecimal() and last.isdecimal():
                self.hidden_columns.update(range(int(first[:8]), min(int(last[:8]), 16_384) + 1))

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        written = attributes.get("r")
        self._column = column_number(written.rstrip(_DIGITS)) if written else self._column + 1
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
        self._formula = False
        self._value = []

    def _end_cell(self) -> None:
        written = "".join(self._value)
        if not written and not self._formula:
            return
        if self._kind == "inlineStr" or (self._kind == "str" and not written):
            cell = Cell(escaped(written), escaped(written)) if written.strip() else None
        else:
            cell = self._cell(written)
        if cell is None:
            return
        self._budget[0] += 1
        if self._budget[0] > MOST_CELLS:
            raise too_large()
        self.cells[self._row, self._column] = cell

    def _cell(self, written: str) -> Cell | None:
        """The cell that a stored value makes; like ones are one."""
        key = self._kind, self._style, written
        if (cell := self._known.get(key)) is None:
            made = self._made(written)
            if made is None:
                return None
            cell = self._known[key] = made
        return cell

    def _made(self, written: str) -> Cell | None:
        if self._kind == "s":
            number = int(written[:12]) if written.strip().isdecimal() else -1
            text = self._texts[number] if 0 <= number < len(self._texts) else ""
            return Cell(text, text) if text.strip() else None
        if self._kind == "str":
            return Cell(escaped(written), escaped(written)) if written.strip() else None
        if self._kind == "b":
            return Cell(written == "1", "TRUE" if written == "1" else "FALSE")
        if self._kind == "e":
            return Cell(None, written, problem=tr("it holds the error `{error}`", error=written))
        if not written:
            return Cell(None, "", problem=not_stored())
        if self._kind == "d":
            return _iso(written)
        return self._number(written)

    def _number(self, written: str) -> Cell | None:
        value = number_of(written)
        if value is None:
            return Cell(written, written)
        style = int(self._style[:8]) if self._style.isdecimal() else -1
        form = (self._formats[style] if 0 <= style < len(self._formats) else _PLAIN).of(value)
        if form.words:
            return Cell(form.words, form.words)
        if form.kind != "number":
            moment = dated(value, form, since_1904=self._since_1904)
            if moment is not None:
                return Cell(moment, seen(moment))
            written = f"{value:f}" if isinstance(value, Decimal) else str(value)
            return Cell(None, written, problem=tr("it is shown as a date, and {number} is no day", number=written))
        for _ in range(form.percents):
            value = number_of(str(value * _HUNDREDFOLD)) or 0
        return numbered(value, form.unit)


def numbered(value: int | Decimal, unit: str = "") -> Cell:
    """A cell with a number."""
    digits = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return Cell(value, digits + ("" if unit in ("", "%") else " ") + unit, unit)


def not_stored() -> str:
    """What is said of a formula without a result."""
    return tr("the result of its formula is not stored: open the file in a spreadsheet program, and save it")


def _iso(written: str) -> Cell:
    try:
        moment = datetime.datetime.fromisoformat(written)
    except ValueError:
        return Cell(written, written)
    value = moment if moment.time() != datetime.time() else moment.date()
    return Cell(value, str(value))


def escaped(text: str) -> str:
    """A text with the signs that XML cannot hold, which stand there as `_x000D_`."""
    if "_x" not in text:
        return text
    found = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda sign: chr(int(sign[1], 16)), text)
    return re.sub("[\ud800-\udfff]", "\ufffd", found.replace("\r\n", "\n").replace("\r", "\n"))
