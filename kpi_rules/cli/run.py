"""A run, as several commands need it: the plans, the policy, and what lies beside them (base, waivers, baseline, lock).

Comes in: what was given on the command line. Goes out: a settled report. Reads files and asks git; writes nothing.
"""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from kpi_rules.cli.cache import the_cache
from kpi_rules.cli.clock import USUAL, within
from kpi_rules.cli.policy import PROJECT, find_project, projects_not_in_force, the_policy
from kpi_rules.cli.problems import Unusable
from kpi_rules.cli.progress import counted
from kpi_rules.engine.check import MOST_FINDINGS, check, report
from kpi_rules.engine.discover import discover
from kpi_rules.engine.findings import Report
from kpi_rules.engine.inputs import PlanFile, Unreadable, read_plan, source_of
from kpi_rules.engine.many import Work, results
from kpi_rules.engine.settled import Settled
from kpi_rules.files import from_here, read_bytes, shown
from kpi_rules.i18n import language, listed, ntr, tr
from kpi_rules.packs.cached import names_of
from kpi_rules.source import Location, Source
from kpi_rules.structs import Struct, field, fields, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kpi_rules.cli.revision import Revision
    from kpi_rules.document.limits import Limits
    from kpi_rules.engine.baseline import Baseline
    from kpi_rules.engine.revisions.before import Base
    from kpi_rules.packs import Policy

STANDARD_INPUT = "-"
MOST_NAMED = 3
WAIVERS = "kpi-rules.waivers.yaml"
BASELINE = "kpi-rules.baseline.json"
LOCK = "kpi-rules.lock"


class Run(Struct):
    """What is checked, and against what. `folder` is where the files beside the project lie; none where none count."""

    given: dict[str, Any]
    today: datetime.date
    project: Path | None
    folder: Path | None
    policy: Policy
    packs: tuple[Path, ...]
    """The folders of the packs as they are here, whatever the base's are."""
    files: tuple[PlanFile, ...]
    standard_input: str | None
    notices: tuple[str, ...] = ()
    """What was doubtful about where to look."""
    revision: Revision | None = None
    texts: Mapping[str, Source | Unreadable] = field(default_factory=dict)
    """Plans, by name, as they would be: looked at in the place of their files."""

    @property
    def total(self) -> int:
        """How many plans there are to check."""
        return len(self.files) + (self.standard_input is not None)

    @property
    def whole(self) -> bool:
        """Whether it looks at every plan of the project."""
        return not self.given.get("paths")


@contextmanager
def the_run(given: dict[str, Any]) -> Iterator[Run]:
    """The run that was asked for, within its time; what it holds open is let go at the end."""
    limits = dict(given.get("limits", ()))
    with within(limits.get("seconds", USUAL)), _begun(given, limits) as run:
        yield run


@contextmanager
def _begun(given: dict[str, Any], limits: Mapping[str, int]) -> Iterator[Run]:
    project = find_project(given["config"], given["packs"])
    policy = the_policy(given["packs"], given["settings"], project)
    packs = tuple(pack.folder.path for pack in policy.packs)
    own_plans = policy.plans
    revision = None
    if given.get("base") is not None:
        from kpi_rules.cli.revision import Revision

        revision = Revision.open(given["base"], given, project, policy)
    try:
        root = project
        if revision and given.get("policy_from", "base") == "base":
            policy, root = revision.policy, revision.project or project
        paths: Sequence[str] = given.get("paths", ())
        if limits.keys() - {"findings", "seconds"}:
            policy = limited(policy, limits)
        files, notices = _files(paths, root, policy, of_base=policy.plans != own_plans)
        if not (given["config"] or given["packs"]) and (paths or not policy.plans):
            notices = (*notices, *_not_in_force(files, project))
        yield Run(
            given=given,
            today=given["today"] or datetime.date.today(),
            project=root,
            folder=_folder(project, given["packs"]),
            policy=policy,
            packs=packs,
            files=files,
            notices=notices,
            standard_input=from_here(given.get("stdin_name", "<stdin>")) if STANDARD_INPUT in paths else None,
            revision=revision,
        )
    finally:
        if revision:
            revision.close()


