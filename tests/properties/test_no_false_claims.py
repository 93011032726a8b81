"""No false claim: whatever of a plan cannot be read, no rule says anything that it would not have said.

For every field of every specimen, and every entry of its lists, given another kind of value, a misspelt name or a value that there is not,
with F the findings before and G those after: what is in G and not in F is `invalid-plan`, `own-words` or `unread-value`. But for two things: what
has no name any more is called by its place, so that only the rules are compared; and a name that resembles no field (`pki`) is nobody's.

A bounded sample runs in the suite, the same one each time; all of them with `--hypothesis-profile=long`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from faults import Fault, faults, put
from specimens import SETS, Specimen, specimens_of

from kpi_rules.engine.findings import Finding, Report

SAMPLE = 1 / 40
OURS = ("invalid-plan", "own-words", "core/unread-value")
tried: Counter[str] = Counter()


@pytest.fixture(autouse=True, scope="module")
def figures() -> Iterator[None]:
    yield
    print("\n" + ", ".join(f"{many:,} × {kind}" for kind, many in tried.items()))


def chosen(specimen: Specimen, whole: bool) -> Iterator[Fault]:
    for fault in faults(specimen.data, specimen.policy.schema.records):
        if fault.kind in ("retyped", "misspelt key", "misspelt value") and (whole or specimen.chance.random() < SAMPLE):
            yield fault


def said(report: Report) -> Counter[tuple[str, str]]:
    """What rules found."""
    return Counter((finding.rule, finding.likeness) for finding in report.findings if finding.rule not in OURS)


def rules(found: Counter[tuple[str, str]]) -> set[str]:
    return {rule for rule, _ in found}


def resembles_none(fault: Fault, report: Report) -> bool:
    return fault.kind == "misspelt key" and not any("did you mean" in (one.remedy or "") for one in told(report))


def told(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.rule in OURS]


@pytest.mark.parametrize("pack", SETS)
def test_no_finding_rests_on_what_cannot_be_read(pack: str, whole: bool) -> None:
    for specimen in specimens_of(pack):
        before = specimen.check_data(specimen.data)
        for fault in chosen(specimen, whole):
            report = specimen.check_data(fault.data)
            if not told(report):
                continue  # another value that can be read
            tried[f"{fault.kind} that resembles none" if resembles_none(fault, report) else fault.kind] += 1
            new = said(report) - said(before)
            if resembles_none(fault, report):
                continue
            if fault.field in ("id", "name", "title"):
                assert rules(new) <= rules(said(before)), (specimen.name, fault.kind, fault.path, new)
            else:
                assert not new, (specimen.name, fault.kind, fault.path, new)


def test_what_is_said_of_the_rest_is_said_still() -> None:
    (specimen,) = [one for one in specimens_of("core") if one.name.endswith("/placeholder-targets.yaml")]
    before = specimen.check_data(specimen.data)
    broken = put(specimen.data, ("kpis", 0, "owner"), ["nobody"])
    left = said(specimen.check_data(broken))
    lost = said(before) - left
    assert left
    assert len(lost) < len(left), "a fault in one KPI silences what is said of others"
