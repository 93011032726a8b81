"""The first line of a finding, told by itself or with others like it."""

from __future__ import annotations

from kpi_rules.engine.findings import Finding
from kpi_rules.i18n import isolated
from kpi_rules.reports.ink import Ink
from kpi_rules.reports.safe import one_line, visible
from kpi_rules.reports.words import kind, state


def header(finding: Finding, message: str, ink: Ink) -> str:
    """The first line of a finding: what it is, of which rule, whether `--fix` mends it, and what it says."""
    head = ink(finding.level, f"{kind(finding.level)}[{isolated(visible(finding.rule))}]")
    mark = ink("good", " [*]") if finding.fix and finding.fix.safe else ""
    aside = state(finding)
    return head + mark + ink("strong", f": {one_line(message)}") + (ink("quiet", f" ({aside})") if aside else "")
