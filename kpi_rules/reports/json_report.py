"""The whole report as JSON, for programs: versioned, described by `schemas/report.schema.json`. Nothing is translated.

`version` grows when a key goes or changes its meaning; new keys may come at any time.
"""

from __future__ import annotations

from kpi_rules.engine.findings import Edit, Finding, Fix, Region, Related, Report, RuleInfo, Tally, Waived
from kpi_rules.reports import Options
from kpi_rules.reports.json_text import dumps
from kpi_rules.reports.words import KINDS, counts, rules_of_packs

VERSION = 1


def render(report: Report, _options: Options) -> str:
    """The report as one JSON object."""
    findings = [finding_object(finding) for finding in report.findings]
    fixed = [finding_object(finding) for finding in report.fixed]
    rules = [rule_object(rule, report.tally(rule)) for rule in report.rules]
    return dumps({**run_object(report), "rules": rules, "findings": findings, "fixed": fixed}) + "\n"


def run_object(report: Report) -> dict[str, object]:
    """What was checked, with what, and the counts."""
    return {
        "format": "kpi-rules-report",
        "version": VERSION,
        "tool": {"name": "kpi-rules", "version": report.version},
        "today": report.today.isoformat(),
        "base": report.base,
        "packs": [{"name": pack.name, "version": pack.version} for pack in report.packs],
        "plans": [{"file": plan.file, "title": plan.title} for plan in report.plans],
        "summary": summary_object(report),
        "notices": list(report.notices),
    }


def summary_object(report: Report) -> dict[str, int]:
    """The counts of the last line of the text report."""
    number = counts(report)
    return {
        "plans": len(report.plans),
        "invalid_plans": number.unreadable,
        "rules": rules_of_packs(report),
        "rules_never_applied": len(report.never_applied),
        "violations": number.must,
        "recommendations": number.should,
        "hints": number.could,
        "waived": number.waived,
        "baselined": number.baselined,
        "new": number.new,
        "fixed": number.fixed,
    }


def rule_object(rule: RuleInfo, tally: Tally) -> dict[str, object]:
    """A rule of the run and how often it gave each verdict."""
    return {
        "id": rule.id,
        "pack": rule.pack,
        "level": rule.level,
        "title": rule.title,
        "rationale": rule.rationale,
        "source": rule.source,
        "waivable": rule.waivable,
        "verdicts": {
            "passed": tally.passed,
            "failed": tally.failed,
            "not_applicable": tally.not_applicable,
            "waived": tally.waived,
        },
        **({} if rule.plans is None else {"plans": list(rule.plans)}),
    }


def finding_object(finding: Finding) -> dict[str, object]:
    """A finding; `kind` says in a word what `level` means."""
    return {
        "rule": finding.rule,
        "level": finding.level,
        "kind": KINDS[finding.level],
        "message": finding.message,
        "why": list(finding.why),
        "remedy": finding.remedy,
        "subject": finding.subject,
        "plan": finding.plan,
        "location": region_object(finding.region),
        "related": [_related(related) for related in finding.related],
        "fingerprint": finding.fingerprint,
        "waived": _waived(finding.waived) if finding.waived else None,
        "baselined": finding.baselined,
        "change": finding.change,
        "fix": _fix(finding.fix) if finding.fix else None,
    }


def region_object(region: Region) -> dict[str, object]:
    """A place: lines and columns from 1 in code points, the end exclusive; offsets from 0 in code points."""
    return {
        "file": region.file,
        "line": region.start.line,
        "column": region.start.column,
        "end_line": region.end.line,
        "end_column": region.end.column,
        **_beside(region),
    }


def _beside(region: Region) -> dict[str, object]:
    """The offsets, which a register has none of, or the cell in a workbook."""
    if not region.register:
        return {"offset": region.offset, "end_offset": region.end_offset}
    return {"sheet": region.sheet, "cell": region.cell} if region.cell else {}


def _related(related: Related) -> dict[str, object]:
    return {"label": related.label, "location": region_object(related.region)}


def _waived(waived: Waived) -> dict[str, object]:
    until = waived.until.isoformat() if waived.until else None
    return {"reason": waived.reason, "owner": waived.owner, "until": until}


def _fix(fix: Fix) -> dict[str, object]:
    return {"title": fix.title, "safe": fix.safe, "edits": [_edit(edit) for edit in fix.edits]}


def _edit(edit: Edit) -> dict[str, object]:
    return {"location": region_object(edit.region), "text": edit.text}
