"""What is put out: plans, their tables, and what was found in them. Each format is one module with `render`; here is the list of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from importlib import import_module

from kpi_rules.bidi import runs_right_to_left
from kpi_rules.exports.marks import Marks
from kpi_rules.exports.tables import Table
from kpi_rules.i18n import spoken
from kpi_rules.structs import Struct, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.engine.findings import Report
    from kpi_rules.plan import Plan


class Export(Struct):
    """Plans, as tables, with what was found in them; `report` is missing where nobody asked for findings."""

    plans: tuple[Plan, ...]
    tables: tuple[Table, ...]
    report: Report | None = None
    marks: Marks = field(default_factory=dict)

    def table(self, name: str) -> Table | None:
        """A table by the list that it shows."""
        return next((table for table in self.tables if table.name == name), None)

    def label(self, number: int) -> str:
        """What a plan is called among the others: its title; with its file where another has the same."""
        titles = [plan.title for plan in self.plans]
        title = titles[number]
        return title if titles.count(title) == 1 else f"{title} ({self.plans[number].document.source.name})"

    @property
    def from_right(self) -> bool:
        """Whether its sheets run from right to left: the reader's language does, or that of the plans."""
        return runs_right_to_left(spoken()) or any(_is_right_to_left(plan.title) for plan in self.plans)


def _is_right_to_left(text: str) -> bool:
    """Which way the first letter runs that runs at all."""
    return next((kind != "L" for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL")), False)


class Format(Struct):
    """A format: its name, the endings of its files, what it is for, and the module that renders it."""

    name: str
    endings: tuple[str, ...]
    purpose: str
    module: str

    def render(self, export: Export) -> bytes:
        """What is put out, as the bytes of a file."""
        made: bytes = import_module(self.module).render(export)
        return made


FORMATS: Mapping[str, Format] = {
    each.name: each
    for each in (
        Format(
            "xlsx",
            (".xlsx",),
            "a workbook: lists to choose from, findings at their cells",
            "kpi_rules.exports.workbook",
        ),
        Format("csv", (".csv",), "the KPIs as one table, for spreadsheets and programs", "kpi_rules.exports.csv_table"),
        Format(
            "markdown",
            (".md", ".markdown"),
            "the KPIs as a table for pages and wikis",
            "kpi_rules.exports.markdown_table",
        ),
        Format("json", (".json",), "all of the plans, every value read: for programs", "kpi_rules.exports.json_plans"),
        Format(
            "openslo", (".yaml", ".yml"), "OpenSLO, of the KPIs that are service levels", "kpi_rules.exports.openslo"
        ),
    )
}


def format_of(file: str) -> Format | None:
    """The format of a file by its ending; what the program takes for a plan has none."""
    name = file.casefold()
    if name.endswith((".kpi.yaml", ".kpi.yml", ".kpi.json")):
        return None
    return next((each for each in FORMATS.values() if name.endswith(each.endings)), None)
