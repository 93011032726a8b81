"""The columns of a table with what a map says they are, and what in a map does not fit the table.

Comes in: a `Frame` and its map. Goes out: a `Bound` for each column, and diagnostics at the map's places. Knows nothing of values.
"""

from __future__ import annotations

from collections.abc import Iterator

from kpi_rules.diagnostics import Diagnostic, did_you_mean
from kpi_rules.i18n import tr
from kpi_rules.plan.conventions import Conventions
from kpi_rules.registers.map import IGNORE, Column, Map
from kpi_rules.registers.tables.fields import Kind, kind_of
from kpi_rules.registers.tables.frames import Frame
from kpi_rules.registers.tables.values import Meaning
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_OWN: Final = Kind("text")


class Bound(Struct):
    """A column with its meaning. `own` is the name under which it is kept where plans have no field for it. `told`: the map does not name it."""

    column: int
    heading: str
    field: str
    meaning: Meaning
    own: str = ""
    unnamed: bool = False


def bound_columns(frame: Frame, conventions: Conventions) -> list[Bound]:
    """Every column of a table, in order, but those that are left out."""
    by_column: dict[int, Column] = {}
    for name, column in frame.map.columns.items():
        if (at := frame.find(name)) is not None:
            by_column.setdefault(at, column)
    found = (_bound(frame, at, by_column.get(at), conventions) for at in frame.headings)
    return [each for each in found if each is not None]


def _bound(frame: Frame, at: int, column: Column | None, conventions: Conventions) -> Bound | None:
    heading = frame.headings[at] or f"column {frame.letters[at]}"
    if column is None:
        return Bound(at, heading, "", Meaning(Column(""), _OWN, conventions), heading, unnamed=True)
    if column.field == IGNORE:
        return None
    if column.field.startswith("x-"):
        return Bound(at, heading, column.field, Meaning(column, _OWN, conventions), column.field[2:])
    kind = kind_of(frame.map.rows, column.field)
    assert kind is not None, column.field  # the map was read
    return Bound(at, heading, column.field, Meaning(column, kind, conventions))


def misfits(frame: Frame, map_: Map) -> Iterator[Diagnostic]:
    """What a map says of a table that it does not have."""
    table = frame.map
    names = [(name, (*table.path, "columns", name)) for name in table.columns]
    lists = {"fill_down": table.fill_down, "split_lines": table.split_lines}
    names += [(name, (*table.path, key, index)) for key, listed in lists.items() for index, name in enumerate(listed)]
    for name, path in names:
        if frame.find(name) is None:
            message = tr(
                "`{sheet}` has no column `{name}`",
                sheet=frame.sheet.name or frame.sheet.heading or tr("the table"),
                name=name,
            )
            yield Diagnostic(
                message, map_.at(path, key=True), did_you_mean(name, filter(None, frame.headings.values()))
            )
