"""What was edited: the cells that came back, held against what would be put out today and what was put out then.

Comes in: the plan with its tables, and the rows that came back. Goes out: `Edits`, each a change of the plan's data with the cells that it comes
from; refusals, each with its cell; notes. What a spreadsheet program changes on saving is no edit; what changed in the plan meanwhile stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from kpi_rules.document.edits import Change
from kpi_rules.exports.back.rows import Came, CameBack, CameRow
from kpi_rules.exports.back.values import Unclear, taken
from kpi_rules.exports.columns import columns_of
from kpi_rules.exports.tables import PARENT, PLAN, Entry, Row, Table, at
from kpi_rules.exports.values import MOST_SIGNS, NOTHING, PERCENT, Shown, number_of, same, written
from kpi_rules.i18n import ntr, tr
from kpi_rules.structs import Struct, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from kpi_rules.document.places import Path
    from kpi_rules.exports.columns import Column, Field
    from kpi_rules.plan import Plan

    _Made: TypeAlias = "dict[Path, tuple[dict[str, Any], list[str]]]"


_MOST_COMPARED = 100_000
"""Pairs of a new row and a record without one that are looked at, whether an id was renamed."""


class Refusal(Struct):
    """A cell or row that is not taken over, and why."""

    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


class Edit(Struct):
    """A change, and the cells that it comes from."""

    change: Change
    places: tuple[str, ...]


class Edits(Struct, frozen=False):
    """What is to be taken over, what is not, and what is good to know."""

    edits: list[Edit] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def edits_of(plan: Plan, tables: Sequence[Table], came: CameBack, plan_names: Sequence[str]) -> Edits:
    """All that was edited of one plan; `plan_names` are what it may be called where a workbook holds several."""
    found = Edits(notes=list(came.aside))
    comparing = _Comparing(plan, came, tuple(plan_names), found)
    for table in tables:
        if table.name in came.rows:
            comparing.table(table, came.rows[table.name])
    if comparing.meanwhile:
        note = ntr(
            "{count} value has changed in the plan since: it stays",
            "{count} values have changed in the plan since: they stay",
            comparing.meanwhile,
        )
        found.notes.append(note)
    return found


class _Wanted(Struct):
    """An edit of one cell of a record."""

    column: Column
    came: Came
    entry: Entry | None


class _Comparing:
    """Compares one plan with what came back of it."""

    def __init__(self, plan: Plan, came: CameBack, names: tuple[str, ...], found: Edits) -> None:
        self._plan = plan
        self._data: Any = plan.document.data
        self._came = came
        self._names = names
        self._found = found
        self.meanwhile = 0

    def table(self, table: Table, rows: Sequence[CameRow]) -> None:
        """One table: each row finds its record, is new, or is refused."""
        own = [row for row in rows if table.name == PLAN or not row.plan or row.plan in self._names]
        if table.name == PLAN:
            if len(own) > 1:
                own = [row for row in own if row.plan in self._names]
            for came in own[:1]:
                self._row(table, table.rows[0], came)
            return
        today = {row.key: row for row in table.rows}
        matched, new = self._matched(table, own, today)
        for key, came in matched.items():
            self._row(table, today[key], came)
        self._missing(table, [row for key, row in today.items() if key not in matched], new, whole=len(own) > 0)

    def _matched(
        self, table: Table, rows: Sequence[CameRow], today: Mapping[str, Row]
    ) -> tuple[dict[str, CameRow], list[CameRow]]:
        """The row of each record, and those that belong to none: by its key, where it still has its id; else by its id."""
        matched: dict[str, CameRow] = {}
        by_id: dict[str, list[str]] = {}
        for key, row in today.items():
            by_id.setdefault(_id_today(row), []).append(key)
        for true_to_id in (True, False):
            for came in rows:
                if came.key in today and (_id(came) == _id_today(today[came.key])) is true_to_id:
                    matched.setdefault(came.key, came)
        used = {id(came) for came in matched.values()}
        new = []
        for came in rows:
            if id(came) in used:
                continue
            free = (key for key in by_id.get(_id(came), ()) if key not in matched and came.key in ("", key))
            own = next(free, None)
            if own is not None and _id(came):
                matched[own] = came
            elif not (came.key and came.key not in today and self._gone(table, came)):
                new.append(came)
        return matched, new

    def _gone(self, table: Table, came: CameRow) -> bool:
        """Whether a row is of a record that was taken out of the plan meanwhile."""
        then = self._came.then.get((table.name, came.plan, came.key))
        if then is None:
            return False
        edited = any(not same(then.get(".".join(known), ""), _text(cell)) for known, cell in came.cells.items())
        if edited:
            self._refuse(came.place, tr("`{id}` is no longer in the plan", id=_id(came) or came.key))
        else:
            self._found.notes.append(
                tr(
                    "{cell}: `{id}` is no longer in the plan: its row is left aside",
                    cell=came.place,
                    id=_id(came) or came.key,
                )
            )
        return True

    def _missing(self, table: Table, rows: Sequence[Row], new: Sequence[CameRow], whole: bool) -> None:
        """Records that no row is of stay; a new row that is one of them under another id is refused."""
        left = list(rows)
        few = len(left) * len(new) <= _MOST_COMPARED
        for came in new:
            twin = next((row for row in left if _is_twin(row, came)), None) if few else None
            if twin is not None:
                left.remove(twin)
                self._refuse_renamed(came.cells.get(("id",), Came(None, came.place)).place, _id_today(twin), _id(came))
            else:
                self._new(table, came)
        if whole and table.shelf.holder in ("", PLAN):
            for row in left:
                if (table.name, self._label(), row.key) in self._came.then or not self._came.recorded:
                    self._found.notes.append(
                        tr("`{id}` has no row any more: it stays in the plan, take it out there", id=_id_today(row))
                    )

    def _label(self) -> str:
        labels = {plan for _, plan, _ in self._came.then}
        return next((name for name in self._names if name in labels), "")

    def _row(self, table: Table, row: Row, came: CameRow) -> None:
        """The edits of one record."""
        then = self._came.then.get((table.name, self._label(), row.key))
        wanted: list[_Wanted] = []
        for column in _columns(table, came):
            cell = came.cells[column.field]
            entry = row.cells.get(column.field)
            now, before = entry.shown if entry else NOTHING, (then or {}).get(column.name)
            if self._is_edited(cell, now, before, recorded=then is not None) and self._is_allowed(
                column, cell, entry, came
            ):
                wanted.append(_Wanted(column, cell, entry))
        for edit in self._changes(table.shelf.record, row, wanted):
            self._found.edits.append(edit)

    def _is_edited(self, came: Came, now: Shown, then: str | None, recorded: bool) -> bool:
        """Whether somebody has edited a cell, so that the plan is to say something else."""
        theirs = _text(came)
        base = (then or "") if recorded else now.text
        if came.cell is not None and came.cell.problem:
            if not base or not same(base, came.cell.shown):
                self._refuse(came.place, came.cell.problem)
            return False
        if same(base, theirs):
            if not same(base, now.text):
                self.meanwhile += 1
            return False
        if same(now.text, theirs):
            return False
        if not same(base, now.text):
            message = tr(
                "it says {theirs}, and the plan meanwhile {now}: the plan's stays",
                theirs=_quoted(theirs),
                now=_quoted(now.text),
            )
            self._refuse(came.place, message)
            return False
        return True

    def _is_allowed(self, column: Column, came: Came, entry: Entry | None, row: CameRow) -> bool:
        """Whether an edit can be placed."""
        theirs = _text(came)
        if column.field in (("id",), PARENT):
            old = entry.shown.text if entry else ""
            self._refuse_renamed(came.place, old, theirs)
            return False
        if entry is not None and entry.shown.cut:
            self._refuse(came.place, tr("the plan says more than fits into a cell: edit it there"))
            return False
        if entry is not None and entry.taken_over and (not theirs or len(column.field) > 1):
            self._refuse(came.place, tr("it is taken over from the metric: edit it there"))
            return False
        if len(theirs) >= MOST_SIGNS:
            self._refuse(came.place, tr("the text may have been cut at the end of the cell"))
            return False
        return True

    def _refuse(self, place: str, reason: str) -> None:
        self._found.refusals.append(Refusal(place, reason))

    def _refuse_renamed(self, place: str, old: str, new: str) -> None:
        message = tr(
            "`{old}` was renamed `{new}`: an id is what others refer to, rename it in the plan", old=old, new=new
        )
        self._refuse(place, message)

    # What an edited cell means for the data

    def _changes(self, record: str, row: Row, wanted: Sequence[_Wanted]) -> Iterator[Edit]:
        """The changes of a record; what goes into a record that has to be made first goes there together."""
        raw = at(self._data, row.path)
        made: _Made = {}
        direct: dict[Path, Edit] = {}
        for each in wanted:
            value = self._value(each)
            if isinstance(value, Unclear):
                self._refuse(each.came.place, value.reason)
                continue
            entry = each.entry
            if entry is not None and not entry.taken_over:
                direct[entry.path] = Edit(Change(entry.path, value), (each.came.place,))
                continue
            if value is None:
                continue
            if not isinstance(raw, dict):
                alone = next((known[0] for known, entry in row.cells.items() if entry.path == row.path), "title")
                _into(made, row.path, each.column.field, {} if raw is None else {alone: raw}, each, value)
                continue
            yield from self._added(record, row.path, raw, each, value, made)
        for path, (fields, places) in made.items():
            if path in direct:
                beside = direct.pop(path)
                fields[next(iter(fields))] = beside.change.value
                places.extend(beside.places)
            yield Edit(Change(path, _full(fields), after=self._order(path)), tuple(places))
        yield from direct.values()

    def _added(
        self, record: str, path: Path, raw: Mapping[str, Any], each: _Wanted, value: Any, made: _Made
    ) -> Iterator[Edit]:
        """A field that was not there: in its record, in one inside of it, or in one that is made."""
        names = each.column.field
        if each.column.short and isinstance(raw.get(names[0]), dict) and len(names) == 1:
            names = (*names, each.column.short)
        here: Any = raw
        for depth, name in enumerate(names[:-1]):
            inner = here.get(name)
            if not isinstance(inner, dict):
                old = {} if inner is None else {self._short(record, names[: depth + 1]): inner}
                _into(made, (*path, *names[: depth + 1]), names[depth + 1 :], old, each, value)
                return
            here = inner
        after = self._order((*path, *names)) if len(names) == 1 else ()
        yield Edit(Change((*path, *names), value, after=after), (each.came.place,))

    def _short(self, record: str, names: Field) -> str:
        """The field of a record that what stands alone in its place is read into."""
        column = columns_of(self._plan.schema, record).get(names)
        return (column.short if column else None) or "value"

    def _order(self, path: Path) -> tuple[str, ...]:
        """The fields that a new one stands behind, in the schema's order."""
        names = [name for name in self._schema_order(path) if isinstance(name, str)]
        last = path[-1]
        return tuple(names[: names.index(last)]) if last in names else ()

    def _schema_order(self, path: Path) -> list[str]:
        kind = self._plan.schema.kinds.get(str(path[0])) if len(path) > 1 else "plan"
        if not kind:
            return []
        fields = list(self._plan.schema.records.fields[kind])
        first = [name for name in ("id", "metric", "name", "title", "objective", "owner") if name in fields]
        return [*first, *(name for name in fields if name not in first)]

    def _value(self, each: _Wanted) -> Any:
        old = at(self._data, each.entry.path) if each.entry is not None and not each.entry.taken_over else None
        cell = each.came.cell
        shown = each.entry.shown if each.entry is not None else NOTHING
        if cell is not None and _is_unclear_share(shown, cell.value, cell.unit):
            return Unclear(
                tr("{value} may be a share or a number: write it with `%`, or in the plan", value=_text(each.came))
            )
        return taken(cell, each.column, old, self._plan)

    def _new(self, table: Table, came: CameRow) -> None:
        """A row that is of no record: a new one at the end of its list."""
        if table.name == PLAN:
            return
        fields: dict[str, Any] = {}
        for column in _columns(table, came):
            cell = came.cells[column.field]
            if cell.cell is not None and cell.cell.problem:
                self._refuse(cell.place, cell.cell.problem)
                return
            value = taken(cell.cell, column, None, self._plan) if _text(cell) else None
            if isinstance(value, Unclear):
                self._refuse(cell.place, value.reason)
                return
            if value is not None and column.field != PARENT:
                _put(fields, column, value)
        path = self._list_path(table, came)
        if path is None:
            parent = came.cells.get(PARENT, Came(None, came.place))
            self._refuse(parent.place, tr("there is no `{id}` that it could belong to", id=_text(parent)))
        elif fields:
            self._add(path, fields, came.place)
            self._found.notes.append(
                tr("{cell}: a new row: it is added to `{list}`", cell=came.place, list=table.shelf.list)
            )

    def _add(self, path: Path, fields: dict[str, Any], place: str) -> None:
        """A record at the end of a list; one inside of a record that is not there, or is written short, makes that."""
        above = path[:-1]
        held = at(self._data, above) if above else self._data
        if isinstance(held, dict) or not above:
            self._found.edits.append(Edit(Change(path, [fields], adds=True), (place,)))
            return
        short = {} if held is None else {self._short(PLAN, tuple(map(str, above))): held}
        self._found.edits.append(Edit(Change(above, {**short, str(path[-1]): [fields]}), (place,)))

    def _list_path(self, table: Table, came: CameRow) -> Path | None:
        names = tuple(table.name.split("."))
        if table.shelf.holder == PLAN:
            return self._plan.reading.places.get(names, names)
        wanted = _text(came.cells.get(PARENT, Came(None, "")))
        for record in self._plan.values.get(table.shelf.holder) or ():
            if record.get("id") == wanted:
                return (*self._plan.path_of(record), names[-1])
        return None


