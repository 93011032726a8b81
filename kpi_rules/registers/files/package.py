"""The parts of a workbook's zip file, streamed to a parser of XML: nothing is unpacked as a whole, and never more than the limits.

Comes in: bytes. Goes out: parts by name; a `Refused` where a part is damaged, larger than it may be, locked, or declares entities. Measured:
the parser of Python's own library with handlers of ours reads 120,000 cells in a sixth of the time of openpyxl, which alone knows formats, and
twice that of python-calamine, which drops them and makes every number a float; so neither of them is needed (`bench/README.md`).
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator

from kpi_rules.i18n import tr
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    Attributes: TypeAlias = dict[str, str]

MOST_UNPACKED = 150_000_000
"""Bytes of XML that are read of one workbook."""
MOST_MARKS = 8_000_000
"""Marks of XML in them: they, not the bytes, are what takes time."""
MOST_PARTS = 5_000
MOST_CELLS = 400_000
"""Cells that hold something."""
MOST_AREAS = 100_000
"""Merged cells."""
_PIECE = 1 << 16
_IN_DIRECTORY = b"PK\x01\x02"


class Refused(Exception):
    """Why a workbook is not read, and what to do."""

    def __init__(self, reason: str, remedy: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy


class Package(Struct, frozen=False, eq=False):
    """The parts of a zip file."""

    archive: zipfile.ZipFile
    names: dict[str, str]
    """As they are meant, and as the file writes them: some programs part them with `\\`."""
    left: int = MOST_UNPACKED
    marks: int = MOST_MARKS

    def has(self, part: str) -> bool:
        """Whether there is a part."""
        return part in self.names

    def text(self, part: str) -> str:
        """A short part, as text."""
        return b"".join(self._pieces(part)).decode("utf-8", "replace") if self.has(part) else ""

    def parse(
        self,
        part: str,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None] | None = None,
        data: Callable[[str], None] | None = None,
    ) -> None:
        """Give the elements of a part to handlers, by their local names. Entities are refused: nothing here needs any."""
        from xml.parsers import expat

        parser = expat.ParserCreate(namespace_separator=None)
        parser.buffer_text = True
        parser.buffer_size = 1 << 16
        parser.StartDoctypeDeclHandler = _no_doctype
        parser.StartElementHandler = start
        if end:
            parser.EndElementHandler = end
        if data:
            parser.CharacterDataHandler = data
        try:
            for piece in self._pieces(part):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, ValueError) as error:  # the latter two: an encoding that nobody knows
            raise damaged(part) from error

    def _pieces(self, part: str) -> Iterator[bytes]:
        try:
            with self.archive.open(self.names[part]) as file:
                while piece := file.read(_PIECE):
                    self.left -= len(piece)
                    self.marks -= piece.count(b"<")
                    if self.left < 0 or self.marks < 0:
                        raise too_large()
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError, OSError) as error:
            raise damaged(part) from error
        except RuntimeError as error:  # a part with a password
            raise Refused(tr("it is locked with a password"), tr("save it without one")) from error


def opened(data: bytes) -> Package:
    """The zip file in some bytes. Its directory is counted before it is read."""
    if data.count(_IN_DIRECTORY) > MOST_PARTS:
        raise too_large()
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, struct_error()) as error:
        raise Refused(tr("it is damaged, or only a part of it is here"), _save_again()) from error
    return Package(archive, {name.replace("\\", "/").lstrip("/"): name for name in names})


def struct_error() -> type[Exception]:
    """What Python's library raises at a torn directory."""
    import struct

    return struct.error


def damaged(part: str) -> Refused:
    """A part that cannot be read."""
    return Refused(tr("its part `{part}` is damaged", part=part), _save_again())


def too_large() -> Refused:
    """More than a register may hold."""
    reason = tr(
        "it holds more than a register may: {cells} cells, {bytes} MB unpacked",
        cells=MOST_CELLS,
        bytes=MOST_UNPACKED // 10**6,
    )
    return Refused(reason, tr("keep the sheet with the KPIs in a workbook of its own"))


def _save_again() -> str:
    return tr("open it in a spreadsheet program, and save it again")


def _no_doctype(*_: object) -> None:
    raise Refused(tr("it declares a document type, which no workbook does"), tr("do not trust this file"))
