"""The packs that a `pack` command is given: folders as people write them, names, or the folder they are in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kpi_rules.cli.problems import Unusable, tell_diagnostics
from kpi_rules.diagnostics import Diagnostic
from kpi_rules.i18n import tr
from kpi_rules.workspace.policy import pack_from_here

MANIFEST = "pack.yaml"


def references(packs: Sequence[str]) -> tuple[str, ...]:
    """What is given, as packs refer to one another: a folder that is there is meant before a name."""
    if not packs:
        if not Path(MANIFEST).is_file():
            help_ = tr("name one, or go to its folder; `kpi-rules pack new NAME` starts one")
            raise Unusable.because(tr("there is no pack here"), help_)
        return (".",)
    return tuple(_reference(pack) for pack in packs)


def _reference(pack: str) -> str:
    path = Path(pack)
    if path.name == MANIFEST and path.is_file():
        path = path.parent
    if path.is_absolute() or not (path / MANIFEST).is_file():
        return pack_from_here(path.as_posix()) if path.is_absolute() else pack
    shown = path.as_posix()
    return shown if shown.startswith(".") else f"./{shown}"


def tell_all(diagnostics: Sequence[Diagnostic]) -> None:
    """Diagnostics on standard error, where there are any."""
    if diagnostics:
        tell_diagnostics(diagnostics)
