"""The door to registers: bytes → the plans that they make, and what was understood, column by column.

Comes in: a file's name and bytes, and the maps that lie beside it. Goes out: `Opened`. A reader of a format is loaded when its format is
met. Knows nothing of where files lie.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.registers.draft import Drawn, draw
from kpi_rules.registers.map import Map
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.document.limits import Limits


class Understood(Struct):
    """What a column was taken for: its sheet, its letter (`D`), its heading, and a field; what is doubtful about it."""

    sheet: str
    column: str
    heading: str
    field: str
    doubt: str = ""


class Opened(Struct):
    """A register, read. `map` is what it was read by, `guessed` whether that was made from the register itself.

    `remarks` are sentences for people: what was left aside, what is doubtful. `questions` are what nobody could decide.
    """

    sources: tuple[Drawn, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    map: Map | None = None
    guessed: bool = False
    understood: tuple[Understood, ...] = ()
    remarks: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


def open_register(name: str, data: bytes, maps: Sequence[Map] = (), limits: Limits | None = None) -> Opened:
    """The plans of a register: by the first map that has something for its name, else by one that is made from what the register holds."""
    from kpi_rules.registers.documents.opening import is_document

    if is_document(name):
        return _open_document(name, data, maps, limits)
    return Opened()


def _open_document(name: str, data: bytes, maps: Sequence[Map], limits: Limits | None) -> Opened:
    """The plans of a document; nothing where it is of no shape that is known."""
    from kpi_rules.document.decoding import decode
    from kpi_rules.registers.documents.map import read_maps
    from kpi_rules.registers.documents.opening import read_document

    source, told = decode(name, data, limits)
    if source is None:
        return Opened(diagnostics=told)
    read = [read_maps(map_.document) for map_ in maps if map_.document is not None]
    reading, told = read_document(source, [one for found, _ in read for one in found], limits)
    told = (*(problem for _, problems in read for problem in problems), *told)
    if reading is None:
        return Opened(diagnostics=told)
    text = reading.map.source.text if reading.map.source is not None else ""
    key = sha256(sha256(data).digest() + text.encode()).digest()
    return Opened(
        tuple(draw(draft, name, key) for draft in reading.drafts),
        told,
        guessed=reading.guessed,
        remarks=tuple(reading.drafts[0].remarks),
        questions=reading.questions,
    )
