"""Single values in a text that is being written: quoted, plain and in blocks of lines, to where they end or seem to.

Comes in: a text, an offset, the column that the lines of the value have to stand behind. Goes out: `Scalar`s. Knows nothing of records and lists.
"""

from __future__ import annotations

import json
import re
from functools import cache

from kpi_rules.structs import Struct

_BLANKS = " \t"
_LINE_ENDS = "\r\n"


class Scalar(Struct):
    """A value's place, what it says, and whether its end is written."""

    start: int
    end: int
    text: str
    quote: str = ""
    closed: bool = True


@cache
def pattern(text: str) -> re.Pattern[str]:
    """A pattern, made when it is first needed."""
    return re.compile(text)


KEY = (
    r"(?:(?P<plain>(?:[^ \t\r\n,\[\]{}#&*!|>'\"%@`?:-]|[?:-](?=[^ \t\r\n]))(?:[^\r\n:#]|:(?=[^ \t\r\n])|(?<=[^ \t\r\n])#)*?)"
    r"|\"(?P<double>(?:[^\"\\\r\n]|\\[^\r\n])*)\"|'(?P<single>(?:[^'\r\n]|'')*)')[ \t]*:(?=[ \t\r\n]|\Z)"
)
"""A key and its colon, as a line of a block begins with it."""
PROPERTIES = r"(?:[&!][^ \t\r\n,\[\]{}]*[ \t]*)*"
"""Anchors and tags before a value."""


def line_end(text: str, at: int) -> int:
    """Where the line ends that an offset is in."""
    found = pattern(r"[\r\n]").search(text, at)
    return found.start() if found else len(text)


def next_line(text: str, at: int) -> int:
    """Where the line behind it begins."""
    end = line_end(text, at)
    return end + (2 if text.startswith("\r\n", end) else 1 if end < len(text) else 0)


def skip_blanks(text: str, at: int) -> int:
    """The first offset from here on that is no blank."""
    while at < len(text) and text[at] in " \t":
        at += 1
    return at


def is_over(text: str, at: int) -> bool:
    """Whether nothing more than a comment stands on the line from here on."""
    return at >= len(text) or text[at] in _LINE_ENDS or text[at] == "#"


def depth(text: str, line: int) -> int | None:
    """How far a line is indented; nothing for one that holds nothing."""
    at = skip_blanks(text, line)
    return None if at >= len(text) or text[at] in _LINE_ENDS else at - line


def opens_block(text: str, at: int) -> bool:
    """Whether an entry of a block begins here: `key:`, or a dash."""
    return bool(pattern(r"-(?=[ \t\r\n]|\Z)").match(text, at) or pattern(KEY).match(text, at))


def quoted(text: str, at: int, behind: int, *, one_line: bool = False) -> Scalar:
    """A value in quotes; it ends with its line where no quote closes it among the lines that may belong to it."""
    quote = text[at]
    rest = pattern(r'(?:[^"\\\r\n]|\\[^\r\n]|\\(?=[\r\n]))*' if quote == '"' else r"(?:[^'\r\n]|'')*")
    here, found = at + 1, rest.match(text, at + 1)
    while found is not None:
        end = found.end()
        if text.startswith(quote, end):
            return Scalar(at, end + 1, unquoted(text[at : end + 1]), quote)
        here = next_line(text, end)
        while not one_line and here < len(text) and depth(text, here) is None:
            here = next_line(text, here)
        if one_line or here >= len(text) or (depth(text, here) or 0) <= behind:
            break
        found = rest.match(text, here)
    end = at + len(text[at : line_end(text, at)].rstrip(_BLANKS))
    return Scalar(at, end, text[at + 1 : end], quote, closed=False)


def unquoted(written: str) -> str:
    """What a value in quotes says."""
    if written[0] == "'":
        return _fold().sub(_joint, written)[1:-1].replace("''", "'")
    if "\\" not in written:
        return _fold().sub(_joint, written)[1:-1]
    joined = pattern(r"\\(?:\r\n|\r|\n)[ \t]*").sub("", written)
    escaped = pattern(r"\\(?:U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|[^\r\n])").sub(_escape, _fold().sub(_joint, joined))
    try:
        return str(json.loads(escaped))
    except ValueError:
        return escaped[1:-1]


def _fold() -> re.Pattern[str]:
    return pattern(r"[ \t]*(?:\r\n|\r|\n)(?:[ \t]|\r\n|\r|\n)*")


def _joint(found: re.Match[str]) -> str:
    """What a fold between two lines stands for: a blank, or the empty lines in it."""
    return "\n" * (len(pattern(r"\r\n|\r|\n").findall(found[0])) - 1) or " "


def _escape(found: re.Match[str]) -> str:
    """YAML's escape as JSON's."""
    number = found[1] or found[2]
    if number is None:
        return {"\\0": "\\u0000", "\\ ": " "}.get(found[0], found[0])
    return json.dumps(chr(int(number, 16)))[1:-1] if int(number, 16) <= 0x10FFFF else "\ufffd"


def plain(text: str, at: int, behind: int) -> Scalar:
    """A value without quotes, with the deeper lines that go on with it."""
    found = pattern(r"(?:[^\r\n#]|(?<=[^ \t\r\n])#)*").match(text, at)
    end = at + len((found[0] if found else "").rstrip(_BLANKS))
    parts, breaks = [text[at:end]], 0
    here = next_line(text, end)
    while here < len(text) and not text[end : line_end(text, end)].strip().startswith("#"):
        deep = depth(text, here)
        if deep is None:
            breaks, here = breaks + 1, next_line(text, here)
            continue
        if deep <= behind or text[here + deep] == "#" or opens_block(text, here + deep):
            break
        more = pattern(r"(?:[^\r\n#]|(?<=[^ \t\r\n])#)*").match(text, here + deep)
        words = (more[0] if more else "").rstrip(_BLANKS)
        parts += ["\n" * breaks or " ", words]
        end, breaks = here + deep + len(words), 0
        here = next_line(text, end)
    return Scalar(at, end, "".join(parts))


def lines_below(text: str, at: int, behind: int) -> Scalar:
    """A block of lines: `|` or `>` and the deeper lines below."""
    end, here = at + len(text[at : line_end(text, at)].rstrip(_BLANKS)), next_line(text, at)
    first = here
    while here < len(text):
        deep = depth(text, here)
        if deep is not None:
            if deep <= behind:
                break
            end = here + len(text[here : line_end(text, here)].rstrip(_BLANKS))
        here = next_line(text, here)
    lines = pattern(r"\r\n|\r|\n").split(text[first : max(first, end)])
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    joint = "\n" if text[at] == "|" else " "
    return Scalar(at, end, joint.join(line[margin:] for line in lines), text[at])
