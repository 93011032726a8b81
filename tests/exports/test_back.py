"""Out and back: what was edited in a workbook or table, and nothing else, comes into the plan's text."""

from __future__ import annotations

import datetime
import difflib
import io
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from plans import FULL, exported, plan_of

from kpi_rules.exports.back.carrying import carried_out
from kpi_rules.exports.back.comparing import edits_of
from kpi_rules.exports.back.rows import came_back
from kpi_rules.exports.export import FORMATS
from kpi_rules.exports.tables import tables_of
from kpi_rules.registers.files.opening import read_workbook
from kpi_rules.structs import Struct

Editing = Callable[[openpyxl.Workbook], None]


class Back(Struct):
    """The plan's text afterwards, the lines that went and came, and what was said."""

    text: str
    went: list[str]
    came: list[str]
    refusals: list[str]
    notes: list[str]


def taken(data: bytes, text: str, name: str = "register.xlsx", file: str = "team.kpi.yaml") -> Back:
    plan = plan_of(text, file)
    tables = tables_of([plan])
    workbook, problems = read_workbook(name, data)
    assert workbook is not None, problems
    came = came_back(workbook, tables, plan.schema)
    edits = edits_of(plan, tables, came, [plan.title])
    carried = carried_out(plan.document.source, edits.edits, plan.schema)
    lines = list(difflib.ndiff(text.splitlines(), carried.after.text.splitlines()))
    return Back(
        carried.after.text,
        [line[2:] for line in lines if line.startswith("- ")],
        [line[2:] for line in lines if line.startswith("+ ")],
        [str(each) for each in (*edits.refusals, *carried.refusals)],
        edits.notes,
    )


def out(text: str) -> bytes:
    return FORMATS["xlsx"].render(exported(text, findings=False))


def edited(data: bytes, edit: Editing) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    edit(book)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def at(sheet: Worksheet, key: str, head: str) -> openpyxl.cell.Cell:
    row = next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value == key)
    return sheet.cell(row, next(cell.column for cell in sheet[1] if cell.value == head))


def put(sheet: str, key: str, head: str, value: object) -> Editing:
    def edit(book: openpyxl.Workbook) -> None:
        at(book[sheet], key, head).value = value

    return edit


def back(text: str, *edits: Editing, later: str | None = None) -> Back:
    def edit(book: openpyxl.Workbook) -> None:
        for each in edits:
            each(book)

    return taken(edited(out(text), edit), later or text)


EDITS: Sequence[tuple[Editing, list[str], list[str]]] = [
    (put("KPIs", "leads", "Name", "Leads"), ['    name: "Sales leads from content"   # agreed with sales'], ['    name: "Leads"   # agreed with sales']),
    (put("KPIs", "leads", "Actual", 420), ["    actual: 410"], ["    actual: 420"]),
    (put("KPIs", "leads", "Actual", 420.5), ["    actual: 410"], ["    actual: 420.5"]),
    (put("KPIs", "leads", "Unit", "leads"), [], ["    unit: leads"]),
    (put("KPIs", "leads", "Objective", None), ["    objective: grow-pipeline"], []),
    (put("KPIs", "visits", "Owner", "Analyst"), ["    owner: *lead"], ["    owner: Analyst"]),
    (put("KPIs", "visits", "Unit", "clicks"), [], ["    unit: clicks"]),
    (put("KPIs", "visits", "Contributors", "Analyst\nBob"), ["    contributors: [Analyst]"], ["    contributors: [Analyst, Bob]"]),
    (put("KPIs", "visits", "Target: By", datetime.datetime(2027, 1, 31)), ["    target: {value: 1000, by: 2026-12-31}"], ["    target: {value: 1000, by: 2027-01-31}"]),
    (put("KPIs", "Conversion", "Target", 0.15), ["    target: 12.5%"], ["    target: 15%"]),
    (put("KPIs", "Conversion", "Progress", 0.7), ['    progress: "60%"'], ['    progress: "70%"']),
    (put("KPIs", "Conversion", "Target: By", datetime.datetime(2026, 12, 31)), ["    target: 12.5%"], ['    target: {value: "12.5%", by: 2026-12-31}']),
    (put("KPIs", "Conversion", "Definition", "Leads among\nevery visitor."), ["      all visitors."], ["      every visitor."]),
    (put("KPIs", "Conversion", "Formula", "=leads / visits"), ["    formula: =leads/visits"], ['    formula: "=leads / visits"']),
    (put("KPIs", "Conversion", "Thresholds: Green", 10), [], ["    thresholds: {green: 10}"]),
    (put("Roles", "Analyst", "Scope", "Numbers"), ["  - Analyst"], ["  - {title: Analyst, scope: Numbers}"]),
    (put("Roles", "content-lead", "Title", "Head of text"), ["    title: 'Head of content'"], ["    title: 'Head of text'"]),
    (put("Actuals", "leads/2", "Value", 415), ["      - {value: 410, on: 2026-06-30}"], ["      - {value: 415, on: 2026-06-30}"]),
]  # fmt: skip


