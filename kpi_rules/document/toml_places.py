"""Where keys, values, tables and comments of a TOML text stand.

A source comes in, places go out; on the way the limits are kept and repeated keys are told. It reads as far as it
understands and leaves it to the reader of the values to say what is wrong after that. Knows nothing of values.
"""

from __future__ import annotations

import re
import tomllib

from kpi_rules.document import refusals
from kpi_rules.document.comments import Comment
from kpi_rules.document.limits import Limits
from kpi_rules.document.places import Tree
from kpi_rules.document.problems import Problems
from kpi_rules.document.scalars import STARTS_NUMBER, Refused, not_finite, resolve
from kpi_rules.source import Source, Span

_BLANK = re.compile(r"[ \t]*+")
_SPACE = re.compile(r"[ \t\r\n]*+")
_COMMENT = re.compile(r"#[^\r\n]*+")
_KEY = re.compile(r"""[A-Za-z0-9_-]++|"(?:[^"\\\r\n]++|\\.)*+"|'[^'\r\n]*+'""")
_SCALAR = re.compile(
    r""""{3}(?:[^"\\]++|\\.|"{1,2}+(?!"))*+"{3,5}"""
    r"""|'{3}(?:[^']++|'{1,2}+(?!'))*+'{3,5}"""
    r'''|"(?!"")(?:[^"\\\r\n]++|\\.)*+"'''
    r"""|'(?!'')[^'\r\n]*+'"""
    r"""|[0-9]{4}-[0-9]{2}-[0-9]{2}[ ][0-9]{2}:[0-9:.+Zz-]*+"""
    r"""|[^\s,\[\]{}#"'=]++""",
    re.DOTALL,
)
_BASED = re.compile(r"0[xob][0-9a-fA-F_]+")
_NOT_FINITE = re.compile(r"[-+]?(?:inf|nan)")


class _Lost(Exception):
    """The text is not understood from here on."""


def places(source: Source) -> Tree:
    """Where everything stands."""
    return _Locator(source, None, None).run().root


def comments(source: Source) -> tuple[Comment, ...]:
    """All comments."""
    return tuple(_Locator(source, None, None).run().comments)


def check(source: Source, limits: Limits, problems: Problems) -> None:
    """Tell what is beyond the limits, and repeated keys."""
    _Locator(source, limits, problems).run()


