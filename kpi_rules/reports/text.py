"""Text for people: what was found, in the plan's own lines, with what to do; like findings as one; the verdict last."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kpi_rules.engine.findings import Finding, Report
from kpi_rules.engine.gate import is_grave
from kpi_rules.i18n import isolated, ntr, tr
from kpi_rules.reports import Options
from kpi_rules.reports.ink import Ink, colours
from kpi_rules.reports.words import counts, fails, kind, state, summary, told, verdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.reports.folding import Fold


def render(report: Report, options: Options) -> str:
    """The report as text."""
    ink = colours(options.color)
    lines: list[str] = []
    level = None
    findings, hints = _in_brief(report, options)
    all_folds = _folds(findings, options)
    for fold in all_folds:
        if level not in (None, fold.first.level) and not fold.first.waived:
            lines.append("")
        level = fold.first.level
        lines += _fold(fold, options, ink)
    if lines:
        lines.append("")
    if report.fixed:
        lines += [*_fixed(report.fixed, ink), ""]
    if options.statistics:
        from kpi_rules.reports.statistics import table

        lines += [*table(report), ""]
    if not options.quiet:
        lines += closing(report, options, ink, folded=any(len(fold.findings) > 1 for fold in all_folds), hints=hints)
    while lines and not lines[-1]:
        lines.pop()
    if options.wrap and any(len(line) > options.width or not line.isascii() for line in lines):
        from kpi_rules.reports.line_breaks import broken

        lines = broken(lines, options.width)
    return "".join(line + "\n" for line in lines)


def _in_brief(report: Report, options: Options) -> tuple[Sequence[Finding], int]:
    """The findings that are told, and how many hints are only counted: who sees a plan's first report has graver things to do."""
    findings = told(report, options)
    if not options.brief or any(is_grave("could", level) for level in report.gate.levels):
        return findings, 0
    graver = [finding for finding in findings if finding.level != "could" or finding.waived]
    return graver, len(findings) - len(graver)


def _folds(findings: Sequence[Finding], options: Options) -> list[Fold]:
    if not findings:
        return []
    from kpi_rules.reports.folding import folds

    return folds(findings, unfolded=options.unfolded)


def _fold(fold: Fold, options: Options, ink: Ink) -> Iterator[str]:
    if fold.first.waived:
        return _waived(fold.first, ink)
    if len(fold.findings) == 1:
        return _finding(fold.first, options, ink)
    from kpi_rules.reports.fold_lines import folded

    return folded(fold, options, ink)


def _finding(finding: Finding, options: Options, ink: Ink) -> Iterator[str]:
    from kpi_rules.reports.excerpt import SECOND, Frame, Mark, brief
    from kpi_rules.reports.heading import header
    from kpi_rules.reports.safe import one_line
    from kpi_rules.reports.width import led_from_left, text_width, uncoloured

    yield header(finding, finding.message, ink)
    regions = (finding.region, *(related.region for related in finding.related))
    frame = Frame.around(regions, options.width, ink)
    lines = brief(finding.region, frame, Mark(finding.level))
    for related in finding.related:
        lines += brief(related.region, frame, SECOND, related.label)
    facts = [fact for fact in finding.why if _adds(fact, f"{finding.message} {finding.remedy}")]
    remedy = f"{tr('fix')}: {one_line(finding.remedy)}" if finding.remedy else ""
    beside = remedy and len(lines) > 1 and not (facts or finding.related)
    if beside and text_width(uncoloured(lines[-1])) + 1 + text_width(remedy) <= options.width:
        lines[-1] += " " + ink("good", led_from_left(remedy))
        remedy = ""
    yield from lines
    if facts:
        yield from frame.note(tr("why"), map(isolated, facts))
    if remedy and finding.remedy:
        yield from frame.note(tr("fix"), [finding.remedy], "good")


def _adds(fact: str, told: str) -> bool:
    """Whether a fact tells a value that is not told yet. Two texts of which nothing says whose they are tell nobody anything."""
    if re.fullmatch(r"\W*“[^“”]*” [!=]= “[^“”]*”\W*", fact):
        return False
    values = re.findall(r"“[^“”]*”|\d[\d.,-]*", fact)
    return any(value.strip("“”.,") not in told for value in values)


def _waived(finding: Finding, ink: Ink) -> Iterator[str]:
    """A waived finding is told, in two lines without the excerpt: someone has already read it."""
    from kpi_rules.reports.places import place_of
    from kpi_rules.reports.safe import one_line, visible

    yield ink("quiet", f"{kind(finding.level)}[{isolated(visible(finding.rule))}]: {one_line(finding.message)}")
    place = place_of(finding.region)
    yield ink("quiet", f"  --> {place} ({one_line(state(finding) or '')})")


def _fixed(findings: tuple[Finding, ...], ink: Ink) -> Iterator[str]:
    from kpi_rules.reports.safe import one_line, visible

    for finding in findings:
        head = ink("good", f"{tr('fixed')}[{isolated(visible(finding.rule))}]")
        yield f"{head}: {one_line(finding.message)}"


def closing(report: Report, options: Options, ink: Ink, *, folded: bool = False, hints: int = 0) -> Iterator[str]:
    """Notices about the run, the counts, and the verdict with what to do next."""
    if report.notices:
        from kpi_rules.reports.safe import one_line
    for notice in report.notices:
        yield tr("note: {notice}", notice=one_line(notice))
    if left := len(report.findings) - len(told(report, options)):
        notice = ntr(
            "{count} finding that is not new is not shown", "{count} findings that are not new are not shown", left
        )
        yield tr("note: {notice}", notice=notice)
    yield summary(report)
    number = counts(report)
    role = "must" if fails(report, options) else "should" if number.standing else "good"
    yield ink(role, verdict(report, options, folded=folded, hints=hints))
