"""Waivers laid over a report: which findings they excuse, and what is wrong with them.

Comes in: a report, waivers, the policy, the day. Goes out: the same report with findings marked as waived, and a judgement of
every waiver. Knows nothing of files and revisions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal

from kpi_rules.engine.findings import GATE_RULES, Finding, Report, Tally, Waived
from kpi_rules.engine.fingerprint import repeated
from kpi_rules.engine.revisions.compare import speaks_of_part
from kpi_rules.engine.waivers.rules import waiver_finding, waiver_rule_named
from kpi_rules.engine.waivers.written import Waiver
from kpi_rules.i18n import spoken, tr
from kpi_rules.language.duration_words import said
from kpi_rules.language.durations import Duration, later
from kpi_rules.packs import Policy, find_rule
from kpi_rules.packs.names import meant
from kpi_rules.seen import as_seen
from kpi_rules.structs import Struct, replace

MOST_NAMES = 300
"""So many names of unknown rules are compared with those that there are."""
State = Literal["in force", "unused", "expired", "too long", "not waivable", "unknown rule", "not checked"]
Names = Mapping[str, frozenset[str]]
"""By a plan's file: the files and titles that it goes by."""


class Judged(Struct):
    """A waiver, the full id of its rule, how it stands, and which findings (by their number) it is about."""

    waiver: Waiver
    rule: str | None
    state: State
    meets: tuple[int, ...] = ()
    help: str | None = None


def plan_names(report: Report) -> dict[str, frozenset[str]]:
    """The names of the plans of a run."""
    return {plan.file: frozenset({plan.file, folded(plan.title or "")} - {""}) for plan in report.plans}


def folded(text: str) -> str:
    """A title for comparing."""
    return as_seen(text).casefold()


def judge_waivers(
    report: Report, waivers: Iterable[Waiver], policy: Policy, today: date, names: Names, whole: bool = True
) -> tuple[Judged, ...]:
    """How every waiver stands. `whole`: the run looked at every plan, so that what meets nothing is unused."""
    found: dict[str, _Found] = {}
    for number, finding in enumerate(report.findings):
        found.setdefault(finding.rule, _Found()).add(number, finding)
    known = {**{rule.id: rule.waivable for rule in policy.rules}, **dict.fromkeys(GATE_RULES, True)}
    unknown_plans = not all(plan.whole for plan in report.plans)
    judged = []
    named = _Named(known)
    for waiver in waivers:
        rule, help_ = named.find(waiver.rule)
        if rule is None:
            judged.append(Judged(waiver, None, "unknown rule", help=help_))
            continue
        meets = _meets(waiver, found[rule], report.findings, names) if rule in found else ()
        sure = _was_looked_at(waiver, names, whole and not unknown_plans) and not report.left_out
        sure = sure and (rule not in GATE_RULES or report.base is not None)  # only a base tells
        judged.append(Judged(waiver, rule, _state(waiver, known[rule], policy, today, meets, sure), meets))
    return tuple(judged)


class _Named:
    """The rules that waivers name, each looked for once; what many names that there are not may be meant for is not looked for."""

    def __init__(self, known: Mapping[str, object]) -> None:
        self._known = known
        self._found: dict[str, tuple[str | None, str | None]] = {}
        self._unknown = 0

    def find(self, written: str) -> tuple[str | None, str | None]:
        """The full id of the rule, or what to do instead."""
        if written not in self._found:
            self._found[written] = self._looked_for(written)
        return self._found[written]

    def _looked_for(self, written: str) -> tuple[str | None, str | None]:
        if self._unknown >= MOST_NAMES and len(meant(written, self._known)) != 1:
            return None, None
        rule, problem = find_rule(written, self._known, None)
        self._unknown += rule is None
        return rule, problem.help if problem else None


