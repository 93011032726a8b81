"""Mutation testing of our own code: small mistakes put into a floor's modules, one at a time; does a test of that floor fail?

    python tools/mutants.py plan                                 a seeded sample of every module of the floor
    python tools/mutants.py language --each 20 --seed 7          more of them, others
    python tools/mutants.py plan kpi_rules/plan/calendar/dates.py         of one module
    python tools/mutants.py plan kpi_rules/plan/calendar/dates.py:57      every mutant of a line

Who lives is printed, and at the end how many did. Works on a copy of the checkout, one process at a time, and needs `fork` (Linux, macOS):
a mutant costs a second or two, because only those tests run that call the function it is in, the quickest first, up to the first that
fails or until `--seconds` are over: who lives may still be caught by a slow test.
Wording is left alone (texts, and all of `messages.py`), so are types, decorators and assertions.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import importlib
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from bisect import bisect
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

ROOT = Path(__file__).parents[1]
FLOORS = {
    "language": ["tests/language", "tests/authoring", "tests/properties/test_soundness.py"],
    "plan": ["tests/plan", "tests/engine"],
    "engine": ["tests/engine", "tests/cli"],
}
WORDING = {"messages.py"}
SETTLED = ["pytest", "hypothesis", "lark", "yaml", "re2", "jsonschema", "click"]  # loaded once, before the forks
MEMORY = 4_000_000_000

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
}  # fmt: skip
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Div: ast.Mult, ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.Pow: ast.Mult,
}  # fmt: skip
FUNCTIONS = {"min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list"}


@dataclass(frozen=True)
class Mutant:
    """A stretch of a module, in bytes, and what would stand there."""

    file: str
    line: int
    start: int
    end: int
    was: str
    now: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}  {_short(self.was)}  →  {_short(self.now)}"


def _short(code: str) -> str:
    code = " ".join(code.split())
    return code if len(code) <= 100 else code[:97] + "…"


# ---------------------------------------------------------------------------------------------------- mistakes


def mutants(file: str, code: bytes) -> list[Mutant]:
    """Every mistake that we can think of, in the order of the text."""
    starts = [0]
    for line in code.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found = set()
    for node, now in _mistakes(ast.parse(code)):
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[node.end_lineno - 1] + node.end_col_offset
        found.add(Mutant(file, node.lineno, start, end, code[start:end].decode(), now))
    return sorted(found, key=lambda one: (one.start, one.end, one.now))


def _mistakes(node: ast.AST) -> Iterator[tuple[Any, str]]:
    if isinstance(node, (ast.Assert, ast.JoinedStr)):
        return  # the one is for readers; within the other, places are not to be relied on
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return
    yield from _here(node)
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "bases"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _mistakes(child)


def _here(node: ast.AST) -> Iterator[tuple[Any, str]]:
    match node:
        case ast.Compare(ops=operators):
            for index, operator in enumerate(operators):
                other = [*operators[:index], COMPARISONS[type(operator)](), *operators[index + 1 :]]
                yield node, _expression(ast.Compare(node.left, other, node.comparators))
        case ast.BoolOp(op=operator, values=values):
            yield node, _expression(ast.BoolOp(ast.And() if isinstance(operator, ast.Or) else ast.Or(), values))
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield node, _expression(operand)
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in ARITHMETIC:
            yield node, _expression(ast.BinOp(left, ARITHMETIC[type(operator)](), right))
        case ast.Constant(value=bool() as truth):
            yield node, str(not truth)
        case ast.Constant(value=int() as number):
            yield node, _expression(ast.Constant(number + 1))
        case ast.Call(func=ast.Name(id=name) as called) if name in FUNCTIONS:
            yield called, FUNCTIONS[name]
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            yield test, _expression(ast.UnaryOp(ast.Not(), test))
        case ast.comprehension(ifs=tests):
            yield from ((test, "True") for test in tests)
        case ast.match_case(guard=ast.expr() as guard):
            yield guard, "True"
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            yield value, "None"
        case ast.Expr(value=ast.Call()) | ast.AugAssign() | ast.Delete() | ast.Raise():
            yield node, "pass"
        case ast.Continue():
            yield node, "break"
        case ast.Break():
            yield node, "continue"


def _expression(node: ast.expr) -> str:
    return f"({ast.unparse(node)})"


# ------------------------------------------------------------------------------------------- the tests, in a fork


class Recorder:
    """A pytest plugin: how long each test takes, and which of our functions it calls; `loading`, before any test runs."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.tests: dict[str, Any] = {}
        self.failed: set[str] = set()
        self.loading = self._noted()

    def pytest_runtest_protocol(self, item: Any) -> None:
        """Before a test, its fixtures among it."""
        self.tests[item.nodeid] = [0.0, self._noted()]

    def _noted(self) -> set[tuple[str, int]]:
        called: set[tuple[str, int]] = set()

        def note(frame: FrameType, event: str, _: object) -> None:
            if event == "call" and frame.f_code.co_filename.startswith(self.folder):
                called.add((frame.f_code.co_filename[len(self.folder) + 1 :], frame.f_code.co_firstlineno))

        sys.setprofile(note)
        return called

    def pytest_runtest_logreport(self, report: Any) -> None:
        """After each of a test's steps."""
        self.tests[report.nodeid][0] += report.duration
        if report.failed:
            self.failed.add(report.nodeid)
        if report.when == "teardown":
            sys.setprofile(None)


