"""A check of plans against a policy: THE PIPELINE ON ONE PAGE.

    source ─ load ─ judge_plan ──┐
    source ─ load ─ judge_plan ──┼─ number repeats ─ limit ─ Report
    …          └ (kept) judge_portfolio ┘

Comes in: sources one at a time, a policy, a day. Goes out: a `Report`. One plan gives one `PlanResult`, which depends on nothing but
that plan, its previous version, the policy and the day, and which holds nothing of the plan: it can be made in another
process, or kept in a cache. Knows nothing of where sources come from and who reads the report.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping

from kpi_rules import __version__
from kpi_rules.engine.findings import (
    INVALID_PLAN,
    MOST_SIGNS,
    OWN_WORDS,
    Finding,
    Level,
    PackInfo,
    PlanInfo,
    Report,
    RuleInfo,
    Tally,
    Unread,
)
from kpi_rules.engine.inputs import Unreadable
from kpi_rules.i18n import ntr, tr
from kpi_rules.source import Source
from kpi_rules.structs import Struct, field, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from kpi_rules.diagnostics import Diagnostic
    from kpi_rules.engine.judge import Judgement
    from kpi_rules.packs import Policy, PolicyRule
    from kpi_rules.plan import Plan

    class Previous(Protocol):
        """The plans of the base revision."""

        def of(self, identity: str, file: str) -> Mapping[str, object] | None:
            """The earlier version of a plan: the one of the same identity, else the one in the same file."""


MOST_FINDINGS = 10_000
"""Findings of each level that a report holds; the rest is counted."""


class PlanResult(Struct):
    """What one plan gave. `plan` is there only where the portfolio's rules need it."""

    info: PlanInfo
    findings: tuple[Finding, ...]
    tallies: Mapping[str, Tally]
    left_out: Mapping[Level, int]
    plan: Plan | None = None


def check(
    inputs: Iterable[Source | Unreadable],
    policy: Policy,
    today: datetime.date,
    *,
    previous: Previous | None = None,
    most_findings: int = MOST_FINDINGS,
) -> Report:
    """Check plans against a policy on a day. Inputs are taken one at a time, and let go unless a rule looks at all plans."""
    results = (check_plan(source, policy, today, previous, most_findings) for source in inputs)
    return report(results, policy, today, most_findings)


def check_plan(
    source: Source | Unreadable,
    policy: Policy,
    today: datetime.date,
    previous: Previous | None,
    most_findings: int,
    keep: bool = False,
) -> PlanResult:
    """Load one plan and put every rule to it. `keep` keeps the plan, whoever needs it."""
    from kpi_rules.engine.judge import idle, judge_plan
    from kpi_rules.engine.waivers.remarks import remarks
    from kpi_rules.plan import load_what_fits  # neither is needed where the results are known

    if isinstance(source, Unreadable):
        return _invalid(source.name, _findings(source.name, "", source.diagnostics))
    plan, diagnostics = load_what_fits(source, policy.schema, policy.limits)
    invalid = _findings(source.name, plan.identity if plan else "", diagnostics)
    if plan is None:
        return _invalid(source.name, invalid, source.register)
    before = previous.of(plan.identity, source.name) if previous else None
    said = judge_plan(plan, before, policy, today, most_findings)
    unread: tuple[Unread, ...] = ()
    if plan.reading.doubts and (previous is not None or keep):
        from kpi_rules.engine.doubts import unread_in

        unread = unread_in(plan, said.unjudged)
    info = PlanInfo(
        source.name, plan.title, plan.identity, remarks(plan.document), plan.whole, idle(plan), unread, source.register
    )
    kept = plan if keep or policy.portfolio_rules else None
    return PlanResult(info, (*invalid, *said.findings), _with_invalid(said.tallies, invalid), said.left_out, kept)


