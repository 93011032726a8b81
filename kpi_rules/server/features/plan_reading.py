"""What is shown of a plan: hover, definitions and uses, outline, folds, hints, lenses and the reasons behind them, links."""

from __future__ import annotations

import datetime
import os
import tempfile
from itertools import islice
from typing import Any

from lsprotocol import types

from kpi_rules.editing.plans.hints import hints
from kpi_rules.editing.plans.hover import hover
from kpi_rules.editing.plans.ids import Use, definition, uses
from kpi_rules.editing.plans.lenses import lenses
from kpi_rules.editing.plans.links import links
from kpi_rules.editing.plans.outline import Symbol, folds, outline
from kpi_rules.plan import load_what_fits
from kpi_rules.reports.safe import visible
from kpi_rules.server.asked import Asked, asked_of
from kpi_rules.server.plans import View, found_in, view_of
from kpi_rules.server.server import Server
from kpi_rules.server.translation import Translation, range_of
from kpi_rules.server.uris import uri_of
from kpi_rules.source import Location, Source
from kpi_rules.structs import Struct

WHY = "kpiRules.why"
"""The command that explains the verdicts on a plan or a part of it."""
LINES = 60
"""Of a page, shown as a message where a client cannot show a document."""
MOST = 200
"""Records that a search gives, of each folder."""
_KINDS = {
    "list": types.SymbolKind.Array,
    "kpi": types.SymbolKind.Number,
    "metric": types.SymbolKind.Variable,
    "objective": types.SymbolKind.Object,
    "role": types.SymbolKind.Interface,
}


