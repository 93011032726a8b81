"""Like findings told as one, with what they speak of: `nothing says where the values of “…” come from — 16 KPIs`.

Comes in: findings. Goes out: folds, in the order in which people read them: what is least grave first, so that violations stand last,
next to the prompt; within a level what speaks of a whole plan, then what many share, then the odd ones. Nothing is left out: a fold
holds its findings. Works on sentences alone, in any language: what stands in quotation marks may differ, and numbers; all else has to be
the same.
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
_CHANGING: Final = rf"{_QUOTED}|(?<![\w.,-])[-−]?\d+(?:[.,:/-]\d+)*(?![\w-])"
"""What may differ in messages that are alike: what is quoted, and numbers and dates."""
_UNLIKE: Final = 4
"""How many findings of a rule, each with a message of its own, are told together."""
_ORDER: Final = {"could": 0, "should": 1, "must": 2}


class Entry(Struct):
    """Findings with one message, but for what they speak of: `subjects`, texts for each; none where all say the same."""

    message: str
    findings: tuple[Finding, ...]
    subjects: tuple[tuple[str, ...], ...]


class Fold(Struct):
    """Findings of one rule that stand alike; more than one entry where their messages say different things, what most say first."""

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
    if len(entries) > 1 and len(group) < _UNLIKE:
        return [Fold((entry,)) for entry in entries]
    return [Fold(tuple(sorted(entries, key=lambda entry: -len(entry.findings))))]  # stable: by place within


def _entries(group: Sequence[Finding]) -> list[Entry]:
    alike: dict[tuple[str, int], list[Finding]] = {}
    for finding in group:
        alike.setdefault(re.subn(_CHANGING, _kind, finding.message), []).append(finding)
    return list(map(_entry, alike.values()))


def _kind(changing: re.Match[str]) -> str:
    first = changing[0][0]
    return first if first in "“«„`" else "0"


def _entry(findings: Sequence[Finding]) -> Entry:
    """What differs is left out of the message, and told of each."""
    message = findings[0].message
    pieces = [re.findall(_CHANGING, finding.message) for finding in findings]
    differing = [number for number, texts in enumerate(zip(*pieces, strict=True)) if len(set(texts)) > 1]
    if len(findings) == 1 or not differing:
        return Entry(message, tuple(findings), ())
    spans = [match.span() for match in re.finditer(_CHANGING, message)]
    for start, end in (spans[place] for place in reversed(differing)):
        quoted = message[start] in "“«„`"
        message = f"{message[: start + quoted]}…{message[end - quoted :]}"
    return Entry(message, tuple(findings), tuple(tuple(_bare(texts[place]) for place in differing) for texts in pieces))


def _bare(text: str) -> str:
    return text[1:-1] if text[0] in "“«„`" else text
