"""What the protocol asks of any server, kept strictly: every request is answered, in the order of its life, whatever comes in.

pygls reads and writes messages and calls features. What it leaves to chance is seen to here: a message that is none, parameters that do not fit, requests
before `initialize` and after `shutdown`. Texts of documents are the session's, not pygls's, whose lines end where the protocol's do not.
"""

from __future__ import annotations

import logging
import sys
from typing import Any, BinaryIO

from cattrs import Converter
from lsprotocol import types
from pygls.capabilities import ServerCapabilitiesBuilder
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.language_server import lsp_method
from pygls.workspace import Workspace

from kpi_rules.server.session import Session

logger = logging.getLogger("kpi_rules.server")
MOST_BYTES = 64_000_000
"""A message that is longer is passed over: no plan is as long."""
_LONGEST_HEADER = 8_192


class Protocol(LanguageServerProtocol):
    """The life of a connection."""

    session: Session

    def __init__(self, server: LanguageServer, converter: Converter) -> None:
        super().__init__(server, converter)
        self.begun = False

    @property
    def ended_well(self) -> bool:
        """Whether the client said that it would go."""
        return self._shutdown

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Leave a message as it is: what is wrong with it can only be answered where its id is known."""
        return data

    def handle_message(self, message: Any) -> None:
        """Pass a message on, or say what is wrong with it."""
        name = message.get("method") if isinstance(message, dict) else None
        id_ = message.get("id") if isinstance(message, dict) else None
        if not isinstance(message, dict) or message.get("jsonrpc") != self.VERSION or not _fits(message):
            self.refuse(id_, types.ErrorCodes.InvalidRequest, "this is no message")
        elif name is not None and (code := self._out_of_turn(name)) is not None:
            if id_ is not None:
                self.refuse(id_, code, f"`{name}` is out of turn")
        else:
            try:
                structured = super().structure_message(message)
            except Exception as error:  # what a client sends may be anything, and each converter raises its own
                self.refuse(id_, types.ErrorCodes.InvalidParams, f"the parameters of `{name}` do not fit: {error}")
                return
            super().handle_message(structured)

    def refuse(self, id_: object, code: int, message: str) -> None:
        """Answer with an error; what nobody waits for is only logged."""
        logger.warning(message)
        if id_ is not None or code in (types.ErrorCodes.InvalidRequest, types.ErrorCodes.ParseError):
            known = id_ if isinstance(id_, (int, str)) and not isinstance(id_, bool) else None
            self._send_data(types.ResponseErrorMessage(id=known, error=types.ResponseError(code, message)))

    def _out_of_turn(self, name: str) -> int | None:
        if name == types.EXIT:
            return None
        if self._shutdown or (self.begun and name == types.INITIALIZE):
            return types.ErrorCodes.InvalidRequest
        return None if self.begun or name == types.INITIALIZE else types.ErrorCodes.ServerNotInitialized

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(self, params: types.InitializeParams) -> Any:
        """Agree on how to count, and say what can be asked."""
        self.begun = True
        self.client_capabilities = params.capabilities
        self._workspace = Workspace(None)  # pygls wants one; it stays empty
        units = ServerCapabilitiesBuilder.choose_position_encoding(params.capabilities)
        self.session.begin(params, str(getattr(units, "value", units)))
        builder: Any = ServerCapabilitiesBuilder(
            params.capabilities,
            {*self.fm.features, *self.fm.builtin_features},
            self.fm.feature_options,
            list(self.fm.commands),
            types.TextDocumentSyncKind.Incremental,
            position_encoding=units,
        )
        self.server_capabilities = builder.build()
        return types.InitializeResult(capabilities=self.server_capabilities, server_info=self.server_info)

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        """Keep a text from here on."""
        self.session.opened(params.text_document)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        """Change a text."""
        self.session.changed(params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        """The file counts again."""
        self.session.closed(params.text_document.uri)

    @lsp_method(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def lsp_workspace__did_change_workspace_folders(self, params: types.DidChangeWorkspaceFoldersParams) -> None:
        """Other folders are looked at."""
        self.session.folders_changed(params.event)


def _fits(message: dict[str, Any]) -> bool:
    """Whether it is a request, a notification or an answer."""
    if "method" in message:
        id_ = message.get("id", 0)
        return isinstance(message["method"], str) and isinstance(id_, (int, str)) and not isinstance(id_, bool)
    return "id" in message and ("result" in message or "error" in message)


class Input:
    """Standard input as pygls reads it: headers however they are spelt, and no more of a message than there is."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file

    def readline(self) -> bytes:
        """A line of a header."""
        line = self.file.readline(_LONGEST_HEADER)
        name, colon, value = line.partition(b":")
        if colon and name.strip().lower() == b"content-length":
            return b"Content-Length: %s\r\n" % value.strip()
        return line

    def read(self, count: int) -> bytes:
        """The body of a message; of one that is too long, nothing that means anything."""
        pieces, left = [], count
        while left > 0 and (piece := self.file.read(min(left, 1 << 20))):
            left -= len(piece)
            if count <= MOST_BYTES:
                pieces.append(piece)
        return b"".join(pieces) or b"0"


def _in_short(record: logging.LogRecord) -> bool:
    """A request that was refused is no fault of ours: its reason is enough, without the way to it."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, JsonRpcException):
        record.msg, record.args, record.exc_info, record.exc_text = "%s", (error,), None, None
    return True


def log_to_stderr() -> None:
    """Whoever starts the server finds what went wrong in its standard error; standard output is the protocol's alone."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="kpi-rules: %(message)s")
    for handler in logging.getLogger().handlers:
        handler.addFilter(_in_short)
    sys.stdout = sys.stderr
