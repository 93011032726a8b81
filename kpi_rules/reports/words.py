"""The words that every format shares: levels, counts, a finding's sentences. Wording here, layout in the formats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from kpi_rules.engine.findings import Finding, Level, Report, Waived
from kpi_rules.engine.gate import FOUND, exit_code
from kpi_rules.engine.gate import counts as counts_towards
from kpi_rules.i18n import listed, ntr, tr
from kpi_rules.structs import Struct, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.reports import Options

LEVELS: tuple[Level, ...] = ("must", "should", "could")


def kind(level: Level) -> str:
    """What people call a finding of a level. Never translated where a machine reads it: see `KINDS`."""
    match level:
        case "must":
            return tr("violation")
        case "should":
            return tr("recommendation")
        case "could":
            return tr("hint")


KINDS: dict[Level, str] = {"must": "violation", "should": "recommendation", "could": "hint"}


class Counts(Struct):
    """How many findings of a report stand, by level, and how many stand aside."""

    must: int
    should: int
    could: int
    waived: int
    baselined: int
    new: int
    fixed: int
    unreadable: int

    @property
    def standing(self) -> int:
        """Those that nobody has excused."""
        return self.must + self.should + self.could


def stands(finding: Finding) -> bool:
    """Whether a finding is neither waived nor in the baseline."""
    return finding.waived is None and not finding.baselined


def counts(report: Report) -> Counts:
    """The report in numbers, with the findings that it does not hold."""
    levels = Counter(finding.level for finding in report.findings if stands(finding))
    levels.update(report.left_out)
    waived = sum(finding.waived is not None for finding in report.findings)
    baselined = sum(finding.baselined and finding.waived is None for finding in report.findings)
    new = sum(finding.change == "new" and stands(finding) for finding in report.findings)
    unreadable = len({finding.region.file for finding in report.findings if finding.rule == "invalid-plan"})
    return Counts(
        levels["must"], levels["should"], levels["could"], waived, baselined, new, len(report.fixed), unreadable
    )


def summary(report: Report) -> str:
    """The last line: plans, rules, violations, recommendations, hints, and what stands aside."""
    number = counts(report)
    parts = [
        ntr("{count} violation", "{count} violations", number.must),
        ntr("{count} recommendation", "{count} recommendations", number.should),
        ntr("{count} hint", "{count} hints", number.could),
    ]
    if report.base is not None:
        parts.append(ntr("{count} new", "{count} new", number.new))
        parts.append(ntr("{count} fixed", "{count} fixed", number.fixed))
    if number.waived:
        parts.append(ntr("{count} waived", "{count} waived", number.waived))
    if number.baselined:
        parts.append(ntr("{count} in the baseline", "{count} in the baseline", number.baselined))
    return tr("{plans}, {rules}: {counts}", plans=_plans(report, number), rules=_rules(report), counts=listed(parts))


def _plans(report: Report, number: Counts) -> str:
    plans = ntr("{count} plan", "{count} plans", len(report.plans))
    if number.unreadable:
        aside = ntr("{count} invalid", "{count} invalid", number.unreadable)
        return tr("{plans} ({aside})", plans=plans, aside=aside)
    return plans


def rules_of_packs(report: Report) -> int:
    """How many rules the packs have in force. Those of ours, about invalid plans and waivers, are only there when they found something."""
    return sum(bool(rule.file) for rule in report.rules)


def _rules(report: Report) -> str:
    rules = ntr("{count} rule", "{count} rules", rules_of_packs(report))
    idle = len(report.never_applied)
    if idle:
        aside = ntr("{count} had nothing to apply to", "{count} had nothing to apply to", idle)
        return tr("{rules} ({aside})", rules=rules, aside=aside)
    return rules


def fixable(report: Report) -> tuple[int, int]:
    """How many findings are put right without asking, and how many more when asked."""
    safe = len(_mended(report, unsafe=False))
    return safe, max(0, len(_mended(report, unsafe=True)) - safe)


def _mended(report: Report, *, unsafe: bool) -> Collection[int]:
    """The findings, by number, that fixes would put right."""
    if all(finding.fix is None for finding in report.findings):
        return ()
    from kpi_rules.engine.edits import mended

    return mended(report.findings, unsafe=unsafe)


def verdict(report: Report, options: Options, *, folded: bool, hints: int = 0) -> str:
    """The closing line: whether the run failed, why, and what to do next. `folded`: not each finding was told by itself; `hints`: so many
    were only counted."""
    said = _failed(report, options) if fails(report, options) else _passed(report, options)
    steps = tuple(_next_steps(report, options, folded, hints))
    return tr("{verdict}; next: {steps}", verdict=said, steps=listed(steps)) if steps else said


def fails(report: Report, options: Options) -> bool:
    """Whether findings fail the run."""
    return exit_code(report, options.new_only) == FOUND


def _failed(report: Report, options: Options) -> str:
    number = counts(report)
    if options.new_only:
        new = sum(counts_towards(finding, report.gate, new_only=True) for finding in report.findings)
        return tr("failed: {count}", count=ntr("{count} new finding", "{count} new findings", new))
    level = _level(report)
    if level == "must":
        return tr("failed: {count}", count=ntr("{count} violation", "{count} violations", number.must))
    if level is None:
        many = sum(counts_towards(finding, report.gate) for finding in report.findings)
        findings = ntr("{count} finding", "{count} findings", many)
        return tr("failed: {count} at or above the `fail_on` of the project", count=findings)
    many = number.must + number.should if level == "should" else number.standing
    findings = ntr("{count} finding", "{count} findings", many)
    return tr("failed: {count} that are `{level}` or more", count=findings, level=level)


def _level(report: Report) -> Level | None:
    """The least level that fails the run, where it is one for all plans."""
    levels = report.gate.levels
    return next(iter(levels)) if len(levels) == 1 else None


def _passed(report: Report, options: Options) -> str:
    number = counts(report)
    if not number.standing:
        return tr("passed: nothing was found")
    if options.new_only:
        return tr("passed: nothing that counts is new")
    level = _level(report)
    if level == "must":
        return tr("passed: no violation")
    if level is None:
        return tr("passed: no finding at or above the `fail_on` of its project")
    return tr("passed: no finding that is `{level}` or more", level=level)


def _next_steps(report: Report, options: Options, folded: bool, hints: int) -> Iterator[str]:
    """What a reader may do now: see all, mend what a program can mend, read about a rule."""
    if folded and hints:
        yield ntr(
            "`--all` tells each finding by itself, and {count} hint",
            "`--all` tells each finding by itself, and {count} hints",
            hints,
        )
    elif folded:
        yield tr("`--all` tells each finding by itself")
    elif hints:
        yield ntr("`--all` tells {count} hint", "`--all` tells {count} hints", hints)
    safe, unsafe = fixable(report)
    if safe:
        yield ntr("`--fix` mends {count} (marked [*])", "`--fix` mends {count} (marked [*])", safe)
    if unsafe and safe:
        yield ntr("`--unsafe-fixes` mends {count} more", "`--unsafe-fixes` mends {count} more", unsafe)
    elif unsafe:
        yield ntr("`--fix --unsafe-fixes` mends {count}", "`--fix --unsafe-fixes` mends {count}", unsafe)
    if not safe and fails(report, options):
        counted = (one.rule for one in report.findings if counts_towards(one, report.gate, options.new_only))
        rule = next((rule for rule in counted if "/" in rule), None)
        if rule is not None:
            yield tr("`kpi-rules rule {rule}` explains a rule", rule=rule.rpartition("/")[2])


def subjects(findings: Sequence[Finding]) -> str:
    """How many there are of what some findings speak of: `16 KPIs`."""
    kinds = {finding.subject.partition(" ")[0] for finding in findings}
    count = len(findings)
    match kinds.pop() if len(kinds) == 1 else "":
        case "kpi":
            return ntr("{count} KPI", "{count} KPIs", count)
        case "objective":
            return ntr("{count} objective", "{count} objectives", count)
        case "role":
            return ntr("{count} role", "{count} roles", count)
        case "metric":
            return ntr("{count} metric", "{count} metrics", count)
        case "plan" if len({finding.region.file for finding in findings}) == count:
            return ntr("{count} plan", "{count} plans", count)
        case _:
            return ntr("{count} times", "{count} times", count)


def excuse(waived: Waived) -> str:
    """Why a finding is waived, by whom, until when."""
    parts = [waived.reason]
    if waived.owner:
        parts.append(waived.owner)
    if waived.until:
        parts.append(tr("until {date}", date=waived.until.isoformat()))
    return tr("waived: {why}", why=listed(parts))


def told(report: Report, options: Options) -> tuple[Finding, ...]:
    """The findings that people are told: where only new ones count, no others that stand. A fix is told as safe where `--fix` carries it out."""
    done = _mended(report, unsafe=False)
    findings = (_honest(finding, number in done) for number, finding in enumerate(report.findings))
    if not options.new_only:
        return tuple(findings)
    return tuple(finding for finding in findings if finding.change != "unchanged" or finding.waived)


def _honest(finding: Finding, done: bool) -> Finding:
    fix = finding.fix
    return finding if fix is None or done or not fix.safe else replace(finding, fix=replace(fix, safe=False))


def state(finding: Finding) -> str | None:
    """What sets a finding apart from one that simply stands, in a word or two."""
    if finding.waived is not None:
        return excuse(finding.waived)
    if finding.baselined:
        return tr("in the baseline")
    match finding.change:
        case "new":
            return tr("new")
        case "unchanged":
            return tr("unchanged")
        case "fixed":
            return tr("fixed")
        case None:
            return None


def sentences(finding: Finding) -> tuple[str, ...]:
    """A finding in full: the message, why, what to do, and what sets it apart."""
    lines = [finding.message, *(tr("why: {values}", values=values) for values in finding.why)]
    if finding.remedy:
        lines.append(tr("fix: {remedy}", remedy=finding.remedy))
    if finding.waived is not None:
        lines.append(excuse(finding.waived))
    return tuple(lines)
