"""Documents that fit themselves to a width: pieces of text with places where a line may break → lines.

After Wadler's and Prettier's printers. A `Group` stands on one line where it fits, and breaks at each of its own `Line`s
where it does not; a `Fill` breaks only where it must. Knows nothing of rules.
"""

from __future__ import annotations

from kpi_rules.structs import Struct

INDENT = 2


class Line(Struct):
    """A place where a line may break; `flat` stands there where it does not."""

    flat: str = " "


class Fresh(Struct):
    """Text that spans lines begins: an end-of-line comment that still waits is written before it."""


class Remark(Struct):
    """A comment. `own`: on a line of its own; else at the end of the line that it stands on."""

    text: str
    own: bool


class Row(Struct):
    """Pieces one after the other. `forced`: a comment in it needs a line break; `ends`: it ends with a comment."""

    parts: tuple[Piece, ...]
    forced: bool
    ends: bool


class Nest(Struct):
    """A piece whose new lines stand one step further in; `align`: where it starts itself."""

    inner: Piece
    align: bool = False


class Group(Struct):
    """A piece that stands on one line, or breaks at all of its own places."""

    inner: Piece


class Fill(Struct):
    """Words: each goes on the line where it fits, else on the next. `more`: one stands before them already."""

    words: tuple[Piece, ...]
    more: bool = False


Piece = str | Line | Fresh | Remark | Row | Nest | Group | Fill
SPACE_OR_BREAK = Line()
BREAK = Line("")


def row(*parts: Piece) -> Row:
    """Pieces one after the other."""
    forced = any(map(is_forced, parts)) or any(map(ends_with_remark, parts[:-1]))
    return Row(parts, forced, bool(parts) and ends_with_remark(parts[-1]))


def is_forced(piece: Piece) -> bool:
    """Whether a comment in it needs a line break."""
    match piece:
        case Row():
            return piece.forced
        case Nest() | Group():
            return is_forced(piece.inner)
        case Fill():
            return any(map(is_forced, piece.words))
        case Remark():
            return piece.own
        case _:
            return False


def ends_with_remark(piece: Piece) -> bool:
    """Whether it ends with an end-of-line comment."""
    match piece:
        case Row():
            return piece.ends
        case Nest() | Group():
            return ends_with_remark(piece.inner)
        case Remark():
            return not piece.own
        case _:
            return False


def render(piece: Piece, width: int, indent: int = 0) -> str:
    """The lines of a document, none ending in blanks."""
    printer = _Printer(width, indent)
    printer.run(piece)
    return printer.text()


class _Task(Struct):
    indent: int
    flat: bool
    piece: Piece


class _Printer:
    def __init__(self, width: int, indent: int) -> None:
        self.width = width
        self.indent = indent
        self.lines: list[str] = []
        self.line = " " * indent
        self.waiting: list[str] = []
        self.stack: list[_Task] = []

    def text(self) -> str:
        self.new_line(0)
        return "\n".join(self.lines)

    def run(self, piece: Piece) -> None:
        self.stack.append(_Task(self.indent, False, piece))
        while self.stack:
            self.step(self.stack.pop())

    def step(self, task: _Task) -> None:
        match task.piece:
            case str(text):
                self.line += text
            case Line(flat):
                if task.flat:
                    self.line += flat
                else:
                    self.new_line(task.indent)
            case Row(parts):
                self.stack.extend(_Task(task.indent, task.flat, part) for part in reversed(parts))
            case Nest(inner, align):
                self.stack.append(_Task(len(self.line) if align else task.indent + INDENT, task.flat, inner))
            case Group(inner):
                on_one_line = task.flat or (not is_forced(inner) and self.fits(_Task(task.indent, True, inner)))
                self.stack.append(_Task(task.indent, on_one_line, inner))
            case Fill():
                self.fill(task, task.piece)
            case Remark():
                self.remark(task.piece, task.indent)
            case Fresh():
                if self.waiting:
                    self.new_line(task.indent)

    def fill(self, task: _Task, fill: Fill) -> None:
        """A word, or the space or line break before it, and then the others."""
        first, rest = fill.words[:1], fill.words[1:]
        if not first:
            return
        self.stack.append(_Task(task.indent, task.flat, Fill(rest, more=True)))
        if fill.more:
            flat = task.flat or (not is_forced(first[0]) and self.fits(_Task(0, True, row(" ", first[0]))))
            self.stack.append(_Task(task.indent, task.flat, first[0]))
            self.stack.append(_Task(task.indent, flat, SPACE_OR_BREAK))
        else:
            self.stack.append(_Task(task.indent, task.flat, first[0]))

    def remark(self, remark: Remark, indent: int) -> None:
        if not remark.own:
            self.waiting.append(remark.text)
            return
        if self.line.strip() or self.waiting:
            self.new_line(indent)
        self.line = " " * indent + remark.text
        self.new_line(indent)

    def new_line(self, indent: int) -> None:
        line = self.line.rstrip()
        if self.waiting:
            line = f"{line}  {' '.join(self.waiting)}" if line else " ".join(self.waiting)
            self.waiting.clear()
        self.lines.append(line)
        self.line = " " * indent

    def fits(self, task: _Task) -> bool:
        """Whether a piece stands on the rest of the line, with all that follows it up to the next line break."""
        left = self.width - len(self.line)
        tasks = [task]
        below = len(self.stack)
        while left >= 0:
            if not tasks:
                if not below:
                    return True
                below -= 1
                tasks.append(self.stack[below])
            here = tasks.pop()
            match here.piece:
                case str(text):
                    left -= len(text)
                case Line(flat):
                    if not here.flat:
                        return True
                    left -= len(flat)
                case Row(parts):
                    tasks.extend(_Task(0, here.flat, part) for part in reversed(parts))
                case Nest(inner) | Group(inner):
                    tasks.append(_Task(0, here.flat and not is_forced(inner), inner))
                case Fill(words, more):
                    for index in range(len(words) - 1, -1, -1):
                        tasks.append(_Task(0, here.flat, words[index]))
                        tasks += [_Task(0, here.flat, SPACE_OR_BREAK)] if index or more else []
                case Remark(own=True):
                    return True
        return False
