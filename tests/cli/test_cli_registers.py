"""Registers on the command line: what a workbook or a table is told, where, and what a map, a base and an exit code have to do with it."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from repository import Repository
from running import Kpi

TODAY = ("--today", "2026-03-01")
ROWS = [
    ["KPI register of the shop"],
    [],
    ["KPI", "Owner", "Target", "Actual", "Definition", "Objective"],
    ["Orders", "Anna", "500 by 2026-12-31", 420, "Orders that were paid", "Grow"],
    ["Complaints", "tbd", "about 5O", 80, "Letters and calls", "Grow"],
]


def workbook(name: str, *rows: list[object], sheet: str = "KPIs") -> None:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows or ROWS:
        book.active.append(row)
    book.save(name)


def table(name: str, text: str = "KPI,Owner,Target\nOrders,Anna,500\nComplaints,tbd,50\n") -> None:
    Path(name).write_text(text, "utf-8")


def test_a_workbook_is_checked_at_its_cells(kpi: Kpi) -> None:
    workbook("register.xlsx")
    ran = kpi("check", "register.xlsx", *TODAY, "--all")
    assert ran.code == 1
    assert "--> register.xlsx: KPIs!B5" in ran.out
    assert "5 | Complaints | tbd | about 5O | 80" in ran.out
    assert "kpi-rules import register.xlsx" in ran.out + ran.err


def test_every_format_names_the_cell(kpi: Kpi) -> None:
    workbook("register.xlsx")
    for format_ in ("concise", "github", "sarif", "csv", "json", "jsonl", "markdown", "junit"):
        told = kpi("check", "register.xlsx", *TODAY, "--format", format_).out
        cell = '"cell": "B5"' if format_ == "json" else '"cell":"B5"' if format_ == "jsonl" else "KPIs!B5"
        assert cell in told.replace("\\!", "!"), format_
    assert "file=register.xlsx,title=" in kpi("check", "register.xlsx", *TODAY, "--format", "github").out


def test_a_table_of_text_is_checked_at_its_lines(kpi: Kpi) -> None:
    table("register.csv")
    assert "register.csv:3:12: " in kpi("check", "register.csv", *TODAY, "--format", "concise").out


def test_the_second_run_says_the_same_from_the_cache(kpi: Kpi) -> None:
    workbook("register.xlsx")
    assert kpi("check", "register.xlsx", *TODAY) == kpi("check", "register.xlsx", *TODAY)
    before = kpi("check", "register.xlsx", *TODAY).out
    workbook("register.xlsx", *ROWS[:4], ["Complaints", "Ben", 50, 80, "Letters", "Grow"])
    assert kpi("check", "register.xlsx", *TODAY).out != before


def test_nothing_of_a_register_is_fixed_in_place(kpi: Kpi) -> None:
    table("register.csv", "KPI,Target,Direction\nOrders,500,up\n")
    before = Path("register.csv").read_bytes()
    kpi("check", "register.csv", *TODAY, "--fix", "--unsafe-fixes")
    assert Path("register.csv").read_bytes() == before


def test_a_register_in_a_folder_counts_by_its_name_alone(kpi: Kpi) -> None:
    table("register.csv")
    ran = kpi("check", ".")
    assert (ran.code, ran.out) == (3, "")
    assert "kpi-rules check ./register.csv" in ran.err
    table("shop.kpi.csv")
    assert "shop.kpi.csv:" in kpi("check", ".", *TODAY, "--format", "concise").out


def test_the_project_may_name_registers(kpi: Kpi) -> None:
    table("register.csv")
    Path("kpi-rules.yaml").write_text("plans: ['*.csv']\n", "utf-8")
    assert "register.csv:3:12: " in kpi("check", *TODAY, "--format", "concise").out


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.xlsx", b"PK\x03\x04 torn", "it is damaged, or only a part of it is here"),
        ("a.xlsx", b"KPI,Target\n", "it is no workbook"),
        ("a.csv", b"", "there is no table in `a.csv`"),
        ("a.csv", b"\x00\x01\x02", "it is binary, not text"),
        ("a.md", b"# Notes\n", "there is no table"),
        ("a.csv", b"When,Where\n1,2\n", "no table of KPIs is found"),
    ],
)
def test_what_cannot_be_read_fails(kpi: Kpi, name: str, data: bytes, told: str) -> None:
    Path(name).write_bytes(data)
    ran = kpi("check", name, *TODAY)
    assert ran.code == 1
    assert told in ran.out


def test_a_map_with_a_mistake_ends_the_run(kpi: Kpi) -> None:
    table("register.csv")
    Path("kpi-rules.map.yaml").write_text(
        "registers:\n  - file: register.csv\n    tables: [{columns: {KPI: nane}}]\n", "utf-8"
    )
    ran = kpi("check", "register.csv", *TODAY)
    assert ran.code == 2
    assert "did you mean `name`?" in ran.err


def test_a_map_says_what_nobody_guesses(kpi: Kpi) -> None:
    table("register.csv", "A,B\nOrders,500\n")
    lines = ["registers:", "  - file: register.csv", "    plan: {mission: Sell what people need}", "    tables:"]
    lines += ["      - header: 1", "        columns: {A: name, B: target}"]
    Path("kpi-rules.map.yaml").write_text("\n".join(lines) + "\n", "utf-8")
    ran = kpi("check", "register.csv", *TODAY, "--format", "json")
    found = json.loads(ran.out)
    assert not [one for one in found["findings"] if one["rule"] in ("core/no-mission", "invalid-plan")]
    assert "guessed" not in ran.out


def test_several_plans_of_one_register_are_several_plans(kpi: Kpi) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in ("Sales", "Support"):
        sheet = book.create_sheet(name)
        sheet.append(["KPI", "Target"])
        sheet.append([f"{name} one", 5])
    book.save("register.xlsx")
    found = json.loads(kpi("check", "register.xlsx", *TODAY, "--format", "json").out)
    assert [plan["file"] for plan in found["plans"]] == ["register.xlsx#Sales", "register.xlsx#Support"]
    assert {one["location"]["file"] for one in found["findings"]} == {"register.xlsx"}


def test_a_register_is_held_against_its_base(kpi: Kpi) -> None:
    repository = Repository(Path.cwd())
    table("register.csv", "KPI,Owner,Target\nOrders,Anna,500\n")
    repository.commit("before")
    table("register.csv")
    found = json.loads(kpi("check", "register.csv", *TODAY, "--base", "HEAD", "--format", "json").out)
    new = [one["subject"] for one in found["findings"] if one["change"] == "new"]
    old = [one["subject"] for one in found["findings"] if one["change"] == "unchanged"]
    assert "kpi orders" in old
    assert "kpi orders" not in new
    assert "kpi complaints" in new


EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*/*.kpi.yaml"))


@pytest.mark.parametrize("plan", EXAMPLES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_workbook_that_was_put_out_is_told_what_its_plan_is_told(kpi: Kpi, plan: Path) -> None:
    Path("plan.kpi.yaml").write_bytes(plan.read_bytes())
    assert kpi("export", "plan.kpi.yaml", "-o", "out.xlsx", "--pack", "core", *TODAY).code == 0

    def told(file: str) -> list[tuple[str, str, str]]:
        ran = kpi("check", file, "--pack", "core", *TODAY, "--format", "json")
        return sorted((one["rule"], one["subject"], one["message"]) for one in json.loads(ran.out)["findings"])

    assert told("out.xlsx") == told("plan.kpi.yaml")
    assert "guessed" not in kpi("check", "out.xlsx", "--pack", "core", *TODAY).out


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("README.md", "# X\n\n| Option | Meaning |\n|---|---|\n| -v | loud |\n| -q | quiet |\n", "it has `Option`, `Meaning`"),
        ("notes.txt", "buy milk\ncall Bob\n", "`notes.txt` is plain text, and no plan"),
        ("package.json", '{"name": "app", "version": "1", "scripts": {}}', "`package.json` is no plan: it has `name`, `version`, `scripts`"),
        ("docker-compose.yml", "services:\n  web:\n    image: nginx\n", "`docker-compose.yml` is no plan: it has `services`"),
        ("pyproject.toml", '[project]\nname = "x"\n', "`pyproject.toml` is no plan: it has `project`"),
        ("people.csv", "id,first_name,email\n1,Ann,a@x.org\n2,Bob,b@x.org\n", "it has `id`, `first_name`, `email`"),
    ],
)  # fmt: skip
def test_what_is_no_plan_is_told_so_and_nothing_of_its_fields(kpi: Kpi, name: str, text: str, told: str) -> None:
    Path(name).write_text(text, "utf-8")
    ran = kpi("check", name, *TODAY, "--format", "concise")
    assert ran.code == 1
    assert told in ran.out
    assert ran.out.count("violation[") == 1


def test_a_plan_with_misspelt_fields_is_a_plan(kpi: Kpi) -> None:
    Path("team.yaml").write_text("missoin: Help\nservices: []\n", "utf-8")
    assert "unknown field `missoin`" in kpi("check", "team.yaml", *TODAY, "--format", "concise").out


def test_a_sheet_that_somebody_adds_to_such_a_workbook_is_told(kpi: Kpi) -> None:
    Path("plan.kpi.yaml").write_bytes(EXAMPLES[0].read_bytes())
    kpi("export", "plan.kpi.yaml", "-o", "out.xlsx", "--pack", "core", *TODAY)
    assert "none of ours" not in kpi("check", "out.xlsx", "--pack", "core", *TODAY).out
    book = openpyxl.load_workbook("out.xlsx")
    book.create_sheet("More KPIs").append(["KPI", "Target"])
    book.save("out.xlsx")
    assert "the sheet `More KPIs` is none of ours" in kpi("check", "out.xlsx", "--pack", "core", *TODAY).out