def formula_as_text(cell: openpyxl.cell.Cell) -> None:
    cell.data_type = "s"


@pytest.mark.parametrize(("edit", "went", "came"), EDITS)
def test_an_edit_changes_its_line(edit: Editing, went: list[str], came: list[str]) -> None:
    def as_text(book: openpyxl.Workbook) -> None:
        for row in book["KPIs"].iter_rows():
            for cell in row:
                if cell.data_type == "f":  # the test's own library takes it for one
                    cell.data_type = "s"

    found = back(FULL, edit, as_text)
    assert (found.went, found.came, found.refusals) == (went, came, [])


def test_nothing_edited_is_nothing_changed() -> None:
    assert taken(out(FULL), FULL) == Back(FULL, [], [], [], [])


def test_all_edits_together() -> None:
    found = back(FULL, *(edit for edit, _, _ in EDITS if edit is not EDITS[1][0] and edit is not EDITS[13][0]))
    assert found.refusals == []
    assert "thresholds: {green: 10}" in found.text
    assert 'target: {value: "15%", by: 2026-12-31}' in found.text


def add_row(sheet: str, **values: object) -> Editing:
    def edit(book: openpyxl.Workbook) -> None:
        heads = {str(cell.value): cell.column for cell in book[sheet][1]}
        row = book[sheet].max_row + 1
        for head, value in values.items():
            book[sheet].cell(row, heads[head.replace("_", " ")]).value = value

    return edit


def test_a_new_row_is_a_new_record() -> None:
    found = back(FULL, add_row("KPIs", Id="cost", Name="Cost of a lead", Target=40), add_row("KPIs", Name="Second"))
    assert found.text == FULL + "  - id: cost\n    name: Cost of a lead\n    target: 40\n  - name: Second\n"
    assert found.notes == ["KPIs!B5: a new row: it is added to `kpis`", "KPIs!B6: a new row: it is added to `kpis`"]


def test_a_new_row_belongs_to_its_parent() -> None:
    found = back(FULL, add_row("Actuals", KPI="visits", Value=7), add_row("Actuals", KPI="leads", Value=8))
    assert found.came == ["      - value: 8", "    actuals: [{value: 7}]"]
    refused = back(FULL, add_row("Actuals", KPI="nobody", Value=7))
    assert (refused.text, refused.refusals) == (FULL, ["Actuals!B4: there is no `nobody` that it could belong to"])


def test_a_first_review_goes_into_what_was_short() -> None:
    found = back(FULL, add_row("Past reviews", On=datetime.datetime(2026, 1, 15), Outcome="Dropped page views"))
    assert found.came == ["review: {interval: quarterly, history: [{on: 2026-01-15, outcome: Dropped page views}]}"]


