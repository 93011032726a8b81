"""`kpi-rules import`: what is understood, what is written, and what is told where it cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import Kpi

CSV = "KPI,Target,Actual,Owner,Farbe\nLeads,500,380,Head of content,a\nChurn,3%,4%,Head of service,b\n"

TABLES = """# Sales

| KPI | Target |
|---|---|
| Leads | 500 |

# Service

| KPI | Target |
|---|---|
| NPS | 50 |
"""


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "kpis.csv"
    path.write_text(CSV, "utf-8")
    return path


def test_writes_a_plan_and_a_map_and_says_what_it_understood(kpi: Kpi, register: Path) -> None:
    ran = kpi("import", "kpis.csv")
    assert ran.code == 0, ran
    assert "  B  Target  target   2 cells" in ran.out
    assert "  E  Farbe   x-farbe  2 cells" in ran.out
    assert ran.out.endswith("wrote kpis.kpi.yaml\nnext: kpi-rules check kpis.kpi.yaml\n")
    assert "owner: head-of-content" in register.with_name("kpis.kpi.yaml").read_text("utf-8")
    checked = kpi("check", "kpis.kpi.yaml")
    assert checked.code == 1
    assert "invalid-plan" not in checked.out


def test_reads_by_the_map_from_then_on(kpi: Kpi, register: Path) -> None:
    kpi("import", "kpis.csv")
    map_ = register.with_name("kpi-rules.map.yaml")
    map_.write_text(map_.read_text("utf-8").replace("Farbe: x-farbe", "Farbe: notes"), "utf-8")
    ran = kpi("import", "kpis.csv", "-o", "-")
    assert ran.code == 0, ran
    assert "    notes: a\n" in ran.out
    assert "kpi-rules.map.yaml" not in ran.err


def test_writes_over_nothing_unless_asked(kpi: Kpi, register: Path) -> None:
    kpi("import", "kpis.csv")
    again = kpi("import", "kpis.csv")
    assert again.code == 2
    assert "`kpis.kpi.yaml` exists" in again.err
    assert kpi("import", "kpis.csv", "--overwrite").code == 0
    assert kpi("import", "kpis.csv", "-o", "other.kpi.yaml").code == 0


def test_a_dry_run_writes_nothing(kpi: Kpi, register: Path) -> None:
    ran = kpi("import", "kpis.csv", "--dry-run")
    assert ran.code == 0, ran
    assert "nothing is written: this was a dry run" in ran.out
    assert not list(register.parent.glob("*.yaml"))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Target: target", "Target: taget", "`taget` is no field of a `kpi`"),
        ("Target: target", "Traget: target", "`the table` has no column `Traget`"),
        ("header: 1", "sheet: Plan", "`kpis.csv` has no sheet `Plan`"),
    ],
)
def test_what_is_wrong_in_a_map_is_told_at_its_place(kpi: Kpi, register: Path, old: str, new: str, told: str) -> None:
    kpi("import", "kpis.csv")
    map_ = register.with_name("kpi-rules.map.yaml")
    map_.write_text(map_.read_text("utf-8").replace(old, new), "utf-8")
    ran = kpi("import", "kpis.csv", "-o", "-")
    assert ran.code == 2
    assert told in ran.err
    assert "kpi-rules.map.yaml:" in ran.err
    assert not ran.out


def test_a_second_register_is_added_to_the_map(kpi: Kpi, register: Path) -> None:
    kpi("import", "kpis.csv")
    register.with_name("more.csv").write_text(CSV, "utf-8")
    ran = kpi("import", "more.csv")
    assert "added the register to kpi-rules.map.yaml" in ran.out
    text = register.with_name("kpi-rules.map.yaml").read_text("utf-8")
    assert text.count("- file:") == 2
    assert "kpi-rules.map.yaml" not in kpi("import", "more.csv", "-o", "-").err


def test_asks_where_no_heading_names_the_kpis(kpi: Kpi, register: Path) -> None:
    register.write_text("Foo,Bar,Ziel\nLeads,b,5\nCalls,d,6\nChats,d,6\n", "utf-8")
    ran = kpi("import", "kpis.csv")
    assert ran.code == 2
    assert "no heading in `kpis.csv` says what its KPIs are called" in ran.err
    map_ = register.with_name("kpi-rules.map.yaml")
    map_.write_text(map_.read_text("utf-8").replace("Foo: x-foo", "Foo: name"), "utf-8")
    assert "name: Leads" in kpi("import", "kpis.csv", "-o", "-").out


def test_speaks_arabic(kpi: Kpi, register: Path) -> None:
    ran = kpi("--lang", "ar", "import", "kpis.csv", "--dry-run")
    assert ran.code == 0, ran
    assert "خليتان" in ran.out


def test_one_plan_for_each_value_of_a_column(kpi: Kpi, register: Path) -> None:
    kpi("import", "kpis.csv")
    map_ = register.with_name("kpi-rules.map.yaml")
    map_.write_text(map_.read_text("utf-8").replace("    tables:", "    one_plan_per: Owner\n    tables:"), "utf-8")
    ran = kpi("import", "kpis.csv")
    assert ran.code == 0, ran
    assert "wrote kpis-head-of-content.kpi.yaml" in ran.out
    assert register.with_name("kpis-head-of-service.kpi.yaml").read_text("utf-8").startswith("title: Head of service\n")


def test_one_sheet_alone_is_read_by_the_map_of_all(kpi: Kpi, register: Path) -> None:
    register.with_name("team.md").write_text(TABLES, "utf-8")
    assert kpi("import", "team.md").code == 0
    ran = kpi("import", "team.md", "--sheet", "Service", "-o", "-")
    assert ran.code == 0, ran
    assert "name: NPS" in ran.out
    assert "name: Leads" not in ran.out
    wrong = kpi("import", "team.md", "--sheet", "Servic", "-o", "-")
    assert wrong.code == 2
    assert "did you mean `Service`?" in wrong.err


def test_cells_that_cannot_be_relied_on_are_told_column_by_column(kpi: Kpi, register: Path) -> None:
    rows = "\n".join(f"KPI {number},5,#REF!" for number in range(1, 61))
    register.write_text(f"KPI,Target,Actual\n{rows}\n", "utf-8")
    told = [line for line in kpi("import", "kpis.csv").out.splitlines() if line.startswith("note:")]
    assert told == ["note: C2, C3, C4 … and 57 more are left out: it holds the error `#REF!`"]


def test_a_map_in_arabic_holds_no_sign_that_only_a_terminal_needs(kpi: Kpi, register: Path) -> None:
    register.write_text("KPI,2024,2025\nLeads,5,6\n", "utf-8")
    kpi("--lang", "ar", "import", "kpis.csv")
    text = register.with_name("kpi-rules.map.yaml").read_text("utf-8")
    assert "questions:" in text
    assert not set(text) & set("\u2066\u2067\u2068\u2069")


PLAN = "title: Sales\nkpis:\n  - id: leads\n    name: Leads\n    target: 500\n"


@pytest.mark.parametrize("name", ["sales.kpi.yaml", "sales.yaml"])
def test_a_plan_is_told_to_be_one(kpi: Kpi, register: Path, name: str) -> None:
    register.with_name(name).write_text(PLAN, "utf-8")
    ran = kpi("import", name)
    assert ran.code == 2
    assert f"`{name}` is a plan already" in ran.err
    assert f"kpi-rules check {name}" in ran.err
    assert not register.with_name("kpi-rules.map.yaml").exists()


FIELDS = """name: library
fields:
  kpi:
    branch: {type: text, title: Zweigstelle, description: The branch that the KPI is about.}
    yearly_cost: {type: number, description: What it costs in a year.}
  objective:
    sponsor: {type: text, description: Who pays.}
