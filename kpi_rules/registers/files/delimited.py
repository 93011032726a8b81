"""A text with separators (CSV, TSV): one sheet of texts, each with its place.

Comes in: bytes. Goes out: a workbook whose cells are text as it is written, for whoever knows the locale. The separator is the one that
parts all rows alike; where two do, a comma is rather a decimal sign. Source: RFC 4180, and `sep=` as Excel writes it.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from functools import lru_cache

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.document import Limits, decode
from kpi_rules.i18n import tr
from kpi_rules.registers.cells import Cell, Sheet, Spot, Workbook
from kpi_rules.registers.files.cut import watched
from kpi_rules.registers.files.package import MOST_CELLS, Refused, too_large
from kpi_rules.source import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    Result = tuple[Workbook | None, tuple[Diagnostic, ...]]

_SEPARATORS: Final = ("\t", ";", "|", ",")
"""The likelier first, where two part all rows alike."""
_ERROR: Final = (
    r"#(?:¡?REF|¡?DIV/0|VALUE|¡?VALOR|VALEUR|WERT|¡?NUM|NOMBRE|ZAHL|NULL|¡?NULO|NUL|SPILL|CALC|BEZUG)[!?]|"
    r"#¿?(?:NAME|NOM|NOMBRE|NOME)\?|#N/A|#N/D|#NV|Err:5[0-9]{2}"
)
"""What a formula that ended in an error leaves in a text, in the program's language."""
_SAMPLE: Final = 200
"""Rows that are looked at to find the separator."""
_WIDE: Final = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def read(name: str, data: bytes, limits: Limits) -> Result:
    """The table in a text."""
    source, remarks, problems = _decoded(name, data, limits)
    if source is None:
        return None, problems
    start, separator = _declared(source.text)
    try:
        separator = separator or separator_of(source.text)
        cells = _cells(source.text, start, separator)
    except Refused as refused:
        message = tr("cannot read `{name}`: {reason}", name=name, reason=refused.reason)
        return None, (Diagnostic(message, None, refused.remedy),)
    remarks += watched(cells, separator)
    return Workbook(name, [Sheet("", cells)], source, remarks), ()


def _decoded(name: str, data: bytes, limits: Limits) -> tuple[Source | None, list[str], tuple[Diagnostic, ...]]:
    """The text: UTF-8, UTF-16 where it says so, else what Excel writes in the West, which is told."""
    for mark, encoding in _WIDE.items():
        if data.startswith(mark) and len(data) <= limits.size:
            text = data[len(mark) :].decode(encoding, "replace")
            return Source(name, text), [], ()
    source, problems = decode(name, data, limits)
    if source is not None or not _is_western(data, limits):
        return source, [], problems
    remark = tr(
        "`{name}` is not UTF-8: it is read as Windows-1252; save it as “CSV UTF-8” if letters look wrong", name=name
    )
    return Source(name, data.decode("cp1252")), [remark], ()


def _is_western(data: bytes, limits: Limits) -> bool:
    """Whether bytes are text in Windows-1252: no control characters, and every byte a letter of it."""
    if len(data) > limits.size or re.search(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]", data):
        return False
    try:
        data.decode("cp1252")
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.encoding == "utf-8"
    return False


def _declared(text: str) -> tuple[int, str]:
    """Where the table begins, and the separator that its first line declares, if it does."""
    found = re.match(r"\"?sep=([^\r\n\"])\"?(?:\r\n|\n|\r)", text, re.IGNORECASE)
    return (found.end(), found[1]) if found else (0, "")


def separator_of(text: str) -> str:
    """The separator of a table."""
    best = max(_SEPARATORS, key=lambda each: _evenness(text, each))
    return best if _evenness(text, best)[1] else ","


def _evenness(text: str, separator: str) -> tuple[bool, float, int]:
    """How evenly a separator parts the first rows: whether nearly all have as many cells, how many do, and whether it is the likelier one."""
    counts = Counter(width for width in _widths(text, separator) if width)
    width, times = max(counts.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]), default=(0, 0))
    share = times / counts.total() if width > 1 else 0.0
    return share > 0.8, round(share, 2), -_SEPARATORS.index(separator)


def _widths(text: str, separator: str) -> Iterator[int]:
    """How many cells each of the first rows has; none for an empty row."""
    width, filled, rows = 0, False, 0
    for found in _pattern(separator).finditer(text[:500_000]):
        width += 1
        filled = filled or bool(found[1] or found[2])
        if found[3] != separator:
            yield width if filled else 0
            rows, width, filled = rows + 1, 0, False
            if rows == _SAMPLE or not found[3]:
                return


@lru_cache(maxsize=16)
def _pattern(separator: str) -> re.Pattern[str]:
    """One cell and what ends it: in quotes, where two quotes are one, or up to the next separator. Quotes that hold only a part of a cell
    (`"12" inches`) are signs of it."""
    sign = re.escape(separator)
    blanks = r"[ ]*+" if separator == "\t" else r"[ \t]*+"
    quoted = rf'{blanks}"([^"]*+(?:""[^"]*+)*+)"{blanks}(?={sign}|[\r\n]|\Z)'
    return re.compile(rf"(?:{quoted}|([^{sign}\r\n]*))({sign}|\r\n|\n|\r|\Z)")


def is_error(text: str) -> bool:
    """Whether a text is what a spreadsheet program writes for a formula that ended in an error."""
    return len(text) <= 10 and re.fullmatch(_ERROR, text) is not None


def _faulty(text: str, span: Span) -> Cell:
    return Cell(None, text, span=span, problem=tr("it holds the error `{error}`", error=text))


def _cells(text: str, start: int, separator: str) -> dict[Spot, Cell]:
    cells: dict[Spot, Cell] = {}
    row = 1 if not start else 2  # the rows that people see
    column = 1
    for found in _pattern(separator).finditer(text, start):
        group = 1 if found[1] is not None else 2
        written = found[group]
        if value := written.strip():
            at = found.start(group) + len(written) - len(written.lstrip())
            value = value.replace('""', '"') if group == 1 else value
            span = Span(at, found.start(group) + len(written.rstrip()))
            cells[row, column] = (
                _faulty(value, span) if value[0] in "#E" and is_error(value) else Cell(value, value, span=span)
            )
            if len(cells) > MOST_CELLS:
                raise too_large()
        if found[3] == separator:
            column += 1
        elif not found[3]:
            break
        else:
            row, column = row + 1, 1
    return cells
