"""Where a cursor stands in a plan: at a field's name, at its value, at a new entry of a list, in a comment.

Comes in: a sketch and an offset. Goes out: the `Spot`s that what is typed there may belong to, the likeliest first. Knows nothing of the schema.
"""

from __future__ import annotations

from collections.abc import Iterator

from kpi_rules.editing.plans.scanning import depth, is_over, line_end, next_line, pattern
from kpi_rules.editing.plans.sketch import Node
from kpi_rules.source import Span
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

Part: TypeAlias = 'Literal["field", "value", "entry", "comment"]'


class Spot(Struct):
    """A place to write at. `node` is the record of a field, the list of an entry, or what the value is of; `span` is what is written over.

    `column` is where a field or entry of a block begins, none in brackets; `before` is what has to be written first: a blank, or how far
    it is indented; `pushes`: what stands there goes on a line of its own.
    """

    part: Part
    node: Node
    span: Span
    typed: str = ""
    column: int | None = None
    before: str = ""
    pushes: bool = False


def spots_at(text: str, sketch: Node, offset: int) -> tuple[Spot, ...]:
    """What is being written at an offset."""
    return tuple(_spots(text, sketch, max(0, min(offset, len(text)))))


def _spots(text: str, sketch: Node, offset: int) -> Iterator[Spot]:
    node = sketch.at(offset)
    if node.kind != "value" and (start := comment_at(text, sketch, offset)) is not None:
        yield Spot("comment", node, Span(start, line_end(text, offset)), text[start:offset])
    elif node.parent is not None and node.key_span is not None and node.key_span.start <= offset <= node.key_span.end:
        typed = text[node.key_span.start : offset]
        if not typed:  # before a name, another goes: nobody has begun to write this one anew
            yield Spot("field", node.parent, Span(offset, offset), "", node.parent.column, pushes=node.parent.in_block)
            return
        yield Spot("field", node.parent, node.key_span, typed, node.parent.column)
    elif node.kind == "value" and node.start <= offset <= node.end:
        yield from _in_value(text, node, offset)
    elif (brackets := _left_open(text, sketch, node, offset)) is not None:
        yield from _in_brackets(text, brackets, offset)
    else:
        yield from _in_block(text, sketch, offset)


def _left_open(text: str, sketch: Node, node: Node, offset: int) -> Node | None:
    """The brackets that an offset is in: around it, or opened before it and not closed."""
    if node.kind in ("record", "list") and not node.in_block:
        return _innermost(node)
    last = _innermost(list(_chain(sketch, offset))[-1])
    is_open = last.kind in ("record", "list") and not last.in_block and not last.closed
    return last if is_open and not text[last.end : offset].strip() else None


def _innermost(node: Node) -> Node:
    """The last brackets in it that were left open."""
    while node.entries and not node.in_block:
        last = node.entries[-1]
        if last.kind not in ("record", "list") or last.closed:
            break
        node = last
    return node


def comment_at(text: str, sketch: Node, offset: int) -> int | None:
    """Where the comment begins that an offset is in."""
    line = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    for found in pattern(r"(?<![^ \t\r\n])#").finditer(text, line, offset):
        around = sketch.at(found.start())
        if around.kind != "value" or not around.start <= found.start() < around.end:
            return found.start()
    return None


def _in_value(text: str, node: Node, offset: int) -> Iterator[Spot]:
    yield Spot("value", node, node.span, text[node.start : offset])
    line = max(text.rfind("\n", 0, node.start), text.rfind("\r", 0, node.start)) + 1
    if not node.quote and (node.parent is None or node.parent.in_block):
        before = text[line : node.start]
        if not before.strip(" \t-"):  # alone on its line, or behind a dash: it may become the first field of a record
            yield Spot("field", node, node.span, text[node.start : offset], node.start - line)


def _in_brackets(text: str, node: Node, offset: int) -> Iterator[Spot]:
    last = next((entry for entry in reversed(node.entries) if entry.whole.start < offset), None)
    here = Span(offset, offset)
    if offset <= node.start or (node.closed and offset >= node.end):
        return
    if last is not None and "," not in text[last.whole.end : offset]:
        if last.kind == "nothing" and last.colon and last.key is not None:
            yield Spot("value", last, here, before=_blank(text, offset))
    elif node.kind == "record":
        yield Spot("field", node, here, before=_blank(text, offset, after=","))
    else:
        yield Spot("entry", node, here, before=_blank(text, offset, after=","))


def _blank(text: str, offset: int, after: str = ":=-") -> str:
    """A blank, where what is written would stick to the sign before it."""
    return " " if text[offset - 1 : offset] in tuple(after) else ""


def _in_block(text: str, sketch: Node, offset: int) -> Iterator[Spot]:
    chain = list(_chain(sketch, offset))
    last = chain[-1]
    line = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    if last.kind == "nothing" and last.colon and last.parent is not None and last.end >= line:
        yield from _behind(text, last, offset, line)
    elif not text[line : line_end(text, offset)].strip():
        yield from _on_empty_line(text, chain, offset, line)


def _chain(sketch: Node, offset: int) -> Iterator[Node]:
    """The blocks around a line, and what was begun last in them."""
    here: Node | None = sketch
    while here is not None:
        yield here
        if not here.in_block:
            break
        here = next((entry for entry in reversed(here.entries) if entry.lead < offset), None)


def _behind(text: str, node: Node, offset: int, line: int) -> Iterator[Spot]:
    """Behind a key or a dash with nothing after it."""
    if text[node.end : offset].strip():
        return
    before = _blank(text, offset)
    yield Spot("value", node, Span(offset, offset), before=before)
    if node.key is None:
        yield Spot("field", node, Span(offset, offset), "", offset - line + len(before), before)


def _on_empty_line(text: str, chain: list[Node], offset: int, line: int) -> Iterator[Spot]:
    """On a line with nothing on it: the column tells what it goes on with."""
    column, last = offset - line, chain[-1]
    blocks = [node for node in chain if node.in_block]
    parent = last.parent
    if last.kind == "nothing" and last.colon and (parent is None or column > (parent.column or 0)):
        yield Spot("field", last, Span(offset, offset), "", column)
        yield Spot("entry", last, Span(offset, offset), "", column)
        return
    blocks = _not_split(text, blocks, offset) or blocks
    fitting = [node for node in reversed(blocks) if node.column == column]
    near = next((node for node in reversed(blocks) if (node.column or 0) <= column), blocks[0] if blocks else None)
    for node in fitting or ([near] if near is not None else []):
        indent = "" if fitting else " " * (node.column or 0)
        span = Span(offset if fitting else line, offset)
        yield Spot("field" if node.kind == "record" else "entry", node, span, "", node.column, indent)


def _not_split(text: str, blocks: list[Node], offset: int) -> list[Node]:
    """The blocks that can go on here: not those around one whose next line follows."""
    following = line_end(text, offset)
    while following < len(text):
        following = next_line(text, following)
        deep = depth(text, following)
        if deep is not None and not is_over(text, following + deep):
            starts_entry = text[following + deep] == "-"
            lists = [node for node in blocks if node.kind == "list" and node.column == deep]
            return lists if starts_entry and lists else [node for node in blocks if (node.column or 0) >= deep]
        following = line_end(text, following)
    return blocks
