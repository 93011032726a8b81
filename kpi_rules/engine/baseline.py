"""A baseline: findings that were there when the gate was put up, so that it stops only what is new.

Comes in: the text of `kpi-rules.baseline.json`, or a report. Goes out: a `Baseline`, its text (sorted, one finding a line, the
same on every day and machine), or the report with its old findings marked. Only what a pack lets a team waive can be in one.
"""

from __future__ import annotations

import posixpath
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.document import load
from kpi_rules.engine.findings import Finding, Report
from kpi_rules.engine.revisions.compare import speaks_of_part
from kpi_rules.engine.revisions.renamed import Content
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
    namesake: str = ""
    holder: str = ""

    @property
    def record(self) -> str:
        """The record that it goes with."""
        return self.holder or self.subject


class Baseline(Struct):
    """Old findings, and the plans (by identity) that were looked at."""

    entries: tuple[Entry, ...]
    plans: frozenset[str]


Old = tuple[str, str]
"""A plan as a baseline knows it: its identity and its file."""
Ways = Callable[[Finding], Iterable[list[int]]]
"""For a finding, lists of the entries, by number, that it may be."""


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
        texts = [text for entry in entries for text in _object(entry).values()]
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
    return Entry(
        identity,
        finding.rule,
        finding.subject,
        finding.fingerprint,
        finding.likeness,
        file,
        finding.namesake,
        finding.holder,
    )


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
    names = ("plan", "rule", "subject", "holder", "file", "fingerprint", "likeness", "namesake")
    written = {name: getattr(entry, name) for name in names}
    return {name: text for name, text in written.items() if text or name not in ("holder", "namesake")}


def apply_baseline(report: Report, baseline: Baseline, folder: str, whole: bool, contents: Content) -> Applied:
    """The report with its old findings marked. `whole`: the run looked at every plan; `contents`: what plans hold now."""
    pairs = _Pairs(report, baseline, _Continued(report, baseline, folder), contents)
    findings = tuple(
        replace(finding, baselined=True) if number in pairs.old else finding
        for number, finding in enumerate(report.findings)
    )
    left = pairs.left()
    looked_at = {plan.identity for plan in report.plans if plan.whole}
    unread = not all(plan.whole for plan in report.plans)
    known = [entry.plan in looked_at or (whole and not unread) for entry in left]
    gone = tuple(entry for entry, seen in zip(left, known, strict=True) if seen)
    unseen = tuple(entry for entry, seen in zip(left, known, strict=True) if not seen)
    return Applied(baseline, replace(report, findings=findings), gone, unseen)


class _Continued:
    """Which plan of the run, by its file, goes on with one that a baseline knows by its identity and its file."""

    def __init__(self, report: Report, baseline: Baseline, folder: str) -> None:
        self.baseline = baseline
        self.identities = {posixpath.relpath(plan.file, folder or "."): plan.identity for plan in report.plans}
        self.names = {posixpath.relpath(plan.file, folder or "."): plan.file for plan in report.plans}
        self.called: defaultdict[str | None, list[str]] = defaultdict(list)
        for file, identity in self.identities.items():
            self.called[identity].append(file)
        self.of = {old: self._later(*old) for old in dict.fromkeys((one.plan, one.file) for one in baseline.entries)}

    def _later(self, identity: str, file: str) -> str | None:
        """The same plan in the same file; else the only one that is called so; else what is called otherwise there now."""
        called = self.called.get(identity, [])
        if file in called:
            return self.names[file]
        if called:
            return self.names[called[0]] if len(called) == 1 else None
        renamed = file in self.identities and self.identities[file] not in self.baseline.plans
        return self.names[file] if renamed else None

    def begun(self) -> set[str]:
        """The plans, by file, that are new."""
        continued = set(self.of.values())
        new = (file for file, identity in self.identities.items() if identity not in self.baseline.plans)
        return {self.names[file] for file in new} - continued


