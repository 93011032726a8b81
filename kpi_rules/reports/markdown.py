"""A summary for a pull request: what is new, what is fixed, what stays, what is waived; in tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kpi_rules.bidi import runs_right_to_left
from kpi_rules.engine.findings import Finding, Report
from kpi_rules.i18n import ntr, spoken, tr
from kpi_rules.reports import Options
from kpi_rules.reports.markdown_text import escape
from kpi_rules.reports.places import path, place_of
from kpi_rules.reports.words import LEVELS, excuse, kind, stands, summary

MAX_ROWS = 200
"""A pull request's comment and a job's summary have a limited size; the rest is counted."""


def render(report: Report, _options: Options) -> str:
    """The report as Markdown; the page is told which way its language runs."""
    text = "\n".join(_lines(report)) + "\n"
    return f'<div dir="rtl">\n\n{text}\n</div>\n' if runs_right_to_left(spoken()) else text


def _lines(report: Report) -> Iterator[str]:
    yield f"## {tr('KPI plans')}"
    yield ""
    yield f"**{escape(summary(report))}**"
    for notice in report.notices:
        yield ""
        yield escape(notice)
    for title, findings in _sections(report):
        ordered = sorted(findings, key=lambda finding: LEVELS.index(finding.level))
        if ordered:
            yield from _section(title, ordered)


def _sections(report: Report) -> Iterator[tuple[str, list[Finding]]]:
    standing = [finding for finding in report.findings if stands(finding)]
    if report.base is None:
        yield tr("Findings"), standing
    else:
        yield tr("New"), [finding for finding in standing if finding.change != "unchanged"]
        yield tr("Fixed"), list(report.fixed)
        yield tr("Unchanged"), [finding for finding in standing if finding.change == "unchanged"]
    aside = [finding for finding in report.findings if finding.baselined and finding.waived is None]
    yield tr("In the baseline"), aside
    yield tr("Waived"), [finding for finding in report.findings if finding.waived is not None]


def finding_tables(sections: Mapping[str, list[Finding]]) -> Iterator[str]:
    """A table for each title that has findings."""
    for title, findings in sections.items():
        if findings:
            yield from _section(title, findings)


def _section(title: str, findings: list[Finding]) -> Iterator[str]:
    yield ""
    yield f"### {title} ({len(findings)})"
    yield ""
    yield _row((tr("Level"), tr("Where"), tr("What"), tr("What to do"), tr("Rule")))
    yield _row(["---"] * 5)
    for finding in findings[:MAX_ROWS]:
        yield _row(_cells(finding))
    left = len(findings) - MAX_ROWS
    if left > 0:
        yield ""
        yield ntr("… and {count} more", "… and {count} more", left)


def _cells(finding: Finding) -> tuple[str, ...]:
    region = finding.region
    place = escape(path(place_of(region)) if region.sheet else f"{path(region.file)}:{region.start.line}")
    remedy = escape(excuse(finding.waived) if finding.waived else finding.remedy or "")
    return (kind(finding.level), place, escape(finding.message), remedy, escape(finding.rule))


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
