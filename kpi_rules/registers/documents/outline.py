"""Markdown → its outline: headings, list items, lines and table rows, each inside what it stands under, with its place.

Comes in: a source. Goes out: entries. Code, comments and pictures are no part of it. Knows nothing of what the words mean. The one door to
markdown-it here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kpi_rules.source import Source, Span
from kpi_rules.structs import Struct, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from markdown_it.tree import SyntaxTreeNode

_DEEPEST: Final = 20
"""Lists inside each other that are told apart."""
_UNDER_HEADINGS: Final = 7
"""How deep a line stands that is in no list: below each of the six headings."""
_BREAKS: Final = ("softbreak", "hardbreak")


class Said(Struct):
    """Plain words, and where they stand."""

    text: str
    span: Span


class Entry(Struct, frozen=False, eq=False):
    """Something that stands in a page. `kind` is `page`, `heading`, `item`, `line` or `row`; `marked`: it begins in bold or italics. `cells` are
    what stands in a row, by the heading of each column; empty text where nothing does."""

    kind: str
    depth: int
    said: Said
    marked: bool = False
    cells: dict[str, Said] = field(default_factory=dict)
    inside: list[Entry] = field(default_factory=list)


def outline(source: Source, start: int = 0) -> Entry:
    """The entries of a page that begins at `start`, behind its front matter."""
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

    text = re.sub(r"[^\r\n]", " ", source.text[:start]) + source.text[start:]
    tokens = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable("table").parse(text)
    page = Entry("page", 0, Said("", Span(0, 0)))
    around = [page]
    for entry in _entries(SyntaxTreeNode(tokens), source, _UNDER_HEADINGS):
        while around[-1].depth >= entry.depth:
            around.pop()
        around[-1].inside.append(entry)
        around.append(entry)
    return page


def _entries(node: SyntaxTreeNode, source: Source, depth: int) -> Iterator[Entry]:
    """All entries in order; what is deeper stands inside what comes before it."""
    for child in node.children:
        if child.type == "heading":
            yield from _lines(child, source, "heading", int(child.tag[1:]))
        elif child.type == "paragraph":
            yield from _lines(child, source, "line", depth)
        elif child.type in ("bullet_list", "ordered_list"):
            for item in child.children:
                yield from _item(item, source, depth + 1)
        elif child.type == "table":
            yield from _rows(child, source, depth + 1)
        elif child.type == "blockquote":
            yield from _entries(child, source, depth)


def _item(item: SyntaxTreeNode, source: Source, depth: int) -> Iterator[Entry]:
    """An item: its first line, and what is in it."""
    for number, entry in enumerate(_entries(item, source, depth + 1)):
        if number == 0 and entry.kind == "line":
            entry.kind, entry.depth = "item", depth
        yield entry


def _lines(node: SyntaxTreeNode, source: Source, kind: str, depth: int) -> Iterator[Entry]:
    """The lines of a paragraph or heading."""
    for inline in node.children:
        first = inline.map[0] + 1 if inline.map else 1
        line: list[SyntaxTreeNode] = []
        for child in (*inline.children, None):
            if child is not None and child.type not in _BREAKS:
                line.append(child)
                continue
            text = _plain(line)
            if text:
                marked = next(node for node in line if node.type != "text" or node.content.strip()).type in (
                    "strong",
                    "em",
                )
                yield Entry(kind, depth, Said(text, _span(source, first, text)), marked)
            line, first = [], first + 1


def _plain(nodes: list[SyntaxTreeNode]) -> str:
    """Words without their marks; pictures and HTML say nothing."""
    parts: list[str] = []
    for node in nodes:
        if node.type in ("text", "code_inline", "text_special"):
            parts.append(node.content)
        elif node.type not in ("image", "html_inline"):
            parts.append(_plain(node.children))
    return " ".join("".join(parts).split())


def _span(source: Source, line: int, text: str, behind: int = 0) -> Span:
    """Where words stand in a line; where marks are between them, the line without what it begins with."""
    written, start = source.line(line), source.offset(line)
    at = written.find(text, behind)
    if at >= 0:
        return Span(start + at, start + at + len(text))
    lead = re.match(r"[\s#>*+|-]*", written)
    return Span(start + (lead.end() if lead else 0), start + max(len(written.rstrip()), 1))


def _rows(table: SyntaxTreeNode, source: Source, depth: int) -> Iterator[Entry]:
    """The rows of a table, by the headings of its columns."""
    rows = [row for part in table.children for row in part.children]
    names = [cell.text for cell in _cells(rows[0], source)] if rows else []
    for row in rows[1:]:
        cells = _cells(row, source)
        said = {name: cell for name, cell in zip(names, cells, strict=False) if name}
        first = next((cell for cell in said.values() if cell.text), None)
        if first is not None:
            yield Entry("row", depth, first, cells=said)


def _cells(row: SyntaxTreeNode, source: Source) -> list[Said]:
    line = row.map[0] + 1 if row.map else 1
    found: list[Said] = []
    behind = 0
    for cell in row.children:
        text = _plain([child for inline in cell.children for child in inline.children])
        span = _span(source, line, text, behind)
        behind = span.end - source.offset(line) if text else behind
        found.append(Said(text, span))
    return found


def field_of(entry: Entry) -> tuple[str, Said] | None:
    """What a line says of what it stands under: `Owner: Ann`."""
    match = re.fullmatch(r"([^:：]{1,40}?)\s*[:：]\s*(.*)", entry.said.text)
    if match is None:
        return None
    return match[1], part_of(entry.said, match[2])


def part_of(said: Said, text: str) -> Said:
    """The end of what is said, at its place."""
    length = said.span.end - said.span.start
    behind = len(said.text) - len(text)
    whole = length == len(said.text)
    return Said(text, Span(said.span.start + behind, said.span.end) if whole and text else said.span)
