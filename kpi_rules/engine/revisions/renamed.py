"""Findings of records that have another id now: the same rule's, about the same field of what has the same name.

Comes in: findings that are gone and such as are news, of plans that go on, and what plans held and hold. Goes out: which of the new ones continue
which old ones. A record has another id where the old one has left its plan, the new one was not in it, and both alone of their kind have one
name there: who puts another KPI in the place of one, or violates another rule, hides nothing. Knows nothing of revisions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Protocol

from kpi_rules.engine.findings import Finding


class Content(Protocol):
    """What the plans of a revision hold."""

    def holds(self, file: str, record: str) -> bool:
        """Whether a plan, by its file, holds a record; what nobody knows, it does."""
        ...

    def lone_name(self, file: str, record: str) -> str | None:
        """The name that this record alone has among those of its kind in the plan."""
        ...

    def named(self, file: str, kind: str, name: str) -> str | None:
        """The only record of a kind that has this name in the plan."""
        ...

    def says(self, file: str, record: str, field: str) -> bool:
        """Whether a record has a field."""
        ...


def called_before(file: str, record: str, old: str, now: Content, before: Content) -> str:
    """What a record of a plan was called in the `old` one that it continues, if that had it under another id."""
    if before.holds(old, record) or not (name := now.lone_name(file, record)):
        return record
    called = before.named(old, record.partition(" ")[0], name)
    return called if called and not now.holds(file, called) else record


def renamed(
    new: Iterable[tuple[int, Finding]],
    gone: Iterable[Finding],
    plans: Mapping[str, str],
    now: Content,
    before: Content,
) -> dict[int, Finding]:
    """Which finding that is gone each of the new ones is, by their numbers. `plans`: which plan each one continues."""
    later = {old: file for file, old in plans.items()}
    waiting: defaultdict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for old in gone:
        if old.namesake and old.plan in later and not now.holds(later[old.plan], old.record):
            waiting[old.plan, old.namesake, before.lone_name(old.plan, old.record) or ""].append(old)
    found: dict[int, Finding] = {}
    for number, finding in new if waiting else ():
        file = plans.get(finding.plan, "")
        if not finding.namesake or before.holds(file, finding.record):
            continue
        name = now.lone_name(finding.plan, finding.record)
        if name and (like := waiting[file, finding.namesake, name]):
            found[number] = like.pop(0)
    return found
