"""A run of a pack's tests: what was found against what was expected, line by line.

Exact both ways: what is found and not expected fails as what is expected and not found. Comes in: a run and a policy. Goes
out: `Trial`. Knows nothing of how it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kpi_rules.authoring.remarks import EVERY, Expectation
from kpi_rules.authoring.runs import Run
from kpi_rules.diagnostics import Diagnostic
from kpi_rules.engine.check import check
from kpi_rules.engine.findings import INVALID_PLAN, OWN_WORDS, Finding
from kpi_rules.packs import Policy, find_rule
from kpi_rules.source import Source
from kpi_rules.structs import Struct

OURS = (INVALID_PLAN, OWN_WORDS)
"""Rules that no pack has, and every plan is put to."""


class Expected(Struct):
    """An expectation with the full id of its rule."""

    rule: str
    written: Expectation


class Mismatch(Struct):
    """A line where the two differ: an expectation without a finding, a finding without one, or both at other levels."""

    file: str
    line: int
    text: str
    expected: Expected | None
    found: Finding | None


class Trial(Struct):
    """How a run went."""

    run: Run
    policy: Policy
    findings: tuple[Finding, ...]
    expected: tuple[Expected, ...]
    mismatches: tuple[Mismatch, ...]
    problems: tuple[Diagnostic, ...]

    @property
    def passed(self) -> bool:
        """Whether all was as expected."""
        return not self.mismatches and not self.problems


def try_run(run: Run, policy: Policy) -> Trial:
    """Check the plans of a run, and compare."""
    report = check([plan.source for plan in run.plans], policy, run.today, previous=run.previous)
    findings = tuple(finding for finding in report.findings if not run.own_rules or _is_own(finding, policy))
    expected, problems = _expectations(run, policy)
    by_file: dict[str, list[Finding]] = {plan.name: [] for plan in run.plans}
    for finding in findings:
        by_file[finding.plan].append(finding)
    mismatches = tuple(
        mismatch
        for plan in run.plans
        for mismatch in _compared(run, plan.name, expected[plan.name], by_file[plan.name], plan.source)
    )
    every = tuple(one for plan in run.plans for one in expected[plan.name])
    return Trial(run, policy, findings, every, mismatches, (*run.problems, *problems))


def _is_own(finding: Finding, policy: Policy) -> bool:
    """Whether a finding is of the pack that is tested, or of the plan's form."""
    return finding.rule in OURS or finding.rule.partition("/")[0] == policy.packs[-1].name


def _expectations(run: Run, policy: Policy) -> tuple[Mapping[str, list[Expected]], list[Diagnostic]]:
    known = [rule.id for rule in policy.rules]
    expected: dict[str, list[Expected]] = {}
    problems: list[Diagnostic] = []
    for plan in run.plans:
        found = expected.setdefault(plan.name, [])
        for one in plan.remarks.expectations:
            if one.rule in OURS:
                found.append(Expected(one.rule, one))
                continue
            full, problem = find_rule(one.rule, known, one.place)
            found += [Expected(full, one)] if full else []
            problems += [problem] if problem else []
        for rule, place in plan.remarks.examples:
            _, problem = (None, None) if rule == EVERY else find_rule(rule, known, place)
            problems += [problem] if problem else []
    return expected, problems


def _compared(
    run: Run, file: str, expected: Iterable[Expected], findings: Iterable[Finding], source: object
) -> Iterator[Mismatch]:
    """The differences by line; a finding answers one expectation."""
    left = list(findings)
    found: list[Mismatch] = []
    shown, text = (run.row.table.name, run.row.table) if run.row else (file, source)
    for one in expected:
        line = one.written.line
        answers = [it for it in left if it.rule == one.rule and _line(it, run) == line]
        answer = next((it for it in answers if one.written.level in (None, it.level)), answers[0] if answers else None)
        if answer is not None:
            left.remove(answer)
        if answer is None or one.written.level not in (None, answer.level):
            found.append(Mismatch(shown, line, _at(text, line), one, answer))
    found += [Mismatch(shown, _line(it, run), _at(text, _line(it, run)), None, it) for it in left]
    yield from sorted(found, key=lambda mismatch: mismatch.line)


def _line(finding: Finding, run: Run) -> int:
    """The line that a finding is on; of a row, that of the row."""
    return run.row.line if run.row else finding.region.start.line


def _at(source: object, number: int) -> str:
    """A line's text; nothing where the text could not be read."""
    if not isinstance(source, Source) or not 0 < number <= source.position(len(source.text)).line:
        return ""
    return source.line(number)
