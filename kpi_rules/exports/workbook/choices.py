"""What a cell offers to choose from: the schema's words, and the ids that the plan has."""

from __future__ import annotations

from kpi_rules.exports.columns import Column
from kpi_rules.exports.workbook.sheets import Book
from kpi_rules.i18n import tr
from kpi_rules.registers.cells import column_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_LONGEST_LIST = 255
"""Signs of a list that stands in the rule itself."""


def offer(book: Book, sheet: Any, column: Column, area: tuple[int, int, int, int]) -> None:
    """The choices of a column, where it has any."""
    rule: dict[str, Any] = {"validate": "list", "ignore_blank": True}
    if (
        column.choices
        and len(",".join(column.choices)) <= _LONGEST_LIST
        and not any("," in one for one in column.choices)
    ):
        message = tr("One of: {words}", words=", ".join(column.choices))
        words = {"error_title": column.title[:32], "error_message": message[:255]}
        sheet.data_validation(*area, {**rule, **words, "source": list(column.choices)})
    elif column.kind == "truth":
        sheet.data_validation(*area, {**rule, "source": ["TRUE", "FALSE"]})
    elif column.kind == "date":
        pass
    elif len(column.refers) == 1 and column.kind == "text" and (source := _ids(book, column.refers[0])):
        words = {"error_title": column.title[:32], "error_message": tr("The plan has no such id.")[:255]}
        sheet.data_validation(*area, {**rule, **words, "source": source, "error_type": "warning"})


def _ids(book: Book, name: str) -> str | None:
    """All ids of a list, also those that will be added."""
    table = book.export.table(name)
    if table is None or ("id",) not in [column.field for column in table.columns]:
        return None
    first = 2 if len(book.export.plans) > 1 else 1
    letter = column_name(1 + first + [column.field for column in table.columns].index(("id",)))
    sheet = book.names[name].replace("'", "''")
    return f"=OFFSET('{sheet}'!${letter}$2,0,0,MAX(1,COUNTA('{sheet}'!${letter}$2:${letter}$9999)),1)"
