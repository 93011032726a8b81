"""A map as the text that people review: what is said without saying is left out, questions come last, with what to do about them.

Comes in: a `Register`. Goes out: the text of a map that `map.read_map` reads as that very register. Knows nothing of workbooks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kpi_rules.bidi import without_isolates
from kpi_rules.i18n import tr
from kpi_rules.registers.draft import scalar
from kpi_rules.registers.map import Column, Map, Register, TableMap


def map_text(registers: tuple[Register, ...]) -> str:
    """The text of a map."""
    lines = [
        "# "
        + tr(
            "How registers are read into plans. `kpi-rules import` wrote this from their headings: put right what is wrong."
        ),
        "# " + tr("It is used from now on; nothing is guessed any more. docs/registers.md explains it."),
        "registers:",
    ]
    for register in registers:
        lines += _register(register)
    return without_isolates("\n".join(lines)) + "\n"


def with_register(old: str, new: str) -> str | None:
    """The text of a map with the registers of another behind its own; nothing where its own do not end it."""
    from kpi_rules.registers.map import read_map
    from kpi_rules.source import Source

    head = "registers:\n" if "\nregisters:\n" in new else "documents:\n"
    before = read_map(Source("", old))[0]
    if before is None:
        return None
    said = bool(before.registers if head[0] == "r" else before.documents)
    text = old.rstrip("\n") + "\n" + ("" if said else head) + new.partition(head)[2]
    after = read_map(Source("", text))[0]
    whole = after is not None and _length(after) == _length(before) + 1
    return text if whole else None


def _length(map_: Map) -> int:
    return len(map_.registers) + len(map_.documents)


def _register(register: Register) -> Iterator[str]:
    yield f"  - file: {scalar(register.file)}"
    if register.locale:
        yield f"    locale: {scalar(register.locale)}"
    yield from _fields("plan", register.plan, "    ")
    if register.one_plan_per:
        yield f"    one_plan_per: {scalar(register.one_plan_per)}"
    if register.tables:
        yield "    tables:"
    for table in register.tables:
        yield from _item(list(_table(table)), "      ")
    if register.questions:
        yield ""
        yield "    # " + tr("Answer each by a change above, and take it away.")
        yield "    questions:"
        yield from (f"      - {scalar(question)}" for question in register.questions)


def _item(lines: list[str], indent: str) -> Iterator[str]:
    for index, line in enumerate(lines):
        yield indent + ("- " if index == 0 else "  ") + line


def _table(table: TableMap) -> Iterator[str]:
    yield f"sheet: {_one_or_more(table.sheets)}" if table.sheets else f"rows: {table.rows}"
    if table.sheets:
        yield f"rows: {table.rows}"
    if table.header:
        yield f"header: {table.header[0] if len(table.header) == 1 else list(table.header)}"
    if table.area:
        yield f"area: {scalar(table.area)}"
    if table.transposed:
        yield "transposed: true"
    if table.skip:
        yield f"skip: {_list(table.skip)}"
    if table.fill_down:
        yield f"fill_down: {_list(table.fill_down)}"
    if table.sections:
        yield f"sections: {table.sections}"
    if table.split_lines:
        yield f"split_lines: {_list(table.split_lines)}"
    yield from _fields("plan", table.plan, "")
    if table.columns:
        yield "columns:"
        yield from (f"  {_quoted(name)}: {_column(column)}" for name, column in table.columns.items())


def _column(column: Column) -> str:
    said = {"field": column.field, "period": column.period, "kpi": column.kpi, "unit": column.unit}
    parts = [f"{key}: {_quoted(value)}" for key, value in said.items() if value]
    if column.values:
        parts.append(
            "values: {" + ", ".join(f"{_quoted(word)}: {_quoted(value)}" for word, value in column.values.items()) + "}"
        )
    return column.field if len(parts) == 1 else "{" + ", ".join(parts) + "}"


def _fields(name: str, fields: Mapping[str, object], indent: str) -> Iterator[str]:
    if fields:
        yield f"{indent}{name}:"
        yield from (f"{indent}  {_quoted(key)}: {_value(value)}" for key, value in fields.items())


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_quoted(str(key))}: {_value(each)}" for key, each in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_value, value)) + "]"
    return _quoted(value) if isinstance(value, str) else scalar(value)  # type: ignore[arg-type]  # data of a document


def _quoted(value: object) -> str:
    return scalar(value)  # type: ignore[arg-type]  # single values alone


def _one_or_more(texts: tuple[str, ...]) -> str:
    return _quoted(texts[0]) if len(texts) == 1 else _list(texts)


def _list(texts: tuple[str, ...]) -> str:
    return "[" + ", ".join(text if text.isdigit() else _quoted(text) for text in texts) + "]"
