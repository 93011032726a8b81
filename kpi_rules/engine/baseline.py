"""A baseline: findings that were there when the gate was put up, so that it stops only what is new.

Comes in: the text of `kpi-rules.baseline.json`, or a report. Goes out: a `Baseline`, its text (sorted, one finding a line, the
same on every day and machine), or the report with its old findings marked. Only what a pack lets a team waive can be in one.
"""

from __future__ import annotations

import posixpath
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.document import load
from kpi_rules.engine.findings import Finding, Report
from kpi_rules.engine.revisions.compare import speaks_of_part
from kpi_rules.i18n import tr
from kpi_rules.source import Location, Source, Span
from kpi_rules.structs import Struct, replace

FILE = "kpi-rules.baseline.json"
_FORMAT = "kpi-rules-baseline"
_VERSION = 1


class Entry(Struct, order=True):
    """A finding as a baseline knows it. `file` is relative to the baseline's folder; `plan` is the plan's identity."""

    plan: str
    rule: str
    subject: str
    fingerprint: str
    likeness: str
    file: str


class Baseline(Struct):
    """Old findings, and the plans (by identity) that were looked at."""

    entries: tuple[Entry, ...]
    plans: frozenset[str]


class Applied(Struct):
    """A report with its old findings marked; the entries that apply no more, and those that nobody looked at."""

    baseline: Baseline
    report: Report
    gone: tuple[Entry, ...]
    unseen: tuple[Entry, ...]


def read_baseline(source: Source) -> tuple[Baseline | None, tuple[Diagnostic, ...]]:
    """The baseline in a text."""
    document, diagnostics = load(source, format="json")
    if document is None:
        return None, diagnostics
    data = document.data
    if not isinstance(data, dict) or data.get("format") != _FORMAT or data.get("version") != _VERSION:
        return None, (_strange(source, document.span(())),)
    try:
        entries = tuple(Entry(**entry) for entry in data["findings"])
        plans = frozenset(data["plans"])
        texts = [text for entry in entries for text in (entry.plan, entry.rule, entry.fingerprint, entry.likeness)]
        if not all(isinstance(text, str) for text in (*texts, *plans)):
            raise TypeError
    except (KeyError, TypeError):
        return None, (_strange(source, document.span(("findings",))),)
    return Baseline(entries, plans), ()


def _strange(source: Source, span: Span) -> Diagnostic:
    place = Location(source, Span(span.start, min(span.end, span.start + 1)))
    return Diagnostic(tr("this is no baseline that can be read"), place, tr("write it anew: `kpi-rules baseline`"))


def baseline_of(report: Report, folder: str) -> Baseline:
    """The baseline of a report: what stands and may be excused."""
    waivable = waivable_rules(report)
    standing = (finding for finding in report.findings if finding.waived is None and finding.rule in waivable)
    return _baseline(standing, report, folder)


def _baseline(findings: Iterable[Finding], report: Report, folder: str) -> Baseline:
    plans = {plan.file: plan.identity for plan in report.plans if plan.identity}
    entries = sorted(_entry(finding, plans.get(finding.plan, ""), folder) for finding in findings)
    return Baseline(tuple(entries), frozenset(plans.values()))


def waivable_rules(report: Report) -> frozenset[str]:
    """The rules whose findings may be old: not what makes a plan unreadable, nor what a pack never excuses."""
    return frozenset(rule.id for rule in report.rules if rule.waivable)


def refused(report: Report) -> int:
    """How many findings stand that no baseline takes."""
    waivable = waivable_rules(report)
    return sum(finding.waived is None and finding.rule not in waivable for finding in report.findings)


def _entry(finding: Finding, identity: str, folder: str) -> Entry:
    file = posixpath.relpath(finding.plan, folder or ".")
    return Entry(identity, finding.rule, finding.subject, finding.fingerprint, finding.likeness, file)


def text_of(baseline: Baseline) -> str:
    """The baseline as text."""
    import json

    def line(value: object) -> str:
        return "    " + json.dumps(value, ensure_ascii=False)

    findings = ",\n".join(line(_object(entry)) for entry in sorted(baseline.entries))
    plans = ",\n".join(line(plan) for plan in sorted(baseline.plans))
    return (
        f'{{\n  "format": "{_FORMAT}",\n  "version": {_VERSION},\n'
        f'  "plans": [{_block(plans)}],\n  "findings": [{_block(findings)}]\n}}\n'
    )


