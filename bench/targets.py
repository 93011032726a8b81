"""The targets of speed, as ratios in one interleaved run; prints a table, and growth curves with `--growth`.

    python bench/targets.py [--rounds 5] [--growth curves.svg]

Each round runs every program once, one after the other; what is told is the median over rounds of wall time. Everything runs from a
copy of the program, laid out and compiled as pip installs it, so that edits meanwhile change nothing.
"""

from __future__ import annotations

import argparse
import compileall
import datetime
import gc
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(HERE), str(ROOT)]

import hand_written
import plans
from memory import peak

Measured = dict[str, float]

CHECK = ("-m", "kpi_rules", "check", "--limit", "size=50000000", "--limit", "nodes=8000000")
INSTALLED = {
    "kpi_rules": "kpi_rules",
    "policies": "kpi_rules/_bundled/policies",
    "schemas": "kpi_rules/_bundled/schemas",
    "bench/five": "five",
}
"""Where a wheel puts what a checkout has; pip compiles it, and so does this."""


def install(tree: Path, program: Path) -> None:
    """A copy of the program, laid out and compiled as pip installs it."""
    for name, at in INSTALLED.items():
        shutil.copytree(tree / name, program / at, ignore=shutil.ignore_patterns("__pycache__"))
    compileall.compile_dir(program, quiet=2)


