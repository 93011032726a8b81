"""Diagnostics, as one types: told of themselves once the typing pauses, or given where the client asks for them.

What was found for a text that has changed meanwhile is never told: the next round is under way. Who asks is not told besides.
"""

from __future__ import annotations

import asyncio
import os
from functools import partial
from typing import Any

from lsprotocol import types

from kpi_rules.server.asked import Asked
from kpi_rules.server.judging import Problem
from kpi_rules.server.server import Server
from kpi_rules.server.session import Document
from kpi_rules.server.translation import Translation

PAUSE = 0.1
"""Seconds without a change, after which it is looked."""


def register(server: Server) -> None:
    """Tell what is wrong."""
    telling = Telling(server)
    server.session.listeners.append(telling.soon)
    options = types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=False, identifier="kpi-rules")
    server.asks(types.TEXT_DOCUMENT_DIAGNOSTIC, options)(_asked)


def _asked(asked: Asked, _params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
    found = asked.judging.problems(asked.session, asked.documents)
    key = next(key for key, one in asked.documents.items() if one is asked.document)
    translate = Translation(asked.documents, asked.session.units, os.getcwd())
    return types.RelatedFullDocumentDiagnosticReport([translate.problem(one) for one in found.get(key, ())])


class Telling:
    """Tells the client what is wrong whenever something has changed."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.round: asyncio.Task[None] | None = None
        self.told: set[str] = set()
        """The URIs of which something was told."""

    @property
    def asked_for(self) -> bool:
        """Whether the client asks by itself for the documents that it has open."""
        own = self.server.session.capabilities.text_document
        return own is not None and own.diagnostic is not None

    def soon(self, _key: str | None) -> None:
        """Look again, once nothing more comes."""
        if self.round is not None:
            self.round.cancel()
        self.round = asyncio.get_running_loop().create_task(self._look())

    async def _look(self) -> None:
        await asyncio.sleep(PAUSE)
        session = self.server.session
        documents = dict(session.documents)
        found = await self.server.in_turn(self.server.judging.problems, session, documents)
        made = await self.server.in_turn(partial(_translated, documents, session.units), found)
        for uri in sorted(self.told - set(made)):
            self._tell(uri, [], None)
        for uri, (document, diagnostics) in made.items():
            if document is None or not self.asked_for:
                self._tell(uri, diagnostics, document.version if document else None)
        self.told = {uri for uri, (_, diagnostics) in made.items() if diagnostics}

    def _tell(self, uri: str, diagnostics: list[types.Diagnostic], version: int | None) -> None:
        self.server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, diagnostics, version))


def _translated(
    documents: dict[str, Document], units: Any, found: dict[str, tuple[Problem, ...]]
) -> dict[str, tuple[Document | None, list[types.Diagnostic]]]:
    translate = Translation(documents, units, os.getcwd())
    made = {}
    for key, problems in found.items():
        document = documents.get(key)
        made[document.uri if document else translate.uri(key)] = (
            document,
            [translate.problem(one) for one in problems],
        )
    return made