def _full(fields: dict[str, Any]) -> dict[str, Any]:
    """A record without what was emptied."""
    return {name: value for name, value in fields.items() if value is not None}


def _into(made: _Made, path: Path, names: Field, old: dict[str, Any], each: _Wanted, value: Any) -> None:
    """A field of a record that is made; what stands in its place is its first."""
    fields, places = made.setdefault(path, (dict(old), []))
    for name in names[:-1]:
        fields = fields.setdefault(name, {})
    fields[names[-1]] = value
    places.append(each.came.place)


_SHORT = {"scope": "content", "data_source": "system", "mission": "statement", "period": "label", "review": "interval"}


def _put(fields: dict[str, Any], column: Column, value: Any) -> None:
    """A field of a new record: short where nothing else is said of it."""
    *above, last = column.field
    here = fields
    for name in above:
        held = here.get(name)
        if not isinstance(held, dict):
            here[name] = {} if held is None else {_SHORT.get(name, "value"): held}
        here = here[name]
    here[last] = value


def _columns(table: Table, came: CameRow) -> Iterator[Column]:
    """The columns of a row that came back, also one that only came into being there."""
    known = {column.field: column for column in table.columns}
    for name in came.cells:
        if name in known:
            yield known[name]


def _id(came: CameRow) -> str:
    return _text(came.cells.get(("id",), Came(None, "")))


