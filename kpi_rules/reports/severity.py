"""How grave a finding is to a build server that knows neither waivers nor baselines."""

from __future__ import annotations

from kpi_rules.engine.findings import Finding, Level
from kpi_rules.reports.words import stands


def level_to_show(finding: Finding, new_only: bool = False) -> Level:
    """The finding's level; the lowest where it is waived or in the baseline, so that it is seen and blocks nothing.

    `new_only`: what is unchanged, too. GitHub shows the first ten errors of a step: those have to be the new ones.
    """
    known = new_only and finding.change == "unchanged"
    return finding.level if stands(finding) and not known else "could"
