"""New text for a plan, in its format: values quoted where they have to be, fields, and whole entries at their indentation, with places to fill in.

Comes in: what to write, as plain data. Goes out: lines. `Hole`s are the places that an editor lets its user fill in, one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kpi_rules.document import Format
from kpi_rules.document.rewriting import spelled
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    Piece: TypeAlias = "str | Hole"


class Hole(Struct):
    """A place to fill in, with what stands there until then."""

    text: str
    before: str = ""
    after: str = ""


class Written(Struct):
    """Text with holes in it."""

    pieces: tuple[Piece, ...] = ()

    @property
    def text(self) -> str:
        """The text as it stands when nobody fills anything in."""
        return "".join(
            piece if isinstance(piece, str) else f"{piece.before}{piece.text}{piece.after}" for piece in self.pieces
        )

    @property
    def snippet(self) -> str:
        """The text in the form that editors have for holes."""
        made, number = [], 0
        for piece in self.pieces:
            if isinstance(piece, str):
                made.append(_escaped(piece))
                continue
            number += 1
            inner = _escaped(piece.text).replace("}", "\\}")
            made.append(f"{_escaped(piece.before)}${{{number}:{inner}}}{_escaped(piece.after)}")
        return "".join(made)

    def __add__(self, other: Written) -> Written:
        return Written((*self.pieces, *other.pieces))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("$", "\\$")


class Style(Struct):
    """How a plan is laid out. `newline` ends its lines; `lists` is how much further than their key the dashes of its lists stand."""

    format: Format
    newline: str = "\n"
    step: int = 2
    lists: int = 2


def scalar(value: object, format_: Format) -> str:
    """A single value as it is written."""
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str):
        return str(value)
    old = "x" if format_ == "yaml" else '"x"'
    return spelled(format_, old, value) or '""'


def hole(value: object, format_: Format) -> Hole:
    """A place to fill in for a value: within its quotes, where it has some."""
    written = scalar(value, format_)
    return Hole(written[1:-1], '"', '"') if written.startswith('"') else Hole(written)


def key(name: str, format_: Format) -> str:
    """A field's name."""
    import json  # quotes of all three formats

    if format_ == "json":
        return json.dumps(name, ensure_ascii=False)
    written = spelled(format_, "x", name, key=True)
    return written or json.dumps(name, ensure_ascii=False)


def inline(value: Any, format_: Format) -> Written:
    """A value on one line."""
    mark = " = " if format_ == "toml" else ": "
    match value:
        case dict():
            parts = [Written((key(name, format_) + mark,)) + inline(one, format_) for name, one in value.items()]
            return Written(("{",)) + _joined(parts) + Written(("}",))
        case list():
            return Written(("[",)) + _joined([inline(one, format_) for one in value]) + Written(("]",))
        case _:
            return Written((hole(value, format_),))


def _joined(parts: Sequence[Written]) -> Written:
    joined: list[Piece] = []
    for number, part in enumerate(parts):
        joined += [", "] if number else []
        joined += part.pieces
    return Written(tuple(joined))


def block(value: Any, column: int, style: Style) -> Written:
    """A record or list as a block, whose first line begins at a column already."""
    margin = style.newline + " " * column
    lines: Iterable[Written]
    if isinstance(value, dict):
        lines = [Written((f"{key(name, 'yaml')}:",)) + below(one, column, style) for name, one in value.items()]
    else:
        lines = [Written(("- ",)) + _entry(one, column, style) for one in value]
    made: list[Piece] = []
    for number, line in enumerate(lines):
        made += [margin] if number else []
        made += line.pieces
    return Written(tuple(made))


def _entry(value: Any, column: int, style: Style) -> Written:
    return block(value, column + 2, style) if isinstance(value, dict) else inline(value, "yaml")


def below(value: Any, column: int, style: Style) -> Written:
    """What follows a key and its colon: a value on the same line, a block on the next ones."""
    if not isinstance(value, (dict, list)) or not value:
        return Written((" ",)) + inline(value, "yaml")
    if isinstance(value, list) and not isinstance(value[0], dict):
        return Written((" ",)) + inline(value, "yaml")
    deeper = column + (style.lists if isinstance(value, list) else style.step)
    return Written((style.newline + " " * deeper,)) + block(value, deeper, style)
