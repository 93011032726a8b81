"""For each rule, a test that shows it failing and one that shows it passing: the smallest that do.

Comes in: the trials of a pack's tests. Goes out: examples, with what the program really says. A test without settings of its own is
taken before one with them, a plan alone before several, a short one before a long one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from kpi_rules.authoring.cases import Case, cases_of
from kpi_rules.authoring.remarks import EVERY
from kpi_rules.authoring.trial import Trial
from kpi_rules.engine.findings import Finding, Region
from kpi_rules.handbook.book import Example, Excerpt, Prose, Said
from kpi_rules.handbook.excerpts import excerpt, size
from kpi_rules.i18n import tr
from kpi_rules.language.checked import CheckedRule
from kpi_rules.language.quoted import reads_today, used_settings
from kpi_rules.language.unfolding import Told, unfold
from kpi_rules.packs import PolicyRule
from kpi_rules.plan.plan import Plan
from kpi_rules.structs import Struct, replace

MOST_DECIDED = 3
MOST_PLANS = 3


class Shown(Struct):
    """A case of a test, and the trial that it is of."""

    case: Case
    trial: Trial
    earlier: Plan | None


class Examples:
    """Finds examples; tests are put in order once."""

    def __init__(self, trials: Sequence[Trial]) -> None:
        by_path = {plan.path: plan.plan for trial in trials for plan in trial.run.plans if plan.plan is not None}
        found = [_shown(case, trial, by_path) for trial in trials for case in cases_of([trial])]
        self.shown = sorted(found, key=_weight)

    def of(self, rule: PolicyRule, language: str) -> tuple[Example | None, Example | None]:
        """A test in which the rule fails, and one in which it is met: the same where it holds both."""
        there = [one for one in self.shown if one.case.scope == rule.checked.scope]
        failing, found = None, None
        for shown in sorted(there, key=lambda one: _besides(rule, one)):
            failing = self._failing(rule, shown, language)
            if failing is not None:
                found = shown
                break
        first = [found] if found is not None else []
        chosen = [one for one in there if _is_chosen(rule, one)]
        passing = (self._passing(rule, shown) for shown in (*first, *chosen, *there))
        return failing, next((one for one in passing if one is not None), None)

    def _failing(self, rule: PolicyRule, shown: Shown, language: str) -> Example | None:
        findings = [finding for finding in shown.trial.findings if finding.rule == rule.id]
        for told in self._told(rule, shown, "failed") if findings else ():
            finding = _finding(told, findings, shown)
            if finding is not None:
                remedy = None if finding.remedy is None else Prose(finding.remedy, language)
                said = Said(finding.level, Prose(finding.message, language), remedy, finding.why[:MOST_DECIDED])
                return _example(rule.checked, shown, told, said, finding.region)
        return None

    def _passing(self, rule: PolicyRule, shown: Shown) -> Example | None:
        for told in self._told(rule, shown, "passed"):
            said = Said(rule.checked.level, None, None, told.decided[:MOST_DECIDED])
            return _example(rule.checked, shown, told, said, _region(told, shown))
        return None

    def _told(self, rule: PolicyRule, shown: Shown, verdict: str) -> Iterator[Told]:
        inputs = shown.case.inputs
        if shown.earlier is not None:
            inputs = replace(inputs, previous=shown.earlier.values)
        yield from (told for told in unfold(rule.checked, inputs) if told.verdict == verdict)


def _besides(rule: PolicyRule, shown: Shown) -> tuple[bool, bool, bool, bool]:
    """What makes a test less fit to show a rule: no `# example`, settings, the name of another rule, findings of others."""
    run = shown.trial.run
    others = any(finding.rule != rule.id for finding in shown.trial.findings)
    return not _is_chosen(rule, shown), bool(run.settings), rule.checked.id not in run.name, others


def _is_chosen(rule: PolicyRule, shown: Shown) -> bool:
    """Whether somebody has marked a test as the one to show."""
    marked = {name for plan in shown.trial.run.plans for name, _ in plan.remarks.examples}
    return not marked.isdisjoint({EVERY, rule.id, rule.checked.id})


def _shown(case: Case, trial: Trial, by_path: Mapping[Path, Plan]) -> Shown:
    earlier = None
    for plan in trial.run.plans:
        if plan.plan is case.plans[0] and plan.remarks.previous is not None:
            earlier = by_path.get(plan.path.parent / plan.remarks.previous)
    return Shown(case, trial, earlier)


def _weight(shown: Shown) -> tuple[bool, int, int, str]:
    plans = shown.case.plans
    return bool(shown.trial.run.settings), len(plans), sum(map(size, plans)), shown.trial.run.name


def _finding(told: Told, findings: Sequence[Finding], shown: Shown) -> Finding | None:
    """The finding of a verdict: the one at its place."""
    region = _region(told, shown)
    if region is None:
        return findings[0] if shown.case.scope == "portfolio" else None
    return next((it for it in findings if it.region.offset == region.offset and it.plan == region.file), None)


def _region(told: Told, shown: Shown) -> Region | None:
    """What a verdict is about, in its plan."""
    record, fields = told.place.record, told.place.fields
    plan = next((plan for plan in shown.case.plans if plan.owns(record)), None)
    return None if plan is None else Region.of(plan.locate(record, fields))


def _example(rule: CheckedRule, shown: Shown, told: Told, said: Said, at: Region | None) -> Example:
    read = (*told.read, told.place)
    excerpts: list[Excerpt] = []
    if rule.uses_previous and shown.earlier is not None:
        excerpts.append(excerpt(shown.earlier, read, earlier=True))
    for plan in _told_of(shown.case.plans, at.file if at else None):
        here = at if at is not None and at.file == plan.document.source.name else None
        excerpts.append(excerpt(plan, read, here))
    return Example(tuple(excerpts), said, tuple(_circumstances(rule, shown.trial)))


def _told_of(plans: Sequence[Plan], file: str | None) -> Sequence[Plan]:
    """As many plans as there is room for, the one with the finding among them."""
    first = [plan for plan in plans if plan.document.source.name == file]
    rest = [plan for plan in plans if plan.document.source.name != file]
    kept = [*first, *rest][:MOST_PLANS]
    return [plan for plan in plans if plan in kept]


def _circumstances(rule: CheckedRule, trial: Trial) -> Iterator[str]:
    if reads_today(rule):
        yield tr("on {date}", date=trial.run.today.isoformat())
    used = used_settings(rule)
    for name, value in trial.run.settings.items():
        if name in used:
            yield tr("with {setting}", setting=f"{name} = {value}")
