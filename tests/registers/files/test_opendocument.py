"""Workbooks of OpenDocument, written by hand: what a person sees of a cell is what is read."""

from __future__ import annotations

import datetime
import io
import zipfile
from decimal import Decimal

import pytest

from kpi_rules.registers.cells import Area, Workbook
from kpi_rules.registers.files.opening import read_workbook

CONTENT = """<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:style="s" xmlns:calcext="c">
<office:automatic-styles><style:style style:name="h"><style:table-properties table:display="false"/></style:style></office:automatic-styles>
<office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"""
KIND = "application/vnd.oasis.opendocument.spreadsheet"


def read(tables: str) -> Workbook:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("mimetype", KIND)
        archive.writestr("content.xml", CONTENT.format(tables))
    made, problems = read_workbook("a.ods", data.getvalue())
    assert made is not None, problems
    return made


def table(rows: str, name: str = "KPIs") -> str:
    return f'<table:table table:name="{name}">{rows}</table:table>'


def cell(attributes: str, text: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


@pytest.mark.parametrize(
    ("attributes", "text", "value", "unit"),
    [
        ('office:value-type="percentage" office:value="0.95"', "95%", 95, "%"),
        (
            'office:value-type="currency" office:currency="EUR" office:value="1200.5"',
            "1.200,50 €",
            Decimal("1200.5"),
            "EUR",
        ),
        ('office:value-type="float" office:value="3"', "3 Tage", 3, "Tage"),
        ('office:value-type="float" office:value="1000"', "1.000", 1000, ""),
        ('office:value-type="float" office:value="0.30000000000000004"', "0.3", Decimal("0.3"), ""),
        ('office:value-type="date" office:date-value="2026-12-31"', "31.12.2026", datetime.date(2026, 12, 31), ""),
        ('office:value-type="time" office:time-value="PT36H00M00S"', "36:00", datetime.timedelta(hours=36), ""),
        (
            'table:formula="of:=TRUE()" office:value-type="float" office:value="1"',
            "WAHR",
            True,
            "",
        ),  # as LibreOffice has it
        ('office:value-type="float" office:value="1"', "Yes", "Yes", ""),  # shown as a word by its format
        ('office:value-type="float" office:value="0"', "-", 0, ""),
        ('office:value-type="boolean" office:boolean-value="true"', "TRUE", True, ""),
        ('office:value-type="string"', "a &lt; b", "a &lt; b".replace("&lt;", "<"), ""),
    ],
)
def test_values(attributes: str, text: str, value: object, unit: str) -> None:
    found = read(table(f"<table:table-row>{cell(attributes, text)}</table:table-row>")).sheets[0].cells[1, 1]
    assert (found.value, found.unit) == (value, unit)


@pytest.mark.parametrize(
    ("attributes", "text", "told"),
    [
        (
            'table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"',
            "#DIV/0!",
            "it holds the error",
        ),
        ('table:formula="of:=1+1"', "", "the result of its formula is not stored"),
    ],
)
def test_what_cannot_be_relied_on(attributes: str, text: str, told: str) -> None:
    found = read(table(f"<table:table-row>{cell(attributes, text)}</table:table-row>")).sheets[0].cells[1, 1]
    assert found.value is None
    assert told in found.problem


def test_what_is_merged_repeated_and_left_out() -> None:
    text = 'office:value-type="string"'
    twice = cell(text, "twice")
    rows = (
        "<table:table-row>"
        + cell('office:value-type="string" table:number-columns-spanned="2"', "wide")
        + '<table:covered-table-cell office:value-type="string"><text:p>covered</text:p></table:covered-table-cell></table:table-row>'
        + f'<table:table-row table:number-rows-repeated="2">{twice}</table:table-row>'
        + f"<table:table-row>{cell(text, 'pivot')}</table:table-row>"
        + '<table:table-row table:number-rows-repeated="1048572"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    pivot = (
        "<table:data-pilot-tables><table:data-pilot-table table:name=\"p\" table:target-range-address=\"'My KPIs'.A4:'My KPIs'.B5\"/>"
        '</table:data-pilot-tables><table:database-ranges><table:database-range table:name="d" '
        "table:target-range-address=\"$'My KPIs'.$A$1:$'My KPIs'.$B$3\"/></table:database-ranges>"
    )
    made = read(table(rows, "My KPIs") + pivot)
    (sheet,) = made.sheets
    assert {spot: found.value for spot, found in sheet.cells.items()} == {
        (1, 1): "wide",
        (2, 1): "twice",
        (3, 1): "twice",
    }
    assert sheet.merged == (Area(1, 1, 1, 2),)
    assert sheet.tables == (Area(1, 1, 3, 2),)
    assert made.remarks == ["`My KPIs` holds a pivot table, which is left out: name the sheet that it is made of"]