def inputs(run: Run) -> Iterator[str | Path]:
    """Every file that the run reads or would read if it were there."""
    yield from (file.path for file in run.files)
    folder = run.folder or Path()
    yield from (folder / name for name in (PROJECT, WAIVERS, BASELINE, LOCK))
    yield baseline_path(run)
    if run.project is not None:
        yield run.project
    if run.given.get("config"):
        yield Path(run.given["config"])
    for pack in run.packs:
        yield from (pack / name for name in names_of(str(pack)))


def limited(policy: Policy, limits: Mapping[str, int]) -> Policy:
    """The policy with other limits of plans. What was kept of plans was found under the usual ones."""
    from kpi_rules.document.limits import Limits

    own = {name: limits[name] for name in fields(Limits) if name in limits}
    return replace(policy, limits=Limits(**own), most_steps=limits.get("cost"), key=None)


def _folder(project: Path | None, packs: Sequence[str]) -> Path | None:
    """Where waivers and a baseline lie: beside the project's file, else here; nowhere when packs took the project's place."""
    if project is not None:
        return project.parent
    return None if packs and Path(PROJECT).exists() else Path()


def _files(
    paths: Sequence[str], project: Path | None, policy: Policy, of_base: bool
) -> tuple[tuple[PlanFile, ...], tuple[str, ...]]:
    """The plan files that are meant, and what is to be said of how they were found. `of_base`: the `plans` are not those here."""
    arguments = [path for path in paths if path != STANDARD_INPUT]
    if paths and not arguments:
        return (), ()

    def place(number: int) -> Location | None:
        return None if project is None else _place_of(project, policy, number)

    base = project.parent if project else None
    files, diagnostics = discover(
        arguments, policy.plans, base, len(arguments) < len(paths), None if of_base else place
    )
    if mistakes := [one for one in diagnostics if not one.warning]:
        raise Unusable(mistakes)
    return files, tuple(one.message for one in diagnostics)


def _not_in_force(files: Sequence[PlanFile], project: Path | None) -> Iterator[str]:
    """What is to be said of projects whose plans are checked without them."""
    others = projects_not_in_force([file.path for file in files], project)
    if others:
        names = listed(
            [*(f"`{shown(str(path))}`" for path in others[:MOST_NAMED]), *(["…"] if others[MOST_NAMED:] else [])]
        )
        yield ntr(
            "{names} is not in force for the plans beside and below it: run kpi-rules there, or name it with `--config`",
            "{names} are not in force for the plans beside and below them: run kpi-rules there, or name one with `--config`",
            len(others),
            names=names,
        )


def _place_of(project: Path, policy: Policy, number: int) -> Location | None:
    """The place of an entry of the project's `plans`, if they are there as the policy has them."""
    from kpi_rules.packs.manifest import read_manifest

    manifest, _ = read_manifest(read_text(project), project=True)
    return manifest.at("plans", number) if manifest and tuple(manifest.plans) == policy.plans else None


def settled(run: Run) -> Settled:
    """Check, and settle what becomes of the findings."""
    baseline = the_baseline(run)
    most = dict(run.given.get("limits", ())).get("findings", MOST_FINDINGS) + (len(baseline.entries) if baseline else 0)
    base = run.revision.judged(run, most) if run.revision else None
    report = _report(run, base, most)
    waivers = beside_project(run, WAIVERS)
    if not (base or baseline or waivers or any(plan.remarks for plan in report.plans)):
        return Settled(_noticing(report, run.notices), ())
    from kpi_rules.engine.settle import Beside, settle

    beside = Beside(
        policy=run.policy,
        today=run.today,
        waivers=waivers,
        base=base,
        base_waivers=run.revision.beside_project(run.folder, WAIVERS) if run.revision else None,
        waivers_from_base=run.given.get("waivers_from", "base") == "base",
        baseline=baseline,
        folder=shown(str(baseline_path(run).parent)),
        whole=run.whole,
    )
    result = settle(report, beside)
    if run.revision:
        run.revision.refuse_incomplete()
    return _with_notices(result, run, baseline)


