"""What stands in brackets in a text that is being written: `{…}` and `[…]` of YAML, all of JSON, and the values of TOML.

Comes in: a text, the node that opens at an offset, the column that its lines have to stand behind. Goes out: the node filled, and where it ends, or
where the next line shows that it was left open.
"""

from __future__ import annotations

from collections.abc import Mapping

from kpi_rules.editing.plans.scanning import Scalar, depth, line_end, next_line, opens_block, pattern, quoted
from kpi_rules.editing.plans.sketch import Node
from kpi_rules.source import Span

_CLOSES = {"}": "record", "]": "list"}
_PLAIN = r"(?:[^\r\n,\[\]{}:#]|:(?![ \t\r\n,\[\]{}]|\Z)|(?<=[^ \t\r\n])#)+"
_TOML_PLAIN = r"[^\r\n,\[\]{}=#]+"


class Brackets:
    """Fills one node with what stands in its brackets."""

    def __init__(
        self,
        text: str,
        behind: int,
        *,
        json: bool = False,
        toml: bool = False,
        anchors: Mapping[str, Node] | None = None,
    ) -> None:
        self.text = text
        self.anchors = anchors or {}
        self.behind = behind
        self.one_line = json or toml
        self.mark = "=" if toml else ":"
        self.plain = pattern(_TOML_PLAIN if toml else _PLAIN)
        self.open: list[Node] = []
        self.entry: Node | None = None
        """The entry of the innermost brackets that is being written; none after a comma."""

    def fill(self, node: Node, at: int) -> int:
        """Read what opens at an offset; where it ends."""
        self._enter(node, at)
        at = last = at + 1
        while at < len(self.text) and self.open:
            sign = self.text[at]
            if sign in "\r\n":
                at = next_line(self.text, at)
                if self._is_left_open(at):
                    break
            elif sign in " \t":
                at += 1
            elif sign == "#" and self.text[at - 1] in " \t\r\n":
                at = line_end(self.text, at)
            else:
                at = last = max(at + 1, self._token(at, sign))
        for left in self.open:
            left.end, left.closed = last, False
        return last

    def _is_left_open(self, line: int) -> bool:
        """Whether a line is no part of the brackets but goes on with the block around them."""
        deep = depth(self.text, line)
        return deep is not None and deep <= self.behind and opens_block(self.text, line + deep)

    def _token(self, at: int, sign: str) -> int:
        if sign == ",":
            self.entry = None
        elif sign in _CLOSES:
            self._leave(_CLOSES[sign], at + 1)
        elif sign in "{[":
            self._enter(self._place(at), at)
        elif sign == self.mark and self._is_mark(at):
            self._colon(at + 1)
        elif sign in "\"'":
            return self._scalar(quoted(self.text, at, self.behind, one_line=self.one_line))
        else:
            found = self.plain.match(self.text, at)
            if found is not None:
                return self._scalar(Scalar(at, at + len(found[0].rstrip(" \t")), found[0].rstrip(" \t")))
        return at + 1

    def _is_mark(self, at: int) -> bool:
        return self.mark == "=" or self.entry is not None or self.text[at + 1 : at + 2] in " \t\r\n,]}"

    def _enter(self, node: Node, at: int) -> None:
        node.kind = "record" if self.text[at] == "{" else "list"
        node.start, node.end, node.column = at, at + 1, None
        self.open.append(node)
        self.entry = None

    def _leave(self, kind: str, end: int) -> None:
        """Close the innermost brackets of this kind, and those in them that were left open."""
        if all(node.kind != kind for node in self.open):
            return
        while self.open:
            node = self.open.pop()
            node.end, node.closed = end, node.kind == kind
            if node.kind == kind:
                break
        self.entry = self.open[-1].entries[-1] if self.open and self.open[-1].entries else None

    def _place(self, at: int) -> Node:
        """The node that a value at an offset is: that of a key without one, or a new entry."""
        if self.entry is not None and self.entry.kind == "nothing" and self.entry.colon:
            return self.entry
        self.entry = Node("nothing", at, at, self.open[-1], lead=at)
        self.open[-1].entries.append(self.entry)
        return self.entry

    def _colon(self, end: int) -> None:
        if self.entry is not None and not self.entry.colon:
            self.entry.colon = True
            self.entry.start = self.entry.end = end

    def _scalar(self, found: Scalar) -> int:
        container = self.open[-1]
        if self.entry is not None and self.entry.kind == "value" and not self.entry.quote and not found.quote:
            self.entry.text += " " + found.text  # goes on from the line above
            self.entry.end = found.end
        elif container.kind == "record" and self.entry is None:
            span = Span(found.start, found.end)
            self.entry = Node("nothing", found.end, found.end, container, found.text, span, found.start, colon=False)
            self.entry.quote, self.entry.closed = found.quote, found.closed
            container.entries.append(self.entry)
        elif self.entry is None or self.entry.kind == "nothing":
            node = self._place(found.start)
            settle(node, found)
            if found.text.startswith("*") and not found.quote:
                node.target = self.anchors.get(found.text[1:])
        return found.end


def settle(node: Node, found: Scalar) -> None:
    """Let a node be a single value."""
    node.kind, node.start, node.end = "value", found.start, found.end
    node.text, node.quote, node.closed, node.column = found.text, found.quote, found.closed, None
