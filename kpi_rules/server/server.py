"""The server: features registered one by one, each answered in turn, none of which can end it.

Texts are kept up to date as messages come in. Answers are worked out one after another in a thread of their own, on the texts as they were when the question
came; a question that is withdrawn while it waits is not worked out at all.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from importlib import import_module
from typing import Any, TypeVar

from lsprotocol import types
from lsprotocol.converters import get_converter
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from kpi_rules import __version__, i18n
from kpi_rules.editing.rules.tokens import TOKENS
from kpi_rules.server.asked import Asked, asked_of
from kpi_rules.server.judging import Judging
from kpi_rules.server.protocol import Input, Protocol, log_to_stderr
from kpi_rules.server.session import Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.cache import Cache
    from kpi_rules.server.kinds import Kind

Answering = Callable[[Asked, Any], Any]
Result = TypeVar("Result")
FEATURES = ("diagnostics", "pack_files", "plan_reading", "plan_writing", "rule_tests", "rules", "settings")
"""The modules of `features`, each with `register`."""
OPTIONS: dict[str, object] = {
    types.TEXT_DOCUMENT_COMPLETION: types.CompletionOptions([".", '"', ":", "{", "("]),
    types.TEXT_DOCUMENT_SIGNATURE_HELP: types.SignatureHelpOptions(["(", ","]),
    types.TEXT_DOCUMENT_CODE_ACTION: types.CodeActionOptions(
        [types.CodeActionKind.QuickFix, types.CodeActionKind.SourceFixAll]
    ),
    types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL: types.SemanticTokensLegend(list(TOKENS), []),
    types.TEXT_DOCUMENT_DIAGNOSTIC: types.DiagnosticOptions(
        inter_file_dependencies=True, workspace_diagnostics=False, identifier="kpi-rules"
    ),
}
"""What the client is told of a question, whatever kind of file it is about."""

NOTHING: dict[str, object] = {types.TEXT_DOCUMENT_DIAGNOSTIC: types.RelatedFullDocumentDiagnosticReport([])}
"""What is answered about files that are none of ours, where the protocol knows no null."""


class Server(LanguageServer):
    """The language server."""

    protocol: Protocol

    def __init__(self, lang: str | None = None, cache: Cache | None = None) -> None:
        super().__init__("kpi-rules", __version__, protocol_cls=Protocol, converter_factory=get_converter)
        self.session = Session(lang=lang)
        self.protocol.session = self.session
        self.judging = Judging(cache)
        self.answers: dict[str, dict[Kind, Answering]] = {}
        self._worker = ThreadPoolExecutor(max_workers=1)
        for name in FEATURES:
            import_module(f"kpi_rules.server.features.{name}").register(self)

    def asks(self, method: str, *kinds: Kind) -> Callable[[Answering], Answering]:
        """Register who answers a question about files of some kinds: a function of what is asked about, and the parameters."""

        def register(answer: Answering) -> Answering:
            if method not in self.answers:
                self.answers[method] = {}
                self.feature(method, OPTIONS.get(method))(partial(self._answer, method))
            self.answers[method] |= dict.fromkeys(kinds, answer)
            return answer

        return register

    async def _answer(self, method: str, params: Any) -> Any:
        asked = asked_of(self.session, self.judging, params)
        answer = self.answers[method].get(asked.kind) if asked is not None and asked.kind else None
        return NOTHING.get(method) if answer is None else await self.in_turn(answer, asked, params)

    async def in_turn(self, work: Callable[..., Result], *arguments: Any) -> Result:
        """Work something out, after what was asked before, in the client's language."""

        def speaking() -> Result:
            i18n.use(self.session.language)
            return work(*arguments)

        run = partial(copy_context().run, speaking)
        return await asyncio.get_running_loop().run_in_executor(self._worker, run)

    def report_server_error(self, error: Exception, source: type[Exception]) -> None:
        """Log what failed; nobody's work is interrupted by a window."""
        if source is JsonRpcException:
            self.protocol.refuse(None, types.ErrorCodes.ParseError, f"this is no message: {error}")
        else:
            self.window_log_message(types.LogMessageParams(types.MessageType.Error, f"kpi-rules: {error}"))

    def finish(self) -> None:
        """Work nothing out any more."""
        self._worker.shutdown(wait=False, cancel_futures=True)


def serve(lang: str | None = None, cache: Cache | None = None) -> int:
    """Serve standard input and output until the client goes; 0 where it said that it would."""
    output = sys.stdout.buffer
    log_to_stderr()
    logging.getLogger("pygls").setLevel(logging.ERROR)
    server = Server(lang, cache)
    try:
        server.start_io(Input(sys.stdin.buffer), output)  # type: ignore[arg-type]  # what pygls asks of it
    finally:
        server.finish()
    return 0 if server.protocol.ended_well else 1
