"""Out and back: without an edit nothing changes; one edit changes that value alone, and the text around it stays."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpi_rules.document import load
from kpi_rules.exports.back.carrying import Carried, carried_out
from kpi_rules.exports.back.comparing import Edits, edits_of
from kpi_rules.exports.back.rows import came_back
from kpi_rules.exports.export import FORMATS, Export
from kpi_rules.exports.tables import Table, tables_of
from kpi_rules.exports.values import same
from kpi_rules.plan import Plan, load_what_fits
from kpi_rules.plan.schema import plan_schema
from kpi_rules.registers.cells import Cell, Workbook
from kpi_rules.registers.files.opening import read_workbook
from kpi_rules.source import Source

SIGNS = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="\u2028\u2029\ufeff")
WORDS = st.sampled_from(
    ["Leads", "=1+1", "-x", "'quoted'", "a: b", "# no comment", "12.5%", "007", "1.500", "2026-12-31", "ربح", "&a", "*b", "_x0041_", "true", "@you", "[x]", "a\nb", "500 leads by 2026-12-31", ">= 95%"]
)  # fmt: skip
TEXTS = st.one_of(WORDS, st.text(SIGNS, min_size=1, max_size=12).filter(lambda text: text.strip()))
NUMBERS = st.one_of(st.integers(-(10**9), 10**9), st.decimals(-1000, 1000, places=2))
QUANTITIES = st.one_of(NUMBERS, TEXTS, st.fixed_dictionaries({"value": NUMBERS}, optional={"unit": TEXTS}))
DATES = st.dates(datetime.date(2000, 1, 1), datetime.date(2040, 1, 1)).map(str)
KPIS = st.fixed_dictionaries(
    {"name": TEXTS},
    optional={
        "owner": TEXTS,
        "unit": TEXTS,
        "definition": TEXTS,
        "direction": st.sampled_from(["increase", "decrease"]),
        "target": QUANTITIES,
        "actual": QUANTITIES,
        "expires_on": DATES,
        "contributors": st.lists(TEXTS.filter(lambda text: "\n" not in text), min_size=1, max_size=3),
        "thresholds": st.fixed_dictionaries({"green": NUMBERS}, optional={"amber": NUMBERS}),
        "actuals": st.lists(st.fixed_dictionaries({"value": NUMBERS, "on": DATES}), min_size=1, max_size=2),
        "x-note": TEXTS,
    },
)
PLANS = st.fixed_dictionaries(
    {"title": TEXTS, "kpis": st.lists(KPIS, min_size=1, max_size=3)},
    optional={"organization": TEXTS, "review": st.sampled_from(["monthly", "quarterly"])},
)


class Numbers(yaml.SafeDumper):
    """Writes exact numbers."""


Numbers.add_representer(Decimal, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:float", f"{value:f}"))


@st.composite
def plan_texts(draw: st.DrawFn) -> str:
    """The texts of plans, written this way and that."""
    data = draw(PLANS)
    for number, kpi in enumerate(data["kpis"]):
        if draw(st.booleans()):
            kpi["id"] = f"kpi-{number}"
    flow = draw(st.sampled_from([None, True, False]))
    text: str = yaml.dump(data, Dumper=Numbers, allow_unicode=True, default_flow_style=flow, sort_keys=False, width=60)
    return f"# what it is\n{text}# the end\n"


def out(text: str) -> tuple[Plan, tuple[Table, ...], Workbook]:
    plan, problems = load_what_fits(Source("team.kpi.yaml", text), plan_schema())
    assert plan is not None, problems
    tables = tables_of([plan])
    workbook, problems = read_workbook("register.xlsx", FORMATS["xlsx"].render(Export((plan,), tables)))
    assert workbook is not None, problems
    return plan, tables, workbook


def back(plan: Plan, tables: tuple[Table, ...], workbook: Workbook) -> tuple[Edits, Carried]:
    edits = edits_of(plan, tables, came_back(workbook, tables, plan.schema), [plan.title])
    return edits, carried_out(plan.document.source, edits.edits, plan.schema)


@given(plan_texts())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_nothing_edited_is_nothing_changed(text: str) -> None:
    edits, carried = back(*out(text))
    assert (edits.edits, edits.refusals, edits.notes) == ([], [], [])
    assert carried.after.text == text


def cells_of(plan: Plan) -> dict[tuple[str, str, tuple[str, ...]], str]:
    return {
        (table.name, row.key, field): entry.shown.text
        for table in tables_of([plan])
        for row in table.rows
        for field, entry in row.cells.items()
        if not entry.taken_over and field != ("id",)
    }


@given(plan_texts(), st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_one_edit_changes_one_value(text: str, data: st.DataObject) -> None:
    plan, tables, workbook = out(text)
    sheet = next(sheet for sheet in workbook.sheets if sheet.name == "KPIs")
    heads = {column: str(cell.value) for (row, column), cell in sheet.cells.items() if row == 1 and column > 2}
    table = next(table for table in tables if table.name == "kpis")
    row = data.draw(st.integers(0, len(table.rows) - 1))
    column = data.draw(st.sampled_from(sorted(heads)))
    field = next(each.field for each in table.columns if each.title == heads[column])
    value: Any = data.draw(st.one_of(TEXTS, NUMBERS, st.none(), DATES.map(datetime.date.fromisoformat)))
    before = cells_of(plan)
    sheet.cells[row + 2, column] = Cell(value, str(value))
    edits, carried = back(plan, tables, workbook)
    after, problems = load_what_fits(carried.after, plan.schema)
    assert after is not None, problems
    changed = {spot for spot in {*before, *cells_of(after)} if before.get(spot) != cells_of(after).get(spot)}
    if not carried.made:
        assert carried.after.text == text
        return
    assert edits.refusals == [] == list(carried.refusals)
    if field in (("name",),) and len(after.values["kpis"]) == len(plan.values["kpis"]) and "id" not in _raw(plan, row):
        return  # the name was its id: all of its cells are another record's now
    assert {spot[2] for spot in changed} <= {field, (*field, "unit")}
    spot = ("kpis", table.rows[row].key, field)
    assert same(cells_of(after).get(spot, ""), "" if value is None else _text(value))
    assert carried.after.text.startswith("# what it is\n")
    assert carried.after.text.endswith("# the end\n")
    assert load(carried.after)[0] is not None


def _raw(plan: Plan, row: int) -> dict[str, Any]:
    raw: dict[str, Any] = plan.document.data["kpis"][row]  # type: ignore[index,call-overload]
    return raw


def _text(value: Any) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
