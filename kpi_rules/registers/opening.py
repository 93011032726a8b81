"""The door to registers: bytes → the plans that they make, and what was understood, column by column.

Comes in: a file's name and bytes, and the maps that lie beside it. Goes out: `Opened`. A reader of a format is loaded when its format is
met. Knows nothing of where files lie.
"""

from __future__ import annotations

from collections.abc import Sequence

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.registers.draft import Drawn
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
    return Opened()
