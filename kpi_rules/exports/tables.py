"""Plans as tables: a row for each record, a column for each field that one of them has, a cell for each single value.

Comes in: plans. Goes out: `Table`s, whose cells know where in the plan they come from. Inner lists (the actuals of a KPI) are tables of
their own. Knows nothing of formats.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kpi_rules.exports.columns import Column, columns_of, list_title
from kpi_rules.exports.values import NOTHING, Shown, shown
from kpi_rules.i18n import tr
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kpi_rules.document.places import Path
    from kpi_rules.exports.columns import Captions, Field
    from kpi_rules.plan import Plan, PlanSchema

PLAN = "plan"
PARENT: Field = ("",)
"""The column of an inner list that says whose it is."""
_USUAL: Mapping[str, tuple[str, ...]] = {
    "plan": ("title", "organization", "status", "period", "mission", "vision", "review", "review.last", "review.next"),
    "kpis": ("id", "name", "status", "objective", "owner", "target", "actual", "baseline", "unit", "direction",
             "reporting_frequency", "data_source", "definition"),
    "objectives": ("id", "title", "owner", "due"),
    "roles": ("id", "title", "scope", "reports_to"),
    "metrics": ("id", "name", "definition", "formula", "unit", "direction", "decision"),
    "review.history": ("on", "outcome"),
}  # fmt: skip
"""The columns that are there though no record has them, so that they can be filled in; they come first, in this order."""
_ALWAYS = ("kpis", "objectives", "roles", "metrics", "review.history")
_FIRST_OF_KPIS = (
    "id",
    "metric",
    "name",
    "status",
    "objective",
    "owner",
    "contributors",
    "target",
    "actual",
    "thresholds",
    "baseline",
    "unit",
)


class Shelf(Struct):
    """A kind of record: the list that holds it, as a path of fields; what its records are called; and what holds the list."""

    name: str
    record: str
    holder: str

    @property
    def list(self) -> str:
        """The field that is the list."""
        return self.name.rpartition(".")[2]


class Entry(Struct):
    """A cell's value, where in the plan it is written, and whether a KPI takes it over from its metric."""

    shown: Shown
    path: Path
    taken_over: bool = False


class Row(Struct):
    """A record. `key` tells it from all others of its table and plan; `path` is where it stands; `parent` the row that it belongs to."""

    plan: int
    key: str
    path: Path
    cells: Mapping[Field, Entry]
    parent: Row | None = None


class Table(Struct):
    """Records of one kind, of all plans."""

    shelf: Shelf
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def name(self) -> str:
        """The list that it shows: `kpis`, `kpis.actuals`."""
        return self.shelf.name


def tables_of(plans: Sequence[Plan], captions: Captions | None = None) -> tuple[Table, ...]:
    """The plans' tables: the plans themselves, their lists, and the inner lists that hold anything."""
    if not plans:
        return ()
    tables: list[Table] = []
    rows_of: dict[str, list[Row]] = {}
    for shelf in shelves(plans[0].schema):
        columns: dict[Field, Column] = {}
        for plan in plans:
            columns |= columns_of(plan.schema, shelf.record, captions)
        rows = [row for number, plan in enumerate(plans) for row in _rows(shelf, plan, number, columns, rows_of)]
        rows_of[shelf.name] = rows
        if rows or shelf.name in _ALWAYS:
            tables.append(Table(shelf, _title(plans[0].schema, shelf), _wanted(shelf, columns, rows), tuple(rows)))
    return tuple(_told_apart(tables))


def shelves(schema: PlanSchema) -> tuple[Shelf, ...]:
    """Every list of records that a plan may hold, the outer before the inner."""
    top = [Shelf(name, record, PLAN) for name, record, many in schema.nested[PLAN] if many and record != "unread"]
    top.sort(key=lambda shelf: [*_ALWAYS, "links"].index(shelf.name) if shelf.name in _ALWAYS else len(_ALWAYS))
    inner = [
        Shelf(f"{shelf.name}.{name}", record, shelf.name)
        for shelf in top
        for name, record, many in schema.nested[shelf.record]
        if many
    ]
    single = [(name, record) for name, record, many in schema.nested[PLAN] if not many]
    held = [
        Shelf(f"{name}.{field}", inner_, PLAN)
        for name, record in single
        for field, inner_, many in schema.nested[record]
        if many
    ]
    return (Shelf(PLAN, PLAN, ""), *top, *inner, *held)


def _title(schema: PlanSchema, shelf: Shelf) -> str:
    if shelf.name == PLAN:
        return tr("Plan")
    above = shelf.name.split(".")[:-1]
    record = PLAN
    for name in above:
        record = next(inner for field, inner, _ in schema.nested[record] if field == name)
    return list_title(schema, record, shelf.list)


def _told_apart(tables: list[Table]) -> Iterator[Table]:
    """Two lists of one name are told by what they belong to."""
    titles = [table.title for table in tables]
    by_name = {table.name: table.title for table in tables}
    for table in tables:
        if titles.count(table.title) > 1 and table.shelf.holder in by_name and table.shelf.holder != PLAN:
            title = f"{by_name[table.shelf.holder]} – {table.title}"
            yield Table(table.shelf, title, table.columns, table.rows)
        else:
            yield table


