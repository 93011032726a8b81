"""A register of 10,000 KPIs in a workbook: its check, beside the reading of its cells with python-calamine plus the check of the same plan as YAML.

    python bench/registers.py [--rounds 5] [--kpis 10000]

Each round does each once, in processes of their own; what is told is the ratio of the least CPU times, and the largest resident set. The readers
of workbooks alone stand beside one another below. Needs `.[test]`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HEADINGS = [
    "KPI",
    "Objective",
    "Owner",
    "Target",
    "Actual",
    "Unit",
    "Frequency",
    "Due",
    "Data source",
    "Definition",
    "Weight",
    "Notes",
]
READERS = {
    "ours": "from kpi_rules.registers.files.opening import read_workbook; read_workbook('r.xlsx', open('r.xlsx', 'rb').read())",
    "python-calamine": "from python_calamine import load_workbook; load_workbook('r.xlsx').get_sheet_by_index(0).to_python()",
    "openpyxl, streaming": "import openpyxl; [[c.value for c in r] for r in openpyxl.load_workbook('r.xlsx', read_only=True).active.iter_rows()]",
    "openpyxl": "import openpyxl; [[(c.value, c.number_format) for c in r] for r in openpyxl.load_workbook('r.xlsx').active.iter_rows()]",
}


def write(folder: Path, count: int) -> None:
    """The workbook, and the plan that is made of it."""
    import datetime

    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("KPIs")
    sheet.append(HEADINGS)
    for number in range(count):
        share = openpyxl.cell.WriteOnlyCell(sheet, 0.95)
        share.number_format = "0%"
        due = openpyxl.cell.WriteOnlyCell(sheet, datetime.date(2026, 12, 31))
        due.number_format = "yyyy-mm-dd"
        names = (f"Measure {number}", f"Objective {number % 20}", f"Role {number % 30}")
        sheet.append(
            [*names, share, 500 + number, "leads", "monthly", due, "CRM", f"Count of {number}", 0.1, f"Note {number}"]
        )
    book.save(folder / "r.xlsx")
    from kpi_rules.registers.opening import open_register

    opened = open_register("r.xlsx", (folder / "r.xlsx").read_bytes())
    assert opened.sources, opened.diagnostics
    (folder / "r.kpi.yaml").write_text(opened.sources[0].text, "utf-8")


def cost(folder: Path, *arguments: str) -> tuple[float, int]:
    """CPU seconds and KB of a process."""
    environment = {**os.environ, "KPI_RULES_CACHE": "off"}
    process = subprocess.Popen([sys.executable, *arguments], cwd=folder, stdout=subprocess.DEVNULL, env=environment)
    _, _, used = os.wait4(process.pid, 0)
    return used.ru_utime + used.ru_stime, used.ru_maxrss


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--kpis", type=int, default=10_000)
    asked = parser.parse_args()
    jobs = {
        "check of the workbook": ("-m", "kpi_rules", "check", "r.xlsx"),
        "check of the plan": ("-m", "kpi_rules", "check", "r.kpi.yaml"),
    }
    jobs |= {name: ("-c", code) for name, code in READERS.items()}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, asked.kpis)
        costs: dict[str, list[tuple[float, int]]] = {job: [] for job in jobs}
        for _ in range(asked.rounds):
            for job, arguments in jobs.items():
                costs[job].append(cost(folder, *arguments))
    least = {job: min(seconds for seconds, _ in all_) for job, all_ in costs.items()}
    for job, all_ in costs.items():
        print(f"{job:24} {least[job]:6.2f} s  {max(size for _, size in all_) / 1024:6.0f} MB")
    usual = least["python-calamine"] + least["check of the plan"]
    print(
        f"check of the workbook over cells read with python-calamine and the check of the plan: {least['check of the workbook'] / usual:.2f}"
    )


if __name__ == "__main__":
    main()
