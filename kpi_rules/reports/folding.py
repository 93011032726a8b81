"""Like findings told as one, with what they speak of: `nothing says where the values of “…” come from — 16 KPIs`.

Comes in: findings. Goes out: folds, in the order in which people read them: what is least grave first, so that violations stand last,
next to the prompt; within a level what speaks of a whole plan, then what many share, then the odd ones. Nothing is left out: a fold
holds its findings. Works on sentences alone, in any language: what stands in quotation marks may differ, all else has to be the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kpi_rules.engine.findings import Finding
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_QUOTED: Final = r"“[^“”]*”|«[^«»]*»|„[^„“”]*[“”]|`[^`]*`"
_UNLIKE: Final = 4
"""How many findings of a rule, each with a message of its own, are told together."""
_ORDER: Final = {"could": 0, "should": 1, "must": 2}


class Entry(Struct):
    """Findings with one message, but for what they speak of: `subjects`, one for each; none where all say the same."""

    message: str
    findings: tuple[Finding, ...]
    subjects: tuple[str, ...]


class Fold(Struct):
    """Findings of one rule that stand alike; more than one entry where their messages say different things."""

    entries: tuple[Entry, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All of them, in order."""
        return tuple(finding for entry in self.entries for finding in entry.findings)

    @property
    def first(self) -> Finding:
        """The one that stands for all."""
        return self.entries[0].findings[0]


def folds(findings: Iterable[Finding], *, unfolded: bool = False) -> list[Fold]:
    """The findings as people read them; each by itself where they are to stay unfolded."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        # What is excused is told by itself: each has a reason of its own.
        alone = finding.fingerprint if unfolded or finding.waived else ""
        groups.setdefault((finding.rule, finding.level, finding.baselined, finding.change, alone), []).append(finding)
    made = [fold for group in groups.values() for fold in _folded(group)]
    return sorted(made, key=_rank)  # stable: by place within


def _rank(fold: Fold) -> tuple[int, int, int, int]:
    first, count = fold.first, sum(len(entry.findings) for entry in fold.entries)
    whole = count == 1 and first.subject in ("plan", "portfolio")
    return (int(first.waived is None), _ORDER[first.level], 0 if whole else 1 if count > 1 else 2, -count)


def _folded(group: Sequence[Finding]) -> list[Fold]:
    entries = _entries(group)
    if len(entries) == 1:
        return [Fold(tuple(entries))]
    if len(group) < _UNLIKE:
        return [Fold((_alone(one),)) for one in group]
    place = {id(finding): number for number, finding in enumerate(group)}
    apart = [one for entry in entries for one in ([entry] if entry.subjects else map(_alone, entry.findings))]
    return [Fold(tuple(sorted(apart, key=lambda entry: place[id(entry.findings[0])])))]


def _alone(finding: Finding) -> Entry:
    return Entry(finding.message, (finding,), ())


def _entries(group: Sequence[Finding]) -> list[Entry]:
    alike: dict[str, list[Finding]] = {}
    for finding in group:
        alike.setdefault(re.sub(_QUOTED, "“”", finding.message), []).append(finding)
    return [entry for some in alike.values() for entry in _of_one_pattern(some)]


def _of_one_pattern(findings: Sequence[Finding]) -> list[Entry]:
    """One entry where no more than one quoted text differs; else an entry for each finding."""
    pieces = [re.findall(_QUOTED, finding.message) for finding in findings]
    differing = [number for number, texts in enumerate(zip(*pieces, strict=True)) if len(set(texts)) > 1]
    message = findings[0].message
    if len(findings) == 1 or not differing:
        return [Entry(message, tuple(findings), ())]
    if len(differing) > 1:
        return [_alone(finding) for finding in findings]
    (place,) = differing
    spans = [match.span() for match in re.finditer(_QUOTED, message)]
    start, end = spans[place]
    blank = f"{message[: start + 1]}…{message[end - 1 :]}"
    return [Entry(blank, tuple(findings), tuple(texts[place][1:-1] for texts in pieces))]
