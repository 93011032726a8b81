"""A pack's tests as runs: each plan in `tests/` is one of its own, each folder in it one of several plans.

A pack's folder comes in; runs go out, their plans read, with diagnostics for what cannot be run at all. Nothing is checked
here. A day is part of a test: without `# today:` it is `DEFAULT_TODAY`, so that no test ever depends on the clock.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path

from kpi_rules.authoring.remarks import Remarks, read_remarks
from kpi_rules.diagnostics import Diagnostic, Note, did_you_mean
from kpi_rules.document import load
from kpi_rules.engine.inputs import PlanFile, Unreadable, read_plan
from kpi_rules.i18n import tr
from kpi_rules.plan import PlanSchema
from kpi_rules.plan.plan import Plan, Values
from kpi_rules.plan.plan import read_plan as plan_of
from kpi_rules.source import Location, Source, Span
from kpi_rules.structs import Struct, replace

ENDINGS = frozenset([".yaml", ".yml", ".json", ".toml"])
DEFAULT_TODAY = datetime.date(2026, 1, 1)


class TestPlan(Struct):
    """A plan of a test; `plan` is missing where it cannot be read as one."""

    __test__ = False  # no test of pytest's
    path: Path
    source: Source | Unreadable
    plan: Plan | None
    remarks: Remarks

    @property
    def name(self) -> str:
        """The file's name for people."""
        return self.source.name


class Before(Struct):
    """The previous versions that the plans of a test name, by file."""

    by_file: Mapping[str, Values]

    def of(self, identity: str, file: str) -> Values | None:
        """The previous version of the plan in a file."""
        return self.by_file.get(file)


class Row(Struct):
    """A row of a table of tests."""

    table: Source
    line: int


class Run(Struct):
    """One test: plans that are checked together, on a day, with settings, perhaps against a previous version."""

    name: str
    plans: tuple[TestPlan, ...]
    today: datetime.date
    settings: Mapping[str, str]
    previous: Before
    problems: tuple[Diagnostic, ...]
    row: Row | None = None
    """The row of a table that it is made of: what is found in it is found on that line."""

    @property
    def own_rules(self) -> bool:
        """Whether only the pack's own rules count."""
        return any(plan.remarks.own_rules for plan in self.plans)


def is_plan(path: Path) -> bool:
    """Whether a file is a test plan by its name."""
    return path.suffix in ENDINGS and not path.name.startswith(".") and path.is_file()


def read_run(name: str, files: tuple[PlanFile, ...], schema: PlanSchema) -> Run:
    """A test of these files."""
    return run_of(name, tuple((Path(file.path), read_plan(file)) for file in files), schema)


def run_of(name: str, sources: tuple[tuple[Path, Source | Unreadable], ...], schema: PlanSchema) -> Run:
    """A test of these texts."""
    plans = tuple(read_test_plan(path, source, schema) for path, source in sources)
    run = run_of_plans(name, plans, None)
    problems: list[Diagnostic] = []
    previous: dict[str, Values] = {}
    for plan in plans:
        if plan.remarks.previous is not None and plan.plan is not None:
            before, problem = _previous(plan, schema)
            problems += [problem] if problem else []
            previous |= {plan.name: before.values} if before else {}
    return replace(run, previous=Before(previous), problems=(*run.problems, *problems))


def run_of_plans(name: str, plans: tuple[TestPlan, ...], row: Row | None) -> Run:
    """A test of plans that are read."""
    problems = [problem for plan in plans for problem in plan.remarks.problems]
    settings: dict[str, str] = {}
    today: datetime.date | None = None
    for plan in plans:
        settings |= plan.remarks.settings
        today = plan.remarks.today or today
    return Run(name, plans, today or DEFAULT_TODAY, settings, Before({}), tuple(problems), row)


def read_test_plan(path: Path, source: Source | Unreadable, schema: PlanSchema) -> TestPlan:
    """One plan of a test."""
    if isinstance(source, Unreadable):
        return TestPlan(path, source, None, Remarks())
    document, _ = load(source)
    plan, _ = plan_of(document, schema) if document is not None else (None, ())
    return TestPlan(path, source, plan, read_remarks(source, document))


def _previous(plan: TestPlan, schema: PlanSchema) -> tuple[Plan | None, Diagnostic | None]:
    """The plan that `# previous:` names, a file beside this one."""
    name = plan.remarks.previous or ""
    path = plan.path.parent / name
    assert isinstance(plan.source, Source)
    place = _place_of(plan.source, name)
    if "/" in name or "\\" in name or not is_plan(path):
        beside = [one.name for one in sorted(plan.path.parent.iterdir()) if is_plan(one)]
        return None, Diagnostic(tr("there is no plan `{name}` here", name=name), place, did_you_mean(name, beside))
    source = read_plan(PlanFile(path, name))
    problems = source.diagnostics if isinstance(source, Unreadable) else ()
    if isinstance(source, Source):
        document, problems = load(source)
        before, problems = plan_of(document, schema) if document is not None else (None, problems)
        if before is not None:
            return before, None
    notes = tuple(Note(one.message, one.location) for one in problems if one.location)
    return None, Diagnostic(tr("the previous version `{name}` is no valid plan", name=name), place, None, notes)


def _place_of(source: Source, name: str) -> Location:
    start = max(0, source.text.find(name, max(0, source.text.find("previous:"))))
    return Location(source, Span(start, start + len(name)))