def _wanted(shelf: Shelf, columns: Mapping[Field, Column], rows: Sequence[Row]) -> tuple[Column, ...]:
    """The columns that any row has something in, and the usual ones."""
    used = {field for row in rows for field in row.cells}
    usual = _USUAL.get(shelf.name, ("title", "value", "on", "kpi", "how", "by"))
    fields = [field for field, column in columns.items() if field in used or column.name in usual]
    fields += sorted(field for field in used if field not in columns and field != PARENT)
    first = _FIRST_OF_KPIS if shelf.name in ("kpis", "metrics") else ()
    place = {name: number for number, name in enumerate(first)}
    fields.sort(key=lambda field: place.get(field[0], len(place)))
    made = [columns.get(field) or Column(field, ".".join(field), "", "text") for field in fields]
    return tuple([_parent_column(shelf), *made] if shelf.holder not in ("", PLAN) else made)


def _parent_column(shelf: Shelf) -> Column:
    titles = {"kpis": tr("KPI"), "metrics": tr("Metric"), "objectives": tr("Objective"), "roles": tr("Role")}
    note = tr("The id of what it belongs to.")
    return Column(PARENT, titles.get(shelf.holder, tr("Of")), note, "text", refers=(shelf.holder,))


def _rows(
    shelf: Shelf, plan: Plan, number: int, columns: Mapping[Field, Column], known: Mapping[str, list[Row]]
) -> Iterator[Row]:
    reader = _Reader(plan, columns)
    if shelf.name == PLAN:
        yield Row(number, "", (), reader.cells(plan.values, ()))
        return
    if shelf.holder == PLAN:
        yield from _outer(shelf, plan, number, reader)
        return
    kept = plan.values.get(shelf.holder) or ()
    parents = {row.path: row for row in known[shelf.holder] if row.plan == number}
    for record in kept:
        parent = parents.get(plan.path_of(record))
        for place, inner in enumerate(record.get(shelf.list) or (), 1):
            path = plan.path_of(inner)
            if parent is not None and path[: len(parent.path)] == parent.path:
                cells = {PARENT: Entry(Shown(_id_of(parent)), parent.path), **reader.cells(inner, path)}
                yield Row(number, f"{parent.key}/{place}", path, cells, parent)


def _id_of(row: Row) -> str:
    return row.key.partition("\t")[0]


def _outer(shelf: Shelf, plan: Plan, number: int, reader: _Reader) -> Iterator[Row]:
    held: Any = plan.values
    for name in shelf.name.split("."):
        held = held.get(name) if isinstance(held, dict) else None
    seen: dict[str, int] = {}
    for place, record in enumerate(held or (), 1):
        id_ = str(record.get("id", place))
        seen[id_] = seen.get(id_, 0) + 1
        path = plan.path_of(record)
        yield Row(number, id_ if seen[id_] == 1 else f"{id_}\t{seen[id_]}", path, reader.cells(record, path))


class _Reader(Struct):
    """Takes the single values of records out of a plan."""

    plan: Plan
    columns: Mapping[Field, Column]

    def cells(self, record: dict[str, Any], path: Path) -> dict[Field, Entry]:
        """Every single value of a record, by its field."""
        raw = at(self.plan.document.data, path)
        found: dict[Field, Entry] = {}
        if not isinstance(raw, dict):
            short = next(
                (name for name in ("title", "value", "name", "url", "member", "kpi", "on") if (name,) in self.columns),
                "id",
            )
            found = {(short,): Entry(self._shown((short,), raw, record), path)}
            raw = {}
        if ("id",) in self.columns and "id" in record:
            found[("id",)] = Entry(Shown(record["id"]), (*path, "id"), "id" not in raw)
        names = [*(name for name in raw if name in record or (name,) in self.columns or name.startswith("x-")), *record]
        for name in dict.fromkeys(names):
            if (name,) not in found and (column := self.columns.get((name,))):
                self._take(record, (name,), self.plan.path_to(record, (name,)), path, column, found)
            elif name.startswith("x-") and not isinstance(raw.get(name), (dict, list, type(None))):
                found[(name,)] = Entry(
                    Shown(raw[name]) if not isinstance(raw[name], str) else shown(raw[name], _PLAIN, None),
                    (*path, name),
                )
        return found

    def _take(
        self, record: Any, field: Field, place: Path, above: Path, column: Column, found: dict[Field, Entry]
    ) -> None:
        """What stands in a field, alone or as a record."""
        raw = at(self.plan.document.data, place)
        taken_over = place[: len(above)] != above
        read = record.get(field[-1]) if isinstance(record, dict) else None
        if not isinstance(raw, dict):
            cell = self._shown(field, raw, read)
            if cell != NOTHING:
                found[field] = Entry(cell, place, taken_over)
            elif raw is None and isinstance(
                read, str
            ):  # said by where it stands: a KPI's objective that it stands under
                found[field] = Entry(self._shown(field, read, None), place, taken_over=True)
            return
        for name, value in raw.items():
            inner = field if name == column.short else (*field, name)
            inner_column = self.columns.get(inner)
            if inner_column is None:
                continue
            if isinstance(value, dict) and inner != field:
                self._take(read, inner, (*place, name), above, inner_column, found)
            else:
                inner_read = read.get(name) if isinstance(read, dict) and inner != field else read
                cell = shown(
                    value, inner_column, inner_read if inner != field or not isinstance(read, dict) else _bare(read)
                )
                if cell != NOTHING:
                    found[inner] = Entry(cell, (*place, name), taken_over)

    def _shown(self, field: Field, raw: object, read: object) -> Shown:
        return shown(raw, self.columns[field], read) if field in self.columns else NOTHING


_PLAIN = Column(("x",), "", "", "text")


def _bare(read: Mapping[str, Any]) -> dict[str, Any]:
    """A quantity's number and unit, whatever else it says."""
    return {name: read[name] for name in ("value",) if name in read}


def at(data: Any, path: Path) -> Any:
    """What stands at a path; nothing where that leads nowhere."""
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data
