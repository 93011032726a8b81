"""Packs that other Python packages bring, by the entry point group `kpi_rules.packs`.

An entry point names a Python package whose folder is the pack: `[project.entry-points."kpi_rules.packs"]` with
`acme = "acme_kpis"`. Only the folder is looked up: no code of the package, and none of a checked tree, is ever imported.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kpi_rules.packs.folder import MANIFEST

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "kpi_rules.packs"


@cache
def installed_packs() -> dict[str, EntryPoint]:
    """The installed packs' entry points by name."""
    from importlib.metadata import entry_points

    return {entry.name: entry for entry in entry_points(group=GROUP)}


def installed_folder(name: str) -> Path | None:
    """The folder of an installed pack."""
    entry = installed_packs().get(name)
    if entry is None:
        return None
    parts = entry.module.split(".")
    for base in _bases(entry, parts[0]):
        folder = base.joinpath(*parts[1:])
        if (folder / MANIFEST).is_file():
            return folder
    return None


def _bases(entry: EntryPoint, package: str) -> list[Path]:
    """Where the top package may lie: in its distribution, or (an editable install) where Python would find it."""
    from importlib.util import find_spec

    bases = [] if entry.dist is None else [Path(str(entry.dist.locate_file(package)))]
    try:
        spec = find_spec(package)  # of a top package this asks the finders and runs none of its code
    except (ImportError, ValueError):
        return bases
    return bases if spec is None else [*bases, *map(Path, spec.submodule_search_locations or ())]
