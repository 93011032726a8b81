"""Tables of a pack's tests: each row of a CSV file is a small plan, and what is found in it.

    kpi.counts,kpi.asked_every,expect
    benefit,366 days,readers-asked-too-rarely
    benefit,1 year,

A file and the plan schema come in; runs go out, one for each row, their plans written out. Columns name fields (`kpi.target.value`, `plan.status`); `expect` holds
rules, as after `# expect:`; `say` and `fix` what is said; `today` and `set NAME` the circumstances; `case` is for people. Comments before the first row are those of a test.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kpi_rules.authoring.remarks import Remarks, read_expectations, read_remarks
from kpi_rules.authoring.runs import Row, Run, TestPlan, run_of_plans
from kpi_rules.diagnostics import Diagnostic, did_you_mean
from kpi_rules.document import load
from kpi_rules.engine.inputs import PlanFile, Unreadable, read_plan
from kpi_rules.i18n import tr
from kpi_rules.language.types import ListOf, Record
from kpi_rules.plan import PlanSchema
from kpi_rules.plan.plan import read_plan as plan_of
from kpi_rules.source import Location, Source, Span
from kpi_rules.structs import Struct, replace

EXPECT = "expect"
PLAIN = ("case", "note", "today", "say", "fix")
MOST_ROWS = 2_000
_RAW = re.compile(r"-?\d+(?:\.\d+)?|true|false|\[.*\]|\{.*\}", re.DOTALL)
"""Cells that stand in a plan as they are: numbers, truths, lists and records."""
_BASE = re.compile(r"#\s*base:\s*(\S+)\s*")


class Table(Struct):
    """A table as it is read: its columns, its rows with their lines, and what its comments say."""

    source: Source
    columns: tuple[str, ...]
    rows: tuple[tuple[int, Mapping[str, str]], ...]
    remarks: Remarks
    base: str | None


def read_table(file: PlanFile, schema: PlanSchema) -> Iterator[Run]:
    """The tests of a table; one that says what is wrong where it cannot be used."""
    source, path = read_plan(file), Path(file.path)
    if isinstance(source, Unreadable):
        yield run_of_plans(file.name, (TestPlan(path, source, None, Remarks()),), None)
        return
    table = _table(source)
    lists = {
        one.type.element.name: name
        for name, one in schema.records.fields["plan"].items()
        if isinstance(one.type, ListOf) and isinstance(one.type.element, Record)
    }
    problems = [*table.remarks.problems, *_odd_columns(table, lists)]
    base, problem = _base(table, path)
    problems += [problem] if problem else []
    if problems:
        yield replace(run_of_plans(file.name, (), None), problems=tuple(problems))
        return
    for line, cells in table.rows[:MOST_ROWS]:
        yield _run(table, line, cells, base, lists, path, schema)


def _table(source: Source) -> Table:
    lines = source.text.splitlines()
    first = next((number for number, line in enumerate(lines) if line.strip() and not line.startswith("#")), len(lines))
    head = "\n".join(lines[:first])
    header = lines[first] if first < len(lines) else ""
    sign = max(",;\t", key=header.count)
    reader = csv.reader(lines[first:], delimiter=sign)
    columns: tuple[str, ...] = ()
    rows: list[tuple[int, Mapping[str, str]]] = []
    before = 0
    for cells in reader:
        line, before = first + before + 1, reader.line_num
        if not columns:
            columns = tuple(cell.strip() for cell in cells)
        elif any(cell.strip() for cell in cells) and not cells[0].startswith("#"):
            rows.append((line, {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if name}))
    base = next((found[1] for line in lines[:first] if (found := _BASE.fullmatch(line))), None)
    remarks = read_remarks(Source(source.name, head), None)
    return Table(source, columns, tuple(rows), remarks, base)


def _odd_columns(table: Table, lists: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Columns that mean nothing to a test."""
    known = [EXPECT, *PLAIN]
    place = _place(table, 1 + sum(1 for _ in table.source.text.split("".join(table.columns[:1]), 1)[0].splitlines()))
    if EXPECT not in table.columns:
        yield Diagnostic(
            tr("the table has no column `expect`"),
            place,
            tr("it holds the rules that are found in a row, and is empty where nothing is"),
        )
    for name in table.columns:
        root = name.partition(".")[0]
        if not name or name in known or name.startswith(("x-", "set ")) or ("." in name and root in ("plan", *lists)):
            continue
        help_ = did_you_mean(name, known) if "." not in name else did_you_mean(root, ["plan", *lists])
        fields = tr(
            "columns are fields such as `kpi.owner` or `plan.status`, `expect`, `say`, `fix`, `today`, `set NAME` and `case`"
        )
        yield Diagnostic(
            tr("`{name}` is no column of a table of tests", name=name),
            place,
            help_ if help_ and "`?" in help_ else fields,
        )


