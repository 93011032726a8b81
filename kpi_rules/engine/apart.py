"""Findings of plans that are called the same, told apart: by where their files lie in the repository, whichever folder the program runs in.

Comes in: findings, the plans of a run. Goes out: the findings, with fingerprints that hold the file where only that tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from kpi_rules.engine.findings import Finding, PlanInfo
from kpi_rules.structs import replace


def told_apart(findings: Iterable[Finding], alike: AbstractSet[str]) -> tuple[Finding, ...]:
    """The findings; `alike` are the files of plans that others are called like."""
    if not alike:
        return tuple(findings)
    from kpi_rules.engine.fingerprint import in_file
    from kpi_rules.files import from_root

    places = {file: from_root(file) for file in alike}
    return tuple(
        replace(finding, fingerprint=in_file(finding.fingerprint, places[finding.plan]))
        if finding.plan in places
        else finding
        for finding in findings
    )


def alike(plans: Sequence[PlanInfo]) -> frozenset[str]:
    """The files of the plans that others are called like, or that nobody knows what they are called."""
    called = [plan.identity for plan in plans]
    if len(set(called)) == len(called):
        return frozenset()
    from collections import Counter

    times = Counter(called)
    return frozenset(plan.file for plan in plans if times[plan.identity] > 1)
