"""One table of a workbook → how it is read: what its rows are, its columns, what is filled down, split, skipped.

Comes in: a sheet and where a table stands on it. Goes out: a `TableMap` with questions, or nothing where it is no register.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from kpi_rules.i18n import tr
from kpi_rules.plan.synonyms import Synonyms, plainly
from kpi_rules.registers.cells import Area, Sheet, column_name
from kpi_rules.registers.map import NONE, Column, TableMap
from kpi_rules.registers.tables.contents import Contents, contents_of
from kpi_rules.registers.tables.frames import Frame, frame_of
from kpi_rules.registers.tables.guessing.asking import Assigned, called_by, place_of
from kpi_rules.registers.tables.guessing.assigning import assign
from kpi_rules.registers.tables.guessing.lines import filled, given_below, skipped_lines
from kpi_rules.registers.tables.guessing.pairs import value_columns
from kpi_rules.registers.tables.rows import lines_of
from kpi_rules.registers.tables.values import plain_text
from kpi_rules.structs import Struct, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_KINDS: Final = {"kpis": "kpi", "objectives": "objective", "roles": "role", "metrics": "metric", "review": "review"}
_NEEDED: Final = {
    "kpi": ("name", "metric"),
    "metric": ("name",),
    "objective": ("title",),
    "role": ("title",),
    "review": ("on",),
}
_ENOUGH: Final = 2_000
"""Rows that say what their columns hold."""
_FILLED: Final = ("objective", "category", "objective.perspective", "scope.team", "scope.segment")
"""Fields that people write once for all the rows that it counts for."""


class Place(Struct):
    """Where a table stands on its sheet."""

    area: Area
    header: tuple[int, ...]
    transposed: bool = False


class TableGuess(Struct):
    """How a table is read, and what could not be decided. `understood` columns have a field; `words` are the headings."""

    table: TableMap
    frame: Frame
    questions: tuple[str, ...] = ()
    understood: int = 0
    unsure: bool = False


def guess_table(sheet: Sheet, place: Place, *, several: bool) -> TableGuess | None:
    """How a table is read; nothing where too little of it is understood to be a register."""
    table = TableMap(
        (sheet.name or sheet.heading,) if sheet.name or sheet.heading else (),
        header=place.header,
        transposed=place.transposed,
    )
    if several or place.transposed:
        table = replace(table, area=_written(place))
    frame = frame_of(sheet, table)
    if skip := skipped_lines(frame):
        table = replace(table, skip=skip)
        frame = frame_of(sheet, table)
    contents = _contents(frame)
    if (pairs := value_columns(frame, contents)) is not None:
        return _made(replace(table, rows="value"), frame, pairs, contents)
    kind = _kind(sheet, frame, contents)
    if kind is None:
        return None
    return _made(replace(table, rows=kind), frame, assign(frame, contents, kind), contents)


def _contents(frame: Frame) -> Mapping[int, Contents]:
    """What stands in the columns; not in lines of one cell alone, where there are others."""
    rows = frame.rows[:: len(frame.rows) // _ENOUGH | 1]  # odd: rows may take turns
    full = [row for row in rows if len(filled(frame, row)) > 1] or rows
    return {at: contents_of(frame.cell(row, at) for row in full) for at in frame.headings}


def _written(place: Place) -> str:
    area = place.area
    if place.transposed:
        return f"{column_name(area.top)}{area.left}:{column_name(area.bottom)}{area.right}"
    return f"{column_name(area.left)}{area.top}:{column_name(area.right)}{area.bottom}"


def _kind(sheet: Sheet, frame: Frame, contents: Mapping[int, Contents]) -> str | None:
    """What the rows are: as the sheet is called, where its columns bear that out; else what most columns are of. A sheet of goals (`Metas`) may be one
    of their KPIs."""
    scores: dict[str, int] = {}
    for kind, needed in _NEEDED.items():
        assigned = assign(frame, contents, kind)
        fields = assigned.fields
        own = sum(not name.startswith("x-") and name != "ignore" for name in fields)
        own += any(heading.period for heading in assigned.headings.values())
        if fields & set(needed) and own >= 2:
            scores[kind] = own
    named = named_kind(sheet.name or sheet.heading)
    if named in scores and not (named == "objective" and scores.get("kpi", 0) > scores[named]):
        return named
    if not scores:
        return None
    return max(scores, key=lambda kind: (scores[kind] + (kind == "kpi"), kind == "kpi"))


def named_kind(name: str) -> str | None:
    """What the rows of a sheet are by its name."""
    for meant in Synonyms().fields(name, "Plan", []):
        if meant.path[-1] in _KINDS:
            return _KINDS[meant.path[-1]]
    return _KINDS.get(plainly(name))


def _made(table: TableMap, frame: Frame, assigned: Assigned, contents: Mapping[int, Contents]) -> TableGuess:
    names = _names(frame)
    fields = {at: column.field for at, column in assigned.columns.items()}
    sections, asked = given_below(frame, fields)
    table = replace(
        table,
        columns={names[at]: column for at, column in assigned.columns.items()},
        fill_down=tuple(
            names[at] for at, name in fields.items() if name in _FILLED and _is_filled_once(frame, at, fields)
        ),
        split_lines=tuple(names[at] for at in _split(frame, fields)),
        sections=sections,
    )
    own = sum(not name.startswith("x-") and name != "ignore" for name in fields.values())
    return TableGuess(
        table,
        frame,
        (*assigned.questions, *filter(None, (asked,)), *_twice(table, frame, fields)),
        own,
        assigned.unsure,
    )


def _twice(table: TableMap, frame: Frame, fields: Mapping[int, str]) -> Iterator[str]:
    """A question where KPIs of one name stand in several rows, which are made KPIs of their own."""
    key = _key(fields)
    if table.rows != "kpi" or key is None or table.split_lines:
        return
    spots = [(row, key) for row in frame.rows if (row, key) in frame.cells and (row, key) not in frame.origins]
    counts = Counter(plainly(plain_text(frame.cells[spot])) for spot in spots)
    name, most = counts.most_common(1)[0] if counts else ("", 0)
    if most > 1:
        yield tr(
            "{place}: “{name}” stands in {count} rows, and each is made a KPI: if a column tells them apart, name it in `one_plan_per:`",
            place=place_of(frame, key),
            name=name[:60],
            count=most,
        )


def _names(frame: Frame) -> Mapping[int, str]:
    """What a map calls each column: its heading, where that leads back to it, else its letter."""
    return {
        at: heading
        if heading and frame.find(heading) == at and not heading.startswith("[")
        else f"[{frame.letters[at]}]"
        for at, heading in frame.headings.items()
    }


def _key(fields: Mapping[int, str]) -> int | None:
    return next((at for name in ("name", "title", "metric") for at, each in fields.items() if each == name), None)


def _is_filled_once(frame: Frame, at: int, fields: Mapping[int, str]) -> bool:
    """Whether a column says once what counts for the rows below: it begins with a value, and has gaps where rows have names."""
    key = _key(fields)
    rows = [row for row in frame.rows if key is not None and frame.cell(row, key) is not None]
    gaps = sum(frame.cell(row, at) is None for row in rows)
    return bool(rows) and frame.cell(rows[0], at) is not None and gaps > 0 and key is not None and at < key


def _split(frame: Frame, fields: Mapping[int, str]) -> list[int]:
    """Columns with several entries in a cell: the names, and those that have as many lines wherever they have several."""
    key = _key(fields)
    if key is None:
        return []
    counted = {row: len(lines_of(cell)) for row in frame.rows if (cell := frame.cell(row, key)) is not None}
    rows = [row for row, lines in counted.items() if lines > 1]
    others = [at for at in fields if at != key and rows and _as_many(frame, at, rows, counted)]
    return [key, *others] if others else []


def _as_many(frame: Frame, at: int, rows: list[int], counted: Mapping[int, int]) -> bool:
    lines = [(counted[row], len(lines_of(cell))) for row in rows if (cell := frame.cell(row, at)) is not None]
    return bool(lines) and all(wanted == found for wanted, found in lines)


def unknown_table(sheet: Sheet, place: Place) -> TableGuess:
    """A table of which nobody knows what its KPIs are called."""
    sheets = (sheet.name or sheet.heading,) if sheet.name or sheet.heading else ()
    table = TableMap(sheets, header=place.header, transposed=place.transposed)
    frame = frame_of(sheet, table)
    contents = _contents(frame)
    assigned = assign(frame, contents, "kpi")
    for at, column in assigned.columns.items():  # numbers alone make no KPIs: a list of people has them, too
        if column.field == "id":
            assigned.columns[at] = replace(column, field="x-id")
    guess = _made(table, frame, assigned, contents)
    named = next((at for at, column in assigned.columns.items() if column.field == "name"), None)
    question = (
        tr("which column says what the KPIs are called? write `name` for it")
        if named is None
        else called_by(frame, named)
    )
    return TableGuess(guess.table, frame, (question, *guess.questions))


def left_aside(sheet: Sheet) -> TableMap:
    """A sheet that is no register, as a map says so."""
    return TableMap((sheet.name or sheet.heading,), rows=NONE)


def question_of(sheet: Sheet) -> str:
    """What is asked of a table that nothing is understood of."""
    return tr("what are the rows of the sheet “{name}”? it is left aside", name=sheet.name or sheet.heading)


__all__ = ["Column", "Place", "TableGuess", "guess_table", "left_aside", "question_of"]