"""


def test_fields_of_packs_are_what_columns_may_be(kpi: Kpi, register: Path) -> None:
    register.with_name("kpi-rules.yaml").write_text(FIELDS, "utf-8")
    register.write_text(
        "KPI,Goal,Zweigstelle,Yearly cost,Farbe\nLoans,Lend more,North,1200,a\nVisits,Lend more,South,800,b\n"
    )
    assert kpi("import", "kpis.csv").code == 0
    map_ = register.with_name("kpi-rules.map.yaml")
    assert "Zweigstelle: branch" in map_.read_text("utf-8")
    plan = register.with_name("kpis.kpi.yaml").read_text("utf-8")
    assert "branch: North" in plan
    assert "yearly_cost: 1200" in plan
    map_.write_text(map_.read_text("utf-8").replace("Farbe: x-farbe", "Farbe: objective.sponsor"), "utf-8")
    ran = kpi("import", "kpis.csv", "-o", "-")
    assert "sponsor: a" in ran.out
    assert "x-branch" not in kpi("check", "kpis.csv", "--format", "json").out


def test_a_map_of_fields_of_packs_is_told_where_there_is_no_pack(kpi: Kpi, register: Path) -> None:
    kpi("import", "kpis.csv")
    map_ = register.with_name("kpi-rules.map.yaml")
    map_.write_text(map_.read_text("utf-8").replace("Farbe: x-farbe", "Farbe: branch"), "utf-8")
    ran = kpi("import", "kpis.csv", "-o", "-")
    assert ran.code == 2
    assert "`branch` is no field of a `kpi`" in ran.err


def test_a_column_that_holds_nothing_but_colours_is_told(kpi: Kpi, register: Path) -> None:
    register.write_text("KPI,Target,RAG status\nLeads,500,\nChurn,3%,\n", "utf-8")
    ran = kpi("import", "kpis.csv", "--dry-run")
    assert "note: the table: nothing is written under `RAG status`; colours are not read" in " ".join(ran.out.split())