class _Found:
    """The findings of a rule by number, and by what waivers name them by: nobody goes through all of them for each waiver."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.met: dict[tuple[str | None, str | None, str | None], tuple[int, ...]] = {}
        self._by_line: dict[tuple[str, int], list[int]] = {}
        self._by_subject: dict[str, list[int]] = {}

    def add(self, number: int, finding: Finding) -> None:
        """One more of them."""
        self.numbers.append(number)
        for region in {finding.region, *(related.region for related in finding.related)}:
            self._by_line.setdefault((region.file, region.start.line), []).append(number)
        for name in _names_of(finding):
            self._by_subject.setdefault(name, []).append(number)

    def candidates(self, waiver: Waiver) -> Sequence[int]:
        """Those that a waiver may be about."""
        if waiver.lines is not None:
            lines = ((waiver.region.file, line) for line in waiver.lines)
            return sorted({number for line in lines for number in self._by_line.get(line, ())})
        wanted = folded(waiver.subject or "")
        return self._by_subject.get(wanted, ()) if wanted else self.numbers


def _names_of(finding: Finding) -> set[str]:
    """How a waiver may name what a finding speaks of: `kpi leads`, `leads`."""
    subject = folded(finding.subject)
    return {subject, subject.partition(" ")[2]} - {""}


def _state(waiver: Waiver, waivable: bool, policy: Policy, today: date, meets: Sequence[int], sure: bool) -> State:
    if not waivable:
        return "not waivable"
    if waiver.until < today:
        return "expired"
    if waiver.until > later(today, policy.longest_waiver):
        return "too long"
    if meets:
        return "in force"
    return "unused" if sure else "not checked"


def _was_looked_at(waiver: Waiver, names: Names, whole: bool) -> bool:
    """Whether the plan that it is about was in the run."""
    return waiver.lines is not None or whole or any(_names_plan(waiver, own) for own in names.values() if waiver.plan)


def _meets(waiver: Waiver, found: _Found, findings: Sequence[Finding], names: Names) -> tuple[int, ...]:
    """The findings of its rule that a waiver is about. A remark on no finding's line is about the innermost record around it."""
    words = (waiver.plan, waiver.plan_file, waiver.subject)
    if waiver.lines is None and words in found.met:
        return found.met[words]
    met = tuple(number for number in found.candidates(waiver) if about(waiver, findings[number], names))
    if waiver.lines is None:
        found.met[words] = met
    if met or waiver.lines is None:
        return met
    around = {number: _length(findings[number]) for number in found.numbers if _is_inside(waiver, findings[number])}
    return tuple(number for number, length in around.items() if length == min(around.values()))


def _is_inside(waiver: Waiver, finding: Finding) -> bool:
    """Whether a remark stands within the lines of what a finding points at: a record that lacks something."""
    region = finding.region
    if region.file != waiver.region.file or not speaks_of_part(finding):
        return False
    if waiver.closes is not None:
        deep_enough = region.start.column <= waiver.region.start.column
        return deep_enough and region.offset <= waiver.closes < region.end_offset
    last = region.end.line if region.end.column > 1 else None  # it may end where the next line begins
    return region.offset <= waiver.region.offset < region.end_offset or waiver.region.start.line == last


def _length(finding: Finding) -> int:
    return finding.region.end_offset - finding.region.offset


def about(waiver: Waiver, finding: Finding, names: Names) -> bool:
    """Whether a waiver of its rule is about a finding, by its lines or by its words."""
    if waiver.lines is not None:
        regions = (finding.region, *(related.region for related in finding.related))
        return any(region.file == waiver.region.file and region.start.line in waiver.lines for region in regions)
    if not _names_plan(waiver, names.get(finding.plan, frozenset({finding.plan}))):
        return False
    subject, wanted = folded(finding.subject), folded(waiver.subject or "")
    return not wanted or wanted in (subject, subject.partition(" ")[2])


def _names_plan(waiver: Waiver, names: frozenset[str]) -> bool:
    return waiver.plan is None or waiver.plan_file in names or folded(waiver.plan) in names


def waived(judged: Iterable[Judged]) -> dict[int, Waived]:
    """What is excused, by the findings' numbers; the first waiver that is about a finding has the word."""
    excused: dict[int, Waived] = {}
    for each in judged:
        if each.state == "in force":
            waiver = each.waiver
            for number in each.meets:
                excused.setdefault(number, Waived(waiver.reason, waiver.owner, waiver.until, waiver.lines is not None))
    return excused


def excuse(report: Report, excused: Mapping[int, Waived]) -> Report:
    """The report with these findings waived."""
    findings = tuple(
        replace(finding, waived=excused[number]) if number in excused else finding
        for number, finding in enumerate(report.findings)
    )
    tallies = dict(report.tallies)
    for number in excused:
        rule = findings[number].rule
        tallies[rule] = tallies.get(rule, Tally()) + Tally(failed=-1, waived=1)
    return replace(report, findings=findings, tallies=tallies)