class _Pairs:
    """Findings and entries, paired, each once: in the same plan; there, of a record with another id; moved with what they speak of; of a plan
    that took another's place."""

    def __init__(self, report: Report, baseline: Baseline, continued: _Continued, contents: Content) -> None:
        self.report = report
        self.entries = baseline.entries
        self.continued = continued
        self.old: dict[int, int] = {}
        self.paired: set[int] = set()
        self.waivable = waivable_rules(report)
        self._pair(self._in_place())
        self._pair(self._renamed(contents))
        self._pair(self._moved(contents))
        self._pair(self._succeeded())

    def left(self) -> list[Entry]:
        """The entries that nothing was found for, in order."""
        return sorted(entry for number, entry in enumerate(self.entries) if number not in self.paired)

    def _pair(self, ways: Ways) -> None:
        """Each finding that is left, and the last entry of the first list that has one for it."""
        for number, finding in enumerate(self.report.findings):
            if number not in self.old and finding.rule in self.waivable:
                waiting = next(filter(None, ways(finding)), None)
                if waiting:
                    self.old[number] = waiting.pop()
                    self.paired.add(self.old[number])

    def _waiting(self) -> Iterator[tuple[int, Entry, str | None]]:
        """The entries that are left, the last first, with the plan that goes on with theirs."""
        for number in reversed(range(len(self.entries))):
            if number not in self.paired:
                entry = self.entries[number]
                yield number, entry, self.continued.of[entry.plan, entry.file]

    def _in_place(self) -> Ways:
        waiting: defaultdict[tuple[str | None, str], list[int]] = defaultdict(list)
        for number, entry, later in self._waiting():
            waiting[later, entry.likeness].append(number)
        return lambda finding: (waiting[finding.plan, finding.likeness],)

    def _renamed(self, contents: Content) -> Ways:
        """Of a record that is not in its plan any more, and one that was not known there, which alone has its name now."""
        waiting: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for number, entry, later in self._waiting():
            if entry.namesake and later is not None and not contents.holds(later, entry.record):
                waiting[later, entry.namesake].append(number)
        known = {(self.continued.of[one.plan, one.file], one.record) for one in self.entries}
        alone = {key for key, like in waiting.items() if len({self.entries[one].record for one in like}) == 1}

        def ways(finding: Finding) -> Iterable[list[int]]:
            key = (finding.plan, finding.namesake)
            if key not in alone or (finding.plan, finding.record) in known:
                return ()
            return (waiting[key],) if contents.lone_name(finding.plan, finding.record) else ()

        return ways

    def _moved(self, contents: Content) -> Ways:
        """Out of a plan that is no more, or into one that is new; never where what it speaks of is still where it was."""
        ended: defaultdict[str, list[int]] = defaultdict(list)
        left: defaultdict[str, list[int]] = defaultdict(list)
        for number, entry, later in self._waiting():
            if later is None or not contents.holds(later, entry.record):
                (ended if later is None else left)[entry.likeness].append(number)
        begun = self.continued.begun()

        def ways(finding: Finding) -> Iterable[list[int]]:
            if not speaks_of_part(finding):
                return ()
            lists = (ended, left) if finding.plan in begun else (ended,)
            return (list_[finding.likeness] for list_ in lists)

        return ways

    def _succeeded(self) -> Ways:
        """It speaks of a plan that is no more, and most of what was found there moved to this new one."""
        moves: defaultdict[Old, Counter[str]] = defaultdict(Counter)
        for number, old in self.old.items():
            entry = self.entries[old]
            moves[entry.plan, entry.file][self.report.findings[number].plan] += 1
        begun = self.continued.begun()
        heirs = {old: _most(files) for old, files in moves.items()}
        waiting: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for number, entry, later in self._waiting():
            heir = heirs.get((entry.plan, entry.file))
            if later is None and heir in begun:
                waiting[heir, entry.likeness].append(number)
        return lambda finding: (waiting[finding.plan, finding.likeness],)


def _most(counts: Counter[str]) -> str:
    """What is there more often than all others together; else nothing."""
    name, count = counts.most_common(1)[0]
    return name if 2 * count > counts.total() else ""


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
