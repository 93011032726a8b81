"""What is put out, format by format: what people and programs find in it, and that no text of a plan does anything there."""

from __future__ import annotations

import csv
import datetime
import io
import json

import openpyxl
import pytest
import yaml
from openpyxl.worksheet.worksheet import Worksheet
from plans import FULL, exported, plan_of

from kpi_rules import i18n
from kpi_rules.exports.export import FORMATS, format_of

DANGEROUS = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "|calc", "%0a", "＝1", "'=1", "''=1"]


def workbook(text: str, *, findings: bool = True) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].render(exported(text, findings=findings))))


def heads(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in sheet[1]}


def at(sheet: Worksheet, id_: str, head: str) -> openpyxl.cell.Cell:
    row = next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value == id_)
    return sheet.cell(row, heads(sheet)[head])


def test_a_workbook_has_a_sheet_for_each_list() -> None:
    book = workbook(FULL)
    assert book.sheetnames == [
        "Plan", "KPIs", "Objectives", "Roles", "Metrics", "Actuals", "Past reviews", "Findings", "kpi-rules",
    ]  # fmt: skip
    assert book["kpi-rules"].sheet_state == "veryHidden"
    assert book["KPIs"].freeze_panes == "E2"
    assert book["KPIs"].auto_filter.ref


def test_days_numbers_and_shares_are_values() -> None:
    sheet = workbook(FULL)["KPIs"]
    assert at(sheet, "visits", "Target: By").value == datetime.datetime(2026, 12, 31)
    assert at(sheet, "leads", "Actual").value == 410
    assert (at(sheet, "Conversion", "Target").value, at(sheet, "Conversion", "Target").number_format) == (0.125, "0.0%")
    assert at(sheet, "leads", "Target").value == ">= 500 leads by 2026-12-31"


def test_a_number_that_may_be_another_one_stays_text() -> None:
    sheet = workbook("title: T\nkpis:\n- {id: a, target: '1.500'}\n- {id: b, target: 12345678901234567890}\n")["KPIs"]
    assert at(sheet, "a", "Target").value == "1.500"
    assert at(sheet, "b", "Target").value == "12345678901234567890"


def test_cells_offer_what_may_be_chosen() -> None:
    sheet = workbook(FULL)["KPIs"]
    rules = {str(rule.sqref).split(":")[0].rstrip("0123456789"): rule for rule in sheet.data_validations.dataValidation}
    letter = {head: openpyxl.utils.get_column_letter(column) for head, column in heads(sheet).items()}
    assert rules[letter["Direction"]].formula1 == '"increase,decrease,maintain"'
    assert rules[letter["Owner"]].formula1.startswith("OFFSET('Roles'!$B$2")
    assert rules[letter["Objective"]].formula1.startswith("OFFSET('Objectives'!$B$2")
    assert rules[letter["Metric"]].formula1.startswith("OFFSET('Metrics'!$B$2")


def test_columns_say_what_they_are_for() -> None:
    sheet = workbook(FULL)["KPIs"]
    assert "Which way is better." in sheet.cell(1, heads(sheet)["Direction"]).comment.text
    assert "increase, decrease, maintain" in sheet.cell(1, heads(sheet)["Direction"]).comment.text


def test_findings_stand_at_their_cells() -> None:
    book = workbook("title: T\nmission: M\nreview: monthly\nkpis:\n- {id: a, name: A, owner: nobody, target: 5}\n")
    cell = at(book["KPIs"], "a", "Owner")
    assert "violation" in cell.comment.text
    assert cell.fill.fgColor.rgb == "FFFBE0DD"
    found = [row[0].value for row in book["Findings"].iter_rows(min_row=2)]
    assert found == sorted(found, key=["violation", "recommendation", "hint"].index)
    links = [row[1].hyperlink.location for row in book["Findings"].iter_rows(min_row=2)]
    assert f"'KPIs'!{cell.coordinate}" in links


def test_nothing_found_is_said() -> None:
    assert "Findings" not in workbook(FULL, findings=False).sheetnames


def test_bands_are_only_where_units_agree() -> None:
    text = "title: T\nkpis:\n- {id: a, actual: 9%, thresholds: {green: 12, amber: 10}}\n- {id: b, actual: 9, thresholds: {green: 12, amber: 10}}\n"
    ranges = [str(each.sqref) for each in workbook(text)["KPIs"].conditional_formatting]
    assert ranges and all(each.endswith("3") for each in ranges)


@pytest.mark.parametrize("name", ["xlsx", "csv", "markdown", "json"])
def test_the_same_plan_gives_the_same_bytes(name: str) -> None:
    assert FORMATS[name].render(exported(FULL)) == FORMATS[name].render(exported(FULL))


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_is_a_formula(text: str) -> None:
    plan = f"title: T\nkpis:\n- {{id: a, name: {json.dumps(text)}}}\n"
    cell = at(workbook(plan)["KPIs"], "a", "Name")
    assert (cell.data_type, cell.value) == ("s", text)
    assert cell.quotePrefix == (text[0] in "=+-@\t")
    written = list(csv.reader(io.StringIO(FORMATS["csv"].render(exported(plan)).decode("utf-8-sig"))))
    assert written[1][1][0] == "'"


