"""What hostile inputs take: processor time as a multiple of a cold check of the good example, and peak memory.

    python bench/floods.py [--size 650000] [--largest] [NAME …]

`--largest`: each kind as large as is accepted, up to the limits of a file.

Each check runs in a process of its own (`-j 1 --no-cache`), under a limit of address space where one is given, so that what is not bounded ends.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(HERE), str(ROOT)]

import hostile

COMMAND = (sys.executable, "-m", "kpi_rules", "check", "-j", "1", "--no-cache", "--quiet")
_BETWEEN = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(done.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)
sys.stderr.buffer.write(done.stderr[-2000:])
"""


def measured(folder: Path, arguments: list[str], space: int, seconds: int) -> tuple[int, float, int, str]:
    """Exit code, processor seconds, MB, and what was said last."""

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (space << 20, space << 20))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))

    env = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C", "PYTHONMALLOC": ""}
    done = subprocess.run(
        [sys.executable, "-S", "-c", _BETWEEN, *COMMAND, *arguments],
        cwd=folder, env=env, capture_output=True, text=True, check=True, preexec_fn=bound,
    )  # fmt: skip
    code, time, memory = done.stdout.split()
    return int(code), float(time), int(memory), done.stderr


def largest(name: str) -> int:
    """About the size up to which the plan of a kind is read, and not refused for what it holds."""
    from kpi_rules.document import Limits, load
    from kpi_rules.source import Source

    def is_read(size: int) -> bool:
        files = hostile.KINDS[name](size)
        plans = [Source(file, text) for file, text in files.items() if file.startswith("plan.")]
        small = all(len(text.encode()) <= Limits().size for text in files.values())
        return small and all(load(plan)[0] is not None for plan in plans)

    low, high = 50_000, Limits().size - 10_000
    if name.startswith(("plans", "portfolio")):
        return 650_000  # many files: each is small
    if is_read(high):
        return high
    while high > 1.05 * low:
        middle = int((low * high) ** 0.5)
        low, high = (middle, high) if is_read(middle) else (low, middle)
    return low


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(hostile.KINDS))
    parser.add_argument("--size", type=int, default=650_000)
    parser.add_argument("--largest", action="store_true")
    parser.add_argument("--space", type=int, default=4_000, help="MB of address space")
    parser.add_argument("--seconds", type=int, default=60, help="of processor time")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as at:
        folder = Path(at) / "good"
        folder.mkdir()
        good = (ROOT / "examples" / "content-marketing" / "good.kpi.yaml").read_text("utf-8")
        (folder / hostile.PLAN).write_text(good, "utf-8")
        cold = min(measured(folder, [], given.space, given.seconds)[1] for _ in range(3))
        print(
            f"a cold check of the good example: {cold:.2f} s\n\n| | bytes | exit code | times the cold check | MB |\n|---|---|---|---|---|"
        )
        for name in given.names:
            folder = Path(at) / name
            size = largest(name) if given.largest else given.size
            for file, text in hostile.KINDS[name](size).items():
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                (folder / file).write_text(text, "utf-8")
            code, time, memory, said = measured(folder, [], given.space, given.seconds)
            print(
                f"| {name} | {size:,} | {code} | {time / cold:.1f} | {memory} |",
                said.strip()[-200:] if code not in (0, 1) else "",
                flush=True,
            )


if __name__ == "__main__":
    main()
