"""JUnit XML: a suite a plan, a case a finding. What is at or above `fail_on` fails; the rest passes and is told.

A plan without findings is one case that passes, so that a test report shows that it was looked at.
"""

from __future__ import annotations

from collections.abc import Callable

from kpi_rules.engine.findings import Finding, Report
from kpi_rules.engine.gate import counts
from kpi_rules.i18n import tr
from kpi_rules.reports import Options
from kpi_rules.reports.markup import DECLARATION, element
from kpi_rules.reports.places import path, place_of, spot
from kpi_rules.reports.safe import one_line
from kpi_rules.reports.words import KINDS, excuse, sentences


def render(report: Report, options: Options) -> str:
    """The report as JUnit XML."""
    fails = _failing(report, options)
    by_file: dict[str, list[Finding]] = {plan.path: [] for plan in report.plans}
    for finding in report.findings:
        by_file.setdefault(finding.region.file, []).append(finding)
    suites = [_suite(file, findings, fails) for file, findings in by_file.items()]
    numbers = {
        "tests": sum(max(1, len(findings)) for findings in by_file.values()),
        "failures": sum(fails(finding) for finding in report.findings),
        "errors": 0,
        "skipped": sum(finding.waived is not None for finding in report.findings),
    }
    return DECLARATION + element("testsuites", {"name": "kpi-rules", **numbers, "time": "0"}, suites)


def _failing(report: Report, options: Options) -> Callable[[Finding], bool]:
    """What fails the run."""
    return lambda finding: counts(finding, report.gate, options.new_only)


def _suite(file: str, findings: list[Finding], fails: Callable[[Finding], bool]) -> str:
    name = path(file)
    cases = [_case(finding, name, fails) for finding in findings]
    attributes = {
        "name": name,
        "tests": max(1, len(cases)),
        "failures": sum(fails(finding) for finding in findings),
        "errors": 0,
        "skipped": sum(finding.waived is not None for finding in findings),
        "time": "0",
    }
    clean = element("testcase", {"classname": name, "name": tr("no findings"), "time": "0"}, depth=2)
    return element("testsuite", attributes, cases or [clean], depth=1)


def _case(finding: Finding, name: str, fails: Callable[[Finding], bool]) -> str:
    place = path(place_of(finding.region))
    title = f"{finding.rule} · {one_line(finding.subject)} · {spot(finding.region)}"
    full = "\n".join((place, *map(one_line, sentences(finding))))
    if finding.waived is not None:
        inner = element("skipped", {"message": one_line(excuse(finding.waived))}, depth=3)
    elif fails(finding):
        attributes = {"type": KINDS[finding.level], "message": one_line(finding.message)}
        inner = element("failure", attributes, content=full, depth=3)
    else:
        inner = element("system-out", {}, content=f"{KINDS[finding.level]}: {full}", depth=3)
    return element("testcase", {"classname": name, "name": title, "time": "0"}, [inner], depth=2)
