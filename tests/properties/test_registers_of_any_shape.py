"""Laws of registers: whatever stands in a workbook, its plans are plans, and the map that was guessed makes the very same ones."""

from __future__ import annotations

import datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kpi_rules.plan import load_what_fits, plan_schema
from kpi_rules.registers.cells import Area, Cell, Sheet, Value, Workbook
from kpi_rules.registers.opening import open_workbook

HEADINGS = [
    "KPI", "Target", "Ziel 2026", "Actual", "[D]", "a: b", "# x", '"q"', "x\ny", "", "Status", "Due date", "2024", "Q1", "Objective", "Owner",
    "Unit (EUR)", "{a}", "- b", "null", "Total", "المؤشر", "目标值", "Frequency", "*", "Priority", "Type", "Baseline 2023", "Metric", "id",
    "NPS target", "NPS", "Target / 2026", "ignore", "x-foo", "~", "!tag", "&a", "%", "@", "`", "Role", "Direction", "Objective owner",
]  # fmt: skip
VALUES: list[Value] = [
    1, 0, -5, Decimal("0.1"), Decimal("1E+5"), 10**40, True, "TBD", "-", "5 %", "≥ 3", "1.500", "12,5", "05/06/2026", datetime.date(2026, 1, 1),
    datetime.time(3, 4), datetime.timedelta(hours=36), "a\nb", "1. a\n2. b", "monthly", "increase", "On track", "kpi-rules: ignore", "# c", '"',
    "\u202eabc", "\x07", "a;b", "=1+1", "null", "{", "&a", "*a", "|", "0x10", "1e3", ".inf", "Q1 2026", "31.12.2026", "  ", "Total", "٥٠٪",
]  # fmt: skip
UNITS = ["", "", "%", "EUR", "days"]


def _cell(value: Value, unit: str) -> Cell:
    number = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    return Cell(value, str(value), unit if number else "")


CELLS = st.builds(_cell, st.sampled_from(VALUES), st.sampled_from(UNITS))
AREAS = st.builds(
    lambda top, left, down, right: Area(top, left, top + down, left + right),
    *(st.integers(1, 5),) * 2,
    *(st.integers(0, 2),) * 2,
)


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    headings = draw(st.lists(st.sampled_from(HEADINGS), min_size=1, max_size=7))
    rows = draw(st.lists(st.lists(st.one_of(st.none(), CELLS), max_size=len(headings)), max_size=6))
    cells = {(2, at): Cell(text, text) for at, text in enumerate(headings, 1) if text}
    cells |= {(row, at): cell for row, found in enumerate(rows, 3) for at, cell in enumerate(found, 1) if cell}
    return Sheet(
        draw(st.sampled_from(["KPIs", "", "a: [b]*", "Roles"])), cells, tuple(draw(st.lists(AREAS, max_size=2)))
    )


@given(st.lists(sheets(), min_size=1, max_size=2))
def test_plans_of_any_workbook_are_plans_and_its_map_makes_them_again(found: list[Sheet]) -> None:
    opened = open_workbook(Workbook("r.xlsx", found), "r.xlsx", b"")
    assert opened.map is not None
    again = open_workbook(Workbook("r.xlsx", found), "r.xlsx", b"", [opened.map])
    assert [source.text for source in opened.sources] == [source.text for source in again.sources]
    for source in opened.sources:
        assert not load_what_fits(source, plan_schema())[1], source.text
        assert all(place is None or source.where(place) for place in source.places)
