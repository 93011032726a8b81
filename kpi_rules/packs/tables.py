"""Tables among the settings: columns and rows as a manifest writes them → a type, and rows as rules read them.

`limits: {type: table, key: department, columns: {max: number}, default: {finance: {max: 3}}}` is in rules a list of records, each with what it
is called by under the name of the key. Rows are laid over one another cell by cell. Knows nothing of places: a `WrongValueError` has the path.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeGuard

from kpi_rules.diagnostics import did_you_mean
from kpi_rules.i18n import tr
from kpi_rules.language.types import DATE, DURATION, NUMBER, Column, ListOf, Row, Type, is_text
from kpi_rules.language.values import show
from kpi_rules.packs.values import WrongValueError, check_allowed, check_bounds, plainly, setting_type, to_value
from kpi_rules.structs import replace

WORD: Final = "table"
KEY: Final = "id"
"""What rows are called by where it is not said."""
LEFT_OUT: Final = "off"
PARTS: Final = ("type", "key", "columns", "default", "description", "value", "reason", "final")
Rows = Sequence[Mapping[str, Any]]


class TableType(ListOf):
    """The type of a table: a list of its rows."""

    element: Row


def is_table(type_: Type) -> TypeGuard[TableType]:
    """Whether a setting of this type is a table."""
    return isinstance(type_, ListOf) and isinstance(type_.element, Row)


def declares(raw: Mapping[str, object]) -> bool:
    """Whether this is a declaration, or a part of one, and not rows."""
    return not raw.keys().isdisjoint(PARTS)


def new_table(name: str, raw: Mapping[str, Any]) -> ListOf:
    """The type of a table that a pack declares, without its columns."""
    key = raw.get("key", KEY)
    _check_name(key, ("key",))
    return ListOf(Row(f"row of {name}", key))


def with_columns(type_: TableType, declared: Mapping[str, Any]) -> ListOf:
    """The table with these columns: new ones, and other bounds, defaults and words of those that it has."""
    columns = {column.name: column for column in type_.element.columns}
    for name, raw in declared.items():
        path = ("columns", name)
        if name not in columns:
            _check_name(name, path, type_.element.key)
        columns[name] = _column(name, {"type": raw} if isinstance(raw, str) else raw, columns.get(name), path)
    return ListOf(replace(type_.element, columns=tuple(columns.values())))


def _check_name(name: str, path: tuple[str, ...], key: str = "") -> None:
    if not name.isidentifier() or name.startswith("_"):
        message = tr("`{name}` cannot be the name of a column", name=name)
        raise WrongValueError(message, tr("use lower case letters, digits and `_`, a letter first"), path)
    if name == key:
        raise WrongValueError(
            tr("`{name}` is what the rows are called by already", name=name), tr("use another name"), path
        )


def _column(name: str, raw: Mapping[str, Any], before: Column | None, path: tuple[str, ...]) -> Column:
    if before is None and "type" not in raw:
        raise WrongValueError(
            tr("the new column `{name}` needs a type", name=name), tr("write `{name}: number`", name=name), path
        )
    type_ = setting_type(raw["type"], raw.get("values")) if before is None else before.type
    if before is not None and raw.get("type", _word(type_)) != _word(type_):
        message = tr("the column `{name}` is declared as {type} elsewhere", name=name, type=_word(type_))
        raise WrongValueError(message, tr("use another name"), (*path, "type"))
    _check_parts(type_, raw, path)
    column = before or Column(name, type_)
    if "values" in raw:
        column = replace(column, allowed=tuple(raw["values"]))
    for part in ("minimum", "maximum", "default"):
        if part in raw:
            column = replace(column, **{part: _at((*path, part), raw[part], column, bounded=part == "default")})
    return replace(
        column,
        required=raw.get("required", column.required),
        description=raw.get("description", column.description),
    )


def _word(type_: Type) -> str:
    return str(type_)


def _check_parts(type_: Type, raw: Mapping[str, Any], path: tuple[str, ...]) -> None:
    """No bound of what has no order, no set of values of what is no text."""
    fits = dict.fromkeys(("minimum", "maximum"), type_ in (NUMBER, DATE, DURATION)) | {"values": is_text(type_)}
    for part, fitting in fits.items():
        if part in raw and not fitting:
            message = tr("a column of type {type} has no `{part}`", type=type_, part=part)
            raise WrongValueError(message, tr("leave it out"), (*path, part))


def _at(path: tuple[str, ...], raw: object, column: Column, *, bounded: bool = True) -> Any:
    """A value of a column; what is wrong with it is told at its path."""
    try:
        value = to_value(raw, column.type)
        if bounded:
            _check(value, column)
    except WrongValueError as wrong:
        raise WrongValueError(wrong.message, wrong.help, (*path, *wrong.path)) from None
    return value


def _check(value: object, column: Column) -> None:
    if column.allowed is not None:
        check_allowed(value, column.allowed)
    check_bounds(value, column.minimum, column.maximum)


def laid_over(type_: TableType, rows: Rows, raw: object) -> list[dict[str, Any]]:
    """The rows with these laid over them, cell by cell; one that is `off` is left out."""
    if not isinstance(raw, Mapping):
        wanted = tr("rows such as `finance: {max: 3}`")
        raise WrongValueError(
            tr("`{value}` is not {wanted}", value=plainly(raw), wanted=wanted), tr("write {wanted}", wanted=wanted)
        )
    row = type_.element
    found = {one[row.key]: dict(one) for one in rows}
    for name, cells in raw.items():
        called = unicodedata.normalize("NFC", name)
        if cells == LEFT_OUT:
            found.pop(called, None)
        else:
            found[called] = {row.key: called} | found.get(called, {}) | _cells(row, name, cells)
    return [_ordered(row, one) for one in found.values()]


def _cells(row: Row, name: str, cells: object) -> dict[str, Any]:
    columns = {column.name: column for column in row.columns}
    if not isinstance(cells, Mapping):
        message = tr("the row `{row}` is not written by its columns", row=name)
        first = next(iter(columns), "…")
        raise WrongValueError(message, tr("write `{row}: {{{column}: …}}`", row=name, column=first), (name,))
    for given in cells:
        if given not in columns:
            message = tr("the table has no column `{name}`", name=given)
            known = ", ".join(f"`{column}`" for column in columns)
            help_ = did_you_mean(given, columns) or tr("it has {columns}", columns=known)
            raise WrongValueError(message, help_, (name, given))
    return {given: _at((name, given), raw, columns[given]) for given, raw in cells.items()}


def _ordered(row: Row, cells: Mapping[str, Any]) -> dict[str, Any]:
    return {name: cells[name] for name in (row.key, *(one.name for one in row.columns)) if name in cells}


def check_rows(type_: TableType, rows: Rows) -> None:
    """Whether all that is needed is there, and within the bounds that hold now."""
    row = type_.element
    for one in rows:
        name = one[row.key]
        for column in row.columns:
            if column.name in one:
                _again(one[column.name], column, (name, column.name))
            elif column.required and column.default is None and not isinstance(column.type, ListOf):
                message = tr("the row `{row}` needs `{column}`", row=name, column=column.name)
                help_ = tr("write `{row}: {{{column}: …}}`", row=name, column=column.name)
                raise WrongValueError(message, help_, (name,))


def _again(value: object, column: Column, path: tuple[str, ...]) -> None:
    try:
        _check(value, column)
    except WrongValueError as wrong:
        raise WrongValueError(f"`{'.'.join(path)}`: {wrong.message}", wrong.help, path) from None


def column_of(type_: TableType, name: str) -> Column | None:
    """A column by its name."""
    return next((one for one in type_.element.columns if one.name == name), None)


def in_line(type_: TableType, rows: Rows) -> str:
    """The rows as a manifest would write them, on one line."""
    key = type_.element.key
    return ", ".join(
        f"{one[key]}: {{{', '.join(f'{name}: {_shown(value)}' for name, value in one.items() if name != key)}}}"
        for one in rows
    )


def _shown(value: object) -> str:
    return f"[{show(value)}]" if isinstance(value, list) else show(value)