def report(
    results: Iterable[PlanResult | Row], policy: Policy, today: datetime.date, most_findings: int = MOST_FINDINGS
) -> Report:
    """The report of a run, from its plans' results in order."""
    run = _Run(most_findings)
    for result in results:
        if isinstance(result, Row):
            run.add_row(result)
        else:
            run.add(result)
    if run.kept_plans:
        from kpi_rules.engine.judge import judge_portfolio

        run.add_portfolio(judge_portfolio(run.kept_plans, policy, today, most_findings))
    found = Report(
        version=__version__,
        today=today,
        packs=tuple(PackInfo(pack.name, pack.version) for pack in policy.packs),
        rules=tuple(_rules(policy, run)),
        plans=tuple(run.plans),
        findings=_told_apart(run),
        tallies=run.all_tallies(),
        notices=tuple(_notices(run, policy)),
        left_out=run.left_out,
    )
    if not policy.stand_ins:
        return found
    from kpi_rules.engine.standing_in import spoken

    return spoken(found)


class _Run(Struct, frozen=False):
    """A run so far."""

    most: int
    plans: list[PlanInfo] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    tallies: dict[str, list[int]] = field(default_factory=dict)
    kept: dict[Level, int] = field(default_factory=dict)
    left_out: dict[Level, int] = field(default_factory=dict)
    signs: int = 0
    kept_plans: list[Plan] = field(default_factory=list)

    def add(self, result: PlanResult) -> None:
        """One more plan."""
        self.plans.append(result.info)
        self._take(result.findings, result.tallies, result.left_out)
        if result.plan is not None:
            self.kept_plans.append(result.plan)

    def add_row(self, row: Row) -> None:
        """More plans, as they were added up, where all findings of a level have room or none has."""
        more, full = row.sum, self._full(row.sum)
        if full is None:
            for result in row.results:
                self.add(result)
            return
        findings = [one for one in more.findings if one.level not in full] if full else more.findings
        self.plans += more.plans
        self.findings += findings
        self.kept_plans += more.kept_plans
        self.signs += sum(one.signs for one in findings) if full else more.signs
        _add(self.kept, {level: count for level, count in more.kept.items() if level not in full})
        _add(self.left_out, {level: count for level, count in more.kept.items() if level in full})
        _add(self.left_out, more.left_out)
        for rule, counts in more.tallies.items():
            sums = self.tallies.setdefault(rule, [0, 0, 0, 0])
            sums[:] = map(int.__add__, sums, counts)

    def _full(self, more: _Run) -> set[Level] | None:
        """The levels that have no room left, where the others have room for all that there is; else nothing."""
        if self.signs >= MOST_SIGNS:
            return set(more.kept)
        full = {level for level in more.kept if self.kept.get(level, 0) >= self.most}
        fits = all(self.kept.get(level, 0) + more.kept[level] <= self.most for level in more.kept if level not in full)
        return full if fits and self.signs + more.signs < MOST_SIGNS else None

    def add_portfolio(self, judgement: Judgement) -> None:
        """What the rules over all plans say."""
        self._take(judgement.findings, judgement.tallies, judgement.left_out)

    def all_tallies(self) -> dict[str, Tally]:
        """How often each rule gave each verdict."""
        return {rule: Tally(*sums) for rule, sums in self.tallies.items()}

    def in_order(self) -> tuple[Finding, ...]:
        """The findings in the order of plans, then of places, then of rules."""
        if not self.kept_plans:
            return tuple(self.findings)
        order = {plan.file: number for number, plan in enumerate(self.plans)}
        return tuple(sorted(self.findings, key=lambda it: (order[it.plan], it.region.offset, it.rule)))

    def _take(self, findings: Iterable[Finding], tallies: Mapping[str, Tally], left_out: Mapping[Level, int]) -> None:
        for rule, tally in tallies.items():
            sums = self.tallies.setdefault(rule, [0, 0, 0, 0])
            sums[0] += tally.passed
            sums[1] += tally.failed
            sums[2] += tally.not_applicable
            sums[3] += tally.waived
        _add(self.left_out, left_out)
        seen: dict[tuple[str, str], int] = {}
        for finding in findings:
            self._keep(finding, seen)

    def _keep(self, finding: Finding, seen: dict[tuple[str, str], int]) -> None:
        """One more finding, told from its like in the same plan, unless there are enough of its level."""
        times = seen.get((finding.plan, finding.fingerprint), 0)
        seen[finding.plan, finding.fingerprint] = times + 1
        has_room = self.kept.get(finding.level, 0) < self.most and self.signs < MOST_SIGNS
        counter = self.kept if has_room else self.left_out
        counter[finding.level] = counter.get(finding.level, 0) + 1
        if has_room:
            self.signs += finding.signs
            self.findings.append(_again(finding, times) if times else finding)


