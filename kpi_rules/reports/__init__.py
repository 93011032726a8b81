"""Report → text, one file a format. To add one: its file, and its line in `FORMATS`.

A format is a module with `render(report, options) -> str`; it is imported when it is chosen. The same report and
options give the same text, on every machine: no format knows the clock, the terminal, or the plans.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.engine.findings import Report


class Options(Struct):
    """What a caller may ask of a report. `width` is in columns; `exit_code` is told to formats that record it.

    `unfolded`: like findings one by one. `brief`: hints are counted and not told, where none fails the run (text for people alone). `wrap`: no line is wider than a terminal. `suppressed`: SARIF holds what does not count, too. `place` is the top of the repository, and the
    folder in which the program was run from there, where it is not the top itself.
    """

    color: bool = False
    width: int = 100
    quiet: bool = False
    statistics: bool = False
    new_only: bool = False
    unfolded: bool = False
    brief: bool = False
    wrap: bool = False
    exit_code: int = 0
    place: tuple[str, str] = ("", "")
    suppressed: bool = False


class Format(Struct):
    """A report format: what it is for, in a few words, and the module that renders it.

    `from_top`: who reads it looks files up from the top of the repository.
    """

    name: str
    purpose: str
    module: str
    from_top: bool = False

    def render(self, report: Report, options: Options | None = None) -> str:
        """The report in this format; it ends with a line end unless it is empty."""
        options = options or Options()
        if self.from_top and options.place[1]:
            report = import_module("kpi_rules.reports.from_top").moved(report, options.place)
        rendered: str = import_module(f"kpi_rules.reports.{self.module}").render(report, options)
        return rendered


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        format_.name: format_
        for format_ in (
            Format("text", "for people: the lines of the plan, underlined, with why and what to do", "text"),
            Format("concise", "one line a finding, for editors and grep", "concise"),
            Format("json", "everything, for programs (schemas/report.schema.json)", "json_report"),
            Format("jsonl", "one JSON object a line: the run, each finding, the summary", "json_lines"),
            Format("sarif", "SARIF 2.1.0, for GitHub code scanning and editors", "sarif", from_top=True),
            Format("github", "annotations in GitHub Actions", "github", from_top=True),
            Format("gitlab", "GitLab code quality", "gitlab", from_top=True),
            Format("junit", "JUnit XML, for test reports", "junit", from_top=True),
            Format("checkstyle", "Checkstyle XML, for Jenkins and others", "checkstyle", from_top=True),
            Format("rdjson", "reviewdog", "rdjson"),
            Format("azure", "annotations in Azure Pipelines", "azure", from_top=True),
            Format("markdown", "a summary for a pull request", "markdown"),
            Format("csv", "a table for spreadsheets", "csv_report"),
        )
    }
)
