"""Where a project is: the `kpi-rules.yaml` that rules, and the files that lie beside it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.files import from_here
from kpi_rules.i18n import tr
from kpi_rules.packs.folder import PROJECT
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.workspace.options import Options

WAIVERS = "kpi-rules.waivers.yaml"
BASELINE = "kpi-rules.baseline.json"
LOCK = "kpi-rules.lock"
PYPROJECT = "pyproject.toml"


class Place(Struct):
    """The project's file, and the one that is passed over because packs were named in its place."""

    file: Path | None
    passed_over: Path | None = None

    @property
    def folder(self) -> Path | None:
        """Where waivers and a baseline lie: beside the project's file, else here; nowhere when packs took the project's place."""
        if self.file is not None:
            return self.file.parent
        return None if self.passed_over is not None else Path()


def find_place(options: Options, plan: str | None = None) -> tuple[Place | None, tuple[Diagnostic, ...]]:
    """The project's file: the one named; none when packs are named instead; else the nearest to a plan, or to where we are.

    The search ends at the root of the repository, so that a stranger's file further up never decides.
    """
    if options.config is not None:
        path = Path(from_here(options.config))
        path = path / PROJECT if path.is_dir() else path
        if not path.is_file():
            message = tr("there is no file `{name}`", name=options.config)
            return None, (Diagnostic(message, None, tr("`--config` names a kpi-rules.yaml")),)
        return Place(path), ()
    found = _nearest(os.path.dirname(os.path.realpath(plan))) if plan else None
    found = found or _nearest(str(Path.cwd()))
    if options.packs:
        return Place(None, found), ()
    doubtful = [folder for folder in _folders(None if found is None else found.parent) if _holds_doubtful_names(folder)]
    problems: tuple[Diagnostic, ...] = ()
    if doubtful:
        from kpi_rules.workspace.misnamed import misnamed

        problems = misnamed(doubtful)
    return (None, problems) if problems else (Place(found), ())


def _folders(last: Path | None) -> Iterator[str]:
    """The folders in which the project's file is looked for: this one and those above, up to where it is or the repository ends."""
    folder, end = str(Path.cwd()), None if last is None else os.path.realpath(last)
    while True:
        yield folder
        above = os.path.dirname(folder)
        if above == folder or os.path.realpath(folder) == end or os.path.exists(os.path.join(folder, ".git")):
            return
        folder = above


def _holds_doubtful_names(folder: str) -> bool:
    """Whether a name in a folder may be a slip of one of ours: one of ours itself is not, where it is a file."""
    try:
        names = os.listdir(folder)  # a path for each takes longer
    except OSError:
        return False
    ours = (name for name in names if name == PYPROJECT or ("kpi" in (low := name.lower()) and "rule" in low))
    return any(name not in (PROJECT, WAIVERS, BASELINE, LOCK) or not _is_file(folder, name) for name in ours)


def _is_file(folder: str, name: str) -> bool:
    return os.path.isfile(os.path.join(folder, name))


def _nearest(start: str) -> Path | None:
    folder = project_above(start, {})
    return None if folder is None else Path(os.path.relpath(folder), PROJECT)


def project_above(folder: str, known: dict[str, str | None]) -> str | None:
    """The folder that holds the project's file: this one or the nearest above it in the repository."""
    if folder not in known:
        above = os.path.dirname(folder)
        if os.path.isfile(os.path.join(folder, PROJECT)):
            known[folder] = folder
        elif above == folder or os.path.exists(os.path.join(folder, ".git")):
            known[folder] = None
        else:
            known[folder] = project_above(above, known)
    return known[folder]
