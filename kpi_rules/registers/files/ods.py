"""A workbook of OpenDocument (ods): sheets of typed cells, as far as a register needs them. No formula is evaluated.

Source: OASIS OpenDocument 1.3 part 3 (9 tables, 19.385 office:value-type).
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

from kpi_rules.i18n import listed, ntr, tr
from kpi_rules.registers.cells import Area, Cell, Sheet, Workbook, area_of
from kpi_rules.registers.files.covered import drop_covered, forget, left_out
from kpi_rules.registers.files.formats import number_of
from kpi_rules.registers.files.package import MOST_CELLS, Package, Refused, too_large
from kpi_rules.registers.files.xlsx_sheet import not_stored, numbered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Attributes = dict[str, str]

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_HUNDREDFOLD = Decimal(100)
_ERROR = re.compile(r"#(?:REF|N/A|VALUE|DIV/0|NAME|NUM|NULL)[!?]?|Err:\d+")


def read(name: str, package: Package) -> Workbook:
    """The workbook in a package."""
    if "encryption-data" in package.text("META-INF/manifest.xml"):
        raise Refused(tr("it is locked with a password"), tr("save it without one"))
    reader = _Reader()
    package.parse("content.xml", reader.start, reader.end, reader.data)
    remarks = list(_remarks(package, reader))
    for sheet in reader.sheets:
        drop_covered(sheet)
        sheet.tables = tuple(area for name_of, area in reader.tables if name_of == sheet.name)
        for area in (area for name_of, area in reader.pivots if name_of == sheet.name):
            forget(sheet.cells, area)
            remarks.append(left_out(sheet.name))
    return Workbook(name, reader.sheets, remarks=remarks)


def _remarks(package: Package, reader: _Reader) -> Iterator[str]:
    if any(part.startswith("Basic/") for part in package.names):
        yield tr("its macros are left aside: nothing of a register is run")
    if hidden := [sheet.name for sheet in reader.sheets if sheet.hidden]:
        yield ntr(
            "the hidden sheet {sheets} is left out",
            "the hidden sheets {sheets} are left out",
            len(hidden),
            sheets=listed(hidden),
        )


class _Reader:
    """Takes the elements of `content.xml`."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self.tables: list[tuple[str, Area]] = []
        self.pivots: list[tuple[str, Area]] = []
        self._count = 0
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._row = self._column = self._repeat_row = self._repeat = 0
        self._cell: Attributes | None = None
        self._merged: list[Area] = []
        self._rows: set[int] = set()
        self._columns: set[int] = set()
        self._texts: list[str] = []
        self._note: list[str] = []
        self._in_note = self._in_text = 0
        self._row_cells: list[tuple[int, Cell]] = []

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        if name in ("table:table-cell", "table:covered-table-cell"):
            self._begin_cell(attributes)
        elif name == "text:p":
            self._begin_text()
        elif name in ("text:line-break", "text:s", "text:tab") and self._in_text:
            self.data("\n" if name == "text:line-break" else " ")
        elif name == "office:annotation":
            self._in_note += 1
        elif name == "table:table-row":
            self._begin_row(attributes)
        elif name == "table:table-column":
            self._begin_column(attributes)
        elif name == "table:table":
            self._begin_table(attributes)
        elif name == "style:style":
            self._style = attributes.get("style:name", "")
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)
        elif name in ("table:database-range", "table:data-pilot-table"):
            into = self.tables if name == "table:database-range" else self.pivots
            into += _address(attributes.get("table:target-range-address", ""))

    def end(self, name: str) -> None:
        """An element ends."""
        if name in ("table:table-cell", "table:covered-table-cell"):
            self._end_cell()
        elif name == "text:p":
            self._in_text = 0
        elif name == "office:annotation":
            self._in_note -= 1
        elif name == "table:table-row":
            self._end_row()
        elif name == "table:table":
            sheet = self.sheets[-1]
            sheet.merged, sheet.hidden_rows, sheet.hidden_columns = (
                tuple(self._merged),
                frozenset(self._rows),
                frozenset(self._columns),
            )

    def data(self, text: str) -> None:
        """Text within a paragraph."""
        if self._in_text and self._cell is not None:
            into = self._note if self._in_note else self._texts
            into[-1] += text

    def _begin_table(self, attributes: Attributes) -> None:
        self._merged, self._rows, self._columns = [], set(), set()
        self._row = self._repeat_row = self._column = 0
        hidden = attributes.get("table:style-name", "") in self._hidden_styles
        self.sheets.append(Sheet(attributes.get("table:name", ""), {}, hidden=hidden))

    def _begin_column(self, attributes: Attributes) -> None:
        first, count = self._column + 1, _times(attributes.get("table:number-columns-repeated"), _LAST_COLUMN)
        self._column += count
        if attributes.get("table:visibility") in ("collapse", "filter"):
            self._columns.update(range(first, min(first + count, _LAST_COLUMN)))

    def _begin_row(self, attributes: Attributes) -> None:
        self._row += self._repeat_row or 1 if self._row else 1
        self._repeat_row = _times(attributes.get("table:number-rows-repeated"), _LAST_ROW)
        self._column = 0
        self._row_cells = []
        if attributes.get("table:visibility") in ("collapse", "filter") and self._repeat_row < 100_000:
            self._rows.update(range(self._row, self._row + self._repeat_row))

    def _end_row(self) -> None:
        """Put the row's cells down, as often as the row is repeated."""
        if not self._row_cells:
            return
        self._count += len(self._row_cells) * self._repeat_row
        if self._count > MOST_CELLS:
            raise too_large()
        cells = self.sheets[-1].cells
        for row in range(self._row, self._row + self._repeat_row):
            cells.update(((row, column), cell) for column, cell in self._row_cells)

    def _begin_cell(self, attributes: Attributes) -> None:
        self._cell, self._texts, self._note = attributes, [], []
        self._repeat = _times(attributes.get("table:number-columns-repeated"), _LAST_COLUMN)
        rows, columns = attributes.get("table:number-rows-spanned"), attributes.get("table:number-columns-spanned")
        if rows or columns:
            here = self._column + 1
            area = Area(
                self._row, here, self._row + _times(rows, _LAST_ROW) - 1, here + _times(columns, _LAST_COLUMN) - 1
            )
            if area.bottom > area.top or area.right > area.left:
                self._merged.append(area)

    def _begin_text(self) -> None:
        self._in_text = 1
        (self._note if self._in_note else self._texts).append("")

    def _end_cell(self) -> None:
        attributes, self._cell = self._cell or {}, None
        cell = _cell(attributes, "\n".join(self._texts), "\n".join(self._note).strip())
        if cell is not None and len(self._row_cells) + self._repeat <= MOST_CELLS:
            self._row_cells += ((self._column + 1 + number, cell) for number in range(self._repeat))
        elif cell is not None:
            raise too_large()
        self._column += self._repeat


