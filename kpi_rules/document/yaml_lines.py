"""YAML as most plans are written, `key: value` line by line: read without a parser, in a third of its time.

A text comes in; its data and the places of that go out, or nothing. What is here is the part of YAML in which every line says by itself what
it is: blocks of mappings and lists, values of one line (plain, in quotes without escapes, `[a, b]`, `{a: 1}`), comments. At the first line
that is anything else, and at anything that is wrong, all is left to libyaml (`yaml_data`), which alone decides what is YAML and alone tells
what is not: the tests hold both readings against each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from kpi_rules.document.places import Path, Place
from kpi_rules.document.scalars import STARTS_NUMBER, STARTS_WORD, Refused, resolve
from kpi_rules.source import Span
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kpi_rules.document.limits import Limits

_LONGEST_KEY = 64
_DEEPEST = 64
PIECE = 1 << 18
"""Characters looked at in one go: the lines of a large file are never all in memory."""

_FOREIGN = "\u2028\u2029\ufeff\ufffe\uffff"
"""Beyond the first 256 characters: what YAML 1.1 or 1.2 takes for a line break, a mark or a mistake."""
_NONE = r"\x00-\x1f\x7f-\x9f"
_KEY = rf"[A-Za-z_][\w-]{{0,{_LONGEST_KEY - 1}}}+"
_FIRST = rf"-?[^{_NONE} \-?:,\[\]{{}}#&*!|>'\"%@`]"
_PLAIN = rf"{_FIRST}[^{_NONE}:#]*+(?:(?::(?=[^ \n])|(?<! )#)[^{_NONE}:#]*+)*+"
_QUOTED = rf"\"[^{_NONE}\\\"]*+\"|'[^{_NONE}']*+'"
_WORD = rf"{_FIRST}[^{_NONE} ,:?#\[\]{{}}]*+(?: ++[^{_NONE} ,:?#\[\]{{}}]++)*+"
_PAIR = rf"(?:{_KEY}: )?+(?:{_WORD}|{_QUOTED})"
_FLOW = rf"[\[{{] *+(?:{_PAIR}(?:, *+{_PAIR})*+)?+ *+[\]}}]"
_COMMENT = rf"#[^{_NONE}]*+"
_VALUE = f"({_PLAIN}|{_QUOTED}|{_FLOW})"
_LINE = re.compile(
    rf"( *+)(- )?+(?:({_KEY}):(?: ++|(?=\n|\Z)))?+{_VALUE}?+ *+(?:(?<![^ \n]){_COMMENT})?+(?:\n|\Z)"
    rf"|([^\n]++\n?)",
    re.ASCII,
)
"""Indent, dash, key and value, each if there is one; or anything else."""
_INDENT = re.compile(rf"(?: *+(?:{_COMMENT})?+\n)*+( *+)")
_WRITTEN = re.compile(" ++" + _VALUE, re.ASCII)
_IN_FLOW = re.compile(rf"(?:({_KEY}): )?+({_WORD}|{_QUOTED})", re.ASCII)
_SPECIAL = frozenset("\"'[{") | STARTS_WORD | STARTS_NUMBER
Line = tuple[str, str, str, str, str]


class _Doubtful(Exception):
    """A parser should look at this."""


def read(text: str, limits: Limits) -> dict[str, Any] | None:
    """The data of a text; nothing where a parser should look at it."""
    # keys, values, lists and mappings that there can be: two in a line, two more with a dash or a comma, three in a bracket
    count = text.count
    most = 2 * (count("\n") + count("- ") + count(",")) + 3 * (count("[") + count("{")) + 8
    if most > limits.nodes or limits.key < _LONGEST_KEY or not (text.isascii() or _is_harmless(text)):
        return None
    try:
        return (
            _read(chain.from_iterable(_pieces(text, limits.text)), min(limits.depth, _DEEPEST), limits.digits) or None
        )
    except (_Doubtful, Refused):
        return None


def _is_harmless(text: str) -> bool:
    """Whether what is beyond ASCII in a text means nothing in YAML. (Half a surrogate pair is no text at all.)"""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return not any(sign in text for sign in _FOREIGN)


def _pieces(text: str, most: int) -> Iterator[list[Line]]:
    """The lines, many at a time; not where one of them, or a stretch without any, may be longer than `most`."""
    at, end = _start(text), len(text)
    while at < end:
        stop = text.find("\n", at + PIECE) + 1 or end
        lines: list[Line] = _LINE.findall(text, at, stop)
        if stop - at > most or (stop - at > PIECE and not any(line[2] or line[3] for line in lines)):
            raise _Doubtful
        yield lines
        at = stop


def _start(text: str) -> int:
    return 4 if text.startswith("---\n") else 0


def _read(lines: Iterable[Line], depth: int, digits: int) -> dict[str, Any]:
    """The data of some lines. A list stands half a column to the right of its dashes: within a key of the same column."""
    root: dict[str, Any] = {}
    holder: Any = root  # the list or mapping that is being filled
    here = 0  # where it stands, in half columns
    margin: str | None = ""  # what its next key is expected to stand behind
    stack: list[tuple[Any, int]] = []
    waiting: str | None = None  # the last key, where it has no value so far
    new: Any
    for indent, dash, key, text, other in lines:
        if indent != margin or dash or not key:
            if not key and not (dash and text):
                if dash or text or other:
                    raise _Doubtful
                continue
            column = 2 * len(indent) + len(dash) // 2
            if column > here and waiting is not None:
                stack.append((holder, here))
                holder[waiting] = new = [] if dash else {}
                holder, here = new, column
            while here > column:
                holder, here = stack.pop()
            if here != column or len(stack) > depth - 3:
                raise _Doubtful
            margin = indent
            if dash:
                waiting = margin = None
                if not key:
                    holder.append(_value(text, digits))
                    continue
                stack.append((holder, here))
                holder.append(new := {})
                holder, here, margin = new, column + 3, indent + "  "
        if key in holder:
            raise _Doubtful
        if text:
            holder[key] = _value(text, digits) if text[0] in _SPECIAL or text[-1] == " " else text
            waiting = None
        else:
            holder[key] = None
            waiting = key
    return root


def _value(text: str, digits: int) -> object:
    """A value that stands in its line."""
    first = text[0]
    if first in "\"'":
        return text[1:-1]
    if first in "[{":
        return _flow(text, digits)
    return resolve(text.rstrip(" "), digits)


def _flow(text: str, digits: int) -> list[object] | dict[str, object]:
    """A list or mapping in its line, with nothing like it inside."""
    found = _IN_FLOW.findall(text, 1, len(text) - 1)
    made = {key: _value(item, digits) for key, item in found if key}
    if text[0] == "{" and text[-1] == "}" and len(made) == len(found):
        return made
    if text[0] == "[" and text[-1] == "]" and not made:
        return [_value(item, digits) for _, item in found]
    raise _Doubtful


class Node(Struct):
    """Where a value stands: from `start`, and to `end` if that is in its line; else in lines that start in `column`."""

    start: int
    end: int = -1
    column: int = -1


class Lines:
    """The places of a text that was read here, looked for when asked: a key is the first of its name in its column."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._dashes: dict[int, list[int]] = {}
        self._found: dict[tuple[int, int, str | int], tuple[Node, Span | None]] = {}

    def find(self, path: Path, data: Any) -> Place:
        """The place of the longest part of the path that is there."""
        node, key, steps = self._block(_start(self._text)), None, 0
        for step in path:
            if step not in (data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()):
                break
            node, key = self._inside(node, step, data)
            data = data[step]
            steps += 1
        value = Span(node.start, self._end(node, data))
        return Place(value, key, steps, value)

    def _inside(self, node: Node, step: str | int, data: Any) -> tuple[Node, Span | None]:
        """One of the values in a list or mapping, and its key; looked for once: it may stand behind megabytes of others."""
        where = node.start, node.column, step
        if where not in self._found:
            self._found[where] = self._look(node, step, data)
        return self._found[where]

    def _look(self, node: Node, step: str | int, data: Any) -> tuple[Node, Span | None]:
        if node.column < 0:
            return self._in_flow(node, step)
        if isinstance(step, int):
            dash = self._dashes_of(node, len(data))[step]
            if type(data[step]) is dict and self._text[dash + 2] != "{":
                return Node(dash + 2, column=node.column + 2), None
            return self._value(dash + 1, data[step]), None
        start = node.start
        if not self._text.startswith(f"{step}:", start):
            start = self._text.index(f"\n{' ' * node.column}{step}:", start) + 1 + node.column
        key = Span(start, start + len(step))
        return self._value(key.end + 1, data[step]), key

    def _in_flow(self, node: Node, step: str | int) -> tuple[Node, Span | None]:
        for number, found in enumerate(_IN_FLOW.finditer(self._text, node.start + 1, node.end - 1)):
            if step in (number, found[1]):
                return Node(*found.span(2)), Span(*found.span(1)) if found[1] else None
        raise KeyError(step)  # never: the step is there

    def _value(self, at: int, value: object) -> Node:
        """Where the value stands whose key or dash ends here."""
        written = _WRITTEN.match(self._text, at)
        if written:
            return Node(written.start(1), written.start(1) + len(written[1].rstrip(" ")))
        return Node(at, at) if value is None else self._block(self._text.index("\n", at) + 1)

    def _block(self, at: int) -> Node:
        """The list or mapping that begins in the next line with anything in it."""
        indent = _INDENT.match(self._text, at)
        assert indent is not None
        return Node(indent.end(), column=len(indent[1]))

    def _dashes_of(self, node: Node, count: int) -> list[int]:
        """Where the dashes of a list stand."""
        if node.start not in self._dashes:
            lines = re.compile(rf"^ {{{node.column}}}- ", re.MULTILINE).finditer(self._text, node.start - node.column)
            self._dashes[node.start] = [line.end() - 2 for line in islice(lines, count)]
        return self._dashes[node.start]

    def _end(self, node: Node, data: Any) -> int:
        """The end of a value: that of the last one inside it."""
        while node.end < 0:
            last = next(reversed(data)) if isinstance(data, dict) else len(data) - 1
            node, _ = self._inside(node, last, data)
            data = data[last]
        return node.end
