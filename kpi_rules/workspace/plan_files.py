"""The plan files of a project: those that were asked for, else its own; without those that it excludes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.engine.discover import Found, find, may_be_register
from kpi_rules.engine.globs import Glob
from kpi_rules.files import lies_outside, shown
from kpi_rules.i18n import tr
from kpi_rules.structs import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.packs import Policy
    from kpi_rules.source import Location
    from kpi_rules.workspace.excluded import Exclusion
    from kpi_rules.workspace.options import Options


def plan_files(
    options: Options,
    project: Path | None,
    policy: Policy,
    of_base: bool,
    leaves_out: Callable[[str], bool] | None = None,
) -> Found:
    """The plan files that are meant, and what is to be said of how they were found. `of_base`: the `plans` are not those here."""
    if options.texts and not options.paths:
        return Found(())

    def place(number: int) -> Location | None:
        return None if project is None else _place_of(project, policy, number)

    base = project.parent if project else None
    home = base or Path()
    if outside := [n for n, glob in enumerate(policy.plans) if lies_outside(Glob.of(glob, home).folder, home)]:
        mistakes = (_outside(policy.plans[number], None if of_base else place(number)) for number in outside)
        return Found((), tuple(mistakes))
    asked = (options.paths, policy.plans, base, bool(options.texts), None if of_base else place)
    found = find(*asked, leaves_out) if leaves_out else find(*asked)
    if not any(may_be_register(file.name) for file in found.files):
        return found
    from kpi_rules.workspace.registers import with_registers

    return with_registers(found, policy)


def without(found: Found, excluded: Exclusion) -> Found:
    """What was found, without nested projects and near misses that are excluded."""
    return replace(
        found,
        projects=tuple(folder for folder in found.projects if not excluded.covers(folder)),
        nearly=tuple(each for each in found.nearly if not excluded.covers(each[0])),
    )


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
