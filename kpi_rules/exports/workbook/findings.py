"""The sheet of findings: each with its cell, why, and what to do."""

from __future__ import annotations

from kpi_rules.exports.workbook.sheets import FILLS, Book, findings_name, height
from kpi_rules.i18n import tr
from kpi_rules.registers.cells import cell_name
from kpi_rules.reports.safe import one_line
from kpi_rules.reports.words import LEVELS, kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kpi_rules.engine.findings import Finding
    from kpi_rules.exports.marks import Spot
    from kpi_rules.exports.workbook.sheets import Place

_WIDTHS = (18, 14, 58, 34, 58, 34)


def put_findings(book: Book, places: dict[str, Place]) -> None:
    """The sheet, gravest findings first."""
    sheet = book.sheet(findings_name())
    heads = (tr("Kind"), tr("Cell"), tr("Finding"), tr("Why"), tr("What to do"), tr("Rule"))
    for at, (text, wide) in enumerate(zip(heads, _WIDTHS, strict=True)):
        sheet.set_column(at, at, wide)
        sheet.write_string(0, at, text, book.head())
    found = [(spot, each) for spot, all_ in book.export.marks.items() for each in all_]
    named = (len(book.names[spot[0]]) + 6 for spot, _ in found)
    sheet.set_column(1, 1, min(max(named, default=0), 36) or _WIDTHS[1])
    found.sort(key=lambda pair: LEVELS.index(pair[1].level))
    for line, (spot, finding) in enumerate(found, 1):
        _put(book, sheet, line, finding, _cell(spot, places))
    if found:
        sheet.autofilter(0, 0, len(found), len(heads) - 1)
    else:
        sheet.write_string(1, 0, tr("Nothing was found."), book.look(border=0, text_wrap=False))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)


def _put(book: Book, sheet: Any, line: int, finding: Finding, cell: tuple[str, int, int] | None) -> None:
    texts = (finding.message, "\n".join(finding.why), finding.remedy or "", finding.rule)
    sheet.set_row(line, height(zip(texts, _WIDTHS[2:], strict=True)))
    sheet.write_string(line, 0, kind(finding.level), book.look(bg_color=FILLS[finding.level], bold=True))
    for at, text in enumerate(texts, 2):
        sheet.write_string(line, at, "\n".join(map(one_line, text.split("\n"))), book.look(num_format="@"))
    if cell is None:
        sheet.write_blank(line, 1, None, book.look())
        return
    name, place = cell[0], cell_name(cell[1] + 1, cell[2] + 1)
    quoted = name.replace("'", "''")
    look = book.look(font_color="#0B5CAD", underline=1)
    sheet.write_url(line, 1, f"internal:'{quoted}'!{place}", look, f"{name}!{place}")


def _cell(spot: Spot, places: dict[str, Place]) -> tuple[str, int, int] | None:
    table, row, field = spot
    return places.get(table, {}).get((row, field))
