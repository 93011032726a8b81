"""A sketch of a YAML text, finished or not, by its lines: keys, dashes and how far each line is indented. JSON is the same in one pair of brackets.

A line that fits nowhere is taken where it most likely belongs: half-written texts are the rule here. Linear in the text, and never raises.
"""

from __future__ import annotations

from kpi_rules.editing.plans.brackets import Brackets, settle
from kpi_rules.editing.plans.scanning import (
    KEY,
    PROPERTIES,
    Scalar,
    is_over,
    line_end,
    lines_below,
    next_line,
    pattern,
    plain,
    quoted,
    skip_blanks,
    unquoted,
)
from kpi_rules.editing.plans.sketch import Node
from kpi_rules.source import Span

_DASH = r"-(?=[ \t\r\n]|\Z)"


def yaml_sketch(text: str, *, json: bool = False) -> Node:
    """What a text holds as far as its lines tell."""
    return _Lines(text, json).read()


class _Lines:
    def __init__(self, text: str, json: bool) -> None:
        self.text = text
        self.json = json
        self.root = Node("nothing", 0, 0)
        self.open: list[Node] = []
        """The blocks that the next line may go on with, the outermost first."""
        self.anchors: dict[str, Node] = {}

    def read(self) -> Node:
        at = 0
        while at < len(self.text):
            at = self._line(at)
        self._close(0)
        if self.root.kind in ("record", "list") and self.root.entries:
            self.root.end = max(self.root.end, self.root.entries[-1].whole.end)
        return self.root

    def _line(self, line: int) -> int:
        """One line, and those that its value takes; where the next begins."""
        at = skip_blanks(self.text, line)
        if at == line and pattern(r"(?:---|\.\.\.)(?=[ \t\r\n]|\Z)").match(self.text, at):
            at = skip_blanks(self.text, at + 3)
        if is_over(self.text, at) or (at == line and self.text[at] == "%"):
            return next_line(self.text, at)
        while pattern(_DASH).match(self.text, at):
            entry = self._dash(at - line, at)
            at = self._named(skip_blanks(self.text, at + 1), entry)
            if is_over(self.text, at):
                return next_line(self.text, at)
        return next_line(self.text, self._words(at - line, at))

    def _words(self, column: int, at: int) -> int:
        """What stands on a line behind its dashes; where that ends."""
        key = pattern(KEY).match(self.text, at)
        if key is None or (self.json and not self.open):
            return self._alone(column, at)
        words, double, single = key["plain"], key["double"], key["single"]
        name = words.strip(" \t") if words is not None else unquoted(f'"{double}"' if single is None else f"'{single}'")
        written = self.text[key.start() : key.end() - 1].rstrip(" \t")
        entry = self._entry(column, name, Span(at, at + len(written)), key.end())
        value = self._named(skip_blanks(self.text, key.end()), entry)
        return value if is_over(self.text, value) else self._value(entry, value, column)

    def _alone(self, column: int, at: int) -> int:
        """A value on a line of its own, or a key that has no colon yet."""
        slot = self._slot(column)
        if slot is not None:
            behind = slot.parent.column if slot.parent is not None and slot.parent.column is not None else -1
            return self._value(slot, at, behind)
        self._close(column + 1)
        top = self.open[-1] if self.open else None
        if top is not None and top.kind == "record" and top.column == column:
            found = plain(self.text, at, len(self.text))
            span = Span(at, found.end)
            entry = Node("nothing", found.end, found.end, top, found.text, span, at, colon=False)
            top.entries.append(entry)
        return line_end(self.text, at)

    # -- blocks

    def _dash(self, column: int, at: int) -> Node:
        """A new entry of the list at this column."""
        self._close(column + 1)
        top = self.open[-1] if self.open else None
        if top is None or top.kind != "list" or top.column != column:
            slot = self._slot(column)
            around = next((node for node in reversed(self.open) if node.kind == "list"), None)
            top = self._begin("list", slot, column, at) if slot is not None else around
        entry = Node("nothing", at + 1, at + 1, top, lead=at)
        if top is not None:  # else a dash that belongs nowhere
            top.entries.append(entry)
        return entry

    def _entry(self, column: int, name: str, key: Span, end: int) -> Node:
        """A new entry of the record at this column."""
        closed = self._close(column + 1)
        while len(self.open) > 1 and self.open[-1].kind == "list" and self.open[-1].column == column:
            closed = self._close(column) or closed
        top = self.open[-1] if self.open else None
        if top is None or top.kind != "record" or top.column != column:
            slot = self._slot(column)
            top = self._begin("record", slot, column, key.start) if slot is not None else self._nearest_record(closed)
        entry = Node("nothing", end, end, top, name, key, key.start)
        if top is not None:
            top.entries.append(entry)
        return entry

    def _nearest_record(self, closed: Node | None) -> Node | None:
        """The record that a line at a column of its own most likely goes on with."""
        if closed is not None and closed.kind == "record":
            self.open.append(closed)
            return closed
        return next((node for node in reversed(self.open) if node.kind == "record"), None)

    def _slot(self, column: int) -> Node | None:
        """Where a block or value at this column can stand: what has a key or dash further left, and nothing in it."""
        if not self.open:
            return self.root if self.root.kind != "record" and not self.root.entries else None
        for top in reversed(self.open):
            assert top.column is not None
            last = top.entries[-1] if top.entries else None
            if column > top.column or (column == top.column and top.kind == "record"):
                free = last is not None and last.kind in ("nothing", "value") and last.colon
                same_line = column == top.column
                if not free or last is None or (last.kind == "value" and same_line):
                    return None
                return last if last.kind == "nothing" or not last.closed or self._may_replace(last) else None
        return None

    def _may_replace(self, last: Node) -> bool:
        """Whether what stands behind a key gives way to a block below it: a word that is being typed."""
        return not last.quote and last.target is None and "\n" not in self.text[last.start : last.end]

    def _begin(self, kind: str, slot: Node, column: int, at: int) -> Node:
        """A block begins in the place of a node."""
        slot.kind = "record" if kind == "record" else "list"
        slot.start, slot.end, slot.column, slot.text, slot.quote, slot.closed = at, at, column, "", "", True
        self.open.append(slot)
        return slot

    def _close(self, column: int) -> Node | None:
        """End the blocks from this column on; the outermost of them. The first block of the text stays open to its end."""
        last = None
        while self.open and (self.open[-1].column or 0) >= column and (len(self.open) > 1 or column == 0):
            last = self.open.pop()
            last.end = max(last.start, *(entry.whole.end for entry in last.entries[-1:]), last.end)
        return last

    # -- values

    def _named(self, at: int, node: Node) -> int:
        """Skip anchors and tags, and note what an anchor names."""
        found = pattern(PROPERTIES).match(self.text, at)
        end = found.end() if found else at
        for word in self.text[at:end].split():
            if word.startswith("&"):
                self.anchors[word[1:]] = node
        return end

    def _value(self, node: Node, at: int, behind: int) -> int:
        """A value that begins here; where it ends."""
        at = self._named(at, node)
        if at >= len(self.text):
            return at
        sign = self.text[at]
        if sign in "{[":
            return Brackets(self.text, behind, json=self.json, anchors=self.anchors).fill(node, at)
        if sign == "*":
            return self._alias(node, at)
        found = self._scalar(at, sign, behind)
        settle(node, found)
        return found.end

    def _scalar(self, at: int, sign: str, behind: int) -> Scalar:
        if sign in "\"'":
            return quoted(self.text, at, behind, one_line=self.json)
        if sign in "|>" and pattern(r"[|>][-+0-9]*[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|\Z)").match(self.text, at):
            return lines_below(self.text, at, behind)
        return plain(self.text, at, behind)

    def _alias(self, node: Node, at: int) -> int:
        found = pattern(r"\*[^\s,\[\]{}]*").match(self.text, at)
        end = found.end() if found else at + 1
        settle(node, Scalar(at, end, self.text[at:end]))
        node.target = self.anchors.get(self.text[at + 1 : end])
        return end
