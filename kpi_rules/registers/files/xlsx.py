"""A workbook of Excel's (xlsx, xlsm): sheets of typed cells, as far as a register needs them. No formula is evaluated, no link followed.

Source: ECMA-376 part 1 (18.2 workbooks, 18.3 worksheets, 18.7 comments, 18.8 styles, 18.10 pivot tables).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from kpi_rules.i18n import listed, ntr, tr
from kpi_rules.registers.cells import Area, Workbook, area_of
from kpi_rules.registers.cells import Sheet as Table
from kpi_rules.registers.files.covered import drop_covered, forget, left_out
from kpi_rules.registers.files.formats import Format, format_of
from kpi_rules.registers.files.package import Package, Refused
from kpi_rules.registers.files.xlsx_sheet import SheetReader, escaped
from kpi_rules.structs import Struct, field

_FOR_OLD_PROGRAMS = "[Threaded comment]"
"""How the note begins that stands in for a conversation, which is a part of its own."""
_TYPE = re.compile(r"[^/]*$")


class Part(Struct):
    """What a relation leads to: the kind of part, and its name."""

    kind: str
    name: str


class _Book(Struct, frozen=False):
    """What the workbook's own part says."""

    sheets: list[tuple[str, str, bool]] = field(default_factory=list)
    """Names, relations, and whether hidden."""
    since_1904: bool = False


def read(name: str, package: Package) -> Workbook:
    """The workbook in a package."""
    if not package.has("xl/workbook.xml"):
        raise Refused(tr("it is a binary workbook"), tr("save it as `.xlsx`"))
    book = _book(package)
    parts = _relations(package, "xl/workbook.xml")
    texts, formats = _shared_texts(package, parts), _formats(package, parts)
    made = Workbook(name, [])
    aside: list[str] = []
    budget = [0]
    for title, relation, hidden in book.sheets:
        part = parts.get(relation)
        if part is None or part.kind != "worksheet" or not package.has(part.name):
            aside.append(title)
            continue
        reader = SheetReader(texts, formats, book.since_1904, budget)
        package.parse(part.name, reader.start, reader.end, reader.data)
        made.sheets.append(_sheet(title, hidden, reader, package, part.name, made.remarks))
    made.remarks[:0] = _remarks(package, aside, made)
    return made


def _sheet(title: str, hidden: bool, reader: SheetReader, package: Package, part: str, remarks: list[str]) -> Table:
    """A sheet with what lies beside its cells: comments, tables, pivot tables."""
    beside = _relations(package, part).values()
    for each in beside:
        if each.kind in ("comments", "threadedComment") and package.has(each.name):
            _note(reader, _comments(package, each.name))
        if each.kind == "pivotTable" and package.has(each.name):
            for area in _areas(package, each.name, "location"):
                forget(reader.cells, area)
                remarks.append(left_out(title))
    tables = (
        area
        for each in beside
        if each.kind == "table" and package.has(each.name)
        for area in _areas(package, each.name, "table")
    )
    made = Table(
        name=title,
        cells=reader.cells,
        merged=tuple(reader.merged),
        tables=tuple(tables),
        hidden=hidden,
        hidden_rows=frozenset(reader.hidden_rows),
        hidden_columns=frozenset(reader.hidden_columns),
    )
    drop_covered(made)
    return made


def _remarks(package: Package, aside: list[str], made: Workbook) -> Iterator[str]:
    if package.has("xl/vbaProject.bin"):
        yield tr("its macros are left aside: nothing of a register is run")
    if any(part.startswith("xl/externalLinks/") for part in package.names):
        yield tr("its links to other files are not followed: what was last shown of them counts")
    if aside:
        yield ntr(
            "{sheets} holds no cells and is left out",
            "{sheets} hold no cells and are left out",
            len(aside),
            sheets=listed(aside),
        )
    if hidden := [sheet.name for sheet in made.sheets if sheet.hidden]:
        yield ntr(
            "the hidden sheet {sheets} is left out",
            "the hidden sheets {sheets} are left out",
            len(hidden),
            sheets=listed(hidden),
        )


