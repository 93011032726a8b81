"""A sketch of a TOML text, finished or not: tables by their headings, and `key = value` lines. Linear in the text, and never raises."""

from __future__ import annotations

from kpi_rules.editing.plans.brackets import Brackets, settle
from kpi_rules.editing.plans.scanning import (
    Scalar,
    is_over,
    line_end,
    next_line,
    pattern,
    quoted,
    skip_blanks,
    unquoted,
)
from kpi_rules.editing.plans.sketch import Node
from kpi_rules.source import Span

_PART = r"[ \t]*(?:\"((?:[^\"\\\r\n]|\\[^\r\n])*)\"|'([^'\r\n]*)'|([^ \t\r\n\"'.=\[\]#]+))[ \t]*"


def toml_sketch(text: str) -> Node:
    """What a text holds as far as its lines tell."""
    root = Node("record", 0, len(text), column=0)
    here, at = root, 0
    while at < len(text):
        start = skip_blanks(text, at)
        if is_over(text, start):
            at = next_line(text, start)
        elif text[start] == "[":
            here = _table(root, text, start)
            at = next_line(text, start)
        else:
            at = next_line(text, _pair(here, text, start))
            _stretch(here, min(at, len(text)))
    return root


def _stretch(node: Node, end: int) -> None:
    """Let a table, and what is around it, reach as far as its last line."""
    while node.parent is not None:
        node.end = max(node.end, end)
        node = node.parent


def _keys(text: str, at: int) -> tuple[list[tuple[str, Span]], int]:
    """The parts of a dotted key with their places, and where it ends."""
    parts: list[tuple[str, Span]] = []
    while (found := pattern(_PART).match(text, at)) is not None:
        double, single, bare = found.groups()
        start = at + len(found[0]) - len(found[0].lstrip(" \t"))
        span = Span(start, start + len(found[0].strip(" \t")))
        parts.append((unquoted(f'"{double}"') if double is not None else single if bare is None else bare, span))
        at = found.end()
        if not text.startswith(".", at):
            break
        at += 1
    return parts, at


def _table(root: Node, text: str, start: int) -> Node:
    """The record that a heading leads to, made where it is new."""
    many = text.startswith("[[", start)
    parts, _ = _keys(text, start + (2 if many else 1))
    here = root
    for name, span in parts[:-1]:
        here = _last(_inner(here, name, span, start, "record"))
    if not parts:
        return here
    name, span = parts[-1]
    held = _inner(here, name, span, start, "list" if many else "record")
    if not many:
        held.column = 0
        return _last(held)
    if held.kind != "list":
        return held
    entry = Node("record", start, line_end(text, start), held, lead=start, column=0)
    held.entries.append(entry)
    return entry


def _inner(here: Node, name: str, span: Span, lead: int, kind: str) -> Node:
    """What a record holds under a name; a new record or list where there is nothing."""
    held = here.get(name) if here.kind == "record" else None
    if held is None:
        held = Node("list" if kind == "list" else "record", span.end, span.end, here, name, span, lead, column=0)
        here.entries.append(held)
    return held


def _last(held: Node) -> Node:
    """Of a list of tables, the last."""
    return held.entries[-1] if held.kind == "list" and held.entries else held


def _pair(here: Node, text: str, start: int) -> int:
    """`key = value`, or as much of it as there is; where it ends."""
    parts, at = _keys(text, start)
    if not parts:
        return line_end(text, start)
    for name, span in parts[:-1]:
        here = _inner(here, name, span, start, "record")
    name, span = parts[-1]
    equals = text.startswith("=", at)
    end = at + 1 if equals else span.end
    entry = Node("nothing", end, end, here, name, span, start, equals)
    here.entries.append(entry)
    at = skip_blanks(text, end)
    return at if not equals or is_over(text, at) else _value(entry, text, at)


def _value(node: Node, text: str, at: int) -> int:
    if text[at] in "{[":
        return Brackets(text, -1, toml=True).fill(node, at)
    settle(node, _scalar(text, at))
    return node.end


def _scalar(text: str, at: int) -> Scalar:
    for quote in ('"""', "'''"):
        if text.startswith(quote, at):
            end = text.find(quote, at + 3)
            closed = end >= 0
            end = end + 3 if closed else line_end(text, at)
            return Scalar(at, end, text[at + 3 : end - 3 if closed else end].lstrip("\r\n"), quote, closed)
    if text[at] in "\"'":
        return quoted(text, at, -1, one_line=True)
    words = text[at : line_end(text, at)].partition("#")[0].rstrip(" \t")
    return Scalar(at, at + len(words), words)