class _Locator:
    """Goes through the text once, line by line."""

    def __init__(self, source: Source, limits: Limits | None, problems: Problems | None) -> None:
        text = source.text
        self._text = text
        self._at = 0
        self._limits = (
            limits
            if limits is not None
            else Limits(size=len(text), depth=500, nodes=len(text) + 1, text=len(text), key=len(text))
        )
        self._problems = problems if problems is not None else Problems(source, 0)
        self._nodes = 0
        self._headers: set[int] = set()
        start = len(text) - len(text.lstrip())
        self.root = Tree(Span(start, max(start, len(text.rstrip()))))
        self.comments: list[Comment] = []

    def run(self) -> _Locator:
        """Read to the end, or to what is not understood."""
        tables, depth = [self.root], 0
        try:
            while self._next_line():
                if self._text[self._at] == "[":
                    tables, depth = self._header()
                else:
                    span = self._pair(tables[0], depth)
                    for table in tables:
                        table.value = table.value.to(span)
                self._end_of_line()
        except _Lost:
            pass
        return self

    def _next_line(self) -> bool:
        """To the next thing that is neither blank nor a comment; whether there is one."""
        while True:
            self._skip(_SPACE)
            if not self._text.startswith("#", self._at):
                return self._at < len(self._text)
            self._comment()

    def _end_of_line(self) -> None:
        self._skip(_BLANK)
        if self._text.startswith("#", self._at):
            self._comment()
        if self._at < len(self._text) and self._text[self._at] not in "\r\n":
            raise _Lost

    def _comment(self) -> None:
        start = self._at
        words = self._match(_COMMENT).rstrip()
        self.comments.append(Comment(Span(start, start + len(words)), words[1:].strip()))

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _match(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        if found is None:
            raise _Lost
        self._at = found.end()
        return found[0]

    def _literal(self, mark: str) -> None:
        if not self._text.startswith(mark, self._at):
            raise _Lost
        self._at += len(mark)

    # -- keys ---------------------------------------------------------------------------------------------------------

    def _key(self) -> list[tuple[str, Span]]:
        """A key with its parts between dots."""
        parts: list[tuple[str, Span]] = []
        while True:
            self._skip(_BLANK)
            start = self._at
            part = self._match(_KEY)
            parts.append((self._key_text(part, start), Span(start, self._at)))
            if len(parts) > self._limits.depth:
                self._stop(refusals.too_deep, parts[-1][1])
            self._skip(_BLANK)
            if not self._text.startswith(".", self._at):
                return parts
            self._at += 1

    def _key_text(self, part: str, start: int) -> str:
        if len(part) > self._limits.key + 2:
            self._stop(refusals.key_too_long, Span(start, self._at))
        if part[0] not in "\"'":
            return part
        if "\\" not in part:
            return part[1:-1]
        try:
            return str(tomllib.loads(f"key = {part}")["key"])
        except tomllib.TOMLDecodeError:
            raise _Lost from None

    def _header(self) -> tuple[list[Tree], int]:
        """`[table]` or `[[list of tables]]`: the table that the next lines fill (and its list), and its depth."""
        start = self._at
        mark = "[[" if self._text.startswith("[[", start) else "["
        self._at += len(mark)
        parts = self._key()
        self._literal("]" * len(mark))
        span = Span(start, self._at)
        table, depth = self.root, 0
        for text, key in parts[:-1]:
            table, steps = self._newest(self._child(table, text, key, span))
            depth += steps
        last, key = parts[-1]
        if mark == "[[":
            return self._entry(table, last, key, span), depth + 2
        return [self._table(table, last, key, span)], depth + 1

    def _newest(self, table: Tree) -> tuple[Tree, int]:
        """A table; of a list of tables, its last."""
        return (table.inside[len(table.inside) - 1], 2) if 0 in table.inside else (table, 1)

    def _child(self, table: Tree, text: str, key: Span, span: Span) -> Tree:
        if text not in table.inside:
            self._count(span)
            table.inside[text] = Tree(span, key)
        return table.inside[text]

    def _table(self, parent: Tree, text: str, key: Span, span: Span) -> Tree:
        table = self._child(parent, text, key, span)
        if id(table) in self._headers:
            refusals.duplicate(text, key, table.key, self._problems)
        self._headers.add(id(table))
        table.value, table.key = span, key
        return table

    def _entry(self, parent: Tree, text: str, key: Span, span: Span) -> list[Tree]:
        entries = self._child(parent, text, key, span)
        entries.value = entries.value.to(span)
        self._count(span)
        entry = entries.inside[len(entries.inside)] = Tree(span)
        return [entry, entries]

    # -- values -------------------------------------------------------------------------------------------------------

    def _pair(self, table: Tree, depth: int) -> Span:
        """`key = value`; the span of both."""
        parts = self._key()
        self._literal("=")
        self._skip(_BLANK)
        value = self._value(depth + len(parts))
        span = parts[0][1].to(value.value)
        for text, key in parts[:-1]:
            table = self._child(table, text, key, span)
            table.value = table.value.to(span)
        last, key = parts[-1]
        if last in table.inside:
            refusals.duplicate(last, key, table.inside[last].key, self._problems)
        self._count(key)
        value.key = key
        table.inside[last] = value
        return span

    def _value(self, depth: int) -> Tree:
        self._count(Span(self._at, self._at + 1))
        opening = self._text[self._at : self._at + 1]
        if opening not in ("[", "{"):
            return self._scalar()
        if depth >= self._limits.depth:
            self._stop(refusals.too_deep, Span(self._at, self._at + 1))
        return self._array(depth) if opening == "[" else self._inline_table(depth)

    def _array(self, depth: int) -> Tree:
        start = self._at
        array = Tree(Span(start, start))
        self._at += 1
        while self._next_line() and not self._text.startswith("]", self._at):
            array.inside[len(array.inside)] = self._value(depth + 1)
            self._next_line()
            if not self._text.startswith(",", self._at):
                break
            self._at += 1
        self._literal("]")
        array.value = Span(start, self._at)
        return array

    def _inline_table(self, depth: int) -> Tree:
        start = self._at
        table = Tree(Span(start, start))
        self._at += 1
        self._skip(_SPACE)
        while not self._text.startswith("}", self._at):
            self._pair(table, depth)
            self._skip(_SPACE)
            if not self._text.startswith(",", self._at):
                break
            self._at += 1
            self._skip(_SPACE)
        self._literal("}")
        table.value = Span(start, self._at)
        return table

    def _scalar(self) -> Tree:
        start = self._at
        furthest = start + self._limits.text + 6
        found = _SCALAR.match(self._text, start, furthest)
        if (
            self._text.startswith(('"', "'"), start)
            and len(self._text) > furthest
            and (found is None or found.end() == furthest)
        ):
            self._stop(refusals.too_long, Span(start, start + 1))
        if found is None:
            raise _Lost
        self._at = found.end()
        word, span = found[0], Span(*found.span())
        if word[0] in "\"'":
            return Tree(span)
        try:
            self._check_number(word)
        except Refused as refused:
            self._problems.add(span, refused.message, refused.help)
        return Tree(span)

    def _check_number(self, word: str) -> None:
        if _NOT_FINITE.fullmatch(word):
            raise not_finite(word)
        if word[0] in STARTS_NUMBER:
            plain = word.replace("_", "")
            resolve("9" * (len(plain) - 2) if _BASED.fullmatch(word) else plain, self._limits.digits)

    # -- limits -------------------------------------------------------------------------------------------------------

    def _count(self, span: Span) -> None:
        self._nodes += 1
        if self._nodes > self._limits.nodes:
            self._stop(refusals.too_many, span)

    def _stop(self, tell: refusals.Tell, span: Span) -> None:
        tell(span, self._limits, self._problems)
        raise _Lost