class Bench:
    """A folder with plans, a copy of the program, and caches."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        program = folder / "program"
        install(ROOT, program)
        self.pack = str(program / "five")
        self.times: dict[str, list[float]] = {}
        self._caches = 0

    def env(self, cache: str = "off") -> dict[str, str]:
        """What the programs find around them."""
        return {**os.environ, "PYTHONPATH": str(self.folder / "program"), "KPI_RULES_CACHE": cache, "LC_ALL": "C"}

    def run(self, name: str, *arguments: str, cwd: Path, cache: str = "off") -> None:
        """Run a program once and keep how long it took."""
        begun = time.perf_counter()
        done = subprocess.run(
            [sys.executable, *arguments], cwd=cwd, env=self.env(cache), stdout=subprocess.DEVNULL, check=False
        )
        self.times.setdefault(name, []).append(time.perf_counter() - begun)
        assert done.returncode in (0, 1), f"{name} ended with {done.returncode}"

    def kpi_rules(self, name: str, *arguments: str, cwd: Path, cache: str = "off") -> None:
        self.run(name, *CHECK, *arguments, cwd=cwd, cache=cache)

    def knows_packs(self) -> str:
        """Another cache that knows the packs and no plan."""
        self._caches += 1
        return shutil.copytree(self.folder / "cache-packs", self.folder / f"cache-{self._caches}")

    def memory(self, folder: Path) -> int:
        """The most that a check in one process holds, in KiB."""
        return peak([sys.executable, *CHECK, "-p", self.pack, "-j", "1", "--no-cache", "."], cwd=folder, env=self.env())

    def median(self, name: str) -> float:
        return statistics.median(self.times[name])


def prepare(bench: Bench) -> dict[str, Path]:
    """The plans."""
    made = {}
    for name, count, kpis in (
        ("1000", 1_000, 6),
        ("10000", 10_000, 6),
        ("kpis-1e4", 1, 10_000),
        ("kpis-1e5", 1, 100_000),
    ):
        made[name] = bench.folder / name
        plans.write(made[name], count, kpis)
    made["one"] = bench.folder / "one"
    made["one"].mkdir()
    good = (ROOT / "examples" / "content-marketing" / "good.kpi.yaml").read_text("utf-8")
    (made["one"] / "good.kpi.yaml").write_text(good, "utf-8")
    (made["one"] / "plain.kpi.yaml").write_text(without_anchor(good), "utf-8")
    return made


def without_anchor(text: str) -> str:
    """The example with its one anchor written out: as most plans are, and read without libyaml."""
    found = re.search(r": &(\w+)\n((?P<dash> +- ).*\n(?:(?P=dash).*\n)*)", text)
    assert found is not None
    return text.replace(f" &{found[1]}\n", "\n").replace(f" *{found[1]}\n", f"\n{found[2]}")


def rounds(bench: Bench, at: dict[str, Path], count: int) -> None:
    """Every program once a round. What may come from the cache does only where the name says so."""
    five, caches = ("-p", bench.pack), str(bench.folder / "cache")
    hand = str(HERE / "hand_written.py")
    names = sorted(path.name for path in at["1000"].iterdir())
    bench.kpi_rules("packs", *five, "good.kpi.yaml", cwd=at["one"], cache=str(bench.folder / "cache-packs"))
    for number in range(count + 1):  # the first round fills caches, and does not count
        bench.run("python -c pass", "-c", "pass", cwd=at["one"])
        bench.kpi_rules("good plan, known", "good.kpi.yaml", cwd=at["one"], cache=caches)
        for name in ("good", "plain"):
            with (at["one"] / f"{name}.kpi.yaml").open("a") as file:
                file.write(f"# round {number}\n")
            bench.kpi_rules(f"{name} plan, changed", f"{name}.kpi.yaml", cwd=at["one"], cache=caches)
        bench.run("by hand, 1,000", hand, *names, cwd=at["1000"])
        fresh = bench.knows_packs()
        bench.kpi_rules("1,000", *five, ".", cwd=at["1000"], cache=fresh)
        bench.kpi_rules("1,000, one process", *five, "-j", "1", "--no-cache", ".", cwd=at["1000"])
        bench.kpi_rules("1,000 again", *five, ".", cwd=at["1000"], cache=fresh)
        bench.run("by hand, 10,000 KPIs", hand, "plan-00000.kpi.yaml", cwd=at["kpis-1e4"])
        bench.kpi_rules("10,000 KPIs", *five, ".", cwd=at["kpis-1e4"], cache=bench.knows_packs())
        if number <= 1:  # long, and steady
            bench.kpi_rules("100,000 KPIs", *five, ".", cwd=at["kpis-1e5"], cache=bench.knows_packs())
        if not number:
            bench.times.clear()


def evaluation(bench: Bench, folder: Path, count: int) -> Measured:
    """Rules alone, over plans in memory: ours, and by hand."""
    import yaml

    from kpi_rules.language.outcome import Inputs
    from kpi_rules.packs import load_policy
    from kpi_rules.plan import load_plan
    from kpi_rules.source import Source

    policy, diagnostics = load_policy([bench.pack])
    assert policy is not None, diagnostics
    texts = [path.read_text("utf-8") for path in sorted(folder.iterdir())[::2]]  # without findings: verdicts alone
    ours = [plan for text in texts if (plan := load_plan(Source("a", text), policy.schema)[0]) is not None]
    theirs = [yaml.load(text, yaml.CSafeLoader) for text in texts]
    compiled = policy.compiled_plan_rules
    inputs = [Inputs(plan.values, None, None, policy.values, datetime.date(2026, 3, 1)) for plan in ours]

    def by_rules() -> None:
        for one in inputs:
            compiled.run(one)

    def by_hand() -> None:
        for plan in theirs:
            hand_written.findings(plan)

    gc.collect()
    gc.disable()
    measured: dict[str, list[float]] = {"rules": [], "by hand": []}
    for _ in range(count * 4):
        for name, run in (("rules", by_rules), ("by hand", by_hand)):
            measured[name].append(_timed(run))
    gc.enable()
    return {name: statistics.median(times) / len(texts) for name, times in measured.items()}


def _timed(run: Callable[[], None]) -> float:
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def table(bench: Bench, alone: Measured, memory: float) -> Iterable[str]:
    """The targets, and where we are."""
    at = bench.median
    start, hand, large = at("python -c pass"), at("by hand, 1,000"), at("by hand, 10,000 KPIs")
    rows = [
        ("one good plan, packs and plan known; over `python -c pass`", "5.0", "3.0", at("good plan, known") / start),
        ("the same, plan changed (it has an anchor)", "5.0", "3.0", at("good plan, changed") / start),
        ("the same, what the anchor stands for written out", "5.0", "3.0", at("plain plan, changed") / start),
        ("1,000 plans, half with findings; over hand-written", "0.50", "0.30", at("1,000") / hand),
        ("the same in one process, packs not known", "", "", at("1,000, one process") / hand),
        ("the same again, unchanged", "0.12", "0.06", at("1,000 again") / hand),
        ("one plan of 10,000 KPIs; over hand-written", "0.50", "0.25", at("10,000 KPIs") / large),
        ("evaluation alone; over hand-written", "1.3", "1.0", alone["rules"] / alone["by hand"]),
        ("time for 100,000 KPIs over 10,000", "11", "10", at("100,000 KPIs") / at("10,000 KPIs")),
        ("peak memory, 10,000 plans over 1,000, one process each", "1.3", "1.1", memory),
    ]
    yield "| | target | stretch | measured |\n|---|---|---|---|"
    yield from (f"| {what} | {target} | {stretch} | {value:.2f} |" for what, target, stretch, value in rows)
    yield ""
    yield "| | seconds |\n|---|---|"
    yield from (f"| {name} | {at(name):.3f} |" for name in bench.times)
    yield f"| evaluation of one plan by rules | {alone['rules']:.7f} |"
    yield f"| evaluation of one plan by hand | {alone['by hand']:.7f} |"


def growth(bench: Bench, plot: Path | None) -> Iterable[str]:
    """Seconds for more and more KPIs in one plan, and for more and more plans."""
    curves: dict[str, list[tuple[int, float]]] = {"KPIs in one plan": [], "plans of 6 KPIs": []}
    for name, sizes in (
        ("KPIs in one plan", (100, 1_000, 10_000, 100_000)),
        ("plans of 6 KPIs", (10, 100, 1_000, 10_000)),
    ):
        for size in sizes:
            folder = bench.folder / f"growth-{name[:4]}-{size}"
            plans.write(folder, *((1, size) if name.startswith("KPIs") else (size, 6)))
            label = f"{name} {size}"
            for _ in range(3 if size < 10_000 else 1):
                bench.kpi_rules(label, "-p", bench.pack, "--no-cache", ".", cwd=folder)
            curves[name].append((size, bench.median(label)))
    for name, curve in curves.items():
        yield f"\n| {name} | seconds |\n|---|---|"
        yield from (f"| {size:,} | {seconds:.3f} |" for size, seconds in curve)
    if plot is not None:
        _plot(curves, plot)


def _plot(curves: dict[str, list[tuple[int, float]]], path: Path) -> None:
    try:
        from matplotlib import pyplot
    except ImportError:
        print("no matplotlib: no plot", file=sys.stderr)
        return
    for name, curve in curves.items():
        pyplot.loglog(*zip(*curve, strict=True), "o-", label=name)
    pyplot.xlabel("how many")
    pyplot.ylabel("seconds")
    pyplot.legend()
    pyplot.grid(visible=True, which="major", alpha=0.3)
    pyplot.savefig(path, bbox_inches="tight", metadata={"Date": None} if path.suffix == ".svg" else None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--growth", nargs="?", const="", metavar="PLOT")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        at = prepare(bench)
        rounds(bench, at, given.rounds)
        alone = evaluation(bench, at["1000"], given.rounds)
        print("\n".join(table(bench, alone, bench.memory(at["10000"]) / bench.memory(at["1000"]))))
        if given.growth is not None:
            print("\n".join(growth(bench, Path(given.growth) if given.growth else None)))


if __name__ == "__main__":
    main()
