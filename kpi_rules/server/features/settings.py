"""What the user sets in the editor, and files that change outside of it."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from kpi_rules.server.server import Server
from kpi_rules.server.session import SECTION

WATCHED = ("**/*.kpi.{yaml,yml,json,toml}", "**/*.rules", "**/*.yaml", "**/kpi-rules.*")


def register(server: Server) -> None:
    """Listen."""

    async def configured(params: types.DidChangeConfigurationParams) -> None:
        if params.settings:
            server.session.configure(params.settings)
        else:
            await _ask(server)

    async def begun(_params: Any) -> None:
        await _watch(server)
        await _ask(server)

    def outside(params: types.DidChangeWatchedFilesParams) -> None:
        server.session.changed_outside(change.uri for change in params.changes)

    def saved(params: types.DidSaveTextDocumentParams) -> None:
        server.session.changed_outside([params.text_document.uri])

    server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)(configured)
    server.feature(types.INITIALIZED)(begun)
    server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)(outside)
    server.feature(types.TEXT_DOCUMENT_DID_SAVE)(saved)


async def _watch(server: Server) -> None:
    """Ask the client to tell of files that change, where it can."""
    own = server.session.capabilities.workspace
    if own is None or own.did_change_watched_files is None or not own.did_change_watched_files.dynamic_registration:
        return
    options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(glob) for glob in WATCHED])
    wanted = types.Registration("kpi-rules-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
    await server.client_register_capability_async(types.RegistrationParams([wanted]))


async def _ask(server: Server) -> None:
    """Ask for the user's settings, where the client answers that."""
    own = server.session.capabilities.workspace
    if own is not None and own.configuration:
        item = types.ConfigurationItem(section=SECTION)
        given = await server.workspace_configuration_async(types.ConfigurationParams([item]))
        server.session.configure(given[0] if given else None)
