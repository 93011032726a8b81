"""The door to registers: bytes → the plans that they make, and what was understood, column by column.

Comes in: a file's name and bytes, and the maps that lie beside it. Goes out: `Opened`. A reader of a format is loaded when its format is
met. Knows nothing of where files lie.
"""

from __future__ import annotations

from collections.abc import Sequence

from kpi_rules.diagnostics import Diagnostic, did_you_mean
from kpi_rules.i18n import listed, tr
from kpi_rules.registers import is_table
from kpi_rules.registers.draft import Drawn, draw
from kpi_rules.registers.map import NAME, Map, read_map
from kpi_rules.source import Source
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from kpi_rules.document.limits import Limits
    from kpi_rules.registers.cells import Workbook
    from kpi_rules.registers.map import Register
    from kpi_rules.registers.tables.reading import Reading, Understood


_SHOWN: Final = 5
"""Headings that are named."""


class Opened(Struct):
    """A register, read. `map` is what it was read by, `guessed` its text where that was made from the register itself.

    `remarks` are sentences for people: what was left aside, what is doubtful. `questions` are what nobody could decide.
    """

    sources: tuple[Drawn, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    map: Map | None = None
    guessed: str = ""
    understood: tuple[Understood, ...] = ()
    remarks: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    document: bool = False
    """Whether it is a document: its fields are paths, and stand in no sheet."""


def open_register(
    name: str, data: bytes, maps: Sequence[Map] = (), limits: Limits | None = None, *, sheets: Sequence[str] = ()
) -> Opened:
    """The plans of a register: by the first map that has something for its name, else by one that is made from what the register holds.

    `sheets` are those that are read; all of them where none is named.
    """
    import gc

    collecting = gc.isenabled()
    gc.disable()  # as reading any document: millions of records and no garbage
    try:
        return _open(name, data, maps, limits, sheets)
    finally:
        if collecting:
            gc.enable()


def _open(name: str, data: bytes, maps: Sequence[Map], limits: Limits | None, sheets: Sequence[str]) -> Opened:
    from kpi_rules.registers.documents.opening import is_document

    if is_document(name):
        opened = _open_document(name, data, maps, limits)
        if opened.sources or not is_table(name):
            return opened
    from kpi_rules.registers.files.opening import read_workbook

    workbook, diagnostics = read_workbook(name, data, limits)
    if workbook is None:
        return Opened(diagnostics=diagnostics)
    if sheets:
        problems = _unknown_sheets(workbook, sheets)
        if problems:
            return Opened(diagnostics=problems)
    return open_workbook(workbook, name, data, maps, sheets)


def _unknown_sheets(workbook: Workbook, names: Sequence[str]) -> tuple[Diagnostic, ...]:
    """What is wrong where a workbook has no sheet of a name that was asked for."""
    known = [sheet.name or sheet.heading for sheet in workbook.sheets]
    return tuple(
        Diagnostic(tr("`{file}` has no sheet `{name}`", file=workbook.file, name=name), None, did_you_mean(name, known))
        for name in names
        if name not in known
    )


def open_workbook(
    workbook: Workbook, name: str, data: bytes, maps: Sequence[Map] = (), sheets: Sequence[str] = ()
) -> Opened:
    """The plans of a workbook, or of some of its sheets: of those, hidden ones too."""
    for sheet in workbook.sheets:
        sheet.hidden = sheet.hidden and (sheet.name or sheet.heading) not in sheets
    for map_ in maps:
        register = map_.register(name)
        if register is not None:
            return _opened(workbook, register, map_, "", data, sheets)
    from kpi_rules.registers.tables.exported import drafts_of, is_exported, left_aside

    if is_exported(workbook):
        sources = tuple(draw(draft, workbook.file, _key(data, "")) for draft in drafts_of(workbook))
        return Opened(sources, remarks=left_aside(workbook))
    from kpi_rules.registers.tables.guessing import guess_register
    from kpi_rules.registers.tables.map_text import map_text

    file = name.replace("\\", "/").rpartition("/")[2]
    text = map_text((guess_register(_some(workbook, sheets), file),))
    made, problems = read_map(Source(NAME, text))
    assert made is not None, problems  # what we write, we read
    return _opened(workbook, made.registers[0], made, text, data, sheets)


def _some(workbook: Workbook, names: Sequence[str]) -> Workbook:
    """A workbook with some of its sheets alone; all of them where none is named."""
    from kpi_rules.structs import replace

    if not names:
        return workbook
    return replace(workbook, sheets=[sheet for sheet in workbook.sheets if (sheet.name or sheet.heading) in names])


def _opened(
    workbook: Workbook, register: Register, map_: Map, guessed: str, data: bytes, sheets: Sequence[str]
) -> Opened:
    from kpi_rules.registers.tables.reading import read_workbook

    reading = read_workbook(workbook, register, map_, sheets)
    key = _key(data, guessed or (map_.document.source.text if map_.document else ""))
    sources = tuple(draw(draft, workbook.file, key) for draft in reading.drafts)
    diagnostics = tuple(reading.diagnostics)
    if not sources and not diagnostics:
        diagnostics = (_nothing_in(workbook, register, reading),)
    return Opened(
        sources if not reading.diagnostics else (),
        diagnostics,
        map_,
        guessed,
        tuple(reading.understood),
        tuple(reading.remarks),
        register.questions,
    )


def _nothing_in(workbook: Workbook, register: Register, reading: Reading) -> Diagnostic:
    """A register of which nothing becomes a plan."""
    file = workbook.file
    begin = tr("a register has a row of headings, such as `KPI`, `Target`, `Owner`, and below it a row for each KPI")
    if not any(sheet.cells for sheet in workbook.sheets):
        return Diagnostic(tr("there is no table in `{file}`", file=file), None, begin)
    if any("name" in [column.field for column in table.columns.values()] for table in register.tables):
        return Diagnostic(tr("no row of `{file}` names a KPI", file=file), None)
    headings = [each.heading or each.column for each in reading.understood]
    if len(headings) < 2:
        return Diagnostic(tr("no table of KPIs is found in `{file}`", file=file), None, begin)
    message = tr(
        "no heading in `{file}` says what its KPIs are called: it has {headings}",
        file=file,
        headings=listed(f"`{heading[:30]}`" for heading in headings[:_SHOWN]) + " …" * (len(headings) > _SHOWN),
    )
    help_ = tr(
        "if one of these columns holds their names, open kpi-rules.map.yaml beside it (`kpi-rules import {file}` writes it), write `name` behind that heading, and run this again; if these are no headings, put right the row after `header:`",
        file=file,
    )
    return Diagnostic(message, None, help_)


def _key(data: bytes, map_: str) -> bytes:
    """What tells these bytes, read by this map, from all others."""
    import hashlib

    return hashlib.sha256(hashlib.sha256(data).digest() + map_.encode()).digest()


def _no_register(file: str) -> Diagnostic:
    """A document in which nothing is known."""
    help_ = tr(
        "`kpi-rules import --list` names the documents that are read; docs/document-maps.md shows a map for others"
    )
    return Diagnostic(tr("nothing in `{file}` is known as a KPI, metric or objective", file=file), None, help_)


def _open_document(name: str, data: bytes, maps: Sequence[Map], limits: Limits | None) -> Opened:
    """The plans of a document; nothing where it is of no shape that is known."""
    from kpi_rules.document.decoding import decode
    from kpi_rules.registers.documents.map import read_maps
    from kpi_rules.registers.documents.opening import read_document
    from kpi_rules.registers.tables.reading import Understood

    source, told = decode(name, data, limits)
    if source is None:
        return Opened(diagnostics=told)
    read = [read_maps(map_.document) for map_ in maps if map_.document is not None]
    reading, told = read_document(source, [one for found, _ in read for one in found], limits)
    told = (*(problem for _, problems in read for problem in problems), *told)
    if reading is None:
        return Opened(diagnostics=told or (_no_register(name),))
    text = reading.map.source.text if reading.map.source is not None else ""
    key = _key(data, text)
    return Opened(
        tuple(draw(draft, name, key) for draft in reading.drafts),
        told,
        guessed=text if reading.guessed else "",
        understood=tuple(Understood("", each.into, each.path, each.field, each.count) for each in reading.understood),
        document=True,
        remarks=tuple(reading.drafts[0].remarks),
        questions=reading.questions,
    )
