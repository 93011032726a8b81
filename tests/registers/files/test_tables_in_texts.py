"""Tables in texts: CSV as it is found, and Markdown. Each cell knows where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_rules.registers.files.opening import read_workbook

CASES = {
    "a.csv": [
        ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        ("KPI;2024;2025\nA;12,5;13,5\nB;1,5;2\n", [["KPI", "2024", "2025"], ["A", "12,5", "13,5"], ["B", "1,5", "2"]]),
        ('"a","b, c"\n"say ""hi""",2\n', [["a", "b, c"], ['say "hi"', "2"]]),
        ('a;b\n"two\nlines";2\n', [["a", "b"], ["two\nlines", "2"]]),
        ("a\tb\n1\t2,5\n", [["a", "b"], ["1", "2,5"]]),
        ("only\none\n", [["only"], ["one"]]),
        ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
        (
            "Title of it all\n\na,b,c\n1,2,3\n4,5,6\n7,8,9\n",
            [["Title of it all"], [], ["a", "b", "c"], ["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"]],
        ),
        ("sep=;\na;b\n", [[], ["a", "b"]]),
        ("a|b\n1|2\n", [["a", "b"], ["1", "2"]]),
        ('a,b\n"open,2\n', [["a", "b"], ['"open', "2"]]),
        ('a, "b, c"\n1 , "2" \n', [["a", "b, c"], ["1", "2"]]),  # blanks around quotes
        ('a;b\n"12" inches;2\n', [["a", "b"], ['"12" inches', "2"]]),  # quotes that are signs of a text
        ('a,b\n"one"";""two",2\n', [["a", "b"], ['one";"two', "2"]]),
    ],
    "a.tsv": [("a\tb\n", [["a", "b"]])],
    "a.md": [
        ("| a | b |\n|---|---|\n| 1 | 2 |\n", [["a", "b"], [], ["1", "2"]]),
        ("a | b\n--|--\n1 | 2 \\| 3\n\nrest | not\n", [["a", "b"], [], ["1", "2 | 3"]]),
        ("|a|b|\n|:-|-:|\n|1|\n|1|2|3|\n# next\n", [["a", "b"], [], ["1"], ["1", "2"]]),
        ("a | **b** | [c](http://d)\n-|-|-\n`1` | x<br>y | ~~z~~\n", [["a", "b", "c"], [], ["1", "x\ny", "z"]]),
        ("a|b\n-|-\n&lt; 5|\\*1&amp;2\n", [["a", "b"], [], ["< 5", "*1&2"]]),
        ("```\nx | y\n-|-\n```\n\na | b\n-|-\n", [[], [], [], [], [], ["a", "b"]]),
    ],
}


@pytest.mark.parametrize(("name", "text", "rows"), [(name, *case) for name, cases in CASES.items() for case in cases])
def test_cells_are_read_and_placed(name: str, text: str, rows: list[list[str]]) -> None:
    made, problems = read_workbook(name, text.encode())
    assert made is not None, problems
    found: list[list[str]] = [[] for _ in rows]
    for (row, _), cell in sorted(made.sheets[0].cells.items()):
        found[row - 1].append(str(cell.value))
        assert made.source is not None
        assert cell.span is not None
        if name != "a.md" and '"' not in text:
            assert made.source.slice(cell.span) == cell.value
    assert found == rows


def test_each_table_of_markdown_has_the_heading_above_it() -> None:
    made, _ = read_workbook("a.md", b"# One\na|b\n-|-\n\n## **Two** ##\n\nc|d\n-|-\n\nThree\n---\n\ne|f\n-|-\n")
    assert made is not None
    assert [sheet.name for sheet in made.sheets] == ["One", "Two", "Three"]


@pytest.mark.parametrize(
    ("data", "cell", "told"),
    [
        ("Größe;1\n".encode("cp1252"), "Größe", "Windows-1252"),
        ("Größe;1\n".encode("utf-8-sig"), "Größe", ""),
        (b"\xff\xfe" + "Größe;1\n".encode("utf-16-le"), "Größe", ""),
    ],
)
def test_encodings(data: bytes, cell: str, told: str) -> None:
    made, _ = read_workbook("a.csv", data)
    assert made is not None
    assert made.sheets[0].cells[1, 1].value == cell
    assert [told in remark for remark in made.remarks] == [True] * bool(told)


def test_text_without_a_table_is_told_what_a_table_is() -> None:
    made, (problem,) = read_workbook("notes.md", b"# Notes\nNothing here.\n")
    assert made is None
    assert problem.message == "there is no table in `notes.md`"


@given(st.text(alphabet=st.sampled_from("ab1,;\t|\"'\\\n\r -:#`<>é")), st.sampled_from(["a.csv", "a.tsv", "a.md"]))
def test_any_text_is_read_or_told(text: str, name: str) -> None:
    made, problems = read_workbook(name, text.encode())
    assert (made is None) == bool(problems)
    for sheet in made.sheets if made else ():
        for cell in sheet.cells.values():
            assert cell.span is not None
            assert str(cell.value).strip()


def test_a_number_that_was_cut_in_two_is_told_and_moves_no_cell_in_silence() -> None:
    made, _ = read_workbook("a.csv", b"Name,Target,Owner\nA,95,Anna\nRevenue,1,200,Ben\nC,3,Carl\n")
    assert made is not None
    cells = made.sheets[0].cells
    assert [cells[3, column].value for column in range(1, 5)] == ["Revenue", None, None, None]
    assert "does not stand in quotes" in cells[3, 2].problem
    assert len(made.remarks) == 1
    assert made.remarks[0].startswith("row 3 has more cells")


@pytest.mark.parametrize(
    "text", ["Title\na,b\n1,2\n", "a,b\n1,2,\n", "a,b,c\n1,2\n3,4\n", "a;b\n1,5;2,5\n", "only\none\n", ""]
)
def test_other_rows_are_as_wide_as_they_are(text: str) -> None:
    made, _ = read_workbook("a.csv", text.encode())
    assert made is not None
    assert not made.remarks


def test_what_stands_beyond_the_headings_of_a_page_is_told() -> None:
    made, _ = read_workbook("a.md", b"a|b\n-|-\n1|2\n3|4|5\n")
    assert made is not None
    assert [remark[:27] for remark in made.remarks] == ["line 4 has more cells than "]
