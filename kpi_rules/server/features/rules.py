"""What is asked about files of rules: each question put to `editing.rules`, and its answer in the protocol's words."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from lsprotocol import types

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.editing.rules import completion, hover, outline, references
from kpi_rules.editing.rules.rules_text import RulesText, Surroundings
from kpi_rules.editing.rules.surroundings import surroundings
from kpi_rules.editing.rules.tokens import TOKENS, tokens
from kpi_rules.files import over_the_disk
from kpi_rules.language.formatting.formatter import format_rules
from kpi_rules.server.asked import Asked
from kpi_rules.server.server import Server
from kpi_rules.server.translation import Translation, position, range_of
from kpi_rules.source import Location, Span

_KINDS = {
    "field": types.CompletionItemKind.Field,
    "name": types.CompletionItemKind.Variable,
    "setting": types.CompletionItemKind.Constant,
    "function": types.CompletionItemKind.Function,
    "keyword": types.CompletionItemKind.Keyword,
    "value": types.CompletionItemKind.EnumMember,
    "snippet": types.CompletionItemKind.Snippet,
    "type": types.CompletionItemKind.Class,
}

_BARE: Any = None
"""What is asked of words alone needs nothing around them."""


def register(server: Server) -> None:
    """Answer for rules."""
    for method, answer in ANSWERS.items():
        server.asks(method, "rules")(answer)


def rules_text(asked: Asked) -> RulesText:
    """The file, and what its pack knows: worked out again when another file, or a define of this one, has changed."""
    folder = os.path.dirname(asked.document.path or os.path.join(os.sep, "nowhere", ""))
    words = RulesText(asked.source, _BARE)
    defines = tuple(asked.source.slice(one.span) for one in words.declarations if one.kind == "DEFINE")
    others = {one.path: one.text for one in asked.documents.values() if one is not asked.document}
    key = (defines, others, asked.session.generation)
    kept = asked.judging.around.get(folder)
    if kept is None or kept[0] != key:
        kept = asked.judging.around[folder] = (key, _surroundings(asked, folder))
    return RulesText(asked.source, kept[1])


def _surroundings(asked: Asked, folder: str) -> Surroundings:
    texts = {
        os.path.realpath(one.path): one.text.said.encode("utf-8")
        for one in asked.documents.values()
        if one.path is not None
    }
    with over_the_disk(texts):
        return surroundings(Path(folder))


def _translation(asked: Asked) -> Translation:
    return Translation(asked.documents, asked.session.units)


def _complete(asked: Asked, _params: types.CompletionParams) -> types.CompletionList:
    found = completion.complete(rules_text(asked), asked.offset)
    snippets = _takes_snippets(asked)
    items = [_item(asked, one, f"{number:04}", snippets) for number, one in enumerate(found)]
    return types.CompletionList(is_incomplete=False, items=items)


def _takes_snippets(asked: Asked) -> bool:
    own = asked.session.capabilities.text_document
    item = own.completion.completion_item if own and own.completion else None
    return bool(item and item.snippet_support)


def _item(asked: Asked, one: completion.Completion, order: str, snippets: bool) -> types.CompletionItem:
    text = one.text if not one.snippet or snippets else one.label
    return types.CompletionItem(
        label=one.label,
        kind=_KINDS[one.kind],
        detail=one.detail or None,
        documentation=types.MarkupContent(types.MarkupKind.PlainText, one.doc) if one.doc else None,
        sort_text=order,
        text_edit=types.TextEdit(range_of(asked.document.text, one.span), text),
        insert_text_format=types.InsertTextFormat.Snippet if one.snippet and snippets else None,
    )


def _hover(asked: Asked, _params: types.HoverParams) -> types.Hover | None:
    told = hover.hover(rules_text(asked), asked.offset)
    if told is None:
        return None
    text = "\n\n".join(filter(None, told.paragraphs))
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text), range_of(asked.document.text, told.span))


def _signature(asked: Asked, _params: types.SignatureHelpParams) -> types.SignatureHelp | None:
    found = hover.signature(rules_text(asked), asked.offset)
    if found is None:
        return None
    parameters = [types.ParameterInformation(one) for one in found.parameters]
    information = types.SignatureInformation(found.label, found.doc or None, parameters)
    return types.SignatureHelp([information], 0, found.active)


def _places(asked: Asked, places: Iterable[Location]) -> list[types.Location]:
    translate = _translation(asked)
    return [translate.location(place) for place in places]


def _definition(asked: Asked, _params: types.DefinitionParams) -> list[types.Location]:
    text = rules_text(asked)
    named = references.named_at(text, asked.offset)
    return _places(asked, references.definitions(text, named)) if named else []


def _references(asked: Asked, _params: types.ReferenceParams) -> list[types.Location]:
    text = rules_text(asked)
    named = references.named_at(text, asked.offset)
    return _places(asked, references.references(text, named)) if named else []


def _prepare_rename(asked: Asked, _params: types.PrepareRenameParams) -> types.Range | None:
    text = rules_text(asked)
    named = references.named_at(text, asked.offset)
    if named is None or references.renamed(text, named, named.name) is None:
        return None
    return range_of(asked.document.text, named.span)


def _rename(asked: Asked, params: types.RenameParams) -> types.WorkspaceEdit | None:
    text = rules_text(asked)
    named = references.named_at(text, asked.offset)
    places = references.renamed(text, named, params.new_name) if named else None
    if places is None:
        return None
    changes: dict[str, list[types.TextEdit]] = {}
    for place in _places(asked, places):
        changes.setdefault(place.uri, []).append(types.TextEdit(place.range, params.new_name))
    return types.WorkspaceEdit(changes)


def _tokens(asked: Asked, _params: types.SemanticTokensParams) -> types.SemanticTokens:
    data: list[int] = []
    line = column = 0
    for token in tokens(rules_text(asked)):
        start, end = asked.document.text.places(Span(token.start, token.end))
        same = start.line == line
        data += [
            start.line - line,
            start.column - column if same else start.column,
            end.column - start.column,
            TOKENS.index(token.kind),
            0,
        ]
        line, column = start.line, start.column
    return types.SemanticTokens(data)


def _symbols(asked: Asked, _params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
    text = asked.document.text
    return [
        types.DocumentSymbol(
            name=one.name,
            kind=types.SymbolKind.Function if one.kind == "define" else types.SymbolKind.Class,
            detail=one.detail or None,
            range=range_of(text, one.span),
            selection_range=range_of(text, one.name_span),
        )
        for one in outline.symbols(RulesText(asked.source, _BARE))
    ]


def _folds(asked: Asked, _params: types.FoldingRangeParams) -> list[types.FoldingRange]:
    return [types.FoldingRange(first - 1, last - 1) for first, last in outline.folds(RulesText(asked.source, _BARE))]


def _format(asked: Asked, _params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
    made, problems = format_rules(asked.source)
    if made is None or problems:
        return None
    if "\r\n" in asked.source.text:  # how lines end is the editor's
        made = made.replace("\n", "\r\n")
    if made == asked.source.text:
        return None
    text = asked.document.text
    return [types.TextEdit(types.Range(position(text.place(0)), position(text.end)), made)]


def _actions(asked: Asked, params: types.CodeActionParams) -> list[types.CodeAction]:
    found = asked.judging.problems(asked.session, asked.documents).get(asked.document.path or "", ())
    span = asked.span_of(params.range)
    own = [one for one in found if isinstance(one.problem, Diagnostic) and _touches(one.problem, span)]
    made = []
    for one in own:
        assert isinstance(one.problem, Diagnostic)
        translate = Translation(asked.documents, asked.session.units, one.folder)
        for action in outline.actions([one.problem]):
            place = translate.location(action.place)
            made.append(
                types.CodeAction(
                    title=action.title,
                    kind=types.CodeActionKind.QuickFix,
                    diagnostics=[translate.told(one)],
                    is_preferred=True,
                    edit=types.WorkspaceEdit({place.uri: [types.TextEdit(place.range, action.text)]}),
                )
            )
    return made


def _touches(one: Diagnostic, span: Span) -> bool:
    return one.location is not None and one.location.span.start <= span.end and span.start <= one.location.span.end


ANSWERS: dict[str, Callable[[Asked, Any], Any]] = {
    types.TEXT_DOCUMENT_COMPLETION: _complete,
    types.TEXT_DOCUMENT_HOVER: _hover,
    types.TEXT_DOCUMENT_SIGNATURE_HELP: _signature,
    types.TEXT_DOCUMENT_DEFINITION: _definition,
    types.TEXT_DOCUMENT_REFERENCES: _references,
    types.TEXT_DOCUMENT_PREPARE_RENAME: _prepare_rename,
    types.TEXT_DOCUMENT_RENAME: _rename,
    types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL: _tokens,
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: _symbols,
    types.TEXT_DOCUMENT_FOLDING_RANGE: _folds,
    types.TEXT_DOCUMENT_FORMATTING: _format,
    types.TEXT_DOCUMENT_CODE_ACTION: _actions,
}
