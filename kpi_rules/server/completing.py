"""What may be written at the cursor of a document, in the protocol's words."""

from __future__ import annotations

from collections.abc import Iterable

from lsprotocol import types

from kpi_rules.editing.plans.completion import Completion
from kpi_rules.reports.safe import visible
from kpi_rules.server.asked import Asked
from kpi_rules.server.translation import range_of
from kpi_rules.source import Span

_KINDS = {
    "field": types.CompletionItemKind.Property,
    "reference": types.CompletionItemKind.Reference,
    "value": types.CompletionItemKind.EnumMember,
    "unit": types.CompletionItemKind.Unit,
    "entry": types.CompletionItemKind.Snippet,
}


def completion_list(asked: Asked, found: Iterable[Completion]) -> types.CompletionList:
    """Completions, as snippets where the client takes them."""
    own = asked.session.capabilities.text_document
    item = own.completion.completion_item if own is not None and own.completion is not None else None
    snippets = bool(item is not None and item.snippet_support)
    made = [_item(asked, one, number, snippets) for number, one in enumerate(found)]
    return types.CompletionList(is_incomplete=False, items=made)


def _item(asked: Asked, one: Completion, number: int, snippets: bool) -> types.CompletionItem:
    document = asked.document.text
    text = _as_lines_are(document.said, one.span, one.snippet) if snippets else one.text
    return types.CompletionItem(
        label=visible(one.label),
        kind=_KINDS[one.kind],
        detail=visible(one.detail) or None,
        documentation=one.sentence or None,
        tags=[types.CompletionItemTag.Deprecated] if one.deprecated else None,
        sort_text=f"{number:05}",
        filter_text=one.filter,
        insert_text_format=types.InsertTextFormat.Snippet if snippets else types.InsertTextFormat.PlainText,
        insert_text_mode=types.InsertTextMode.AdjustIndentation if snippets else types.InsertTextMode.AsIs,
        text_edit=types.TextEdit(range_of(document, one.span), text),
    )


def _as_lines_are(text: str, span: Span, snippet: str) -> str:
    """A snippet whose further lines are told from how far the line is indented: editors add that."""
    line = max(text.rfind("\n", 0, span.start), text.rfind("\r", 0, span.start)) + 1
    indent = len(text[line : span.start]) - len(text[line : span.start].lstrip(" "))
    first, *rest = snippet.replace("\r\n", "\n").split("\n")
    return "\n".join([first, *(one[min(indent, len(one) - len(one.lstrip(" "))) :] for one in rest)])