def register(server: Server) -> None:
    """Answer what is asked about plans."""
    server.asks(types.TEXT_DOCUMENT_HOVER, "plan")(_hover)
    server.asks(types.TEXT_DOCUMENT_DEFINITION, "plan")(_definition)
    server.asks(types.TEXT_DOCUMENT_REFERENCES, "plan")(_references)
    server.asks(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, "plan")(_highlights)
    server.asks(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, "plan")(_outline)
    server.asks(types.TEXT_DOCUMENT_FOLDING_RANGE, "plan")(_folds)
    server.asks(types.TEXT_DOCUMENT_INLAY_HINT, "plan")(_hints)
    server.asks(types.TEXT_DOCUMENT_CODE_LENS, "plan")(_lenses)
    server.asks(types.TEXT_DOCUMENT_DOCUMENT_LINK, "plan")(_links)

    async def why(uri: str, subject: str = "plan") -> Any:
        return await _why(server, uri, subject)

    server.command(WHY)(why)

    async def found(params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
        return await server.in_turn(_found, server, params.query)

    server.feature(types.WORKSPACE_SYMBOL)(found)


def _hover(asked: Asked, _params: types.HoverParams) -> types.Hover | None:
    view = view_of(asked)
    found = hover(view.plan, asked.offset, view.others)
    if found is None:
        return None
    words = types.MarkupContent(types.MarkupKind.Markdown, "\n\n".join(found.paragraphs))
    return types.Hover(words, range_of(asked.document.text, found.span))


# ids


def _definition(asked: Asked, _params: types.DefinitionParams) -> types.Location | None:
    view = view_of(asked)
    found = definition(view.plan, asked.offset, view.others)
    return None if found is None else _location(view, found)


def _references(asked: Asked, params: types.ReferenceParams) -> list[types.Location]:
    view = view_of(asked, judged=True)
    found = uses(view.plan, asked.offset, view.others)
    wanted = (one for one in found if params.context.include_declaration or not one.is_definition)
    return [_location(view, one) for one in wanted]


def _highlights(asked: Asked, _params: types.DocumentHighlightParams) -> list[types.DocumentHighlight]:
    view = view_of(asked)
    kinds = {True: types.DocumentHighlightKind.Write, False: types.DocumentHighlightKind.Read}
    return [
        types.DocumentHighlight(range_of(asked.document.text, one.span), kinds[one.is_definition])
        for one in uses(view.plan, asked.offset)
    ]


def _location(view: View, use: Use) -> types.Location:
    if use.source.name == view.plan.source.name:
        return types.Location(view.asked.document.uri, range_of(view.asked.document.text, use.span))
    return view.translation.location(Location(use.source, use.span))


# parts


def _outline(asked: Asked, _params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
    return [_symbol(asked, one) for one in outline(view_of(asked).plan)]


def _symbol(asked: Asked, one: Symbol) -> types.DocumentSymbol:
    text = asked.document.text
    return types.DocumentSymbol(
        name=visible(one.name),
        kind=_KINDS.get(one.kind, types.SymbolKind.Property),
        range=range_of(text, one.span),
        selection_range=range_of(text, one.name_span),
        detail=visible(one.detail) or None,
        children=[_symbol(asked, inner) for inner in one.inside] or None,
    )


def _found(server: Server, wanted: str) -> list[types.WorkspaceSymbol]:
    """The records of all plans that have the letters of a search."""
    session, made = server.session, {}
    for room in server.judging.rooms.values():
        os.chdir(room.folder)
        translation = Translation(dict(session.documents), session.units, room.folder)
        for source, one in islice(found_in(room, wanted), MOST):
            where = translation.location(Location(source, one.name_span))
            kind = _KINDS.get(one.kind, types.SymbolKind.Property)
            made[where.uri, one.name_span] = types.WorkspaceSymbol(
                location=where, name=visible(one.name), kind=kind, container_name=source.name
            )
    return list(made.values())


def _folds(asked: Asked, _params: types.FoldingRangeParams) -> list[types.FoldingRange]:
    return [
        types.FoldingRange(
            start_line=fold.first - 1,
            end_line=fold.last - 1,
            kind=types.FoldingRangeKind.Comment if fold.is_comment else None,
        )
        for fold in folds(view_of(asked).plan)
    ]


def _links(asked: Asked, _params: types.DocumentLinkParams) -> list[types.DocumentLink]:
    return [
        types.DocumentLink(range_of(asked.document.text, one.span), one.address) for one in links(view_of(asked).plan)
    ]


def _hints(asked: Asked, params: types.InlayHintParams) -> list[types.InlayHint]:
    view = view_of(asked)
    text = asked.document.text
    made = []
    for one in hints(view.plan, asked.span_of(params.range), view.settings):
        place = text.place(one.offset)
        position = types.Position(place.line, place.column)
        made.append(types.InlayHint(position, one.text, tooltip=one.why or None, padding_left=True))
    return made


# lenses


def _lenses(asked: Asked, _params: types.CodeLensParams) -> list[types.CodeLens]:
    view = view_of(asked, judged=True)
    uri = asked.document.uri
    return [
        types.CodeLens(
            range_of(asked.document.text, one.span), types.Command(one.title, WHY, arguments=[uri, one.subject])
        )
        for one in (lenses(view.plan, view.findings) if view.is_judged else ())
    ]


class _About(Struct):
    """What a command is about, in the shape of a question's parameters."""

    text_document: types.TextDocumentIdentifier


async def _why(server: Server, uri: str, subject: str) -> Any:
    """Explain: the page as text, and shown: as a document where the client can, else as a message."""
    asked = asked_of(server.session, server.judging, _About(types.TextDocumentIdentifier(uri)))
    page = None if asked is None else await server.in_turn(_reasons, asked, subject)
    window = server.session.capabilities.window
    if not page:
        return page
    if window is None or window.show_document is None or not window.show_document.support:
        server.window_show_message(types.ShowMessageParams(types.MessageType.Info, _shortened(page)))
    else:
        await server.window_show_document_async(types.ShowDocumentParams(uri_of(_written(page)), take_focus=True))
    return page


def _reasons(asked: Asked, subject: str) -> str | None:
    from kpi_rules.editing.plans.reasons import reasons

    view = view_of(asked)
    if view.project is None:
        return None
    source = Source(view.plan.source.name, view.plan.text)
    plan, _ = load_what_fits(source, view.project.policy.schema, view.project.policy.limits)
    today = asked.session.settings.today or datetime.date.today()
    return None if plan is None else reasons(plan, view.project.policy, today, subject)


def _shortened(page: str) -> str:
    """As much of a page as a message holds: what failed stands first."""
    lines = page.splitlines()
    return "\n".join(lines[:LINES] + ["…"] * (len(lines) > LINES))


def _written(page: str) -> str:
    """A file of the user's own that holds the page until the system tidies up."""
    path = os.path.join(tempfile.mkdtemp(prefix="kpi-rules-"), "why.md")
    with open(path, "w", encoding="utf-8") as file:
        file.write(page)
    return path