def _cell(attributes: Attributes, text: str, note: str) -> Cell | None:
    """The cell that its attributes say, beside the text that people see."""
    kind = attributes.get("office:value-type", "")
    if attributes.get("calcext:value-type") == "error" or (attributes.get("table:formula") and _ERROR.fullmatch(text)):
        return Cell(None, text, note=note, problem=tr("it holds the error `{error}`", error=text))
    if kind == "boolean":
        value = attributes.get("office:boolean-value") == "true"
        return Cell(value, "TRUE" if value else "FALSE", note=note)
    if kind == "date":
        return _moment(attributes.get("office:date-value", ""), text, note)
    if kind == "time":
        return _length(attributes.get("office:time-value", ""), text, note)
    if attributes.get("table:formula") and not kind:
        return Cell(None, "", note=note, problem=not_stored())
    number = number_of(attributes.get("office:value", "")) if kind in ("float", "percentage", "currency") else None
    if number is None:
        return Cell(text, text, note=note) if text.strip() else None
    if kind == "float" and _is_word(text):
        return _worded(attributes.get("table:formula", ""), text, note)
    if kind == "percentage":
        number = number_of(str(number * _HUNDREDFOLD)) or 0
    unit = "%" if kind == "percentage" else attributes.get("office:currency", "") or _unit(text)
    made = numbered(number, unit)
    return Cell(made.value, made.shown, made.unit, note)


def _is_word(text: str) -> bool:
    """Whether a number is shown as a word, and no digit of it."""
    return bool(text) and not re.search(r"\d", text) and bool(re.search(r"[^\W\d_]", text))


def _worded(formula: str, text: str, note: str) -> Cell:
    """A number that is shown as a word. LibreOffice has truth so, where a file of Excel's had it: as 1 by the formula `TRUE()`."""
    truth = re.fullmatch(r"of:=(TRUE|FALSE)\(\)", formula)
    return Cell(truth[1] == "TRUE" if truth else text.strip(), text.strip(), note=note)


def _unit(text: str) -> str:
    """The word that people see behind a number: its format adds it."""
    found = re.fullmatch(r"-?[0-9][0-9.,'\u202f\xa0 ]*?[ \xa0\u202f]([^\W\d_][^\d]{0,39})", text.strip())
    return found[1].strip() if found else ""


def _address(written: str) -> list[tuple[str, Area]]:
    """The sheet and the area, where it is one, that `'My sheet'.A1:'My sheet'.C5` names."""
    name = r"\$?(?:'((?:[^']|'')*)'|([^'.]*))"
    found = re.fullmatch(rf"{name}\.(\$?[A-Z]{{1,3}}\$?[0-9]{{1,7}}):{name}\.(\$?[A-Z]{{1,3}}\$?[0-9]{{1,7}})", written)
    area = area_of(f"{found[3]}:{found[6]}") if found else None
    return [((found[1] or found[2] or "").replace("''", "'"), area)] if found and area else []


def _moment(written: str, text: str, note: str) -> Cell | None:
    try:
        moment = datetime.datetime.fromisoformat(written)
    except ValueError:
        return Cell(text, text, note=note) if text.strip() else None
    value = moment if "T" in written and moment.time() != datetime.time() else moment.date()
    return Cell(value, str(value), note=note)


def _length(written: str, text: str, note: str) -> Cell | None:
    """A length of time (`PT36H00M00S`); less than a day is a time of the day."""
    found = re.fullmatch(r"PT(\d{1,6})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S", written)
    if not found:
        return Cell(text, text, note=note) if text.strip() else None
    hours, minutes, seconds = int(found[1]), int(found[2]), int(found[3])
    if hours < 24 and minutes < 60 and seconds < 60:
        moment = datetime.time(hours, minutes, seconds)
        return Cell(moment, str(moment), note=note)
    length = datetime.timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return Cell(length, text or str(length), note=note)


def _times(written: str | None, most: int) -> int:
    """How often something is repeated, or how far it reaches."""
    times = int(written[:8]) if written and written.isascii() and written.isdecimal() else 1
    return min(times, most) if times > 0 else 1
