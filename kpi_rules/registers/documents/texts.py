"""YAML, JSON and TOML of any shape → a tree. YAML may hold several documents, and templates that are filled in later.

Comes in: a source and its format. Goes out: a `Tree` whose places are in that source, or diagnostics. Knows nothing of maps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kpi_rules.document import Document, load
from kpi_rules.i18n import tr
from kpi_rules.registers.documents.tree import Finder, Root, Tree
from kpi_rules.source import Location, Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from kpi_rules.diagnostics import Diagnostic
    from kpi_rules.document.document import Format
    from kpi_rules.document.limits import Limits
    from kpi_rules.registers.documents.paths import Place

_DOCUMENT: Final = r"(?m)^---(?=\s|$).*$|^\.\.\.[ \t]*\r?$"
_FRONT: Final = r"\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*\r?$"
_STATEMENT: Final = r"\{%.{0,2000}?%\}|\{#.{0,2000}?#\}"
_EXPRESSION: Final = r"\{\{.{0,2000}?\}\}"
_SIGNS: Final = "{}[]\"'#:,&*!|>%@`?"
_HIDDEN: Final = "".join(chr(0xE000 + number) for number in range(len(_SIGNS)))
"""Signs that mean something in YAML, and what stands for them while it is read: nobody writes in the private use area."""


def read_text(source: Source, kind: Format, limits: Limits | None = None) -> tuple[Tree | None, tuple[Diagnostic, ...]]:
    """The tree of a text in one of the formats."""
    if kind != "yaml":
        document, diagnostics = load(source, limits, kind)
        return (None, diagnostics) if document is None else (Tree(source, kind, [_root(document, 0)]), ())
    remarks: list[str] = []
    roots: list[Root] = []
    for start, end in pieces(source.text):
        document, diagnostics, templates = _yaml(Source(source.name, source.text[start:end]), limits)
        if document is None:
            return None, tuple(_moved(each, source, start) for each in diagnostics)
        if templates and not remarks:
            remarks.append(tr("templates in double braces are kept as they are written"))
        roots.append(_root(document, start, templates))
    return Tree(source, kind, roots, remarks), ()


def pieces(text: str) -> Iterator[tuple[int, int]]:
    """Where the documents of a YAML text stand: a line that begins with `---` always starts one, whatever it stands in."""
    start, some = 0, False
    for match in re.finditer(_DOCUMENT, text):
        if _says_something(text[start : match.start()]):
            yield start, match.start()
            some = True
        start = match.start() + 3 if match.group().startswith("---") else match.end()
    if _says_something(text[start:]) or not some:
        yield start, len(text)


def _says_something(text: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith(("#", "%")) for line in text.splitlines())


def front_matter(source: Source) -> Span | None:
    """The YAML between the two lines of `---` that a page begins with."""
    match = re.compile(_FRONT, re.MULTILINE | re.DOTALL).match(source.text)
    return None if match is None else Span(match.start(1), match.end(1))


def _yaml(source: Source, limits: Limits | None) -> tuple[Document | None, tuple[Diagnostic, ...], bool]:
    """A YAML document; one that is none because of its templates is read around them."""
    document, diagnostics = _load(source, limits)
    if document is not None or ("{{" not in source.text and "{%" not in source.text):
        return document, diagnostics, False
    text = re.sub(_STATEMENT, lambda match: re.sub(r"[^\r\n]", " ", match.group()), source.text, flags=re.DOTALL)
    table = str.maketrans(_SIGNS, _HIDDEN)
    hidden = re.sub(_EXPRESSION, lambda match: match.group().translate(table), text)
    document, _ = _load(Source(source.name, hidden), limits)
    if document is None:
        return None, diagnostics, False
    document.data = _shown(document.data)
    return document, (), True


def _load(source: Source, limits: Limits | None) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """A YAML document, with what a plan may not hold and other people's files do: tags, `<<`, a key twice, a block without text."""
    document, diagnostics = load(source, limits, "yaml")
    if document is not None:
        return document, diagnostics
    from kpi_rules.document import yaml_data
    from kpi_rules.document.limits import Limits as Usual

    data, _ = yaml_data.read(source, limits or Usual())
    if data is None:
        return None, diagnostics
    return Document(source, _merged(data), "yaml"), ()


def _merged(value: object) -> object:
    """Data in which `<<` has brought what it names, as YAML 1.1 has it: what is written beside it wins."""
    if isinstance(value, list):
        return [_merged(each) for each in value]
    if not isinstance(value, dict):
        return value
    own = {key: _merged(each) for key, each in value.items() if key != "<<"}
    named = value.get("<<")
    for other in named if isinstance(named, list) else [named]:
        if isinstance(other, dict):
            own = {**{key: each for key, each in other.items() if key != "<<"}, **own}
    return own


def _shown(value: object) -> object:
    """Data with the signs that were hidden."""
    if isinstance(value, str):
        return value.translate(str.maketrans(_HIDDEN, _SIGNS))
    if isinstance(value, list):
        return [_shown(each) for each in value]
    return {key: _shown(each) for key, each in value.items()} if isinstance(value, dict) else value


def _root(document: Document, start: int, templates: bool = False) -> Root:
    return Root(document.data, finder(document, start))


def finder(document: Document, start: int) -> Finder:
    """Who finds places of a document that is a part of a longer text."""

    def find(place: Place, key: bool) -> Span | None:
        span = document.key_span(place) if key else document.written(place)
        return None if span is None else Span(span.start + start, span.end + start)

    return find


def _moved(diagnostic: Diagnostic, source: Source, start: int) -> Diagnostic:
    from kpi_rules.diagnostics import Diagnostic as Told

    at = diagnostic.location
    where = None if at is None else Location(source, Span(at.span.start + start, at.span.end + start))
    return Told(diagnostic.message, where, diagnostic.help)
