"""How many columns of a terminal a text takes, and which way it runs.

Wide East Asian characters take two, combining marks and joiners none; an emoji sequence takes two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kpi_rules.reports.safe import COMMAND, escaped, is_harmful, is_plain
from kpi_rules.structs import Struct

TAB = 4
_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_RIGHT_TO_LEFT = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
LEFT_TO_RIGHT_MARK = "\u200e"


class Cell(Struct):
    """One character of a line as it is shown: what is printed for it, and how wide that is."""

    shown: str
    width: int


def cells(line: str) -> list[Cell]:
    """The line's characters as shown: tabs to the next stop, control characters spelled out."""
    if is_plain(line):
        return [Cell(character, 1) for character in line]
    commands = {match.start() for match in re.finditer(COMMAND, line)}
    return list(_cells(line, commands))


def _cells(line: str, commands: set[int]) -> Iterator[Cell]:
    column, before = 0, ""
    for index, character in enumerate(line):
        if character == "\t":
            width = TAB - column % TAB
            cell = Cell(" " * width, width)
        elif index in commands or is_harmful(character):
            text = escaped(character)
            cell = Cell(text, len(text))
        else:
            cell = Cell(character, _width(character, before))
        column += cell.width
        before = character
        yield cell


def _width(character: str, before: str) -> int:
    if character < "\u0300":
        return 1
    from unicodedata import category, east_asian_width  # most of what is told is ASCII

    if category(character) in ("Mn", "Me", "Cf"):
        return 0
    if "\u1160" <= character <= "\u11ff":  # Hangul vowels and finals join the syllable before them
        return 0
    if east_asian_width(character) not in "WF":
        return 1
    return 0 if before == _JOINER or ord(character) in _SKIN_TONES else 2


def uncoloured(text: str) -> str:
    """What is left of a text without the colours that it was given for a terminal."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text) if "\x1b" in text else text


def text_width(text: str) -> int:
    """The columns that a text takes."""
    return len(text) if text.isascii() and text.isprintable() else sum(cell.width for cell in cells(text))


def has_right_to_left(text: str) -> bool:
    """Whether any part of it runs from right to left."""
    return not text.isascii() and re.search(_RIGHT_TO_LEFT, text) is not None


def splits_right_to_left(line: str, index: int) -> bool:
    """Whether the place before `index` lies within one run that a terminal shows from right to left."""
    return _strong(reversed(line[:index])) and _strong(iter(line[index:]))


def led_from_left(text: str) -> str:
    """The text as part of a line that runs from left to right, though its own first letter would have the line turned."""
    turned = has_right_to_left(text) and _strong(iter(text))
    return LEFT_TO_RIGHT_MARK + text if turned else text


def _strong(characters: Iterator[str]) -> bool:
    from unicodedata import bidirectional

    for character in characters:
        direction = bidirectional(character)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False
