"""One line a finding, `file:line:column: kind[rule] message`: for editors, grep and small windows."""

from __future__ import annotations

from collections.abc import Iterator

from kpi_rules.engine.findings import Finding, Report
from kpi_rules.i18n import isolated
from kpi_rules.reports import Options
from kpi_rules.reports.ink import Ink, colours
from kpi_rules.reports.places import place_of
from kpi_rules.reports.safe import one_line, visible
from kpi_rules.reports.statistics import table
from kpi_rules.reports.text import closing
from kpi_rules.reports.words import kind, state, told


def render(report: Report, options: Options) -> str:
    """The report in lines."""
    return "".join(line + "\n" for line in _lines(report, options, colours(options.color)))


def _lines(report: Report, options: Options, ink: Ink) -> Iterator[str]:
    for finding in told(report, options):
        yield _line(finding, ink)
    if options.statistics:
        yield from table(report)
    if not options.quiet:
        yield from closing(report, options, ink)


def _line(finding: Finding, ink: Ink) -> str:
    place = place_of(finding.region)
    aside = state(finding)
    head = ink(
        "quiet" if finding.waived else finding.level, f"{kind(finding.level)}[{isolated(visible(finding.rule))}]"
    )
    mark = ink("good", " [*]") if finding.fix and finding.fix.safe else ""
    return f"{place}: {head}{mark} {one_line(finding.message)}" + (f" ({one_line(aside)})" if aside else "")
