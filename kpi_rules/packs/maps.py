"""The maps of documents that packs bring: how registers of other shapes are read, with no code of theirs.

Comes in: the packs of a run. Goes out: the maps' texts, those of later packs first, each read once to see that it is one. Knows nothing of
registers themselves.
"""

from __future__ import annotations

from collections.abc import Sequence

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.packs.find import FoundPack
from kpi_rules.source import Source
from kpi_rules.structs import replace


def read_maps(found: Sequence[FoundPack]) -> tuple[tuple[Source, ...], tuple[Diagnostic, ...]]:
    """The texts of all maps, and what is wrong with them."""
    sources: list[Source] = []
    problems: list[Diagnostic] = []
    for pack in reversed(found):
        for number, name in enumerate(pack.manifest.maps):
            source, told = _read(pack, name, number)
            sources += [] if source is None else [source]
            problems += told
    return tuple(sources), tuple(problems)


def _read(pack: FoundPack, name: str, number: int) -> tuple[Source | None, tuple[Diagnostic, ...]]:
    from kpi_rules.registers.documents.map import read_map

    source, told = pack.folder.read(name)
    if source is None:
        place = pack.manifest.at("maps", number)
        return None, tuple(each if each.location else replace(each, location=place) for each in told)
    map_, problems = read_map(source)
    return (None if map_ is None else source), problems