REFUSED: Sequence[tuple[Editing, str]] = [
    (put("KPIs", "leads", "Id", "sales"), "KPIs!B2: `leads` was renamed `sales`: an id is what others refer to, rename it in the plan"),
    (put("KPIs", "leads", "Direction", "sideways"), "`sideways` is not a value of `direction`"),
    (put("KPIs", "visits", "Name", None), "KPIs!D3: it is taken over from the metric: edit it there"),
    (put("KPIs", "leads", "Owner", None), "KPIs!G2: it is written once for several places (`&`, `*`): edit it in the plan"),
    (put("KPIs", "leads", "Owner", "Analyst"), "KPIs!G2: it is written once for several places (`&`, `*`): edit it in the plan"),
    (put("Actuals", "leads/1", "KPI", "visits"), "Actuals!B2: `leads` was renamed `visits`: an id is what others refer to, rename it in the plan"),
    (put("KPIs", "leads", "Actual", "=1+1"), "KPIs!K2: the result of its formula is not stored"),
    (put("KPIs", "leads", "Actual", "#DIV/0!"), "KPIs!K2: it holds the error"),
    (put("KPIs", "leads", "Name", datetime.time(12, 30)), "KPIs!D2: a time of day is no value of a plan"),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "reason"), REFUSED)
def test_what_cannot_be_placed_is_refused_by_its_cell(edit: Editing, reason: str) -> None:
    found = back(FULL, edit)
    assert found.text == FULL
    assert len(found.refusals) == 1
    assert reason in found.refusals[0]


def test_a_share_that_lost_its_sign_is_refused() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        cell = at(book["KPIs"], "Conversion", "Target")
        cell.value, cell.number_format = 13, "General"

    assert back(FULL, edit).refusals == ["KPIs!I4: 13 may be a share or a number: write it with `%`, or in the plan"]


def test_one_bad_cell_does_not_keep_the_others() -> None:
    found = back(FULL, put("KPIs", "leads", "Direction", "sideways"), put("KPIs", "leads", "Actual", 1))
    assert (found.came, len(found.refusals)) == (["    actual: 1"], 1)


def test_what_changed_in_the_plan_meanwhile_stays() -> None:
    later = FULL.replace("actual: 410", "actual: 411").replace("actual: 9%", "actual: 8%")
    found = back(FULL, put("KPIs", "leads", "Actual", 420), put("KPIs", "leads", "Unit", "leads"), later=later)
    assert found.came == ["    unit: leads"]
    assert found.refusals == ["KPIs!K2: it says `420`, and the plan meanwhile `411`: the plan's stays"]
    assert found.notes == ["1 value has changed in the plan since: it stays"]


def test_a_record_that_is_gone_on_either_side() -> None:
    def without_row(book: openpyxl.Workbook) -> None:
        book["KPIs"].delete_rows(2)

    found = back(FULL, without_row)
    assert (found.text, found.refusals) == (FULL, [])
    assert found.notes == ["`leads` has no row any more: it stays in the plan, take it out there"]
    later = FULL[: FULL.index("  - name: Conversion")]
    gone = back(FULL, put("KPIs", "Conversion", "Unit", "%"), later=later)
    assert (gone.text, gone.refusals) == (later, ["KPIs!B4: `Conversion` is no longer in the plan"])


