"""This build beside another commit's, interleaved: the least processor time of each, and how many times the other's that is.

    python bench/against.py REF [--rounds 7] [ROW …]

Every row runs once a round, here and there in turn, in one process each (`-j 1`); the least of many rounds says most on a machine that does
other things, too. Both run as pip installs them, each with a cache of its own; what may come from it does only where the row says so.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(HERE)]

import as_written
import plans
import targets

ROWS: dict[str, Callable[[Side], tuple[Path, list[str], str]]] = {}
"""What each row runs: where, what, and with which cache."""


class Side:
    """One build, as installed, and its inputs."""

    def __init__(self, tree: Path, folder: Path, inputs: Path) -> None:
        self.program = folder / "program"
        targets.install(tree, self.program)
        self.inputs = inputs
        self.cache = str(folder / "cache")
        self.best: dict[str, float] = {}

    def run(self, name: str) -> None:
        """Run a row once."""
        cwd, arguments, cache = ROWS[name](self)
        env = {**os.environ, "PYTHONPATH": str(self.program), "KPI_RULES_CACHE": cache, "LC_ALL": "C"}
        process = subprocess.Popen([sys.executable, *arguments], cwd=cwd, env=env, stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode in (0, 1), f"{name} ended with {process.returncode}"
        self.best[name] = min(self.best.get(name, 1e9), used.ru_utime + used.ru_stime)


def row(name: str, folder: str, *arguments: str, known: bool = False, changed: str = "") -> None:
    """A row that checks a folder of inputs; `known`: results may come from the cache; `changed`: a file that is new each time."""

    def asked(side: Side) -> tuple[Path, list[str], str]:
        cwd = side.inputs / folder
        if changed:
            with (cwd / changed).open("a") as file:
                file.write("# again\n")
        return cwd, ["-m", "kpi_rules", *arguments], side.cache if known or changed else "off"

    ROWS[name] = asked


FIVE = ("check", "-j", "1", "-p", "./five")
CORE = ("check", "-j", "1", "-p", "core")

row("start: --version", "one", "--version")
row("good plan, known", "one", "check", "good.kpi.yaml", known=True)
row("good plan, known, with an option", "one", "check", "--today", "2026-03-01", "good.kpi.yaml", known=True)
row("good plan, changed", "one", "check", "good.kpi.yaml", changed="good.kpi.yaml")
row("plain plan, changed", "one", "check", "plain.kpi.yaml", changed="plain.kpi.yaml")
row("good plan, nothing known", "one", "check", "good.kpi.yaml")
row("1,000 plans, five rules", "1000", *FIVE, ".")
row("1,000 plans, five rules, unchanged", "1000", *FIVE, ".", known=True)
row("1,000 plans, core", "1000", *CORE, ".")
row("10,000 KPIs, five rules", "kpis-1e4", *FIVE, ".")
row("10,000 KPIs, core", "kpis-1e4", *CORE, ".")
row("300 plans as people write them, five rules", "written", *FIVE, ".")
row("300 plans as people write them, core", "written", *CORE, ".")
row("300 plans of thresholds, five rules", "thresholds", *FIVE, ".")


def make_inputs(folder: Path) -> None:
    """The plans of all rows; nothing that lies above them has a say."""
    (folder / ".git").mkdir(parents=True)
    plans.write(folder / "1000", 1_000, 6)
    plans.write(folder / "kpis-1e4", 1, 10_000)
    as_written.write(folder / "written", 300, as_written.as_people_write)
    as_written.write(folder / "thresholds", 300, as_written.thresholds)
    (folder / "one").mkdir()
    good = (ROOT / "examples" / "content-marketing" / "good.kpi.yaml").read_text("utf-8")
    (folder / "one" / "good.kpi.yaml").write_text(good, "utf-8")
    (folder / "one" / "plain.kpi.yaml").write_text(targets.without_anchor(good), "utf-8")
    for name in ("1000", "kpis-1e4", "written", "thresholds"):
        shutil.copytree(HERE / "five", folder / name / "five")
        (folder / name / "kpi-rules.yaml").write_text("extends: [./five]\n", "utf-8")


def checked_out(ref: str, folder: Path) -> Path:
    """The tree of a commit."""
    packed = subprocess.run(["git", "archive", ref], cwd=ROOT, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def table(new: Side, old: Side, names: Iterable[str], ref: str) -> Iterable[str]:
    """The rows in words."""
    yield f"| least processor milliseconds | {ref} | now | over |\n|---|---|---|---|"
    for name in names:
        before, after = old.best[name] * 1000, new.best[name] * 1000
        yield f"| {name} | {before:.0f} | {after:.0f} | {after / before:.2f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ref")
    parser.add_argument("rows", nargs="*", default=list(ROWS))
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_intermixed_args()
    names = [name for name in ROWS if any(asked in name for asked in given.rows)]
    with tempfile.TemporaryDirectory() as at:
        folder = Path(at)
        make_inputs(folder / "inputs")
        old = Side(checked_out(given.ref, folder / "tree"), folder / "old", folder / "inputs")
        new = Side(ROOT, folder / "new", folder / "inputs")
        for number in range(given.rounds + 1):  # the first round fills caches, and does not count
            for name in names:
                for side in (old, new) if number % 2 else (new, old):
                    side.run(name)
            if not number:
                old.best, new.best = {}, {}
        print("\n".join(table(new, old, names, given.ref)))


if __name__ == "__main__":
    main()
