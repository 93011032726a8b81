"""Which fixes one `--fix` carries out: of edits that reach into one another, the first in the text.

Comes in: findings, and whether unsafe fixes are wanted. Goes out: the edits that are made, or the findings that are mended by them.
Knows nothing of texts: whether a plan can be read with an edit, `fixing` finds out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kpi_rules.engine.findings import Edit, Finding


def is_wanted(finding: Finding, unsafe: bool) -> bool:
    """Whether a finding has a fix that may be carried out. What is waived is left alone."""
    return finding.fix is not None and (finding.fix.safe or unsafe) and finding.waived is None


def wanted_edits(findings: Iterable[Finding], unsafe: bool) -> dict[str, list[Edit]]:
    """The edits that are wanted, by file, each once: an aliased or inherited value may be told several times."""
    by_file: dict[str, dict[Edit, None]] = {}
    for finding in findings:
        if finding.fix is not None and is_wanted(finding, unsafe):
            for edit in finding.fix.edits:
                by_file.setdefault(edit.region.file, {})[edit] = None
    return {file: list(edits) for file, edits in by_file.items()}


def apart(edits: Iterable[Edit]) -> list[Edit]:
    """The edits in the order of the text, those left out that reach into another: they come again in the next round."""
    chosen: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.region.offset, edit.region.end_offset)):
        if not chosen or edit.region.offset >= chosen[-1].region.end_offset:
            chosen.append(edit)
    return chosen


def mended(findings: Sequence[Finding], unsafe: bool) -> frozenset[int]:
    """The findings, by number, whose fixes are carried out together: no other is in the way of them."""
    made = {edit for edits in wanted_edits(findings, unsafe).values() for edit in apart(edits)}
    return frozenset(
        number
        for number, finding in enumerate(findings)
        if finding.fix is not None and is_wanted(finding, unsafe) and made.issuperset(finding.fix.edits)
    )
