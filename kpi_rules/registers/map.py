"""`kpi-rules.map.yaml`: how registers are read, as people review it. Data alone, no code.

Comes in: the text of a map. Goes out: a `Map`, or diagnostics at their places. `schemas/map.schema.json` says what may stand in it. Knows
nothing of cells; whether a heading exists is told where a map is used (`reading`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache

from kpi_rules.diagnostics import Diagnostic, did_you_mean
from kpi_rules.document import Document, load
from kpi_rules.i18n import tr
from kpi_rules.registers.tables.fields import kind_of, known_fields
from kpi_rules.resources import bundled
from kpi_rules.source import Location, Source
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Any, Final

    from kpi_rules.document.limits import Limits
    from kpi_rules.document.places import Path
    from kpi_rules.document.shape import Shape

NAME: Final = "kpi-rules.map.yaml"
"""How the file is called, beside the registers."""
IGNORE: Final = "ignore"
"""The field of a column that is left out."""
NONE: Final = "none"
"""What the rows of a table are that is left aside."""


class Column(Struct):
    """What the cells of a column are: `field` by its path from the record (`target.by`)."""

    field: str
    period: str = ""
    kpi: str = ""
    unit: str = ""
    values: Mapping[str, str | int | bool | Decimal | None] = {}


class TableMap(Struct):
    """How a table is read. `columns` by heading, or by letter (`[D]`). `path` is where it stands in the map."""

    sheets: tuple[str, ...] = ()
    rows: str = "kpi"
    header: tuple[int, ...] = ()
    area: str = ""
    skip: tuple[str, ...] = ()
    transposed: bool = False
    fill_down: tuple[str, ...] = ()
    split_lines: tuple[str, ...] = ()
    sections: str = ""
    plan: Mapping[str, object] = {}
    columns: Mapping[str, Column] = {}
    path: Path = ()


class Register(Struct):
    """How the registers of a name are read; `one_plan_per` is `sheet`, a heading, or empty."""

    file: str = "*"
    locale: str = ""
    plan: Mapping[str, object] = {}
    one_plan_per: str = ""
    tables: tuple[TableMap, ...] = ()
    questions: tuple[str, ...] = ()


class Map(Struct):
    """A map. `documents` are the maps of documents in it, as they are written. `document` is its text, where it has one."""

    registers: tuple[Register, ...] = ()
    documents: tuple[Mapping[str, object], ...] = ()
    document: Document | None = None

    def register(self, name: str) -> Register | None:
        """How a register is read, by the name of its file."""
        own = name.replace("\\", "/").rpartition("/")[2].casefold()
        return next((each for each in self.registers if fnmatchcase(own, each.file.casefold())), None)

    def at(self, path: Path, *, key: bool = False) -> Location | None:
        """The place of something in it."""
        if self.document is None:
            return None
        span = self.document.key_span(path) if key else None
        return Location(self.document.source, span or self.document.span(path))


def read_map(source: Source, limits: Limits | None = None) -> tuple[Map | None, tuple[Diagnostic, ...]]:
    """The map in a text."""
    document, diagnostics = load(source, limits)
    if document is None:
        return None, diagnostics
    data, problems = _shape().read(document)
    if data is None or problems:
        return None, problems
    map_ = _map(data, document)
    misnamed = tuple(_misnamed(map_))
    return (None, misnamed) if misnamed else (map_, ())


def map_of_document(source: Source) -> Map:
    """A map of documents that is a file of its own, as packs bring them, among other maps."""
    document, _ = load(source)
    return Map(document=document)


@cache
def _shape() -> Shape:
    import json

    from kpi_rules.document.shape import Shape

    schema = json.loads((bundled("schemas") / "map.schema.json").read_text("utf-8"))
    return Shape(schema)


def _misnamed(map_: Map) -> Iterator[Diagnostic]:
    """Columns whose fields do not exist in what their rows are."""
    for table in (table for register in map_.registers for table in register.tables if table.rows != NONE):
        for name, column in table.columns.items():
            own = column.field == IGNORE or column.field.startswith("x-")
            if not own and kind_of(table.rows, column.field) is None:
                yield _no_field(map_, table, ("columns", name), column.field)
        if table.sections and kind_of(table.rows, table.sections) is None:
            yield _no_field(map_, table, ("sections",), table.sections)


def _no_field(map_: Map, table: TableMap, where: Path, field: str) -> Diagnostic:
    path = (*table.path, *where)
    within = (*path, "field")
    known = (*known_fields(table.rows), IGNORE)
    help_ = did_you_mean(field, known) or tr(
        "`x-{name}` keeps what plans have no field for", name=field.replace(".", "-")
    )
    place = map_.at(within if map_.document is not None and map_.document.has(within) else path)
    return Diagnostic(tr("`{name}` is no field of a {record}", name=field, record=f"`{table.rows}`"), place, help_)


def _map(data: dict[str, Any], document: Document) -> Map:
    registers = (_register(each, ("registers", index)) for index, each in enumerate(data.get("registers", ())))
    return Map(tuple(registers), tuple(data.get("documents", ())), document)


def _register(data: dict[str, Any], path: Path) -> Register:
    return Register(
        data.get("file", "*"),
        data.get("locale", ""),
        data.get("plan", {}),
        data.get("one_plan_per", ""),
        tuple(_table(each, (*path, "tables", index)) for index, each in enumerate(data.get("tables", ()))),
        _texts(data, "questions"),
    )


def _table(data: dict[str, Any], path: Path) -> TableMap:
    return TableMap(
        sheets=_texts(data, "sheet"),
        rows=data.get("rows", "kpi"),
        header=tuple(map(int, data.get("header", ()))),
        area=data.get("area", ""),
        skip=_texts(data, "skip"),
        transposed=data.get("transposed", False),
        fill_down=_texts(data, "fill_down"),
        split_lines=_texts(data, "split_lines"),
        sections=data.get("sections", ""),
        plan=data.get("plan", {}),
        columns={str(name): _column(each) for name, each in data.get("columns", {}).items()},
        path=path,
    )


def _column(data: dict[str, Any] | None) -> Column:
    data = data or {}
    return Column(
        data.get("field", IGNORE),
        str(data.get("period", "")),
        data.get("kpi", ""),
        data.get("unit", ""),
        {str(word): value for word, value in data.get("values", {}).items()},
    )


def _texts(data: dict[str, Any], name: str) -> tuple[str, ...]:
    return tuple(map(str, data.get(name, ())))
