"""Levels: what each rule weighs once every manifest has had its say, and which manifest had the last word.

Comes in: packs in order and the rules that each brings. Goes out: each rule's level and waivability with their origins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.language.durations import UNITS, Duration
from kpi_rules.language.types import DURATION
from kpi_rules.packs.find import FoundPack
from kpi_rules.packs.names import find_rule
from kpi_rules.packs.policy import LevelInForce
from kpi_rules.packs.values import WrongValueError, to_value
from kpi_rules.source import Location
from kpi_rules.structs import Struct, replace

MOST_TOLD = 50
"""So many names of unknown rules are told: nothing is checked with any of them."""
LONGEST_WAIVER = UNITS["year"]
"""How far a waiver may be ahead where no manifest says."""


class Weight(Struct):
    """A rule's level and whether its findings may be waived, each with the place that says so."""

    level: LevelInForce
    level_origin: Location
    waivable: bool = True
    waivable_origin: Location | None = None


def resolve_levels(
    packs: Sequence[FoundPack], written: Mapping[str, Weight]
) -> tuple[Mapping[str, Weight], tuple[Diagnostic, ...]]:
    """The weights of all rules, from those that the rules themselves say. A pack may re-level what it builds on."""
    weights = dict(written)
    diagnostics: list[Diagnostic] = []
    for pack in packs:
        known = [full for full in weights if full.split("/", 1)[0] in pack.lineage]
        for name in pack.manifest.levels:
            if len(diagnostics) >= MOST_TOLD:
                break
            full, diagnostic = find_rule(name, known, pack.manifest.key("levels", name))
            diagnostics += [diagnostic] if diagnostic else []
            if full is not None:
                weights[full] = _overridden(weights[full], pack, name)
    return weights, tuple(diagnostics)


def _overridden(weight: Weight, pack: FoundPack, name: str) -> Weight:
    """The weight after one entry of `levels`: what it does not say stays."""
    entry = pack.manifest.levels[name]
    if isinstance(entry, str):
        return replace(weight, level=cast("LevelInForce", entry), level_origin=pack.manifest.at("levels", name))
    if "level" in entry:
        origin = pack.manifest.at("levels", name, "level")
        weight = replace(weight, level=cast("LevelInForce", entry["level"]), level_origin=origin)
    if "waivable" in entry:
        origin = pack.manifest.at("levels", name, "waivable")
        weight = replace(weight, waivable=bool(entry["waivable"]), waivable_origin=origin)
    return weight


def longest_waiver(packs: Sequence[FoundPack]) -> tuple[Duration, tuple[Diagnostic, ...]]:
    """How far ahead a waiver may end: the last manifest that says has the last word."""
    longest, diagnostics = LONGEST_WAIVER, []
    for pack in packs:
        if pack.manifest.longest_waiver is not None:
            try:
                longest = to_value(pack.manifest.longest_waiver, DURATION)
            except WrongValueError as wrong:
                diagnostics.append(Diagnostic(wrong.message, pack.manifest.at("longest_waiver"), wrong.help))
    return longest, tuple(diagnostics)
