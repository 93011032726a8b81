"""The tests in a pack's folder `tests/`: each plan is one, each row of a table, each folder of plans.

A folder comes in; runs go out by name. Nothing is checked here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from kpi_rules.authoring.runs import Run, is_plan, read_run
from kpi_rules.authoring.tables import read_table
from kpi_rules.engine.inputs import PlanFile
from kpi_rules.packs import Folder
from kpi_rules.plan import PlanSchema

TESTS = "tests"
TABLES = frozenset([".csv", ".tsv"])


def find_runs(folder: Folder, schema: PlanSchema, wanted: Callable[[str], bool] = lambda name: True) -> tuple[Run, ...]:
    """The tests of a pack by name."""
    base = folder.at(TESTS)
    runs: list[Run] = []
    for name, files in _files(base):
        if not wanted(name):
            continue
        is_table = len(files) == 1 and Path(files[0].path).suffix in TABLES
        runs += read_table(files[0], schema) if is_table else [read_run(name, files, schema)]
    return tuple(runs)


def _files(base: Folder) -> Iterator[tuple[str, tuple[PlanFile, ...]]]:
    if not base.path.is_dir():
        return
    for path in sorted(base.path.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            inner = base.at(path.name)
            files = tuple(PlanFile(one, f"{inner.name}/{one.name}") for one in sorted(path.iterdir()) if is_plan(one))
            if files:
                yield inner.name, files
        elif is_plan(path) or (path.suffix in TABLES and path.is_file()):
            yield f"{base.name}/{path.name}", (PlanFile(path, f"{base.name}/{path.name}"),)
