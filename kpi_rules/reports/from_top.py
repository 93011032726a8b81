"""A report with its files named from the top of the repository, for readers that know nothing of the folder in which the program was run.

Comes in: a report, that folder as seen from the top, and the top. Names of files outside of it stay. Knows nothing of any format.
"""

from __future__ import annotations

import posixpath

from kpi_rules.engine.findings import Finding, Region, Report
from kpi_rules.reports.places import is_relative
from kpi_rules.structs import replace

Place = tuple[str, str]
"""The top, and the folder from there."""


def moved(report: Report, place: Place) -> Report:
    """The report as if the program had been run at the top."""
    return replace(
        report,
        plans=tuple(replace(plan, file=_file(plan.file, place)) for plan in report.plans),
        findings=tuple(_finding(finding, place) for finding in report.findings),
        fixed=tuple(_finding(finding, place) for finding in report.fixed),
        gate=replace(report.gate, of_files={_file(file, place): level for file, level in report.gate.of_files.items()}),
    )


def _finding(finding: Finding, place: Place) -> Finding:
    related = tuple(replace(one, region=_region(one.region, place)) for one in finding.related)
    fix = finding.fix
    if fix is not None:
        fix = replace(fix, edits=tuple(replace(edit, region=_region(edit.region, place)) for edit in fix.edits))
    return replace(finding, region=_region(finding.region, place), related=related, fix=fix)


def _region(region: Region, place: Place) -> Region:
    return replace(region, file=_file(region.file, place))


def _file(file: str, place: Place) -> str:
    top, folder = place
    if is_relative(file):
        return file if file.startswith("<") else posixpath.normpath(f"{folder}/{file}")
    return file.removeprefix(f"{top}/")
