"""What is asked about the files of a pack beside its rules, and about a project's file: completion, hover, where a name is given.

They are read as plans are, by schemas that know the pack (`editing.packs`).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from lsprotocol import types

from kpi_rules.editing.packs.known import Known, known_to
from kpi_rules.editing.packs.places import given
from kpi_rules.editing.packs.schemas import locale_schema, manifest_schema
from kpi_rules.editing.plans.completion import complete
from kpi_rules.editing.plans.hover import hover
from kpi_rules.editing.plans.plan_text import PlanText
from kpi_rules.files import over_the_disk
from kpi_rules.packs.folder import MANIFEST, Folder
from kpi_rules.server.asked import Asked
from kpi_rules.server.completing import completion_list
from kpi_rules.server.server import Server
from kpi_rules.server.translation import Translation, range_of
from kpi_rules.source import Source
from kpi_rules.structs import Struct

KINDS: Any = ("manifest", "project", "locale")


def register(server: Server) -> None:
    """Answer what is asked about files of packs."""
    server.asks(types.TEXT_DOCUMENT_COMPLETION, *KINDS)(_completion)
    server.asks(types.TEXT_DOCUMENT_HOVER, *KINDS)(_hover)
    server.asks(types.TEXT_DOCUMENT_DEFINITION, *KINDS)(_definition)


class _View(Struct, eq=False):
    """A file as it is asked about, and what it may name."""

    document: PlanText
    known: Known


def _view_of(asked: Asked) -> _View:
    path = asked.document.path or os.path.join(os.getcwd(), MANIFEST)
    is_locale, is_project = asked.kind == "locale", asked.kind == "project"
    folder = Path(path).parent.parent if is_locale else Path(path).parent
    documents = (one for one in asked.documents.values() if one.path is not None)
    with over_the_disk({os.path.realpath(one.path or ""): one.text.said.encode("utf-8") for one in documents}):
        manifest = Folder(folder, str(folder)).read(MANIFEST)[0] if is_locale else asked.source
        known = known_to(folder, manifest or Source(MANIFEST, ""), project=is_project)
    schema = locale_schema(known) if is_locale else manifest_schema(known, project=is_project)
    return _View(PlanText(asked.source, schema), known)


def _completion(asked: Asked, _params: types.CompletionParams) -> types.CompletionList:
    return completion_list(asked, complete(_view_of(asked).document, asked.offset))


def _hover(asked: Asked, _params: types.HoverParams) -> types.Hover | None:
    found = hover(_view_of(asked).document, asked.offset)
    if found is None:
        return None
    words = types.MarkupContent(types.MarkupKind.Markdown, "\n\n".join(found.paragraphs))
    return types.Hover(words, range_of(asked.document.text, found.span))


def _definition(asked: Asked, _params: types.DefinitionParams) -> types.Location | None:
    view = _view_of(asked)
    place = given(view.document, asked.offset, view.known)
    return None if place is None else Translation(asked.documents, asked.session.units).location(place)
