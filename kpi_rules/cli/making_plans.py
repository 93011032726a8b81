"""What `kpi-rules import REGISTER` does: the plans that a register makes, and the map that says how it is read.

Comes in: what was asked for. Goes out: files, and what was understood, column by column.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kpi_rules.cli.console import put_out, tell, width, write
from kpi_rules.cli.problems import Unusable
from kpi_rules.cli.writing import put_file
from kpi_rules.engine.gate import CLEAN
from kpi_rules.files import read_bytes, shown
from kpi_rules.i18n import ntr, tr
from kpi_rules.registers import MOST_BYTES
from kpi_rules.structs import Struct, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kpi_rules.packs import Policy
    from kpi_rules.registers.draft import Drawn
    from kpi_rules.registers.map import Map
    from kpi_rules.registers.opening import Opened


def make_plans(asked: Asked) -> int:
    """Read a register, say what is understood, and write its plans and its map."""
    from kpi_rules.registers.tables.fields import fields_in

    with fields_in(asked.policy.schema):
        return _make_plans(asked)


def _make_plans(asked: Asked) -> int:
    data, diagnostics = read_bytes(asked.register, shown(asked.register), MOST_BYTES)
    if data is None:
        raise Unusable(diagnostics)
    opened = _open(asked, data)
    plans = _plans(asked, opened)
    say = tell if asked.output == "-" else _say
    if locale := _locale(asked, opened):
        told = tr("numbers and dates are read as they are written in `{locale}`, as the map says", locale=locale)
        opened = replace(opened, remarks=(*opened.remarks, told))
    for line in _understood(opened, width(sys.stderr if asked.output == "-" else sys.stdout)):
        say(line)
    if not asked.dry_run:
        _write(asked, opened, plans, say)
    elif plans:
        say("")
        say(tr("nothing is written: this was a dry run"))
    return CLEAN


class Asked(Struct):
    """What was asked for."""

    register: str
    output: str | None
    map_: str | None
    sheets: tuple[str, ...]
    dry_run: bool
    overwrite: bool
    policy: Policy

    @property
    def map_file(self) -> Path:
        """Where the map lies, or is to lie."""
        from kpi_rules.registers.map import NAME

        return Path(self.map_) if self.map_ else Path(self.register).parent / NAME


def _say(line: str) -> None:
    write(line + "\n")


def _open(asked: Asked, data: bytes) -> Opened:
    """The register by the map that there is, or by none."""
    from kpi_rules.registers.opening import open_register

    opened = open_register(shown(asked.register), data, _maps(asked), sheets=asked.sheets)
    if opened.guessed and opened.document and _is_plan(asked, data):
        name = shown(asked.register)
        told = tr("`{name}` is a plan already: there is nothing to make of it", name=name)
        help_ = tr(
            "check it: `kpi-rules check {name}`; what was edited in a register that was made of it is taken over by `kpi-rules import --into {name} REGISTER`",
            name=name,
        )
        raise Unusable.because(told, help_)
    if opened.diagnostics:
        if opened.guessed and not asked.dry_run and not asked.map_file.exists():
            _write_map(asked, opened, tell)
        raise Unusable(opened.diagnostics)
    return opened


def _is_plan(asked: Asked, data: bytes) -> bool:
    """Whether a document is a plan as it stands: it is called one, or reads as one that is in order."""
    from kpi_rules.document.decoding import decode
    from kpi_rules.plan import load_what_fits

    if asked.register.casefold().endswith(_PLANS):
        return True
    source, _ = decode(shown(asked.register), data, None)
    plan, problems = (None, ()) if source is None else load_what_fits(source, asked.policy.schema)
    return plan is not None and not problems and bool(plan.values.get("kpis"))


def _maps(asked: Asked) -> Sequence[Map]:
    """The map that lies beside the register, then those of packs."""
    from kpi_rules.registers.map import map_of_document

    return (*_own_map(asked), *map(map_of_document, asked.policy.maps))


def _own_map(asked: Asked) -> Sequence[Map]:
    from kpi_rules.registers.map import read_map
    from kpi_rules.workspace.reading import read_text

    if not os.path.lexists(asked.map_file):
        if asked.map_:
            raise Unusable.because(tr("there is no file `{name}`", name=shown(asked.map_)))
        return ()
    source, problems = read_text(asked.map_file)
    made, problems = (None, problems) if source is None else read_map(source)
    if made is None:
        raise Unusable(problems)
    return (made,)


# -- what is written


def _plans(asked: Asked, opened: Opened) -> list[tuple[Path | None, Drawn]]:
    """The plans, each with its file; none for standard output."""
    sources = opened.sources
    if asked.output == "-":
        return [(None, source) for source in sources]
    register = Path(asked.register)
    if len(sources) == 1 and not (asked.output and Path(asked.output).is_dir()):
        return [(Path(asked.output) if asked.output else register.with_name(register.stem + _ENDING), sources[0])]
    folder = Path(asked.output) if asked.output else register.parent
    if asked.output and not folder.is_dir() and folder.suffix:
        message = ntr(
            "the register makes {count} plan, and `{name}` is one file",
            "the register makes {count} plans, and `{name}` is one file",
            len(sources),
            name=shown(asked.output),
        )
        raise Unusable.because(message, tr("name a folder, or take `one_plan_per` out of the map"))
    return [(folder / f"{register.stem}-{_name(source)}{_ENDING}", source) for source in sources]


_ENDING = ".kpi.yaml"
_PLANS = (_ENDING, ".kpi.yml", ".kpi.json", ".kpi.toml")


def _name(source: Drawn) -> str:
    from kpi_rules.registers.tables.naming import id_of

    return id_of(source.name.rpartition("#")[2]) or "plan"


def _write(
    asked: Asked, opened: Opened, plans: Sequence[tuple[Path | None, Drawn]], say: Callable[[str], None]
) -> None:
    standing = [path for path, _ in plans if path is not None and os.path.lexists(path)]
    if standing and not asked.overwrite:
        names = ", ".join(f"`{shown(str(path))}`" for path in standing[:3])
        message = ntr("{names} exists", "{names} exist", len(standing), names=names)
        raise Unusable.because(message, tr("name another file with `-o`, or add `--overwrite`"))
    say("")
    if opened.guessed:
        _write_map(asked, opened, say)
    for path, source in plans:
        if path is None:
            put_out(source.text)
        else:
            put_file(path, source.text)
            say(tr("wrote {file}", file=shown(str(path))))
    if plans and plans[0][0] is not None:
        say(
            tr("next: {command}", command="kpi-rules check " + " ".join(_quoted(path) for path, _ in plans[:3] if path))
        )


def _quoted(path: Path) -> str:
    import shlex

    return shlex.quote(shown(str(path)))


def _write_map(asked: Asked, opened: Opened, say: Callable[[str], None]) -> None:
    """The map that was made: a new file, or one more register in the one that there is."""
    from kpi_rules.registers.tables.map_text import with_register

    path = asked.map_file
    old = None
    if os.path.lexists(path):
        data, _ = read_bytes(path, str(path), MOST_BYTES)
        old = (data or b"").decode("utf-8", "replace")
    text = opened.guessed if old is None else with_register(old, opened.guessed)
    if text is None:
        say(tr("{file} is left as it is: it does not end with its registers", file=shown(str(path))))
        return
    put_file(path, text)
    told = (
        tr("wrote {file}", file=shown(str(path)))
        if old is None
        else tr("added the register to {file}", file=shown(str(path)))
    )
    say(told + " " + tr("(how it is read: look it over, put right what is wrong)"))


# -- what is told


def _understood(opened: Opened, columns: int) -> Iterator[str]:
    """What each column was taken for, then what was left aside, then the questions."""
    from kpi_rules.reports.safe import one_line

    rows = [
        (each.column, one_line(each.heading) or "–", each.field, _how_many(each, opened.document))
        for each in opened.understood
    ]
    widths = [max((_width(row[at]) for row in rows), default=0) for at in range(3)]
    widths[1] = min(widths[1], max(20, columns - widths[0] - widths[2] - 30))
    sheet = None
    for each, row in zip(opened.understood, rows, strict=True):
        if each.sheet != sheet:
            sheet = each.sheet
            yield from ("",) * (each is not opened.understood[0])
            yield (
                tr("the document")
                if opened.document
                else tr("sheet {name}", name=one_line(sheet))
                if sheet
                else tr("the table")
            )
        cells = [_padded(text, wide) for text, wide in zip(row[:3], widths, strict=True)]
        yield f"  {cells[0]}  {cells[1]}  {cells[2] if each.field else _padded(tr('left out'), widths[2])}  {row[3]}".rstrip()
    yield from ("",) * bool(opened.remarks)
    yield from (tr("note: {notice}", notice=one_line(remark)) for remark in opened.remarks)
    if opened.questions:
        yield ""
        yield tr("questions, to be answered in the map:")
        yield from (f"  ? {one_line(question)}" for question in opened.questions)


def _locale(asked: Asked, opened: Opened) -> str:
    """How the register writes numbers and dates, as its map says."""
    register = None if opened.map is None else opened.map.register(shown(asked.register))
    return "" if register is None else register.locale


def _how_many(each: Any, document: bool) -> str:
    if document:
        return ntr("{count} value", "{count} values", each.filled)
    told = ntr("{count} cell", "{count} cells", each.filled) if each.field else ""
    return told + (
        ", " + ntr("{count} does not fit and is kept as `x-`", "{count} do not fit and are kept as `x-`", each.kept)
        if each.kept
        else ""
    )


def _width(text: str) -> int:
    from kpi_rules.reports.width import cells

    return sum(cell.width for cell in cells(text))


def _padded(text: str, columns: int) -> str:
    """A text of just so many columns."""
    from kpi_rules.reports.width import cells

    room, shown_ = columns, ""
    for cell in cells(text):
        if cell.width > room - (1 if _width(text) > columns else 0):
            return shown_ + "…" + " " * (room - 1)
        shown_ += cell.shown
        room -= cell.width
    return shown_ + " " * room
