"""Diagnostics as text, drawn like findings: what is wrong with an input, a rule or a pack, at its place, with help."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.engine.findings import Region
from kpi_rules.i18n import tr
from kpi_rules.reports import Options
from kpi_rules.reports.excerpt import SECOND, Frame, Mark, place
from kpi_rules.reports.ink import Ink, colours
from kpi_rules.reports.safe import one_line


def render_diagnostics(diagnostics: Iterable[Diagnostic], options: Options | None = None) -> str:
    """All of them, a blank line between two."""
    options = options or Options()
    ink = colours(options.color)
    blocks = ("\n".join(_block(diagnostic, options, ink)) + "\n" for diagnostic in diagnostics)
    return "\n".join(blocks)


def _block(diagnostic: Diagnostic, options: Options, ink: Ink) -> Iterator[str]:
    role, word = ("warning", tr("warning")) if diagnostic.warning else ("error", tr("error"))
    yield ink(role, word) + ink("strong", f": {one_line(diagnostic.message)}")
    notes = [(note.label, Region.of(note.location)) for note in diagnostic.notes]
    region = Region.of(diagnostic.location) if diagnostic.location else None
    frame = Frame.around((*([region] if region else []), *(place for _, place in notes)), options.width, ink)
    if region:
        yield from place(region, frame, Mark(role))
    for label, other in notes:
        yield from place(other, frame, SECOND, label)
    if region and diagnostic.help:
        yield frame.bar()
    if diagnostic.help:
        yield from frame.note(tr("help"), [diagnostic.help], "good")
