"""What the sheets of a workbook share: names, looks, and how a value is put into a cell."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from kpi_rules.bidi import without_isolates
from kpi_rules.engine.findings import Finding
from kpi_rules.exports.export import Export
from kpi_rules.exports.tables import Table
from kpi_rules.exports.values import NOTHING, PERCENT, Shown
from kpi_rules.i18n import tr
from kpi_rules.registers.tables.exported import RECORD
from kpi_rules.reports.words import LEVELS, kind, sentences
from kpi_rules.structs import Struct, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    Place: TypeAlias = "dict[tuple[int, tuple[str, ...]], tuple[str, int, int]]"
    """By the number of a row and a field: the sheet, row and column (from 0) of its cell."""

NARROWEST, WIDEST = 9, 46
LAST_ROWS = 500
"""How far below the last record choices are offered, for those that are added."""
FILLS = {"must": "#FBE0DD", "should": "#FFF0D1", "could": "#E4EFFA"}
_INK, _LINE, _HEAD = "#1F2937", "#D9DEE5", "#1F4E5F"
_LONGEST_NOTE = 3000
MOST_LINES = 12
"""Of a text, in its cell, without scrolling."""
PAGE = 210
"""The signs beside one another that can be read on a page in landscape."""


class Book(Struct, frozen=False):
    """A workbook that is being written."""

    made: Any
    export: Export
    names: Mapping[str, str]
    language: str
    looks: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def sheet(self, name: str) -> Any:
        """A new sheet that runs as its language does, and prints on the width of a page."""
        sheet = self.made.add_worksheet(name)
        if self.export.from_right:
            sheet.right_to_left()
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.6, 0.6)
        sheet.set_footer("&L&A&R&P / &N")
        sheet.set_comments_author("kpi-rules")
        return sheet

    @property
    def side(self) -> dict[str, str]:
        """The side that texts begin at: that of the sheet, whatever letters they begin with."""
        return {"align": "right"} if self.export.from_right else {}

    def look(self, **given: Any) -> Any:
        """A look, made once. Which way a text runs is for its first letter to say."""
        usual = {"font_name": "Calibri", "font_size": 11, "font_color": _INK, "valign": "top", "text_wrap": True}
        properties = {**usual, **self.side, "border": 1, "border_color": _LINE, **given}
        key = tuple(sorted(properties.items()))
        if key not in self.looks:
            self.looks[key] = self.made.add_format(properties)
        return self.looks[key]

    def head(self) -> Any:
        """The look of a header."""
        return self.look(bold=True, font_color="#FFFFFF", bg_color=_HEAD, valign="vcenter", num_format="@")

    def put(self, sheet: Any, row: int, column: int, shown: Shown, look: Mapping[str, Any]) -> None:
        """A value, typed, in its number format. A text is a text whatever it begins with, also after somebody has edited it."""
        value = shown.value
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value, self.look(**{"align": "left", **self.side, **look}))
        elif isinstance(value, (int, Decimal)):
            number = float(value / 100 if shown.unit == PERCENT else value)
            sheet.write_number(
                row,
                column,
                number,
                self.look(
                    **{
                        "num_format": number_format(shown),
                        "align": "left" if self.export.from_right else "right",
                        **look,
                    }
                ),
            )
        elif isinstance(value, datetime.date):
            sheet.write_datetime(
                row, column, value, self.look(**{"num_format": "yyyy-mm-dd", "align": "left", **self.side, **look})
            )
        elif value:
            dangerous = value[:1] in "=+-@\t\r\n"
            sheet.write_string(row, column, value, self.look(**look, **({"quote_prefix": True} if dangerous else {})))
        else:
            sheet.write_blank(row, column, None, self.look(**look))

    def note(self, sheet: Any, row: int, column: int, text: str) -> None:
        """A comment, large enough for its text."""
        text = text if len(text) <= _LONGEST_NOTE else text[:_LONGEST_NOTE] + "…"
        lines = sum(1 + len(line) // 46 for line in text.split("\n"))
        size = {"width": 320, "height": min(26 + 17 * lines, 480), "font_size": 9, "color": "#FFFDF2"}
        sheet.write_comment(row, column, text, size)

    def findings(self, table: Table, row: int, field_: tuple[str, ...]) -> Sequence[Finding]:
        """What was found at a cell."""
        return self.export.marks.get((table.name, row, field_), ())

    def marked(self, sheet: Any, row: int, column: int, found: Sequence[Finding]) -> None:
        """Say at a cell what was found there."""
        self.note(
            sheet, row, column, "\n\n".join(f"{kind(each.level)}: " + "\n".join(sentences(each)) for each in found)
        )


def fill(found: Sequence[Finding]) -> dict[str, str]:
    """The fill of a cell with findings: that of the gravest."""
    return {"bg_color": FILLS[min((each.level for each in found), key=LEVELS.index)]} if found else {}


def number_format(shown: Shown) -> str:
    """The format that shows a number with the digits that it has."""
    if shown == NOTHING or not isinstance(shown.value, (int, Decimal)):
        return "General"
    text = shown.text.removesuffix(PERCENT)
    decimals = "." + "0" * len(text.partition(".")[2]) if "." in text else ""
    return f"0{decimals}%" if shown.unit == PERCENT else f"#,##0{decimals}"


def width(texts: Iterable[str], least: int = NARROWEST) -> float:
    """A width that shows nearly all of a column's texts without a break, and none at the cost of the others."""
    lengths = sorted(max(map(len, text.split("\n"))) for text in texts if text)
    usual = lengths[int(len(lengths) * 0.9)] if lengths else 0
    return min(max(usual * 1.1 + 2, least), WIDEST)


def height(texts: Iterable[tuple[str, float]], line: float = 15.0) -> float:
    """How high a row has to be for its texts, each in its width. LibreOffice does not find that out when it opens a file."""
    most = 1
    for text, wide in texts:
        signs = max(wide * 0.95 - 1, 5)
        most = max(most, sum(1 + int((len(part) - 1) / signs) if part else 1 for part in text.split("\n")))
    return line * min(most, MOST_LINES) + 3


def pages(widths: Iterable[float]) -> int:
    """On how many pages beside one another a sheet can be read."""
    return 1 + int(sum(widths) / PAGE)


def sheet_names(tables: Iterable[Table]) -> dict[str, str]:
    """The sheets' names by table: their titles as a workbook allows them, each once."""
    names: dict[str, str] = {}
    taken = {RECORD, findings_name().casefold(), "history"}
    for table in tables:
        base = re.sub(r"[\[\]:*?/\\]|^'|'$", " ", without_isolates(table.title)).strip()[:28] or table.name[:28]
        name, number = base, 2
        while name.casefold() in taken:
            name, number = f"{base} {number}", number + 1
        taken.add(name.casefold())
        names[table.name] = name
    return names


def findings_name() -> str:
    """What the sheet of findings is called."""
    return tr("Findings")
