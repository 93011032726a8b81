"""One JSON object a line: the run, then each finding as it stands in the JSON report, then the summary; for streams."""

from __future__ import annotations

from collections.abc import Iterator

from kpi_rules.engine.findings import Report
from kpi_rules.reports import Options
from kpi_rules.reports.json_report import finding_object, run_object, summary_object
from kpi_rules.reports.json_text import dumps


def render(report: Report, _options: Options) -> str:
    """The report in lines; `type` says what a line is."""
    return "".join(dumps(item, indent=None) + "\n" for item in _objects(report))


def _objects(report: Report) -> Iterator[dict[str, object]]:
    run = run_object(report)
    del run["summary"]
    yield {"type": "run", **run}
    for finding in report.findings:
        yield {"type": "finding", **finding_object(finding)}
    for finding in report.fixed:
        yield {"type": "fixed", **finding_object(finding)}
    yield {"type": "summary", **summary_object(report)}
