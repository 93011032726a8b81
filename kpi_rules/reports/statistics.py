"""The table of `--statistics`: how often each rule gave each verdict, and which rules never applied."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kpi_rules.engine.findings import Report, RuleInfo, Tally
from kpi_rules.i18n import isolated, listed, tr
from kpi_rules.reports.safe import visible
from kpi_rules.reports.words import kind


def table(report: Report) -> Iterator[str]:
    """The table's lines: rules with most findings first."""
    heads = (tr("rule"), tr("level"), tr("failed"), tr("passed"), tr("not applicable"), tr("waived"))
    rows = [_row(rule, report.tally(rule)) for rule in sorted(report.rules, key=_rank(report))]
    widths = [max(len(row[index]) for row in (heads, *rows)) for index in range(len(heads))]
    for row in (heads, *rows):
        names = [cell.ljust(width) for cell, width in zip(row[:2], widths[:2], strict=True)]
        numbers = [cell.rjust(width) for cell, width in zip(row[2:], widths[2:], strict=True)]
        yield "  ".join(map(isolated, names + numbers)).rstrip()
    if report.never_applied:
        yield ""
        yield tr("had nothing to apply to: {rules}", rules=listed(map(visible, report.never_applied)))


def _rank(report: Report) -> Callable[[RuleInfo], tuple[int, str]]:
    return lambda rule: (-report.tally(rule).failed, rule.id)


def _row(rule: RuleInfo, tally: Tally) -> tuple[str, ...]:
    numbers = (tally.failed, tally.passed, tally.not_applicable, tally.waived)
    return (visible(rule.id), kind(rule.level), *map(str, numbers))
