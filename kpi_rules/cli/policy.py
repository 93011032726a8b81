"""The policy that a command works with: from `--pack`, `--config`, `--set` and the project's `kpi-rules.yaml`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from kpi_rules.cli.console import tell
from kpi_rules.cli.problems import Unusable, tell_diagnostics
from kpi_rules.diagnostics import Diagnostic
from kpi_rules.files import from_here, shown
from kpi_rules.i18n import language, tr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.packs import Policy

PROJECT = "kpi-rules.yaml"


def find_project(config: str | None, packs: Sequence[str]) -> Path | None:
    """The project's file: the one named; none when packs are named instead; else the nearest here or above.

    The search ends at the root of the repository, so that a stranger's file further up never decides.
    """
    if config is not None:
        path = Path(from_here(config))
        path = path / PROJECT if path.is_dir() else path
        if not path.is_file():
            raise Unusable.because(
                tr("there is no file `{name}`", name=config), tr("`--config` names a kpi-rules.yaml")
            )
        return path
    found = _nearest()
    if packs and found is not None:
        tell(tr("note: {file} is not looked at because of `--pack`", file=shown(str(found))))
    return None if packs else found


def _nearest() -> Path | None:
    folder = _project_above(str(Path.cwd()), {})
    return None if folder is None else Path(os.path.relpath(folder), PROJECT)


def projects_not_in_force(files: Iterable[str | Path], project: Path | None) -> list[Path]:
    """The projects that plans lie in, other than the one in force: who runs the program in their folders gets other answers."""
    known: dict[str, str | None] = {}
    own = None if project is None else os.path.realpath(project.parent)
    folders = dict.fromkeys(map(os.path.dirname, files))
    found = dict.fromkeys(_project_above(os.path.realpath(folder), known) for folder in folders)
    return [Path(from_here(folder), PROJECT) for folder in found if folder is not None and folder != own]


def _project_above(folder: str, known: dict[str, str | None]) -> str | None:
    """The folder that holds the project's file: this one or the nearest above it in the repository."""
    if folder not in known:
        above = os.path.dirname(folder)
        if os.path.isfile(os.path.join(folder, PROJECT)):
            known[folder] = folder
        elif above == folder or os.path.exists(os.path.join(folder, ".git")):
            known[folder] = None
        else:
            known[folder] = _project_above(above, known)
    return known[folder]


def the_policy(packs: Sequence[str], settings: Sequence[tuple[str, str]], project: Path | None) -> Policy:
    """The policy; what is wrong with it ends the command, what is only doubtful is told."""
    from kpi_rules.cli.cache import the_cache
    from kpi_rules.packs.cached import cached_policy

    policy, diagnostics = cached_policy(
        the_cache(), list(map(pack_from_here, packs)), dict(settings), project, language()
    )
    if policy is None:
        raise Unusable(diagnostics)
    if diagnostics:
        tell_diagnostics(diagnostics)
    return policy


def pack_from_here(reference: str) -> str:
    """A pack's absolute path, told from the current folder where it lies below it."""
    inner = shown(from_here(reference)) if Path(reference).is_absolute() else reference
    return inner if inner == reference or Path(inner).is_absolute() else f"./{inner}"


def one_or_unusable(found: str | None, problem: Diagnostic | None) -> str:
    """A name that was found, or the end of the command."""
    if found is None:
        raise Unusable([problem] if problem else [])
    return found
