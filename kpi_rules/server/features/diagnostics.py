"""Diagnostics, as one types: told of themselves once the typing pauses, or given where the client asks for them.

What was found for a text that has changed meanwhile is never told: the next round is under way. Who asks is not told besides.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Sequence

from lsprotocol import types

from kpi_rules.engine.findings import Finding
from kpi_rules.i18n import ntr
from kpi_rules.server.asked import Asked
from kpi_rules.server.judging import LEVELS, Told
from kpi_rules.server.kinds import ALL, kind_of
from kpi_rules.server.server import Server
from kpi_rules.server.session import Document
from kpi_rules.server.translation import SOURCE, Translation

PAUSE = 0.1
"""Seconds without a change, after which it is looked."""
MOST = 1_000
"""Diagnostics of one document: who has more of them reads a report."""
logger = logging.getLogger("kpi_rules.server")


def register(server: Server) -> None:
    """Tell what is wrong."""
    telling = Telling(server)
    server.session.listeners.append(telling.soon)
    server.asks(types.TEXT_DOCUMENT_DIAGNOSTIC, *ALL)(_asked)


def _asked(asked: Asked, _params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
    found = asked.judging.problems(asked.session, asked.documents)
    translate = Translation(asked.documents, asked.session.units)
    return types.RelatedFullDocumentDiagnosticReport(_in_words(translate, found.get(asked.document.path or "", ())))


def _in_words(translate: Translation, problems: Sequence[Told]) -> list[types.Diagnostic]:
    """What is wrong with a document; of a flood the gravest, and how many there are besides."""
    if len(problems) <= MOST:
        return [translate.told(one) for one in problems]
    gravest = sorted(problems, key=_gravity)[:MOST]
    more = len(problems) - MOST
    message = ntr(
        "… and {count} more: `kpi-rules check` tells all", "… and {count} more: `kpi-rules check` tells all", more
    )
    start = types.Position(0, 0)
    last = types.Diagnostic(types.Range(start, start), message, types.DiagnosticSeverity.Information, source=SOURCE)
    return [*(translate.told(one) for one in gravest), last]


def _gravity(one: Told) -> int:
    problem = one.problem
    return LEVELS.index(problem.level) if isinstance(problem, Finding) else 0


class Telling:
    """Tells the client what is wrong whenever something has changed."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.round: asyncio.Task[None] | None = None
        self.told: set[str] = set()
        """The URIs of which something was told."""
        self.others = False
        """Whether what changed may matter to documents that have not: then a client that asks by itself has to be told to."""

    @property
    def asked_for(self) -> bool:
        """Whether the client asks by itself for the documents that it has open."""
        own = self.server.session.capabilities.text_document
        return own is not None and own.diagnostic is not None

    def soon(self, key: str | None) -> None:
        """Look again, once nothing more comes."""
        document = self.server.session.documents.get(key or "")
        self.others |= document is None or kind_of(document) not in ("plan", None)
        if self.round is not None:
            self.round.cancel()
        self.round = asyncio.get_running_loop().create_task(self._look())

    async def _look(self) -> None:
        await asyncio.sleep(PAUSE)
        outside = self.server.session.outside
        self.server.session.outside = set()
        try:
            await self._tell_all(sorted(outside))
        except asyncio.CancelledError:
            self.server.session.outside |= outside
            raise
        except Exception as error:  # a fault of ours: the next change may be another matter
            logger.exception("diagnostics")
            self.server.report_server_error(error, Exception)

    async def _tell_all(self, outside: list[str]) -> None:
        session = self.server.session
        documents = dict(session.documents)
        made = await self.server.in_turn(self._found, documents, outside)
        told = {uri for uri, (_, diagnostics) in made.items() if diagnostics}
        for uri in sorted(self.told - set(made)):
            self._tell(uri, [], None)
        for uri, (document, diagnostics) in made.items():
            if document is None or not self.asked_for:
                self._tell(uri, diagnostics, document.version if document else None)
        self.told = told
        if self.others and documents:
            self.others = False
            self._refresh()

    def _refresh(self) -> None:
        """Have the client ask anew for what it shows, where it can."""
        server, own = self.server, self.server.session.capabilities.workspace
        if own is None:
            return
        for shown, ask in (
            (own.diagnostics, server.workspace_diagnostic_refresh),
            (own.code_lens, server.workspace_code_lens_refresh),
            (own.inlay_hint, server.workspace_inlay_hint_refresh),
        ):
            if shown is not None and shown.refresh_support:
                ask(None)

    def _found(
        self, documents: dict[str, Document], outside: list[str]
    ) -> dict[str, tuple[Document | None, list[types.Diagnostic]]]:
        """What is to be told, by URI."""
        session = self.server.session
        found = self.server.judging.problems(session, documents, outside)
        translate = Translation(documents, session.units)
        made: dict[str, tuple[Document | None, list[types.Diagnostic]]] = {}
        for path, problems in found.items():
            told = _in_words(translate, problems)
            shown = [one for one in documents.values() if os.path.normcase(one.path or "") == os.path.normcase(path)]
            made |= {one.uri: (one, told) for one in shown}
            if not shown:
                made[translate.uri(path)] = (None, told)
        return made

    def _tell(self, uri: str, diagnostics: list[types.Diagnostic], version: int | None) -> None:
        self.server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, diagnostics, version))
