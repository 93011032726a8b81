"""What makes a command stop: told on standard error, in the style of a diagnostic, with the exit code 2."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from kpi_rules.cli.console import tell, wants_color, width
from kpi_rules.diagnostics import Diagnostic


class Unusable(Exception):
    """Arguments, configuration, packs or files that cannot be used."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(map(str, self.diagnostics)))

    @classmethod
    def because(cls, message: str, help_: str | None = None) -> Unusable:
        """Something without a place in a text."""
        return cls([Diagnostic(message, None, help_)])

    def show(self) -> None:
        """Draw the diagnostics."""
        tell_diagnostics(self.diagnostics)


def tell_diagnostics(diagnostics: Iterable[Diagnostic]) -> None:
    """Diagnostics on standard error."""
    from kpi_rules.reports import Options
    from kpi_rules.reports.diagnostics import render_diagnostics

    options = Options(color=wants_color("auto", sys.stderr), width=width(sys.stderr))
    tell(render_diagnostics(diagnostics, options).rstrip("\n"))


def as_object(diagnostic: Diagnostic) -> dict[str, object]:
    """A diagnostic for programs; one that has no place in a text has no file."""
    place = diagnostic.location
    return {
        "message": diagnostic.message,
        "file": place.source.name if place else None,
        "line": place.start.line if place else None,
        "column": place.start.column if place else None,
        "help": diagnostic.help,
    }
