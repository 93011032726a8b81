"""Lines of a table that are no records: sums, notes below it, and what stands above those that it counts for.

Comes in: a frame and what its columns are. Goes out: the rows that are skipped, and the field that lines of one cell give to those below. Knows
nothing of what cells hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kpi_rules.i18n import tr
from kpi_rules.plan.synonyms import plainly
from kpi_rules.registers.tables.frames import Frame, block_title, headed
from kpi_rules.registers.tables.headings import is_objective
from kpi_rules.registers.tables.words import total_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_NOTE: Final = 40
"""Letters of a note that tell it from others."""
_GIVEN: Final = ("category", "objective")
"""What lines give to those below, as far as no column is that."""


def skipped_lines(frame: Frame) -> tuple[str, ...]:
    """Rows of sums, by what their first cell says, and notes below the table."""
    found: list[str] = []
    for row in frame.rows:
        text = first_text(frame, row)
        if plainly(text.strip(" :=∑Σ")) in total_words() and text not in found:
            found.append(text)
    return (*found, *_notes(frame))


def _notes(frame: Frame) -> Iterator[str]:
    """Lines that stand apart below the last row: of one text, or after one that ends in a colon (`Legend:`)."""
    last = len(frame.rows)
    for index in range(len(frame.rows) - 1, 0, -1):
        row = frame.rows[index]
        called = first_text(frame, row).endswith(":")
        if len(filled(frame, row)) != 1 and not called:
            break
        if frame.rows[index - 1] < row - 1:
            last = index
    for row in frame.rows[last:]:
        text = first_text(frame, row)
        before, colon, _ = text.partition(":")
        start = (
            before if colon and len(before) < _NOTE else text[:_NOTE].rpartition(" ")[0] if len(text) > _NOTE else ""
        )
        yield re.sub(r"([*?\[])", r"[\1]", start or text) + "*" * bool(start)


def first_text(frame: Frame, row: int) -> str:
    """What the first cell of a row says."""
    cell = next((cell for at in frame.headings if (cell := frame.cell(row, at)) is not None), None)
    return "" if cell is None else " ".join(cell.shown.split())


def filled(frame: Frame, row: int) -> list[int]:
    """The columns in which something stands in a row itself."""
    return [at for at in frame.headings if (row, at) in frame.cells and (row, at) not in frame.origins]


def given_below(frame: Frame, fields: Mapping[int, str]) -> tuple[str, str]:
    """The field that lines of one cell give to those below, and what is to be asked about them; both empty where there are no such lines."""
    free = [name for name in _GIVEN if name not in fields.values()]
    lines = headed(frame, fields)
    if "name" not in fields.values() or not free or not lines or len(frame.rows) < 2 * len(lines):
        return "", ""
    texts = [" ".join(frame.cells[spot].shown.split()) for spot in lines.items()]
    numbered = [len(filled(frame, row)) > 1 for row in lines]
    if "objective" in free and (any(numbered) or any(map(is_objective, texts))):
        free = ["objective"]
    merged = {(each.top, each.left) for each in frame.sheet.merged if each.right > each.left}
    if (
        block_title(frame)
        or all(numbered)
        or all((row, at) in merged or fields.get(at) != "name" for row, at in lines.items())
    ):
        return free[0], ""
    if not _lead(frame, list(lines)):
        return "", ""
    if len(lines) > 1 or _is_called(texts[0]):
        return free[0], ""
    question = tr(
        "{place}, row {row}: is “{name}” a KPI, or what those below belong to? in that case write `sections: {field}`",
        place=frame.sheet.name or frame.sheet.heading or tr("the table"),
        row=next(iter(lines)),
        name=texts[0][:60],
        field=free[0],
    )
    return "", question


def _lead(frame: Frame, lines: list[int]) -> bool:
    """Whether every such line is followed by rows, from the first on, and one of them by several: KPIs that are called and nothing more stand anywhere."""
    at = [frame.rows.index(row) for row in lines]
    gaps = [after - before - 1 for before, after in zip(at, [*at[1:], len(frame.rows)], strict=True)]
    return at[0] == 0 and min(gaps) >= 1 and max(gaps) >= 2


def _is_called(text: str) -> bool:
    """Whether a line looks as what stands above others does."""
    return text.isupper() or text.endswith(":") or is_objective(text)
