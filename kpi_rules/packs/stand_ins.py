"""Rules that stand in for others: where both find the same gap, one speaks.

Comes in: packs in order, with what their manifests say under `stands_in_for`, and every rule of the run with its scope. Goes out: for each
rule the rules that it stands in for, those that they stand in for among them. A pack that is not in the run is no error: two packs
that add to a third need not know whether they meet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.i18n import tr
from kpi_rules.packs.find import FoundPack
from kpi_rules.packs.names import find_rule
from kpi_rules.source import Location

Pair = tuple[str, str, Location]
"""The rule that speaks, the one that it speaks for, and where that is said."""


def resolve_stand_ins(
    packs: Sequence[FoundPack], scopes: Mapping[str, str]
) -> tuple[Mapping[str, tuple[str, ...]], tuple[Diagnostic, ...]]:
    """The full ids that each rule stands in for, by its own; and what is wrong with what is said."""
    diagnostics: list[Diagnostic] = []
    said: dict[str, dict[str, None]] = {}
    for speaker, other, place in _pairs(packs, scopes, diagnostics):
        problem = _wrong(speaker, other, place, scopes, said)
        if problem is None:
            said.setdefault(speaker, {})[other] = None
        else:
            diagnostics.append(problem)
    return {speaker: tuple(_reached(speaker, said)) for speaker in said}, tuple(diagnostics)


def _pairs(packs: Sequence[FoundPack], scopes: Mapping[str, str], diagnostics: list[Diagnostic]) -> Iterator[Pair]:
    """Who is said to speak for whom, as far as the rules exist."""
    names = {pack.name for pack in packs}
    for pack in packs:
        own = [full for full in scopes if full.split("/", 1)[0] in pack.lineage]
        for written, others in pack.manifest.stands_in_for.items():
            speaker, problem = find_rule(written, own, pack.manifest.key("stands_in_for", written))
            diagnostics += [problem] if problem else []
            for index, other in enumerate(others):
                if other.split("/", 1)[0] not in names:
                    continue
                place = _place(pack, written, index)
                found, problem = find_rule(other, scopes, place)
                diagnostics += [problem] if problem else []
                if speaker is not None and found is not None:
                    yield speaker, found, place


def _place(pack: FoundPack, written: str, index: int) -> Location:
    """Where an entry stands; one alone needs no list."""
    path = ("stands_in_for", written)
    document = pack.manifest.document
    return pack.manifest.at(*path, index) if document.has((*path, index)) else pack.manifest.at(*path)


def _wrong(
    speaker: str, other: str, place: Location, scopes: Mapping[str, str], said: Mapping[str, Mapping[str, None]]
) -> Diagnostic | None:
    """Why one rule cannot stand in for another."""
    if speaker == other:
        return Diagnostic(tr("`{one}` cannot stand in for itself", one=speaker), place, tr("leave it out"))
    if speaker in _reached(other, said):
        message = tr("`{one}` and `{other}` stand in for one another", one=speaker, other=other)
        return Diagnostic(message, place, tr("one of the two speaks: leave one line out"))
    if scopes[speaker] != scopes[other]:
        message = tr("`{one}` and `{other}` never find the same gap", one=speaker, other=other)
        return Diagnostic(message, place, tr("one of them looks at one plan, the other at all plans together"))
    return None


def _reached(speaker: str, said: Mapping[str, Mapping[str, None]]) -> dict[str, None]:
    """All that a rule stands in for, by way of others too. What is said so far has no circle in it."""
    found: dict[str, None] = {}
    waiting = list(said.get(speaker, ()))
    while waiting:
        other = waiting.pop(0)
        if other not in found:
            found[other] = None
            waiting += said.get(other, ())
    return found
