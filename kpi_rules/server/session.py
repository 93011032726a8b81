"""What is known of a client: how it counts, its folders, its open documents, and what its user has set.

Comes in: what the client tells. Goes out: documents with their texts; whoever listens is told when one has changed. Nothing here is worked out.
"""

from __future__ import annotations

import datetime
import logging
import os
import re
from collections.abc import Callable, Iterable
from typing import Any, cast

from lsprotocol import types

from kpi_rules.i18n import normal_tag
from kpi_rules.server.texts import Change, OpenText, Place, Units
from kpi_rules.server.uris import key_of, path_of, real_path
from kpi_rules.structs import Struct, field, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.engine.findings import Level

logger = logging.getLogger("kpi_rules.server")
SECTION = "kpiRules"
PLAN = "kpi-plan"
"""The language of documents that are plans whatever they are called."""


class Document(Struct, eq=False):
    """An open document as it was at a moment. What is in no file has no path, except for a plan: it gets one, to be judged by."""

    uri: str
    path: str | None
    language: str
    version: int | None
    text: OpenText


class Settings(Struct):
    """What the user of an editor may set: the day of a run, the least level that is told, the language."""

    today: datetime.date | None = None
    level: Level | None = None
    lang: str | None = None


class Session(Struct, frozen=False):
    """A client and its documents, by `key_of` their URIs."""

    lang: str | None = None
    """The language that was asked for on the command line."""
    locale: str | None = None
    units: Units = "utf-16"
    capabilities: types.ClientCapabilities = field(default_factory=types.ClientCapabilities)
    roots: dict[str, str] = field(default_factory=dict)
    """The folders that are looked at: paths by URI."""
    documents: dict[str, Document] = field(default_factory=dict)
    settings: Settings = Settings()
    outside: set[str] = field(default_factory=set)
    """The files that have changed on disk since somebody looked."""
    generation: int = 0
    """How often files have changed on disk."""
    listeners: list[Callable[[str | None], None]] = field(default_factory=list)
    """Told when a document has changed, by its key, or something that may matter to all."""

    @property
    def language(self) -> str | None:
        """The language of messages."""
        return self.settings.lang or self.lang or self.locale

    def begin(self, params: types.InitializeParams, units: str) -> None:
        """What the client says of itself."""
        self.units = cast("Units", units)
        self.capabilities = params.capabilities
        self.locale = normal_tag(params.locale) if params.locale else self.locale
        self.configure(params.initialization_options)
        uris = [folder.uri for folder in params.workspace_folders or ()]
        if not uris and params.root_uri:
            uris = [params.root_uri]
        self.roots = {uri: path for uri in uris if (path := path_of(uri)) is not None}
        if not uris and params.root_path:
            self.roots = {params.root_path: params.root_path}

    def configure(self, given: object) -> None:
        """What the user has set; what cannot be meant is logged and left alone."""
        section = given.get(SECTION, given) if isinstance(given, dict) else None
        if isinstance(section, dict):
            self.settings = read_settings(cast("dict[str, Any]", section))
            self._tell(None)

    def opened(self, item: types.TextDocumentItem) -> None:
        """A document is open from here on."""
        key = key_of(item.uri)
        text = OpenText.of(item.text, self.units)
        self.documents[key] = Document(item.uri, self._path(item), item.language_id, item.version, text)
        self._tell(key)

    def _path(self, item: types.TextDocumentItem) -> str | None:
        """Where a document lies, links followed: a check knows a file by that name. A plan that is in no file yet gets a name in the first folder."""
        path = path_of(item.uri)
        if path is not None:
            return real_path(path, self.roots.values())
        if item.language_id != PLAN or not self.roots:
            return None
        name = re.sub(r"[^\w.-]+", "-", item.uri.rpartition("/")[2].rpartition(":")[2]) or PLAN
        return os.path.join(next(iter(self.roots.values())), f".{name}.kpi.yaml")

    def changed(self, params: types.DidChangeTextDocumentParams) -> None:
        """An open document reads otherwise."""
        key = key_of(params.text_document.uri)
        before = self.documents.get(key)
        if before is None:
            logger.warning("a document that is not open was changed: %s", params.text_document.uri)
            return
        text = before.text.edited(map(_change, params.content_changes))
        self.documents[key] = replace(before, version=params.text_document.version, text=text)
        self._tell(key)

    def closed(self, uri: str) -> None:
        """A document is closed."""
        if self.documents.pop(key_of(uri), None) is not None:
            self._tell(key_of(uri))

    def folders_changed(self, event: types.WorkspaceFoldersChangeEvent) -> None:
        """Folders have come and gone."""
        for folder in event.removed:
            self.roots.pop(folder.uri, None)
        for folder in event.added:
            if (path := path_of(folder.uri)) is not None:
                self.roots[folder.uri] = path
        self._tell(None)

    def changed_outside(self, uris: Iterable[str]) -> None:
        """Files have changed, whoever changed them."""
        self.generation += 1
        self.outside |= {path for uri in uris if (path := path_of(uri)) is not None}
        self._tell(None)

    def _tell(self, key: str | None) -> None:
        for listener in self.listeners:
            listener(key)


def _change(change: types.TextDocumentContentChangeEvent) -> Change:
    if isinstance(change, types.TextDocumentContentChangeWholeDocument):
        return Change(change.text)
    start, end = change.range.start, change.range.end
    return Change(change.text, Place(start.line, start.character), Place(end.line, end.character))


def read_settings(given: dict[str, Any]) -> Settings:
    """Settings as an editor sends them: texts, empty where nothing is set."""
    today, level, lang = (given.get(name) or None for name in ("today", "level", "lang"))
    made = Settings()
    try:
        made = replace(made, today=None if today is None else datetime.date.fromisoformat(str(today)))
    except ValueError:
        logger.warning("%s.today is no date such as 2026-01-31: %r", SECTION, today)
    if level in (None, "must", "should", "could"):
        made = replace(made, level=level)
    else:
        logger.warning("%s.level is none of must, should, could: %r", SECTION, level)
    tag = normal_tag(str(lang)) if lang else None
    if lang and tag is None:
        logger.warning("%s.lang is no language such as ar: %r", SECTION, lang)
    return replace(made, lang=tag)