class Chooser:
    """A pytest plugin: these tests alone, in this order; and which of them failed."""

    def __init__(self, chosen: Sequence[str], note: Path) -> None:
        self.order = {test: index for index, test in enumerate(chosen)}
        self.note = note

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """What to run."""
        chosen = [item for item in items if item.nodeid in self.order]
        items[:] = sorted(chosen, key=lambda item: self.order[item.nodeid])

    def pytest_runtest_logreport(self, report: Any) -> None:
        """The first failure is the last test."""
        if report.failed:
            self.note.write_text(report.nodeid)


def forked(body: Callable[[], int], timeout: float) -> int | None:
    """What `body` gives in a process of its own; nothing where it takes too long."""
    child = os.fork()
    if child == 0:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(silence, stream)
        status = 70
        try:
            status = int(body())
        finally:
            os._exit(status)
    end = time.monotonic() + timeout
    pause = 0.005
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)  # what it has left behind
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > end:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return None
        time.sleep(pause)
        pause = min(0.1, pause * 1.2)


class Floor:
    """A copy of the checkout, and the tests of one floor."""

    def __init__(self, name: str, copy: Path, seconds: float) -> None:
        self.copy = copy
        self.seconds = seconds
        self.folders = FLOORS[name]
        self.kills: dict[str, int] = {}
        self.tests = self._recorded()

    def _pytest(self, targets: Sequence[str], *plugins: object) -> int:
        import pytest

        os.chdir(self.copy)
        sys.path.insert(0, str(self.copy))
        options = ["-n0", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=0"]
        return int(pytest.main([*options, *targets], plugins=list(plugins)))

    def _recorded(self) -> dict[str, tuple[float, set[tuple[str, int]]]]:
        notes = self.copy / "recorded.json"

        def body() -> int:
            recorder = Recorder(str(self.copy))
            status = self._pytest(self.folders, recorder)
            tests = {
                test: [took, sorted(at)] for test, (took, at) in recorder.tests.items() if test not in recorder.failed
            }
            failed = sorted(recorder.failed)
            notes.write_text(json.dumps({"loading": sorted(recorder.loading), "tests": tests, "failed": failed}))
            return status

        forked(body, 3600)
        read = json.loads(notes.read_text())
        if not read["tests"]:
            sys.exit(f"no tests in {', '.join(self.folders)}")
        for test in read["failed"]:
            _say(f"left out, as it fails without any mutant: {test}")
        self.loading = {(file, line) for file, line in read["loading"]}
        return {test: (took, {(file, line) for file, line in at}) for test, (took, at) in read["tests"].items()}

    def chosen(self, mutant: Mutant, code: bytes) -> list[str]:
        """The tests that may notice, those first that noticed others, then the quickest."""
        lines = {(mutant.file, line) for line in _function(ast.parse(code), mutant.line)}
        calling = {test for test, (_, called) in self.tests.items() if called & lines}
        if not lines:  # of the module itself
            calling = {
                test for test, (_, called) in self.tests.items() if any(file == mutant.file for file, _ in called)
            }
        chosen = self._quickest(calling)
        if not calling or self.loading & lines:  # what it gave may be kept for later
            chosen += self._quickest(self.tests.keys() - calling)
        return sorted(chosen, key=lambda test: -self.kills.get(test, 0))

    def _quickest(self, tests: Collection[str]) -> list[str]:
        quickest = sorted(tests, key=lambda test: (self.tests[test][0], test))
        until = list(accumulate(self.tests[test][0] for test in quickest))
        return quickest[: max(1, bisect(until, self.seconds))]

    def kills_it(self, mutant: Mutant) -> str | None:
        """Which test fails, or that it took too long; nothing where it lives."""
        file = self.copy / mutant.file
        code, times = file.read_bytes(), file.stat()
        tests = self.chosen(mutant, code)
        note = self.copy / "failed.txt"
        note.unlink(missing_ok=True)
        targets = list(dict.fromkeys(test.partition("::")[0] for test in tests))
        try:
            file.write_bytes(code[: mutant.start] + mutant.now.encode() + code[mutant.end :])
            status = forked(
                lambda: self._pytest(["-x", *targets], Chooser(tests, note)),
                30 + 4 * sum(self.tests[test][0] for test in tests),
            )
        finally:
            file.write_bytes(code)
            os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
        if status in (0, 5):  # 5: its tests are not there any more, so none of them says anything
            return None
        if not note.exists():
            return "timeout" if status is None else "load"
        test = note.read_text()
        self.kills[test] = self.kills.get(test, 0) + 1
        return test


def _function(module: ast.Module, line: int) -> range:
    """The lines of the outermost function around a line; of none, what never is the first line of anything called."""
    for node in ast.walk(module):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.lineno <= line <= (node.end_lineno or 0):
            kept = any("cache" in ast.unparse(decorator) for decorator in node.decorator_list)
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            return range(0) if kept else range(first, (node.end_lineno or 0) + 1)
    return range(0)


# ------------------------------------------------------------------------------------------------------- the run


def wanted(floor: str, places: Sequence[str], each: int, seed: int) -> Iterator[Mutant]:
    """A sample of each module, or all mutants of a line."""
    modules = (path for path in sorted((ROOT / "kpi_rules" / floor).rglob("*.py")) if path.name not in WORDING)
    for place in places or [path.relative_to(ROOT).as_posix() for path in modules]:
        file, _, line = place.partition(":")
        every = mutants(file, (ROOT / file).read_bytes())
        if line:
            yield from (one for one in every if one.line == int(line))
            continue
        sample = Random(f"{seed} {file}").sample(every, min(each, len(every)))  # noqa: S311 (the same ones each time)
        yield from sorted(sample, key=lambda one: one.start)


def main() -> None:
    """Mutate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("floor", choices=FLOORS)
    parser.add_argument("places", nargs="*", metavar="FILE[:LINE]")
    parser.add_argument("--each", type=int, default=10, help="how many mutants of each module (10)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--seconds", type=float, default=10, help="how long the tests of one mutant may take together (10)"
    )
    options = parser.parse_args()
    for name in SETTLED:
        importlib.import_module(name)
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(Path(scratch, "hypothesis"))
        copy = Path(scratch).resolve() / "checkout"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__", "found"))
        floor = Floor(options.floor, copy, options.seconds)
        sys.dont_write_bytecode = True
        _say(f"{len(floor.tests)} tests")
        _run(floor, list(wanted(options.floor, options.places, options.each, options.seed)))


def _run(floor: Floor, sample: Sequence[Mutant]) -> None:
    alive: dict[str, int] = {}
    many: dict[str, int] = {}
    for mutant in sample:
        many[mutant.file] = many.get(mutant.file, 0) + 1
        how = floor.kills_it(mutant)
        if how is None:
            alive[mutant.file] = alive.get(mutant.file, 0) + 1
            _say(f"alive    {mutant}")
        elif how == "timeout":
            _say(f"timeout  {mutant}")
    for file, number in many.items():
        _say(f"{number - alive.get(file, 0):4} of {number:3}  {file}")
    _say(f"{len(sample) - sum(alive.values()):4} of {len(sample):3}  killed")


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