def _book(package: Package) -> _Book:
    book = _Book()

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id") or key == "id"), "")
            book.sheets.append((attributes.get("name", ""), relation, attributes.get("state", "visible") != "visible"))
        elif local == "workbookPr":
            book.since_1904 = attributes.get("date1904", "0") in ("1", "true")

    package.parse("xl/workbook.xml", start)
    return book


def _relations(package: Package, part: str) -> dict[str, Part]:
    """What a part leads to within the package, by id."""
    folder, _, name = part.rpartition("/")
    found: dict[str, Part] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            there = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            kind = _TYPE.search(attributes.get("Type", ""))
            found[attributes.get("Id", "")] = Part(kind[0] if kind else "", there)

    beside = f"{folder}/_rels/{name}.rels"
    if package.has(beside):
        package.parse(beside, start)
    return found


def _shared_texts(package: Package, parts: dict[str, Part]) -> list[str]:
    """The texts that cells share. How a text is to be pronounced is not a part of it."""
    part = next((each.name for each in parts.values() if each.kind == "sharedStrings"), "xl/sharedStrings.xml")
    texts: list[str] = []
    pieces: list[str] = []
    state = {"text": False, "aside": 0}

    def start(name: str, _: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "si":
            pieces.clear()
        elif local == "rPh":
            state["aside"] += 1
        state["text"] = local == "t" and not state["aside"]

    def end(name: str) -> None:
        local = name.rpartition(":")[2]
        state["text"] = False
        if local == "si":
            texts.append(escaped("".join(pieces)))
        elif local == "rPh":
            state["aside"] -= 1

    def data(text: str) -> None:
        if state["text"]:
            pieces.append(text)

    if package.has(part):
        package.parse(part, start, end, data)
    return texts


def _formats(package: Package, parts: dict[str, Part]) -> list[Format]:
    """The format of each style of cells, by its number."""
    part = next((each.name for each in parts.values() if each.kind == "styles"), "xl/styles.xml")
    codes: dict[int, str] = {}
    numbers: list[int] = []
    inside = {"cells": False}

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "numFmt":
            codes[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif local == "cellXfs":
            inside["cells"] = True
        elif local == "xf" and inside["cells"]:
            numbers.append(_whole(attributes.get("numFmtId")))

    def end(name: str) -> None:
        if name.rpartition(":")[2] == "cellXfs":
            inside["cells"] = False

    if package.has(part):
        package.parse(part, start, end)
    return [format_of(number, codes.get(number)) for number in numbers]


def _comments(package: Package, part: str) -> dict[str, str]:
    """The comments of a sheet, by cell."""
    found: dict[str, list[str]] = {}
    state: dict[str, object] = {"at": "", "text": False}

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local in ("comment", "threadedComment"):
            state["at"] = at = attributes.get("ref", "")
            found.setdefault(at, []).append("\n" if at in found else "")
        state["text"] = local in ("t", "text")

    def end(_: str) -> None:
        state["text"] = False

    def data(text: str) -> None:
        if state["text"]:
            found.setdefault(str(state["at"]), []).append(text)

    package.parse(part, start, end, data)
    return {at: escaped("".join(texts)).strip() for at, texts in found.items()}


def _note(reader: SheetReader, comments: dict[str, str]) -> None:
    for at, text in comments.items():
        area = area_of(at)
        if area and text and not text.startswith(_FOR_OLD_PROGRAMS):
            reader.note(area.top, area.left, text)


def _areas(package: Package, part: str, element: str) -> list[Area]:
    """The areas that elements of a part name in `ref`."""
    found: list[Area] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2].endswith(element) and (area := area_of(attributes.get("ref", ""))):
            found.append(area)

    package.parse(part, start)
    return found


def _whole(written: str | None) -> int:
    return int(written[:8]) if written and written.isascii() and written.isdecimal() else 0