def _report(run: Run, base: Base | None, most: int) -> Report:
    """Check every plan: on all cores, and only those that nothing is known of, unless plans are looked at together."""
    quiet = run.given.get("quiet", False)
    if base is not None or run.policy.portfolio_rules:
        sources = counted(_sources(run), run.total, quiet)
        return check(sources, run.policy, run.today, previous=base, most_findings=most)
    work = Work(run.policy, run.today, most, language())
    known = results(_sources(run), work, run.given.get("jobs") or cores(), the_cache())
    return report(counted(known, run.total, quiet), run.policy, run.today, most)


def cores() -> int:
    """The cores that this process may use."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


def _sources(run: Run) -> Iterable[Source | Unreadable]:
    """The plans' sources, standard input last: but it is read first, before processes share the files."""
    name, last = run.standard_input, None
    if name is not None:
        last = run.texts.get(name) or standard_input_source(name, run.policy.limits)
    for file in run.files:
        yield run.texts.get(file.name) or read_plan(file, run.policy.limits)
    if last is not None:
        yield last


def standard_input_source(name: str, limits: Limits | None) -> Source | Unreadable:
    """The plan that comes in on standard input: not more of it than a plan may be large."""
    from kpi_rules.document.limits import Limits

    most = (limits or Limits()).size
    return source_of(name, sys.stdin.buffer.read(most + 1) if sys.stdin else b"", limits)


def _with_notices(result: Settled, run: Run, baseline: Baseline | None) -> Settled:
    """Say what was taken into account that nobody asked for."""
    notices = [*run.notices, *(run.revision.notices if run.revision else ())]
    excused = any(finding.baselined for finding in result.report.findings)
    if baseline is not None and excused and not run.given.get("baseline"):
        notices.append(tr("findings in {file} do not count (--no-baseline)", file=shown(str(baseline_path(run)))))
    if baseline is None and run.revision and not run.given.get("no_baseline") and baseline_path(run).exists():
        file = shown(str(baseline_path(run)))
        notices.append(tr("{file} is new with this change and excuses nothing yet (--waivers-from head)", file=file))
    return replace(result, report=_noticing(result.report, notices))


def _noticing(report: Report, notices: Sequence[str]) -> Report:
    return replace(report, notices=(*report.notices, *notices)) if notices else report


def baseline_path(run: Run) -> Path:
    """Where the baseline lies: where it is said to, else beside the project."""
    return Path(from_here(run.given["baseline"])) if run.given.get("baseline") else (run.folder or Path()) / BASELINE


def the_baseline(run: Run) -> Baseline | None:
    """The baseline that counts, if there is one; with a base it is the base's, like waivers."""
    if run.given.get("no_baseline") or (run.folder is None and not run.given.get("baseline")):
        return None
    path = baseline_path(run)
    if run.revision and run.given.get("waivers_from", "base") == "base":
        source = run.revision.file(path)
    elif run.given.get("baseline") or os.path.lexists(path):
        source = read_text(path)
    else:
        source = None
    if source is None:
        return None
    from kpi_rules.engine.baseline import read_baseline

    baseline, diagnostics = read_baseline(source)
    if baseline is None:
        raise Unusable(diagnostics)
    return baseline


def beside_project(run: Run, file: str) -> Source | None:
    """The text of a file beside the project's, if it is there."""
    path = None if run.folder is None else run.folder / file
    return read_text(path) if path is not None and os.path.lexists(path) else None


def read_text(path: Path) -> Source:
    """The text of a file that has to be read."""
    from kpi_rules.document import Limits, decode

    name = shown(os.path.normpath(path))
    data, diagnostics = read_bytes(path, name, Limits().size)
    source = None
    if data is not None:
        source, diagnostics = decode(name, data, Limits())
    if source is None:
        raise Unusable(diagnostics)
    return source
