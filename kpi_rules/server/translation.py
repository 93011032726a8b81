"""Our values in the protocol's words: places, findings, diagnostics.

A place in an open document is told by its text, any other by what the value itself says of lines and columns.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from lsprotocol import types

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.engine.findings import Finding, Region
from kpi_rules.i18n import tr
from kpi_rules.reports.links import page_of
from kpi_rules.reports.safe import dead
from kpi_rules.resources import bundled
from kpi_rules.server.judging import Told
from kpi_rules.server.session import Document
from kpi_rules.server.texts import OpenText, Place, Units
from kpi_rules.server.uris import uri_of
from kpi_rules.source import Location, Span
from kpi_rules.structs import Struct, replace

_SEVERITY = {
    "must": types.DiagnosticSeverity.Error,
    "should": types.DiagnosticSeverity.Warning,
    "could": types.DiagnosticSeverity.Information,
}
SOURCE = "kpi-rules"
_IN_USE = "core/deprecated-in-use"
"""The rule whose findings are about what should no longer be used: editors strike it out."""
_LINE_END = re.compile(r"\s*[\r\n]")


def position(place: Place) -> types.Position:
    """A place."""
    return types.Position(place.line, place.column)


def range_of(text: OpenText, span: Span) -> types.Range:
    """A span of a text."""
    start, end = text.places(span)
    return types.Range(position(start), position(end))


def _first_line(text: OpenText, span: Span) -> Span:
    """The part of a span on its first line: nobody wants a whole plan underlined."""
    found = _LINE_END.search(text.said, span.start, span.end)
    return Span(span.start, found.start() if found else span.end)


class Translation(Struct):
    """Speaks to one client of the files it has open and of others. Names of files are told from `folder`."""

    documents: Mapping[str, Document]
    units: Units
    folder: str = ""

    def opened(self, path: str, name: str = "") -> Document | None:
        """The open document of a file, under whatever URI: it may be open through a link, or be in no file yet."""
        found = self.documents.get(os.path.normcase(path)) or self.documents.get(name)
        return found or next((one for one in self.documents.values() if one.path == path), None)

    def uri(self, name: str) -> str:
        """The URI of a file, as the client writes it where it has it open."""
        path = os.path.normpath(os.path.join(self.folder, name))
        document = self.opened(path, name)
        if document is not None:
            return document.uri
        own = bundled("policies") / name.removeprefix("policies/")
        if name.startswith("policies/") and not os.path.exists(path) and own.is_file():
            return uri_of(str(own))
        return uri_of(path) if os.path.isabs(path) else name

    def location(self, place: Location) -> types.Location:
        """A place in a source."""
        return types.Location(
            self.uri(place.source.name), range_of(OpenText.of(place.source.text, self.units), place.span)
        )

    def region(self, region: Region) -> types.Range:
        """A place in a file."""
        path = os.path.normpath(os.path.join(self.folder, region.file))
        document = self.opened(path, region.file)
        if document is not None:
            span = Span(region.offset, region.end_offset)
            return range_of(
                document.text, span if region.start.line == region.end.line else _first_line(document.text, span)
            )
        columns = region.utf16 if self.units == "utf-16" else (region.start.column, region.end.column)
        return types.Range(
            types.Position(region.start.line - 1, columns[0] - 1), types.Position(region.end.line - 1, columns[1] - 1)
        )

    def finding(self, finding: Finding) -> types.Diagnostic:
        """A finding."""
        page = page_of(finding.rule)
        related = [
            types.DiagnosticRelatedInformation(
                types.Location(self.uri(one.region.file), self.region(one.region)), dead(one.label)
            )
            for one in finding.related
        ]
        return types.Diagnostic(
            range=self.region(finding.region),
            severity=_SEVERITY[finding.level],
            code=finding.rule,
            code_description=types.CodeDescription(page) if page else None,
            source=SOURCE,
            tags=[types.DiagnosticTag.Deprecated] if finding.rule == _IN_USE else None,
            message=_words(finding.message, finding.remedy),
            related_information=related or None,
            data={"fingerprint": finding.fingerprint, "gap": finding.gap},
        )

    def diagnostic(self, one: Diagnostic) -> types.Diagnostic:
        """What is wrong with an input."""
        start = types.Position(0, 0)
        return types.Diagnostic(
            range=self.location(one.location).range if one.location else types.Range(start, start),
            severity=types.DiagnosticSeverity.Warning if one.warning else types.DiagnosticSeverity.Error,
            source=SOURCE,
            tags=[types.DiagnosticTag.Unnecessary] if one.unused else None,
            message=_words(one.message, one.help),
            related_information=[
                types.DiagnosticRelatedInformation(self.location(note.location), dead(note.label)) for note in one.notes
            ]
            or None,
        )

    def told(self, one: Told) -> types.Diagnostic:
        """Either."""
        here = replace(self, folder=one.folder)
        return here.finding(one.problem) if isinstance(one.problem, Finding) else here.diagnostic(one.problem)


def _words(message: str, help_: str | None) -> str:
    """A message with its help; what a stranger wrote into a plan does nothing in it."""
    return dead(message if help_ is None else f"{message}\n{tr('help: {help}', help=help_)}")
