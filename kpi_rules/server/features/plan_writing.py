"""What helps to write a plan: completion, actions about findings, rename, formatting."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from kpi_rules.editing.plans.actions import Action, Waivers, actions, fix_all
from kpi_rules.editing.plans.completion import complete
from kpi_rules.editing.plans.ids import Change, Refused, renamable, renamed
from kpi_rules.editing.plans.tidying import tidied
from kpi_rules.server.asked import Asked
from kpi_rules.server.completing import completion_list
from kpi_rules.server.plans import View, view_of
from kpi_rules.server.server import Server
from kpi_rules.server.texts import OpenText
from kpi_rules.server.translation import range_of
from kpi_rules.source import Location, Source, Span

SELECT = "kpiRules.select"
"""The command that shows a place: where the reason of a waiver is to be written."""


def register(server: Server) -> None:
    """Answer what is asked about plans."""
    server.asks(types.TEXT_DOCUMENT_COMPLETION, "plan")(_completion)
    server.asks(types.TEXT_DOCUMENT_CODE_ACTION, "plan")(_actions)
    server.asks(types.TEXT_DOCUMENT_RENAME, "plan")(_rename)
    server.asks(types.TEXT_DOCUMENT_PREPARE_RENAME, "plan")(_renamable)
    server.asks(types.TEXT_DOCUMENT_FORMATTING, "plan")(_formatting)

    async def select(uri: str, range_: types.Range) -> None:
        await _select(server, uri, range_)

    server.command(SELECT)(select)


# completion


def _completion(asked: Asked, _params: types.CompletionParams) -> types.CompletionList:
    view = view_of(asked)
    return completion_list(asked, complete(view.plan, asked.offset, view.others))


# changes


def _edit(view: View, changes: Iterable[Change]) -> types.WorkspaceEdit:
    """Changes of files; a file that is not there yet is made."""
    made: dict[str, list[types.TextEdit]] = {}
    for change in changes:
        uri, range_ = _place(view, change.source, change.span)
        made.setdefault(uri, []).append(types.TextEdit(range_, change.text))
    new = [] if view.waivers is not None else [uri for uri in made if uri.endswith("/" + view.waivers_name)]
    if not new:
        return types.WorkspaceEdit(changes=dict(made))
    options = types.CreateFileOptions(ignore_if_exists=True)
    parts: list[Any] = [types.CreateFile(uri, options=options) for uri in new]
    for uri, edits in made.items():
        parts.append(types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri), list(edits)))
    return types.WorkspaceEdit(document_changes=parts)


def _place(view: View, source: Source, span: Span) -> tuple[str, types.Range]:
    if source.name == view.plan.source.name:
        return view.asked.document.uri, range_of(view.asked.document.text, span)
    found = view.translation.location(Location(source, span))
    return found.uri, found.range


def _actions(asked: Asked, params: types.CodeActionParams) -> list[types.CodeAction]:
    only = params.context.only
    view = view_of(asked, judged=True)
    made: list[types.CodeAction] = []
    if only is None or any(types.CodeActionKind.QuickFix.value.startswith(str(kind)) for kind in only):
        found = actions(view.plan, view.findings, asked.span_of(params.range), _waivers(view))
        made += [_action(view, one, params.context.diagnostics) for one in found]
    if only is not None and any(types.CodeActionKind.SourceFixAll.value.startswith(str(kind)) for kind in only):
        every = fix_all(view.plan, view.findings)
        made += [_action(view, every, (), types.CodeActionKind.SourceFixAll)] if every is not None else []
    return made


def _waivers(view: View) -> Waivers | None:
    if view.project is None:
        return None
    policy = view.project.policy
    waivable = {rule.id: rule.waivable for rule in policy.rules}
    today = view.asked.session.settings.today or datetime.date.today()
    return Waivers(view.waivers, view.waivers_name, waivable, policy.longest_waiver, today)


def _action(
    view: View, one: Action, told: Iterable[types.Diagnostic], kind: Any = types.CodeActionKind.QuickFix
) -> types.CodeAction:
    prints = {finding.fingerprint for finding in one.findings}
    about = [each for each in told if isinstance(each.data, dict) and each.data.get("fingerprint") in prints]
    command = None
    if one.reason is not None:
        change = one.changes[0]
        before, after = change.source.text[: change.span.start], change.source.text[change.span.end :]
        uri, _ = _place(view, change.source, change.span)
        text = OpenText.of(before + change.text + after, view.asked.session.units)
        command = types.Command(one.title, SELECT, arguments=[uri, range_of(text, one.reason)])
    is_best = one.kind == "fix" and one.safe
    return types.CodeAction(
        one.title, kind, about or None, is_preferred=is_best or None, edit=_edit(view, one.changes), command=command
    )


async def _select(server: Server, uri: str, range_: types.Range) -> None:
    """Show a place, where the client can."""
    window = server.session.capabilities.window
    if window is not None and window.show_document is not None and window.show_document.support:
        await server.window_show_document_async(types.ShowDocumentParams(uri, take_focus=True, selection=range_))


# ids and blanks


def _renamable(asked: Asked, _params: types.PrepareRenameParams) -> types.Range | None:
    view = view_of(asked, judged=True)
    found = renamable(view.plan, asked.offset, view.others)
    return range_of(asked.document.text, found) if isinstance(found, Span) else None


def _rename(asked: Asked, params: types.RenameParams) -> types.WorkspaceEdit | None:
    view = view_of(asked, judged=True)
    found = renamed(view.plan, asked.offset, params.new_name, view.others, view.waivers)
    if isinstance(found, Refused):
        raise JsonRpcInvalidParams(found.message)
    return _edit(view, found)


def _formatting(asked: Asked, _params: types.DocumentFormattingParams) -> list[types.TextEdit]:
    view = view_of(asked)
    return [types.TextEdit(range_of(asked.document.text, one.span), one.text) for one in tidied(view.plan)]