def _id_today(row: Row) -> str:
    entry = row.cells.get(("id",))
    return entry.shown.text if entry else row.key


def _is_twin(row: Row, came: CameRow) -> bool:
    """Whether a row is a record under another id: whatever else it says is the same."""
    if came.key == row.key:
        return True
    others = [
        (known, cell)
        for known, cell in came.cells.items()
        if known not in (("id",), PARENT) and (_text(cell) or known in row.cells)
    ]
    return bool(others) and all(
        same(row.cells[known].shown.text if known in row.cells else "", _text(cell)) for known, cell in others
    )


def _text(came: Came) -> str:
    cell = came.cell
    if cell is None or cell.value is None:
        return ""
    return written(cell.value, cell.unit if cell.unit == PERCENT else "")


def _is_unclear_share(shown: Shown, value: object, unit: str) -> bool:
    """Whether a number stands where a share stood, and nobody knows which of the two it is."""
    if shown.unit != PERCENT or unit == PERCENT:
        return False
    if isinstance(value, str):
        return not value.strip().endswith(PERCENT) and number_of(value.strip()) is not None
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def _quoted(text: str) -> str:
    text = " ".join(text.split())
    return f"`{text[:60]}…`" if len(text) > 61 else f"`{text}`" if text else tr("nothing")
