"""Text for people: each finding with the plan's own lines, underlined, why, what to do; then the run in a line."""

from __future__ import annotations

from collections.abc import Iterator

from kpi_rules.engine.findings import Finding, Report
from kpi_rules.i18n import isolated, ntr, tr
from kpi_rules.reports import Options
from kpi_rules.reports.ink import Ink, colours
from kpi_rules.reports.safe import one_line, visible
from kpi_rules.reports.words import counts, fixable, kind, state, summary, told


def render(report: Report, options: Options) -> str:
    """The report as text."""
    ink = colours(options.color)
    lines: list[str] = []
    for finding in told(report, options):
        lines += _waived(finding, ink) if finding.waived else _finding(finding, options, ink)
        lines.append("")
    if report.fixed:
        lines += [*_fixed(report.fixed, ink), ""]
    if options.statistics:
        from kpi_rules.reports.statistics import table

        lines += [*table(report), ""]
    if not options.quiet:
        lines += closing(report, options, ink)
    while lines and not lines[-1]:
        lines.pop()
    return "".join(line + "\n" for line in lines)


def _finding(finding: Finding, options: Options, ink: Ink) -> Iterator[str]:
    from kpi_rules.reports.excerpt import SECOND, Frame, Mark, place

    yield _header(finding, ink)
    regions = (finding.region, *(related.region for related in finding.related))
    frame = Frame.around(regions, options.width, ink)
    yield from place(finding.region, frame, Mark(finding.level))
    for related in finding.related:
        yield from place(related.region, frame, SECOND, related.label)
    if finding.why or finding.remedy:
        yield frame.bar()
    if finding.why:
        yield from frame.note(tr("why"), map(isolated, finding.why))
    if finding.remedy:
        yield from frame.note(tr("fix"), [finding.remedy], "good")


def _header(finding: Finding, ink: Ink) -> str:
    head = ink(finding.level, f"{kind(finding.level)}[{isolated(visible(finding.rule))}]")
    aside = state(finding)
    return head + ink("strong", f": {one_line(finding.message)}") + (ink("quiet", f" ({aside})") if aside else "")


def _waived(finding: Finding, ink: Ink) -> Iterator[str]:
    """A waived finding is told, in two lines without the excerpt: someone has already read it."""
    yield ink("quiet", f"{kind(finding.level)}[{isolated(visible(finding.rule))}]: {one_line(finding.message)}")
    region = finding.region
    place = f"{visible(region.file)}:{region.start.line}:{region.start.column}"
    yield ink("quiet", f"  --> {place} ({one_line(state(finding) or '')})")


def _fixed(findings: tuple[Finding, ...], ink: Ink) -> Iterator[str]:
    for finding in findings:
        head = ink("good", f"{tr('fixed')}[{isolated(visible(finding.rule))}]")
        yield f"{head}: {one_line(finding.message)}"


def closing(report: Report, options: Options, ink: Ink) -> Iterator[str]:
    """Notices about the run, and the counts."""
    for notice in report.notices:
        yield tr("note: {notice}", notice=one_line(notice))
    if left := len(report.findings) - len(told(report, options)):
        notice = ntr(
            "{count} finding that is not new is not shown", "{count} findings that are not new are not shown", left
        )
        yield tr("note: {notice}", notice=notice)
    mechanical = fixable(report)
    if mechanical:
        yield mechanical
    number = counts(report)
    role = "must" if number.must else "should" if number.should else "could" if number.could else "good"
    yield ink(role, summary(report))
