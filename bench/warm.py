"""A workspace that stays, beside `python -c pass`: what one edit takes until the report is there again, as ratios in one interleaved run.

    python bench/warm.py [--rounds 15] [--text]

Each round makes every edit once, each of its own kind and never the same twice, and starts Python once. What is told is the least and the
median of wall times, over the same of `python -c pass`. `--text`: with the report as text, too. The edited rules are those of a copy of `core`.
"""

from __future__ import annotations

import argparse
import datetime
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(HERE), str(ROOT)]

import plans

from kpi_rules.cache import Cache
from kpi_rules.reports import FORMATS
from kpi_rules.reports import Options as ReportOptions
from kpi_rules.workspace.options import Options
from kpi_rules.workspace.warm import Workspace

PROJECT = "extends: [./core]\n"
EDITED = "plan-00000.kpi.yaml"


class Room:
    """A folder with plans and a pack of their own, and a workspace that stays over it."""

    def __init__(self, folder: Path, count: int, text: bool) -> None:
        plans.write(folder, count, 6)
        shutil.copytree(ROOT / "policies" / "core", folder / "core", ignore=shutil.ignore_patterns("tests"))
        (folder / "kpi-rules.yaml").write_text(PROJECT, "utf-8")
        self.folder = folder
        self.text = text
        self.plan = (folder / EDITED).read_text("utf-8")
        self.rules = next(path for path in sorted((folder / "core").glob("*.rules")))
        self.written = self.rules.read_text("utf-8")
        os.chdir(folder)
        self.workspace = Workspace(
            options=Options(today=datetime.date(2026, 3, 1)), cache=Cache.open(str(folder / ".cache"))
        )

    def edit_plan(self, number: int) -> None:
        """One value of an open plan is another."""
        os.chdir(self.folder)
        self.workspace.lay(EDITED, self.plan.replace("Ledgerly", f"Ledgerly {number}"))
        self.answer()

    def edit_rule(self, number: int) -> None:
        """One title of an open rule is another."""
        os.chdir(self.folder)
        text = re.sub(r'(?m)^(rule \S+ ")', rf"\g<1>{number} ", self.written, count=1)
        assert text != self.written
        self.workspace.lay(str(self.rules), text)
        self.answer()

    def answer(self) -> None:
        """The report, which holds."""
        answer = self.workspace.answer()
        assert answer.settled is not None and not answer.outdated, answer.problems
        if self.text:
            FORMATS["text"].render(answer.settled.report, ReportOptions(exit_code=1))


def start() -> None:
    """Start Python, which does nothing."""
    subprocess.run([sys.executable, "-c", "pass"], check=True)


def measured(folder: Path, rounds: int, text: bool) -> dict[str, list[float]]:
    """The seconds of each edit, round by round."""
    one, many = Room(folder / "one", 1, text), Room(folder / "many", 1_000, text)
    edits: dict[str, Callable[[int], None]] = {
        "python -c pass": lambda number: start(),
        "one plan of six KPIs, edited": one.edit_plan,
        "one rule of `core` edited, one plan": one.edit_rule,
        "one of 1,000 plans, edited": many.edit_plan,
    }
    times: dict[str, list[float]] = {name: [] for name in edits}
    for number in range(rounds + 1):  # the first round opens the workspaces, and does not count
        for name, edit in edits.items():
            begun = time.perf_counter()
            edit(number)
            if number:
                times[name].append(time.perf_counter() - begun)
    return times


TARGETS = {
    "one plan of six KPIs, edited": 0.25,
    "one rule of `core` edited, one plan": 5.0,
    "one of 1,000 plans, edited": 0.8,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--text", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        times = measured(Path(folder), given.rounds, given.text)
        os.chdir(ROOT)
    print("| over `python -c pass` | target | median | least | ms |\n|---|---|---|---|---|")
    start_median, start_least = statistics.median(times["python -c pass"]), min(times["python -c pass"])
    for name, own in times.items():
        ratios = f"{statistics.median(own) / start_median:.2f} | {min(own) / start_least:.2f}"
        print(f"| {name} | {TARGETS.get(name, '')} | {ratios} | {statistics.median(own) * 1000:.1f} |")


if __name__ == "__main__":
    main()
