"""Registers among plan files: each is opened once, by the map that lies beside it, and stands for the plans that are made of it.

Comes in: the plan files that were found. Goes out: the same with a plan file for each plan of a register, sentences on what was left aside,
and what is wrong with a map, which is configuration.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.document.limits import Limits
from kpi_rules.engine.discover import may_be_register
from kpi_rules.engine.inputs import PlanFile, Unreadable
from kpi_rules.engine.registers import held_in, most_bytes
from kpi_rules.files import read_bytes
from kpi_rules.structs import Struct, field, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.engine.discover import Found
    from kpi_rules.packs import Policy
    from kpi_rules.registers.map import Map
    from kpi_rules.source import Source


def with_registers(found: Found, policy: Policy) -> Found:
    """What was found, with the plans that registers stand for: by the maps and with the fields that packs bring, too."""
    from kpi_rules.registers.tables.fields import fields_in

    opening = _Opening(policy.limits or Limits(), tuple(policy.maps))
    with fields_in(policy.schema):
        files = tuple(plan for file in found.files for plan in opening.plans(file))
    return replace(found, files=files, diagnostics=(*found.diagnostics, *opening.told))


class _Opening(Struct, frozen=False):
    """Opens registers; the map of a folder is read once."""

    limits: Limits
    written: tuple[Source, ...]
    known: dict[Path, tuple[Map, ...]] = field(default_factory=dict)
    told: list[Diagnostic] = field(default_factory=list)

    def plans(self, file: PlanFile) -> Iterator[PlanFile]:
        """The plans that a file stands for: itself, where it is one."""
        if file.refused or not may_be_register(file.name):
            yield file
            return
        data, diagnostics = read_bytes(file.path, file.name, most_bytes(file.name, self.limits))
        if data is None:
            yield replace(file, source=Unreadable(file.name, diagnostics))
            return
        held = held_in(file.name, data, lambda: self._maps_in(Path(file.path).parent), self.limits)
        self.told += (Diagnostic(one, None, warning=True) for one in held.told)
        for source in held.sources:
            yield PlanFile(file.path, source.name, source=source)

    def _maps_in(self, folder: Path) -> tuple[Map, ...]:
        """The maps that count in a folder: its own, then those of packs."""
        if folder not in self.known:
            self.known[folder] = (*self._own_map(folder), *self._of_packs())
        return self.known[folder]

    def _of_packs(self) -> Iterator[Map]:
        from kpi_rules.registers.map import map_of_document

        return map(map_of_document, self.written)

    def _own_map(self, folder: Path) -> Iterator[Map]:
        from kpi_rules.registers.map import NAME, read_map

        if os.path.lexists(folder / NAME):
            from kpi_rules.workspace.reading import read_text

            source, problems = read_text(folder / NAME)
            made, problems = (None, problems) if source is None else read_map(source)
            self.told += problems
            if made is not None:
                yield made
