"""Tables in Markdown: a sheet for each, of texts with their places. The heading above a table is its name.

A table is a row of cells with bars, below it a row of dashes that has as many cells, and rows up to an empty line or another block; bars at
the ends of rows may be left out, a bar that is meant is written `\\|`. Nothing in a fence of code is a table. Source: GitHub Flavored Markdown 0.29, 4.10.
"""

from __future__ import annotations

import html
import re
from itertools import pairwise

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.document.limits import Limits
from kpi_rules.i18n import ntr, tr
from kpi_rules.registers.cells import Cell, Sheet, Workbook
from kpi_rules.source import Location, Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_DASHES: Final = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*+\|?\s*")
_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING: Final = re.compile(r" {0,3}#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*")
_UNDERLINED: Final = re.compile(r" {0,3}(=+|-+)[ \t]*")
_OTHER_BLOCK: Final = re.compile(r" {0,3}(?:#{1,6}[ \t]|>|`{3,}|~{3,}|(?:[-*_][ \t]*){3,}$)")
_BAR: Final = re.compile(r"(?<!\\)(?:\\\\)*+\|")
_LINK: Final = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
_INK: Final = re.compile(r"(\*\*|__|~~|`)(?=\S)(.+?)(?<=\S)\1")


def read(source: Source, limits: Limits) -> tuple[Workbook | None, tuple[Diagnostic, ...]]:
    """The tables in a text."""
    remarks: list[str] = []
    sheets = list(_tables(source, remarks))
    if sheets:
        return Workbook(source.name, sheets, source, remarks), ()
    message = tr("there is no table in `{name}`", name=source.name)
    help_ = tr("a table has a row of headings with `|` between them, and a row of dashes below it")
    return None, (Diagnostic(message, Location(source, Span(0, 0)), help_),)


def _tables(source: Source, remarks: list[str]) -> Iterator[Sheet]:
    lines = _LINE.findall(source.text)
    at = [0]
    for line in lines:
        at.append(at[-1] + len(line))
    heading, fence, number = "", "", 0
    while number < len(lines):
        line = lines[number].rstrip("\r\n")
        if mark := _FENCE.match(line):
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        elif not fence and (found := _HEADING.fullmatch(line)):
            heading = plain(found[1])
        elif not fence and _begins(lines, number):
            last = _last(lines, number + 2)
            rows = [number, *range(number + 2, last)]
            wide = [row + 1 for row in range(number + 2, last) if _width(lines[row]) > _width(lines[number])]
            if wide:
                remarks.append(_too_wide(wide))
            yield _sheet(heading, [(row + 1, at[row], lines[row].rstrip("\r\n")) for row in rows])
            number = last
            continue
        elif not fence and _UNDERLINED.fullmatch(line) and number and lines[number - 1].strip():
            heading = plain(lines[number - 1]) if "|" not in lines[number - 1] else heading
        number += 1


def _width(line: str) -> int:
    return len(_parts(line.rstrip("\r\n")))


def _too_wide(lines: list[int]) -> str:
    """Nobody sees the cells that stand beyond the last heading: on a page they are left out, too."""
    return ntr(
        "line {line} has more cells than its table has headings, and what is beyond them is left out: a bar that is meant is written `\\|`",
        "{count} lines, the first of them {line}, have more cells than their table has headings, and what is beyond them is left out: a bar that is meant is written `\\|`",
        len(lines),
        line=lines[0],
    )


def _begins(lines: list[str], number: int) -> bool:
    """Whether a table begins at a line: what is below it are dashes, as many as it has cells."""
    if number + 1 >= len(lines) or "|" not in lines[number]:
        return False
    below = lines[number + 1].rstrip("\r\n")
    return (
        "-" in below
        and bool(_DASHES.fullmatch(below))
        and len(_parts(below)) == len(_parts(lines[number].rstrip("\r\n")))
    )


def _last(lines: list[str], number: int) -> int:
    """The line behind the last row."""
    while number < len(lines) and lines[number].strip() and not _OTHER_BLOCK.match(lines[number]):
        number += 1
    return number


def _sheet(heading: str, rows: list[tuple[int, int, str]]) -> Sheet:
    """A table; its rows are the lines of the file, so that a row is found where it is said to be."""
    width = len(_parts(rows[0][2]))
    cells = {
        (line, column): Cell(value, value, span=Span(start + span.start, start + span.end))
        for line, start, text in rows
        for column, span in enumerate(_parts(text)[:width], 1)
        if (value := plain(text[span.start : span.end]))
    }
    return Sheet(heading, cells, heading=heading)


def _parts(line: str) -> list[Span]:
    """Where the cells of a row stand, without the blanks around them."""
    cuts = [bar.end() - 1 for bar in _BAR.finditer(line)]
    bounds = [-1, *cuts, len(line)]
    parts = [(left + 1, right) for left, right in pairwise(bounds)]
    if cuts and not line[: cuts[0]].strip():
        parts = parts[1:]
    if cuts and not line[cuts[-1] + 1 :].strip() and parts:
        parts = parts[:-1]
    return [Span(*_trimmed(line, left, right)) for left, right in parts]


def _trimmed(line: str, left: int, right: int) -> tuple[int, int]:
    text = line[left:right]
    return left + len(text) - len(text.lstrip()), max(right - len(text) + len(text.rstrip()), left)


def plain(text: str) -> str:
    """What is read of a cell: without its marks, a link as its words, a break as the end of a line."""
    text = _LINK.sub(r"\1", _BREAK.sub("\n", text)).replace("\\|", "|")
    text = _INK.sub(r"\2", text)
    if len(text) > 2 and text[0] == text[-1] and text[0] in "*_" and text[1] != text[0]:
        text = text[1:-1]
    text = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)
    return html.unescape(text).strip() if "&" in text else text.strip()
