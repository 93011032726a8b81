"""Workbooks made by openpyxl, read by us: what a person sees of a cell is what is read. Another library has a second opinion on the values."""

from __future__ import annotations

import datetime
import io
import zipfile
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment

from kpi_rules.registers.cells import Area, Cell, Workbook
from kpi_rules.registers.files import xlsx
from kpi_rules.registers.files.opening import read_workbook
from kpi_rules.registers.files.package import Refused, opened

PARTS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def saved(book: Any) -> bytes:
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def read(book: Any) -> Workbook:
    made, problems = read_workbook("register.xlsx", saved(book))
    assert made is not None, problems
    return made


def cell(value: object, number_format: str = "General") -> Cell | None:
    book = openpyxl.Workbook()
    book.active["B2"] = value
    book.active["B2"].number_format = number_format
    return read(book).sheets[0].cells.get((2, 2))


def rewritten(data: bytes, part: str, change: dict[str, str]) -> bytes:
    """A workbook with one part changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            for before, after in change.items() if name == part else ():
                assert before.encode() in text, text
                text = text.replace(before.encode(), after.encode())
            new.writestr(name, text)
    return made.getvalue()


@pytest.mark.parametrize(
    ("stored", "number_format", "value", "unit"),
    [
        (0.95, "0%", 95, "%"),
        (0.07, "0.0%", 7, "%"),
        (0.125, "0.00 %", Decimal("12.5"), "%"),
        (1.1, "0%;[Red]-0%", 110, "%"),
        (1200, "[$€-407] #,##0", 1200, "EUR"),
        (1200, "#,##0 [$CHF]", 1200, "CHF"),
        (1200.5, '"€"#,##0.00', Decimal("1200.5"), "EUR"),
        (5, "$#,##0", 5, "$"),
        (3, '0 "Tage"', 3, "Tage"),
        (5_200_000, '0.0,,"M"', 5_200_000, ""),
        (0.1 + 0.2, "General", Decimal("0.3"), ""),
        (1e21, "General", Decimal("1e21"), ""),
        (12345678901234567, "0", Decimal("12345678901234600"), ""),
        (2.5, "# ?/?", Decimal("2.5"), ""),
        (7, "@", 7, ""),
        (7, "General;[Red]-General", 7, ""),
        (-3, "#,##0_);(#,##0)", -3, ""),
        (3, '"Target: "0', 3, ""),  # words before a number say what it is, and are no unit
        (3, '"Q"0', 3, ""),
        (95, '0"%"', 95, "%"),
        (5, "[$$-409]#,##0.00", 5, "USD"),
        (5, "#,##0 [$€-407];[Red]-#,##0 [$€-407]", 5, "EUR"),
        (5, '"CHF "#,##0', 5, "CHF"),
        (0.5, "[<1]0%;0.0", 50, "%"),
        (5, "[<1]0%;0.0", 5, ""),  # each number by the part of the format that is for it
        (0, '0" days";-0" days";"-"', 0, "days"),
        (0, '#,##0_);(#,##0);"-"', 0, ""),
        (1, '"Yes";"Yes";"No"', "Yes", ""),
        (0, '"Yes";"Yes";"No"', "No", ""),
    ],
)
def test_a_number_is_what_its_format_shows(stored: float, number_format: str, value: object, unit: str) -> None:
    found = cell(stored, number_format)
    assert found is not None
    assert (found.value, found.unit) == (value, unit)


@pytest.mark.parametrize(
    ("stored", "number_format", "value"),
    [
        (datetime.date(2026, 12, 31), "dd/mm/yyyy", datetime.date(2026, 12, 31)),
        (datetime.date(2026, 12, 31), "[$-407]d. mmmm yyyy;@", datetime.date(2026, 12, 31)),
        (datetime.date(1900, 1, 1), "yyyy-mm-dd", datetime.date(1900, 1, 1)),
        (datetime.datetime(2026, 1, 31, 12, 30), "yyyy-mm-dd hh:mm", datetime.datetime(2026, 1, 31, 12, 30)),
        (datetime.time(9, 30), "h:mm AM/PM", datetime.time(9, 30)),
        (datetime.timedelta(hours=36), "[h]:mm", datetime.timedelta(hours=36)),
        (True, "General", True),
        ("0.95", "0%", "0.95"),  # a number stored as text is text
        ("  spaced  ", "General", "  spaced  "),
    ],
)
def test_dates_and_others(stored: object, number_format: str, value: object) -> None:
    found = cell(stored, number_format)
    assert found is not None
    assert found.value == value
    assert type(found.value) is type(value)


def test_hours_beyond_a_day_are_shown_as_hours() -> None:
    found = cell(datetime.timedelta(hours=36, seconds=5), "[h]:mm:ss")
    assert found is not None
    assert found.shown == "36:00:05"


def test_dates_of_1904() -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.MAC_EPOCH
    book.active["A1"] = datetime.date(2026, 12, 31)
    assert read(book).sheets[0].cells[1, 1].value == datetime.date(2026, 12, 31)


def test_a_formula_counts_as_it_was_last_shown() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "=1+1"
    found = read(book).sheets[0].cells[1, 1]
    assert found.value is None
    assert "not stored" in found.problem
    data = rewritten(saved(book), "xl/worksheets/sheet1.xml", {"</f>": "</f><v>2</v>"})
    made, _ = read_workbook("a.xlsx", data)
    assert made is not None
    assert made.sheets[0].cells[1, 1] == Cell(2, "2")


@pytest.mark.parametrize("number", [60, -5, 10**9])  # there was no 29th of February 1900
def test_a_date_that_is_no_day_is_a_problem(number: int) -> None:
    found = cell(number, "yyyy-mm-dd")
    assert found is not None
    assert (found.value, found.problem) == (None, f"it is shown as a date, and {number} is no day")


def test_what_a_merged_cell_covers_counts_for_nothing() -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["B1"], book.active["A2"] = "seen", "covered", "below"
    tail = {"</sheetData>": '</sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells>'}
    made, _ = read_workbook("a.xlsx", rewritten(saved(book), "xl/worksheets/sheet1.xml", tail))
    assert made is not None
    assert {spot: each.value for spot, each in made.sheets[0].cells.items()} == {(1, 1): "seen", (2, 1): "below"}


def test_an_error_is_a_problem_and_no_text() -> None:
    found = cell("#DIV/0!")
    assert found is not None
    assert (found.value, found.problem) == (None, "it holds the error `#DIV/0!`")


def test_what_lies_beside_cells() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "KPIs"
    sheet["B2"], sheet["B3"], sheet["C3"] = "KPI", "Leads", 5
    sheet["C3"].comment = Comment("ask Anna", "Ben")
    sheet.merge_cells("B2:C2")
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet["XFD1048576"].number_format = "0%"  # a style without a value, in the last cell that there is
    book.create_sheet("Old").sheet_state = "hidden"
    made = read(book)
    assert [(each.name, each.hidden) for each in made.sheets] == [("KPIs", False), ("Old", True)]
    assert made.remarks == ["the hidden sheet Old is left out"]
    (kpis, _) = made.sheets
    assert len(kpis.cells) == 3
    assert kpis.cells[3, 3].note == "ask Anna"
    assert kpis.merged == (Area(2, 2, 2, 3),)
    assert (kpis.hidden_rows, kpis.hidden_columns) == ({3}, {3})


def test_signs_that_xml_cannot_hold() -> None:
    found = cell("one_x000D_\ntwo_x005F_x000D_")
    assert found is not None
    assert found.value == "one\ntwo_x000D_"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"PK\x03\x04 torn", "it is damaged, or only a part of it is here"),
        (b"a,b\n1,2\n", "it is no workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old version of Office"),
        (b"", "it is no workbook"),
    ],
)
def test_what_is_no_workbook(data: bytes, told: str) -> None:
    made, (problem,) = read_workbook("register.xlsx", data)
    assert made is None
    assert told in problem.message
    assert problem.help


def test_entities_are_refused() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = 1
    declared = f'<!DOCTYPE worksheet [<!ENTITY a "1">]><worksheet xmlns="{PARTS}"'
    data = rewritten(saved(book), "xl/worksheets/sheet1.xml", {f'<worksheet xmlns="{PARTS}"': declared})
    made, (problem,) = read_workbook("a.xlsx", data)
    assert made is None
    assert "declares a document type" in problem.message


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 160_000_000)
    made, (problem,) = read_workbook("a.xlsx", data.getvalue())
    assert made is None
    assert "more than a register may" in problem.message


@pytest.mark.parametrize(
    "change",
    [
        {'r="A1"': f'r="A1" s="{"9" * 5000}"'},
        {"<v>1</v>": f"<v>{'1' * 5000}</v>"},
        {"<sheetData>": f'<cols><col min="{"1" * 5000}" max="{"2" * 5000}" hidden="1"/></cols><sheetData>'},
        {"<worksheet": '<?xml version="1.0" encoding="no-such"?><worksheet'},
    ],
    ids=["style", "number", "columns", "encoding"],
)
def test_what_was_made_to_surprise_does_not(change: dict[str, str]) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = 1
    made, problems = read_workbook("a.xlsx", rewritten(saved(book), "xl/worksheets/sheet1.xml", change))
    assert (made is None) == bool(problems)


def test_a_part_of_countless_marks_is_not_read_to_its_end() -> None:
    package = opened(SAMPLE)
    package.marks = 10
    with pytest.raises(Refused, match="more than a register may"):
        xlsx.read("a.xlsx", package)


def test_a_part_that_asks_for_a_later_kind_of_zip_file_is_damaged() -> None:
    at = SAMPLE.index(b"PK\x01\x02") + 6  # the version that is needed to unpack it
    made, (problem,) = read_workbook("a.xlsx", SAMPLE[:at] + b"\xd9" + SAMPLE[at + 1 :])
    assert made is None
    assert "it is damaged" in problem.message


def test_parts_may_be_named_as_windows_names_files() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SAMPLE)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name.replace("/", "\\"), old.read(name))
    book, problems = read_workbook("a.xlsx", made.getvalue())
    assert book is not None, problems
    assert book.sheets[0].cells[1, 1].value == "KPI"


def test_a_directory_of_countless_parts_is_not_read() -> None:
    with pytest.raises(Refused, match="more than a register may"):
        opened(SAMPLE + b"PK\x01\x02" * 5_001)


def test_a_second_opinion_on_values() -> None:
    from python_calamine import load_workbook

    book = openpyxl.Workbook()
    rows = [["text", 1, 2.5, True, datetime.date(2026, 1, 31)], ["ü", -7, 1e-3, False, datetime.date(1999, 12, 31)]]
    for row in rows:
        book.active.append(row)
    theirs = load_workbook(io.BytesIO(saved(book))).get_sheet_by_index(0).to_python()
    ours = read(book).sheets[0].cells
    assert [[ours[row, column].value for column in range(1, 6)] for row in (1, 2)] == [
        [Decimal(str(value)) if isinstance(value, float) else value for value in row] for row in theirs
    ]


def sample() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["KPI", 0.5, "=A1"])
    return saved(book)


SAMPLE = sample()


@given(st.integers(0, len(SAMPLE) - 1), st.binary(min_size=1, max_size=4))
def test_damage_is_told_and_nothing_else_happens(at: int, signs: bytes) -> None:
    made, problems = read_workbook("a.xlsx", SAMPLE[:at] + signs + SAMPLE[at + len(signs) :])
    assert (made is None) == bool(problems)
