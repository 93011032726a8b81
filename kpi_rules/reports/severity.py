"""How grave a finding is to a build server that knows neither waivers nor baselines."""

from __future__ import annotations

from kpi_rules.engine.findings import Finding, Level
from kpi_rules.reports.words import stands


def level_to_show(finding: Finding) -> Level:
    """The finding's level; the lowest where it is waived or in the baseline, so that it is seen and blocks nothing."""
    return finding.level if stands(finding) else "could"
