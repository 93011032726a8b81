"""What makes a command stop: told on standard error, in the style of a diagnostic, with the exit code 2."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from kpi_rules.cli.console import tell, wants_color, width
from kpi_rules.diagnostics import Diagnostic
from kpi_rules.i18n import tr
from kpi_rules.structs import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.reports import Options
    from kpi_rules.source import Location


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

    tell(drawn(diagnostics, Options(color=wants_color("auto", sys.stderr), width=width(sys.stderr))))


def drawn(diagnostics: Iterable[Diagnostic], options: Options) -> str:
    """Diagnostics as people read them. What is wrong with an argument has no place in any file."""
    from kpi_rules.reports.diagnostics import render_diagnostics

    return render_diagnostics(map(_of_argument, diagnostics), options).rstrip("\n")


def _of_argument(diagnostic: Diagnostic) -> Diagnostic:
    place = diagnostic.location
    written = None if place is None else argument_at(place)
    if place is None or written is None:
        return diagnostic
    names_it = f"`{place.text}`" in diagnostic.message
    message = (
        diagnostic.message if names_it else tr("`{argument}`: {message}", argument=written, message=diagnostic.message)
    )
    return replace(diagnostic, message=message, location=None)


def argument_at(place: Location) -> str | None:
    """The argument that a place is: `--set max_kpis=5`; nothing where it is in a file."""
    return f"{place.source.name} {place.source.text}" if place.source.name.startswith("--") else None


def as_object(diagnostic: Diagnostic) -> dict[str, object]:
    """A diagnostic for programs; one that has no place in a text has no file."""
    place = diagnostic.location
    place = None if place is None or argument_at(place) else place
    return {
        "message": diagnostic.message,
        "file": place.source.name if place else None,
        "line": place.start.line if place else None,
        "column": place.start.column if place else None,
        "help": diagnostic.help,
    }
