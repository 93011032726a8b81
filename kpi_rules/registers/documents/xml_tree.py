"""XML → a tree: attributes as `@name`, text as `#text`, the elements inside by their names, each a list.

Comes in: a source. Goes out: a `Tree`, or a diagnostic. A document type is refused, and with it every entity: nothing is fetched, nothing
grows. Knows nothing of maps.
"""

from __future__ import annotations

from xml.parsers import expat

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.document.limits import Limits
from kpi_rules.i18n import tr
from kpi_rules.registers.documents.tree import Root, Tree
from kpi_rules.source import Location, Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

    from kpi_rules.registers.documents.paths import Place

    Element = dict[str, Any]

TEXT: Final = "#text"


class _Refused(Exception):
    """Something that is not read: the message is for people."""


def read_xml(source: Source, limits: Limits | None = None) -> tuple[Tree | None, tuple[Diagnostic, ...]]:
    """The tree of a text in XML."""
    reader = _Reader(source, limits or Limits())
    try:
        reader.parser.Parse(source.text.encode(), True)
    except _Refused as refused:
        return None, (Diagnostic(str(refused), Location(source, reader.here())),)
    except expat.ExpatError as error:
        message = tr("this is no XML: {reason}", reason=expat.ErrorString(error.code))
        return None, (Diagnostic(message, Location(source, reader.here())),)
    return Tree(source, "xml", [Root(reader.root, reader.find)]), ()


class _Reader:
    """Builds the tree while expat reads."""

    def __init__(self, source: Source, limits: Limits) -> None:
        self.source, self.limits, self.nodes = source, limits, 0
        self.root: Element = {}
        self.spans: dict[Place, Span] = {}
        self.around: list[tuple[Place, Element]] = [((), self.root)]
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.buffer_text = True

    def here(self) -> Span:
        """Where expat is, to the end of the line."""
        line = min(max(self.parser.CurrentLineNumber, 1), self.source.position(len(self.source.text)).line)
        start = self.source.offset(line) + self.parser.CurrentColumnNumber
        return Span(start, max(start, self.source.offset(line) + len(self.source.line(line))))

    def find(self, place: Place, key: bool) -> Span | None:
        """Where something stands; an attribute stands in its element."""
        return next((self.spans[place[:end]] for end in range(len(place), 0, -1) if place[:end] in self.spans), None)

    def doctype(self, *_: object) -> None:
        raise _Refused(tr("XML with a document type is not read: entities may stand in it"))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.nodes += 1 + len(attributes)
        if self.nodes > self.limits.nodes or len(self.around) > self.limits.depth:
            raise _Refused(tr("this is more than is read of one file"))
        place, outer = self.around[-1]
        listed = outer.setdefault(_local(name), [])
        element: Element = {f"@{_local(key)}": value for key, value in attributes.items()}
        listed.append(element)
        own = (*place, _local(name), len(listed) - 1)
        start = self.here().start
        self.spans[own] = Span(start, self.source.text.find(">", start) + 1)
        self.around.append((own, element))

    def end(self, name: str) -> None:
        place, element = self.around.pop()
        text = "".join(element.pop(TEXT, ())).strip()
        if text:
            element[TEXT] = text
            first = text.splitlines()[0]
            start = self.source.text.find(first, self.spans[place].end, self.spans[place].end + 10_000)
            if start >= 0:  # no entity is in it
                self.spans[(*place, TEXT)] = Span(start, start + len(first))

    def text(self, text: str) -> None:
        self.around[-1][1].setdefault(TEXT, []).append(text)


def _local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition(":")[2]