def _place(table: Table, line: int) -> Location:
    """A line of the table."""
    start = table.source.offset(min(line, table.source.position(len(table.source.text)).line))
    return Location(table.source, Span(start, start + len(table.source.line(table.source.position(start).line))))


def _base(table: Table, path: Path) -> tuple[Mapping[str, Any], Diagnostic | None]:
    """The plan that each row is added to."""
    if table.base is None:
        return {}, None
    file = path.parent / table.base
    source = read_plan(PlanFile(file, table.base)) if "/" not in table.base and file.is_file() else None
    document = load(source)[0] if isinstance(source, Source) else None
    if document is None or not isinstance(document.data, dict):
        beside = sorted(one.name for one in path.parent.iterdir() if one.suffix in (".yaml", ".yml", ".json", ".toml"))
        return {}, Diagnostic(
            tr("there is no plan `{name}` here", name=table.base), _place(table, 1), did_you_mean(table.base, beside)
        )
    return document.data, None


def _run(
    table: Table,
    line: int,
    cells: Mapping[str, str],
    base: Mapping[str, Any],
    lists: Mapping[str, str],
    path: Path,
    schema: PlanSchema,
) -> Run:
    """A row as a test."""
    place = _place(table, line)
    remarks = read_expectations(cells, place, line)
    remarks.own_rules = True
    remarks.today = remarks.today or table.remarks.today
    remarks.settings = {**table.remarks.settings, **remarks.settings}
    text = "\n".join(_written(_data(cells, base, lists, line))) + "\n"
    source = Source(f"{table.source.name}:{line}", text)
    document, _ = load(source)
    plan, _ = plan_of(document, schema) if document is not None else (None, ())
    return run_of_plans(source.name, (TestPlan(path, source, plan, remarks),), Row(table.source, line))


def _data(cells: Mapping[str, str], base: Mapping[str, Any], lists: Mapping[str, str], line: int) -> dict[str, Any]:
    """The plan of a row: the base, with what the cells say laid over it."""
    plan: dict[str, Any] = {"title": json.dumps(cells.get("case") or f"row {line}", ensure_ascii=False)}
    plan |= {
        key: json.dumps(value, ensure_ascii=False, default=str)
        for key, value in base.items()
        if key not in lists.values()
    }
    records: dict[str, dict[str, Any]] = {}
    for name, cell in cells.items():
        if "." in name and not name.startswith(("x-", "set ")):
            root, *steps = name.split(".")
            target = plan if root == "plan" else records.setdefault(root, {})
            if cell:
                _put(target, steps, cell)
    for record in lists:
        there = [
            json.dumps(one, ensure_ascii=False, default=str)
            for one in base.get(lists[record]) or ()
            if isinstance(base.get(lists[record]), list)
        ]
        own = records.get(record)
        if own is not None and "id" not in own:
            own = {"id": f"row-{line}", **own}
        if there or own is not None:
            plan[lists[record]] = [*there, *([own] if own is not None else [])]
    return plan


def _put(here: dict[str, Any], steps: Sequence[str], cell: str) -> None:
    for step in steps[:-1]:
        inner = here.get(step)
        here[step] = inner if isinstance(inner, dict) else {}
        here = here[step]
    here[steps[-1]] = cell if _RAW.fullmatch(cell) else json.dumps(cell, ensure_ascii=False)


def _written(data: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    """A plan as YAML."""
    for key, value in data.items():
        if isinstance(value, dict):
            yield f"{indent}{key}:"
            yield from _written(value, indent + "  ")
        elif isinstance(value, list):
            yield f"{indent}{key}:"
            for one in value:
                if isinstance(one, dict):
                    first, *rest = _written(one, indent + "    ")
                    yield f"{indent}  - {first.strip()}"
                    yield from rest
                else:
                    yield f"{indent}  - {one}"
        else:
            yield f"{indent}{key}: {value}"