def test_csv_is_one_table() -> None:
    data = FORMATS["csv"].render(exported(FULL))
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [row["Id"] for row in rows] == ["leads", "visits", "Conversion"]
    assert rows[1]["Target: By"] == "2026-12-31"
    assert rows[2]["Target"] == "12.5%"


def test_markdown_is_dead() -> None:
    text = FORMATS["markdown"].render(exported("title: T\nkpis:\n- {id: a, name: '<b>|[x](y) @you'}\n")).decode()
    assert text == "# T\n\n| Id | Name |\n| --- | --- |\n| a | &lt;b&gt;\\|\\[x\\]\\(y\\) @&#8203;you |\n"


def test_json_has_all_that_was_read() -> None:
    data = json.loads(FORMATS["json"].render(exported(FULL)))
    kpi = data["plans"][0]["kpis"][0]
    assert (data["format"], data["version"]) == ("kpi-rules-plans", 1)
    assert kpi["target"] == {"value": 500, "operator": ">=", "unit": "leads", "by": "2026-12-31"}
    assert data["plans"][0]["review"]["interval"] == "P3M"
    assert set(data["plans"][0]["findings"]) == {"must", "should", "could"}


SERVICE = """\
title: Shop
kpis:
- {id: Up Time, name: Availability, target: '>= 99.9%', over: 28 days, numerator: ok, denominator: all, owner: sre}
- {id: errors, target: <= 0.1%, over: 1 month, formula: bad ratio}
- {id: slow, target: <= 300 ms, over: 28 days, formula: p95}
- {id: leads, target: 500}
"""


def test_openslo_is_of_service_levels() -> None:
    from kpi_rules.exports.openslo import left_out

    export = exported(SERVICE)
    first, second = yaml.safe_load_all(FORMATS["openslo"].render(export))
    assert first["metadata"]["name"] == "up-time"
    assert first["spec"]["objectives"] == [{"displayName": "Availability", "target": 0.999}]
    assert first["spec"]["timeWindow"] == [{"duration": "28d", "isRolling": True}]
    assert set(first["spec"]["indicator"]["spec"]["ratioMetric"]) == {"counter", "good", "total"}
    assert second["spec"]["indicator"]["spec"]["ratioMetric"]["rawType"] == "failure"
    assert second["spec"]["objectives"][0]["target"] == 0.999
    assert list(left_out(export)) == ["KPI `slow` is left out: its target is no share in percent"]


def test_arabic_sheets_run_from_right_to_left() -> None:
    assert workbook("title: خطة\nkpis: [{id: a}]\n")["KPIs"].sheet_view.rightToLeft
    assert not workbook("title: T\nkpis: [{id: a}]\n")["KPIs"].sheet_view.rightToLeft
    with i18n.speaking("ar"):
        book = workbook(FULL)
    assert book.sheetnames[0] == "الخطة"
    assert all(sheet.sheet_view.rightToLeft for sheet in book.worksheets if sheet.title != "kpi-rules")
    assert book["الأهداف"].cell(1, 3).value == "المسمى"


def test_several_plans_share_a_workbook() -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(FORMATS["xlsx"].render(exported(FULL, "title: Other\nkpis: [{id: leads}]\n")))
    )
    assert [row[1].value for row in book["KPIs"].iter_rows(min_row=2)] == [*["Content marketing 2026"] * 3, "Other"]
    assert [cell.value for cell in book["Plan"][1]][1:] == ["Field", "Content marketing 2026", "Other"]


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("a.xlsx", "xlsx"),
        ("A.CSV", "csv"),
        ("a.md", "markdown"),
        ("a.yaml", "openslo"),
        ("a.kpi.yaml", None),
        ("a.pdf", None),
    ],
)
def test_the_ending_says_the_format(file: str, name: str | None) -> None:
    found = format_of(file)
    assert (found.name if found else None) == name


def test_what_no_cell_holds_is_replaced_or_cut() -> None:
    plan = 'title: T\nkpis:\n- {id: a, name: "x\\u0007y", notes: ' + "z" * 40_000 + "}\n"
    sheet = workbook(plan)["KPIs"]
    assert at(sheet, "a", "Name").value == "x�y"
    assert len(at(sheet, "a", "Notes").value) == 32_767


def test_a_value_taken_over_is_shown() -> None:
    cell = at(workbook(FULL)["KPIs"], "visits", "Unit")
    assert (cell.value, cell.font.italic) == ("visits", True)
    assert plan_of(FULL).whole