def waiver_problems(report: Report, judged: Iterable[Judged], today: date, longest: Duration) -> tuple[Finding, ...]:
    """Findings for the waivers that do not do what someone believes."""
    near = _Near(report)
    told = (_problem(each, near, today, longest) for each in judged)
    return tuple(finding for finding in told if finding is not None)


def _problem(each: Judged, near: _Near, today: date, longest: Duration) -> Finding | None:
    waiver, rule = each.waiver, each.rule or each.waiver.rule
    at_rule, at_until = waiver.rule_region or waiver.region, waiver.until_region or waiver.region

    match each.state:
        case "unknown rule":
            message = tr("there is no rule `{id}` to waive", id=waiver.rule)
            return waiver_finding("waivers/unknown-rule", message, each.help, at_rule, waiver.about, rule)
        case "not waivable":
            message = tr("`{rule}` cannot be waived", rule=rule)
            remedy = tr("take the waiver out, and mend the plan; the pack's `levels` say `waivable: false`")
            return waiver_finding("waivers/not-waivable", message, remedy, at_rule, waiver.about, rule)
        case "too long":
            values = {"rule": rule, "until": waiver.until.isoformat(), "time": said(longest, spoken())}
            message = tr("the waiver of `{rule}` until {until} is more than {time} ahead", **values)
            last = later(today, longest).isoformat()
            remedy = tr("let it end by {date} at the latest, and renew it then", date=last)
            return waiver_finding("waivers/too-long", message, remedy, at_until, waiver.about, rule)
        case "expired":
            message = tr("the waiver of `{rule}` ended on {date}", rule=rule, date=waiver.until.isoformat())
            remedy = (
                tr("mend the plan, or renew the waiver")
                if each.meets
                else tr("take it out: it excuses nothing any more")
            )
            return waiver_finding("waivers/expired", message, remedy, at_until, waiver.about, rule)
        case "unused":
            message = tr("the waiver of `{rule}` excuses nothing", rule=rule)
            return waiver_finding("waivers/unused", message, _meant(each, near), waiver.region, waiver.about, rule)
        case _:
            return None


class _Near:
    """The first finding of each rule, and of each subject."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._first: dict[tuple[str | None, str], Finding] = {}

    def first(self, rule: str | None, subject: str) -> Finding | None:
        """The first of a rule about a subject, else of the rule."""
        if not self._first:
            for finding in self._report.findings:
                for name in ("", *_names_of(finding)):
                    self._first.setdefault((finding.rule, name), finding)
        return self._first.get((rule, subject)) or self._first.get((rule, ""))


def _meant(each: Judged, near: _Near) -> str:
    """Where the rule did find something that the waiver may be meant for."""
    finding = near.first(each.rule, folded(each.waiver.subject or ""))
    if finding is not None:
        place = f"{finding.region.file}:{finding.region.start.line}"
        return tr("take it out; or did you mean `{subject}` at {place}?", subject=finding.subject, place=place)
    if each.waiver.lines is not None:
        return tr("take the comment out")
    return tr("take it out: `kpi-rules waivers prune`")


def _told_apart(problems: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings with fingerprints of their own, though two waivers say the same."""
    seen: Counter[str] = Counter()
    apart = []
    for problem in problems:
        apart.append(replace(problem, fingerprint=repeated(problem.fingerprint, seen[problem.fingerprint])))
        seen[problem.fingerprint] += 1
    return tuple(apart)


def with_problems(report: Report, problems: Sequence[Finding]) -> Report:
    """The report with findings about waivers, each in its place."""
    if not problems:
        return report
    problems = _told_apart(problems)
    order = {plan.file: number for number, plan in enumerate(report.plans)}
    findings = sorted(
        (*report.findings, *problems), key=lambda it: (order.get(it.plan, len(order)), it.region.offset, it.rule)
    )
    tallies = dict(report.tallies)
    for problem in problems:
        tallies[problem.rule] = tallies.get(problem.rule, Tally()) + Tally(failed=1)
    ours = [info for rule in dict.fromkeys(each.rule for each in problems) if (info := waiver_rule_named(rule))]
    return replace(report, findings=tuple(findings), tallies=tallies, rules=(*ours, *report.rules))
