"""The plan files of a project: those that were asked for, else its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.engine.discover import discover
from kpi_rules.engine.globs import Glob
from kpi_rules.files import lies_outside, shown
from kpi_rules.i18n import listed, ntr, tr
from kpi_rules.workspace.places import projects_not_in_force

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.engine.inputs import PlanFile
    from kpi_rules.packs import Policy
    from kpi_rules.source import Location
    from kpi_rules.workspace.options import Options

MOST_NAMED = 3


def plan_files(
    options: Options, project: Path | None, policy: Policy, of_base: bool
) -> tuple[tuple[PlanFile, ...], tuple[Diagnostic, ...]]:
    """The plan files that are meant, and what is to be said of how they were found. `of_base`: the `plans` are not those here."""
    if options.texts and not options.paths:
        return (), ()

    def place(number: int) -> Location | None:
        return None if project is None else _place_of(project, policy, number)

    base = project.parent if project else None
    home = base or Path()
    if outside := [n for n, glob in enumerate(policy.plans) if lies_outside(Glob.of(glob, home).folder, home)]:
        return (), tuple(_outside(policy.plans[number], None if of_base else place(number)) for number in outside)
    return discover(options.paths, policy.plans, base, bool(options.texts), None if of_base else place)


def _outside(glob: str, place: Location | None) -> Diagnostic:
    """An entry of `plans` that names what lies outside of the repository."""
    message = tr("`{glob}` lies outside of the repository, and a project names its own plans only", glob=shown(glob))
    return Diagnostic(
        message, place, tr("name such plans on the command line: `kpi-rules check {glob}`", glob=shown(glob))
    )


def _place_of(project: Path, policy: Policy, number: int) -> Location | None:
    """The place of an entry of the project's `plans`, if they are there as the policy has them."""
    from kpi_rules.packs.manifest import read_manifest
    from kpi_rules.workspace.reading import read_text

    source, _ = read_text(project)
    manifest = read_manifest(source, project=True)[0] if source else None
    return manifest.at("plans", number) if manifest and tuple(manifest.plans) == policy.plans else None


def not_in_force(files: Sequence[PlanFile], project: Path | None) -> Iterator[str]:
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