def _block(lines: str) -> str:
    return f"\n{lines}\n  " if lines else ""


def _object(entry: Entry) -> dict[str, Any]:
    names = ("plan", "rule", "subject", "file", "fingerprint", "likeness")
    return {name: getattr(entry, name) for name in names}


def apply_baseline(report: Report, baseline: Baseline, folder: str, whole: bool) -> Applied:
    """The report with its old findings marked. `whole`: the run looked at every plan."""
    matching = _Matching(report, baseline, folder)
    for same in (_same_fingerprint, _same_place, matching.moved, matching.succeeded):
        matching.match(same)
    findings = tuple(
        replace(finding, baselined=True) if number in matching.found else finding
        for number, finding in enumerate(report.findings)
    )
    looked_at = {plan.identity for plan in report.plans if plan.whole}
    unread = not all(plan.whole for plan in report.plans)
    known = [entry.plan in looked_at or (whole and not unread) for entry in matching.left]
    gone = tuple(entry for entry, seen in zip(matching.left, known, strict=True) if seen)
    unseen = tuple(entry for entry, seen in zip(matching.left, known, strict=True) if not seen)
    return Applied(baseline, replace(report, findings=findings), gone, unseen)


Same = Callable[[Entry, Finding, str, str], bool]


class _Matching:
    """Findings and entries being paired, each once."""

    def __init__(self, report: Report, baseline: Baseline, folder: str) -> None:
        self.report = report
        self.baseline = baseline
        self.folder = folder
        self.identities = {plan.file: plan.identity or "" for plan in report.plans}
        self.waiting: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in baseline.entries:
            self.waiting[entry.likeness].append(entry)
        self.waivable = waivable_rules(report)
        self.found: set[int] = set()
        self.moves: Counter[tuple[str, str]] = Counter()

    def match(self, same: Same) -> None:
        """Pair what is the same in one sense."""
        for number, finding in enumerate(self.report.findings):
            if number in self.found or finding.rule not in self.waivable:
                continue
            identity = self.identities.get(finding.plan, "")
            file = posixpath.relpath(finding.plan, self.folder or ".")
            candidates = self.waiting.get(finding.likeness, [])
            entry = next((entry for entry in candidates if same(entry, finding, identity, file)), None)
            if entry is not None:
                candidates.remove(entry)
                self.found.add(number)
                self.moves[entry.plan, identity] += 1

    def moved(self, entry: Entry, finding: Finding, identity: str, file: str) -> bool:
        """It moved with what it speaks of: out of a plan that is no more, or into one that is new."""
        ended = entry.plan not in self.identities.values()
        begun = identity not in self.baseline.plans
        return speaks_of_part(finding) and (ended or begun)

    def succeeded(self, entry: Entry, finding: Finding, identity: str, file: str) -> bool:
        """It speaks of a plan that is no more, and most of what was found there moved to this new one."""
        if entry.plan in self.identities.values() or identity in self.baseline.plans:
            return False
        here = self.moves[entry.plan, identity]
        return here > sum(self.moves[entry.plan, other] for other in set(self.identities.values()) - {identity})

    @property
    def left(self) -> list[Entry]:
        """The entries that nothing was found for, in order."""
        return sorted(entry for entries in self.waiting.values() for entry in entries)


def _same_fingerprint(entry: Entry, finding: Finding, identity: str, file: str) -> bool:
    return entry.fingerprint == finding.fingerprint


def _same_place(entry: Entry, finding: Finding, identity: str, file: str) -> bool:
    return entry.plan == identity or entry.file == file


def pruned(applied: Applied, folder: str) -> Baseline:
    """The baseline without the entries that apply no more; those that do are as they are found today."""
    old = (finding for finding in applied.report.findings if finding.baselined)
    today = _baseline(old, applied.report, folder)
    unseen = {entry.plan for entry in applied.unseen}
    return Baseline(tuple(sorted((*today.entries, *applied.unseen))), today.plans | (applied.baseline.plans & unseen))


def grown(applied: Applied) -> tuple[Finding, ...]:
    """What stands and could be in the baseline, and is not."""
    waivable = waivable_rules(applied.report)
    standing = (finding for finding in applied.report.findings if finding.waived is None and not finding.baselined)
    return tuple(finding for finding in standing if finding.rule in waivable)