def _told_apart(run: _Run) -> tuple[Finding, ...]:
    """The findings in order; those of plans that are called the same are told apart."""
    if len({plan.identity for plan in run.plans}) == len(run.plans):
        return run.in_order()
    from kpi_rules.engine.apart import alike, told_apart

    return told_apart(run.in_order(), alike(run.plans))


class Row(Struct, eq=False):
    """The results of some plans in a row, and what they come to together: whoever keeps both adds many plans up in no time."""

    results: tuple[PlanResult, ...]
    sum: _Run

    @classmethod
    def of(cls, results: Iterable[PlanResult], most_findings: int) -> Row:
        """The results, added up."""
        row = cls(tuple(results), _Run(most_findings))
        for result in row.results:
            row.sum.add(result)
        return row


def _add(counts: dict[Level, int], more: Mapping[Level, int]) -> None:
    for level, count in more.items():
        counts[level] = counts.get(level, 0) + count


def _again(finding: Finding, times: int) -> Finding:
    from kpi_rules.engine.fingerprint import repeated

    return replace(finding, fingerprint=repeated(finding.fingerprint, times))


def _findings(name: str, identity: str, diagnostics: tuple[Diagnostic, ...]) -> tuple[Finding, ...]:
    """What is wrong with a file, if anything is, and what it says in words of its own."""
    if not diagnostics:
        return ()
    from kpi_rules.engine.invalid import invalid_findings
    from kpi_rules.engine.own_words import own_words_finding

    wrong = invalid_findings(name, (each for each in diagnostics if each.reading is None))
    own = [each for each in diagnostics if each.reading is not None]
    return (*wrong, own_words_finding(name, identity, own)) if own else wrong


def _invalid(name: str, findings: tuple[Finding, ...], register: str = "") -> PlanResult:
    """The result of a file that is no plan."""
    return PlanResult(PlanInfo(name, None, whole=False, register=register), findings, _with_invalid({}, findings), {})


def _with_invalid(tallies: Mapping[str, Tally], findings: tuple[Finding, ...]) -> Mapping[str, Tally]:
    """The tallies with those of our own rules; of a plan that is all in our words there is nothing to tell."""
    if not findings:
        return tallies
    own = sum(finding.rule == OWN_WORDS for finding in findings)
    counts = {INVALID_PLAN: len(findings) - own, OWN_WORDS: own}
    return {**tallies, **{rule: Tally(failed=count) for rule, count in counts.items() if count}}


def _rules(policy: Policy, run: _Run) -> Iterator[RuleInfo]:
    """Every rule in force, and every rule of ours that something was found by: a finding's rule is always among them."""
    if INVALID_PLAN in run.tallies:
        from kpi_rules.engine.invalid import invalid_plan_rule

        yield invalid_plan_rule()
    if OWN_WORDS in run.tallies:
        from kpi_rules.engine.own_words import own_words_rule

        yield own_words_rule()
    for rule in policy.rules:
        if rule.level != "off":
            yield rule_info(rule, rule.level)


def rule_info(rule: PolicyRule, level: Level) -> RuleInfo:
    """A rule for people."""
    return RuleInfo(
        id=rule.id,
        level=level,
        title=rule.title,
        rationale=rule.because,
        source=rule.origin,
        pack=rule.pack,
        file=rule.file,
        line=rule.line,
        waivable=rule.waivable,
    )


def _notices(run: _Run, policy: Policy) -> Iterator[str]:
    if run.plans and not any(rule.active for rule in policy.rules):
        yield tr("no rule is in force: nothing was checked but whether the plans can be read")
    if count := sum(run.left_out.values()):
        yield ntr(
            "{count} more finding is counted and not shown", "{count} more findings are counted and not shown", count
        )
