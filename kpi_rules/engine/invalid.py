"""Files that are no plans: each thing wrong with one is a finding of the rule `invalid-plan`, which no pack can turn off."""

from __future__ import annotations

from collections.abc import Iterable

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.engine.findings import INVALID_PLAN, Finding, Region, Related, RuleInfo, rule_of_ours
from kpi_rules.engine.fingerprint import invalid_fingerprint
from kpi_rules.engine.remedies import fix_of_edit
from kpi_rules.i18n import tr
from kpi_rules.source import Position


def invalid_plan_rule() -> RuleInfo:
    """The rule, for people."""
    return rule_of_ours(
        INVALID_PLAN,
        "must",
        tr("A plan can be read"),
        tr("What cannot be read is checked by no other rule."),
    )


def invalid_findings(file: str, diagnostics: Iterable[Diagnostic]) -> tuple[Finding, ...]:
    """The findings for what is wrong with a file, by place."""
    findings = [_finding(file, diagnostic) for diagnostic in diagnostics if not diagnostic.warning]
    return tuple(sorted(findings, key=lambda finding: finding.region.offset))


def _finding(file: str, diagnostic: Diagnostic) -> Finding:
    place = diagnostic.location
    same = invalid_fingerprint(diagnostic.message, place.text[:1000] if place else "")
    return Finding(
        rule=INVALID_PLAN,
        level="must",
        message=diagnostic.message,
        remedy=diagnostic.help,
        why=(),
        subject="plan",
        plan=file,
        region=Region.of(place) if place else _nowhere(file),
        related=tuple(Related(note.label, Region.of(note.location)) for note in diagnostic.notes),
        fingerprint=same,
        likeness=same,
        fix=fix_of_edit(diagnostic.edit),
    )


def _nowhere(file: str) -> Region:
    """The start of a file whose text cannot be shown."""
    return Region(file, Position(1, 1), Position(1, 1), 0, 0, (), (1, 1))
