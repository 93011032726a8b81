"""How a warning about a rule is made."""

from __future__ import annotations

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.source import Location, Source, Span


def warn(message: str, source: Source, span: Span, help_: str | None, unused: bool = False) -> Diagnostic:
    """A warning."""
    return Diagnostic(message, Location(source, span), help_, warning=True, unused=unused)