def test_rows_may_be_sorted_and_columns_moved() -> None:
    def shuffled(book: openpyxl.Workbook) -> None:
        sheet = book["KPIs"]
        rows = [[(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows()]
        order = [0, 3, 1, 2]
        for number, row in enumerate(order, 1):
            for column, (value, look) in enumerate(reversed(rows[row]), 1):
                sheet.cell(number, column).value = value
                sheet.cell(number, column).number_format = look
                if isinstance(value, str) and value.startswith("="):
                    sheet.cell(number, column).data_type = "s"

    found = back(FULL, shuffled)
    assert (found.text, found.refusals) == (FULL, [])


def test_without_the_hidden_parts_it_works_by_ids() -> None:
    def bare(book: openpyxl.Workbook) -> None:
        del book["kpi-rules"]
        for name in ("KPIs", "Roles"):
            book[name].delete_cols(1)

    data = edited(edited(out(FULL), put("KPIs", "leads", "Actual", 420)), bare)
    data = edited(
        data,
        lambda book: (
            [setattr(cell, "data_type", "s") for row in book["KPIs"] for cell in row if cell.data_type == "f"] and None
        ),
    )
    found = taken(data, FULL)
    assert (found.came, found.refusals) == (["    actual: 420"], [])


def test_other_columns_and_sheets_are_left_aside() -> None:
    def more(book: openpyxl.Workbook) -> None:
        book["KPIs"].cell(1, book["KPIs"].max_column + 1).value = "Mood"
        book.create_sheet("Scratch")["A1"] = 1

    found = back(FULL, more)
    assert found.text == FULL
    assert found.notes == [
        "KPIs!X1: the column `Mood` is none of ours: it is left aside",
        "the sheet `Scratch` is none of ours: it is left aside",
    ]


def test_the_plan_of_several_is_found_by_its_title() -> None:
    other = "title: Other\nkpis:\n- {id: leads, actual: 5}\n"
    data = FORMATS["xlsx"].render(exported(FULL, other, findings=False))

    def edit(book: openpyxl.Workbook) -> None:
        book["KPIs"].cell(5, next(cell.column for cell in book["KPIs"][1] if cell.value == "Actual")).value = 6
        book["Plan"].cell(2 + 1, 4).value = "Acme"
        for row in book["KPIs"].iter_rows():
            for cell in row:
                cell.data_type = "s" if cell.data_type == "f" else cell.data_type

    assert taken(edited(data, edit), FULL).text == FULL
    assert (
        taken(edited(data, edit), other).text == "title: Other\norganization: Acme\nkpis:\n- {id: leads, actual: 6}\n"
    )


CSV_EDITS = [
    (",410,", ",420,", ["    actual: 420"]),
    ("12.5%", "13%", ["    target: 13%"]),
    ("'=leads/visits", "'=leads / visits", ['    formula: "=leads / visits"']),
    ("1000,2026-12-31", "1000,2027-01-31", ["    target: {value: 1000, by: 2027-01-31}"]),
]


@pytest.mark.parametrize(("old", "new", "came"), CSV_EDITS)
def test_csv_comes_back_too(old: str, new: str, came: list[str]) -> None:
    data = FORMATS["csv"].render(exported(FULL)).decode("utf-8")
    assert data.count(old) == 1
    found = taken(data.replace(old, new).encode(), FULL, "register.csv")
    assert (found.came, found.refusals) == (came, [])


def test_what_programs_do_to_csv_is_no_edit() -> None:
    data = FORMATS["csv"].render(exported(FULL)).decode("utf-8-sig")
    data = data.replace("12.5%", "0.125").replace("\r\n", "\n").replace(",410,", ",410.0,")
    assert taken(data.encode(), FULL, "register.csv").text == FULL


def test_a_renamed_id_is_refused_in_csv_too() -> None:
    data = FORMATS["csv"].render(exported(FULL)).decode("utf-8").replace("\nleads,", "\nsales,")
    found = taken(data.encode(), FULL, "register.csv")
    assert found.text == FULL
    assert found.refusals == ["A2: `leads` was renamed `sales`: an id is what others refer to, rename it in the plan"]


JSON = """\
{
  "title": "T",
  "kpis": [
    {"id": "a", "name": "A", "target": 5},
    {
      "id": "b",
      "name": "B"
    }
  ]
}
"""
TOML = """\
title = "T"   # what it is

[[kpis]]
id = "a"
due = 2026-12-31
target = 5      # much
[kpis.actual]
value = 3
"""


@pytest.mark.parametrize(
    ("file", "text", "edit", "came"),
    [
        ("t.json", JSON, put("KPIs", "a", "Target", 6), ['    {"id": "a", "name": "A", "target": 6},']),
        ("t.json", JSON, put("KPIs", "a", "Name", None), ['    {"id": "a", "target": 5},']),
        ("t.json", JSON, put("KPIs", "b", "Unit", 'x"y'), ['      "name": "B",', '      "unit": "x\\"y"']),
        ("t.json", JSON, add_row("KPIs", Id="c", Name="C"), ["    },", '    {"id": "c", "name": "C"}']),
        ("t.json", JSON, add_row("Roles", Id="r"), ["  ],", '  "roles": [{"id": "r"}]']),
        ("t.toml", TOML.replace("due = 2026-12-31\n", ""), put("KPIs", "a", "Target", 6), ["target = 6      # much"]),
        ("t.toml", TOML.replace("due = 2026-12-31\n", ""), put("KPIs", "a", "Unit", "x"), ['unit = "x"']),
        ("t.toml", TOML.replace("due = 2026-12-31\n", ""), put("KPIs", "a", "Actual", 4), ["value = 4"]),
        ("t.toml", TOML.replace("due = 2026-12-31\n", ""), add_row("KPIs", Id="c"), ["", "[[kpis]]", 'id = "c"']),
    ],
)
def test_other_formats_are_edited_in_place(file: str, text: str, edit: Editing, came: list[str]) -> None:
    from kpi_rules.exports.export import Export

    plan = plan_of(text, file)
    data = FORMATS["xlsx"].render(Export((plan,), tables_of([plan])))
    found = taken(edited(data, edit), text, file=file)
    assert (found.came, found.refusals) == (came, [])


def test_windows_line_ends_stay() -> None:
    text = "title: T\r\nkpis:\r\n  - id: a\r\n    name: A\r\n"
    found = back(text, put("KPIs", "a", "Unit", "x"), add_row("KPIs", Id="b"))
    assert found.text == "title: T\r\nkpis:\r\n  - id: a\r\n    name: A\r\n    unit: x\r\n  - id: b\r\n"


def test_a_comment_is_never_lost() -> None:
    text = "title: T\nkpis:\n  - id: a\n    contributors:\n      - x # the first\n      - y\n    name: A # so\n"
    found = back(text, put("KPIs", "a", "Contributors", "y"), put("KPIs", "a", "Name", None))
    assert found.text == text.replace("name: A # so", "name: # so")
    assert found.refusals == ["KPIs!G2: a comment would be lost: edit it in the plan"]


SOFFICE = shutil.which("soffice")


def saved_by_libreoffice(data: bytes, folder: Path, ending: str = "xlsx") -> bytes:
    (folder / "in.xlsx").write_bytes(data)
    (folder / "out").mkdir()
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", ending, "--outdir", "out", "in.xlsx"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)
    return (folder / "out" / f"in.{ending.partition(':')[0]}").read_bytes()


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice Calc is not installed (apt-get install libreoffice-calc)")
def test_what_libreoffice_does_on_saving_is_no_edit(tmp_path: Path) -> None:
    text = (
        FULL
        + "  - {id: long, actual: 1234567.891234567, deprecated: true, notes: ' _x0041_ ', expires_on: 2026-02-28}\n"
    )
    data = saved_by_libreoffice(FORMATS["xlsx"].render(exported(text)), tmp_path)
    assert taken(data, text) == Back(text, [], [], [], [])


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice Calc is not installed (apt-get install libreoffice-calc)")
def test_what_is_edited_in_libreoffice_comes_back(tmp_path: Path) -> None:
    edits = [edit for edit, _, _ in EDITS if edit is not EDITS[13][0]]

    def edit(book: openpyxl.Workbook) -> None:
        for each in edits:
            each(book)

    straight = taken(edited(out(FULL), edit), FULL)
    found = taken(saved_by_libreoffice(edited(out(FULL), edit), tmp_path), FULL)
    assert (found.text, found.refusals) == (straight.text, [])


def test_kpis_under_their_objective_go_out_and_back() -> None:
    text = "title: T\nobjectives:\n  - id: o\n    title: O\n    kpis:\n      - {id: a, name: A, target: 5}\n"
    plan = plan_of(text)
    row = next(table for table in tables_of([plan]) if table.name == "kpis").rows[0]
    assert (row.cells[("objective",)].shown.text, row.cells[("objective",)].taken_over) == ("o", True)
    assert back(text).text == text
    assert back(text, put("KPIs", "a", "Target", 6)).text == text.replace("target: 5", "target: 6")
