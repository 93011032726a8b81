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
from kpi_rules.packs.former import former_name
from kpi_rules.packs.names import find_rule
from kpi_rules.packs.policy import Decision, LevelInForce, Promise
from kpi_rules.packs.promises import changed_level, changed_promise, promised, taken_back, waivable_again
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
    promise: Promise | None = None
    decisions: tuple[Decision, ...] = ()


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
            place = pack.manifest.key("levels", name)
            full, diagnostic = find_rule(name, known, place)
            if diagnostic is not None:
                diagnostics.append(former_name(name, place, packs) or diagnostic)
            if full is not None:
                broken = _broken(full, weights[full], pack, name)
                diagnostics += broken
                weights[full] = weights[full] if broken else _overridden(weights[full], pack, name)
    return weights, tuple(diagnostics)


def _overridden(weight: Weight, pack: FoundPack, name: str) -> Weight:
    """The weight after one entry of `levels`: what it does not say stays."""
    entry = pack.manifest.levels[name]
    level, origin = _level(pack, name)
    if level is not None:
        reason = entry.get("reason") if isinstance(entry, Mapping) else None
        decision = Decision(level, origin, cast("str | None", reason))
        weight = replace(weight, level=level, level_origin=origin, decisions=(*weight.decisions, decision))
    if isinstance(entry, str):
        return weight
    promise = promised(entry, pack.manifest, "levels", name)
    if promise is not None:
        weight = replace(weight, promise=promise)
    if "waivable" in entry:
        origin = pack.manifest.at("levels", name, "waivable")
        weight = replace(weight, waivable=bool(entry["waivable"]), waivable_origin=origin)
    return weight


def _level(pack: FoundPack, name: str) -> tuple[LevelInForce | None, Location]:
    """The level that an entry gives, and where; none where it leaves it alone."""
    entry = pack.manifest.levels[name]
    if isinstance(entry, str):
        return cast("LevelInForce", entry), pack.manifest.at("levels", name)
    place = pack.manifest.at("levels", name, "level") if "level" in entry else pack.manifest.at("levels", name)
    return cast("LevelInForce | None", entry.get("level")), place


def _broken(rule: str, weight: Weight, pack: FoundPack, name: str) -> list[Diagnostic]:
    """Which promises an entry breaks."""
    entry = pack.manifest.levels[name]
    level, place = _level(pack, name)
    found = [changed_level(rule, weight.level, weight.promise, level, place)] if level is not None else []
    if isinstance(entry, str):
        return [each for each in found if each is not None]
    if entry.get("waivable") is True and not weight.waivable and weight.waivable_origin is not None:
        found.append(waivable_again(rule, pack.manifest.at("levels", name, "waivable"), weight.waivable_origin))
    promise = promised(entry, pack.manifest, "levels", name)
    found.append(taken_back(entry, pack.manifest, weight.promise, "levels", name))
    found.append(changed_promise(rule, weight.promise, promise) if promise is not None else None)
    return [each for each in found if each is not None]


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
