"""Every test plan of every bundled pack, and the examples: what the laws of this folder are held against."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from json import dumps
from pathlib import Path
from random import Random
from typing import Any

from kpi_rules.authoring.folder import find_runs
from kpi_rules.authoring.runs import Run
from kpi_rules.authoring.suite import Bench
from kpi_rules.document import load
from kpi_rules.engine.check import check
from kpi_rules.engine.findings import Report
from kpi_rules.packs import PROJECT, Policy, bundled_packs, load_policy
from kpi_rules.source import Source
from kpi_rules.structs import Struct, replace

ROOT = Path(__file__).parents[2]
EXAMPLES_DAY = datetime.date(2026, 3, 1)


class Specimen(Struct, eq=False):
    """One valid plan of a run, with all that a check of it needs."""

    pack: str
    source: Source
    data: Any
    policy: Policy
    today: datetime.date
    run: Run | None = None

    @property
    def name(self) -> str:
        return f"{self.pack}: {self.source.name}"

    @property
    def chance(self) -> Random:
        """The same chances for this specimen in every run."""
        return Random(self.name)

    def check(self, text: str | None = None, name: str | None = None) -> Report:
        """The report of its run, this plan's text (and file name) replaced."""
        name = name or self.source.name
        mine = Source(name, self.source.text if text is None else text)
        if self.run is None:
            return check([mine], self.policy, self.today)
        sources = [mine if plan.source == self.source else plan.source for plan in self.run.plans]
        by_file = {
            name if file == self.source.name else file: before for file, before in self.run.previous.by_file.items()
        }
        return check(sources, self.policy, self.today, previous=replace(self.run.previous, by_file=by_file))

    def check_data(self, data: Any) -> Report:
        """The same of a plan with other data."""
        return self.check(as_json(data))


@cache
def bench(packs: tuple[str, ...]) -> Bench:
    found, diagnostics = load_policy(packs)
    assert found is not None, [str(diagnostic) for diagnostic in diagnostics]
    return Bench(packs[-1], found)


def policy(packs: tuple[str, ...], settings: tuple[tuple[str, str], ...] = ()) -> Policy:
    found, diagnostics = bench(packs).policy(dict(settings))
    assert found is not None, [str(diagnostic) for diagnostic in diagnostics]
    return found


SETS = (*bundled_packs(), "examples")
"""The packs, and the examples: each loaded only by a test that asks for it."""


@cache
def specimens_of(name: str) -> tuple[Specimen, ...]:
    return tuple(_of_examples() if name == "examples" else _of_pack(name))


def _of_pack(pack: str) -> Iterator[Specimen]:
    plain = policy((pack,))
    folder = next(each for each in plain.packs if each.name == pack).folder
    for run in find_runs(folder, plain.schema):
        wanted = policy((pack,), tuple(run.settings.items()))
        for plan in run.plans:
            if plan.plan is not None and not plan.name.endswith(".toml"):
                yield Specimen(pack, plan.plan.document.source, plan.plan.document.data, wanted, run.today, run)


def _of_examples() -> Iterator[Specimen]:
    for path in sorted((ROOT / "examples").rglob("*.kpi.yaml")):
        source = Source(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
        document, _ = load(source)
        if document is not None:
            yield Specimen("examples", source, document.data, _policy_of(path), EXAMPLES_DAY)


def _policy_of(plan: Path) -> Policy:
    """That of the project that an example is part of, else content-marketing's."""
    project = next((folder for folder in plan.parents[:3] if (folder / PROJECT).is_file()), None)
    return policy(("content-marketing",)) if project is None else _of_project(project)


@cache
def _of_project(folder: Path) -> Policy:
    found, diagnostics = load_policy((), {}, folder)
    assert found is not None, [str(diagnostic) for diagnostic in diagnostics]
    return found


def as_json(value: Any) -> str:
    """Plain data as JSON, which is YAML too; numbers keep every digit."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{as_json(str(key))}: {as_json(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_json, value)) + "]"
    return str(value) if isinstance(value, Decimal) else dumps(value, ensure_ascii=False)
