"""The words that every format shares: levels, counts, a finding's sentences. Wording here, layout in the formats."""

from __future__ import annotations

from collections import Counter

from kpi_rules.engine.findings import Finding, Level, Report, Waived
from kpi_rules.i18n import listed, ntr, tr
from kpi_rules.structs import Struct

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


def fixable(report: Report) -> str | None:
    """How many findings can be put right without asking, and how many when asked; nothing where none can."""
    fixes = [finding.fix for finding in report.findings if finding.fix is not None and finding.waived is None]
    safe = sum(fix.safe for fix in fixes)
    unsafe = len(fixes) - safe
    told = []
    if safe:
        told.append(ntr("{count} finding is fixable with `--fix`", "{count} findings are fixable with `--fix`", safe))
    if unsafe and safe:
        told.append(ntr("{count} more with `--unsafe-fixes`", "{count} more with `--unsafe-fixes`", unsafe))
    elif unsafe:
        told.append(
            ntr(
                "{count} finding is fixable with `--fix --unsafe-fixes`",
                "{count} findings are fixable with `--fix --unsafe-fixes`",
                unsafe,
            )
        )
    return listed(told) or None


def excuse(waived: Waived) -> str:
    """Why a finding is waived, by whom, until when."""
    parts = [waived.reason]
    if waived.owner:
        parts.append(waived.owner)
    if waived.until:
        parts.append(tr("until {date}", date=waived.until.isoformat()))
    return tr("waived: {why}", why=listed(parts))


def told(report: Report, options: Options) -> tuple[Finding, ...]:
    """The findings that people are told: where only new ones count, no others that stand."""
    if not options.new_only:
        return report.findings
    return tuple(finding for finding in report.findings if finding.change != "unchanged" or finding.waived)


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
