"""What a question is about: the document as it was when it was asked, the place in it, and who asks."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from kpi_rules.server.judging import Judging
from kpi_rules.server.kinds import kind_of
from kpi_rules.server.session import Document, Session
from kpi_rules.server.texts import Place
from kpi_rules.server.uris import key_of
from kpi_rules.source import Source, Span
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from lsprotocol import types

    from kpi_rules.server.kinds import Kind


class Asked(Struct, eq=False):
    """A question about a document. `documents` are all that are open, as they were."""

    session: Session
    judging: Judging
    documents: dict[str, Document]
    document: Document
    position: types.Position | None = None

    @cached_property
    def kind(self) -> Kind | None:
        """What kind of file it is."""
        return kind_of(self.document)

    @property
    def source(self) -> Source:
        """What is read of the document."""
        return Source(self.document.path or self.document.uri, self.document.text.said)

    @property
    def offset(self) -> int:
        """Where in the text the question is about."""
        return 0 if self.position is None else self.offset_of(self.position)

    def offset_of(self, position: types.Position) -> int:
        """Where a position of the client's is in the text."""
        return self.document.text.offset(Place(position.line, position.character))

    def span_of(self, range_: types.Range) -> Span:
        """Where a range of the client's is in the text."""
        return Span(self.offset_of(range_.start), self.offset_of(range_.end))


def asked_of(session: Session, judging: Judging, params: Any) -> Asked | None:
    """The question in some parameters; nothing where its document is not open."""
    document = session.documents.get(key_of(params.text_document.uri))
    if document is None:
        return None
    return Asked(session, judging, dict(session.documents), document, getattr(params, "position", None))
