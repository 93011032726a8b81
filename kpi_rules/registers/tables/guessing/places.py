"""Where tables stand on a sheet: the rows that are headings by their words.

Comes in: a sheet. Goes out: a `Place` for each table. Knows nothing of what its columns are.
"""

from __future__ import annotations

from collections import Counter

from kpi_rules.plan.synonyms import plainly
from kpi_rules.registers.cells import Area, Cell, Sheet
from kpi_rules.registers.tables.guessing.beside import parted
from kpi_rules.registers.tables.guessing.pairs import side_of
from kpi_rules.registers.tables.guessing.tables import Place
from kpi_rules.registers.tables.guessing.years import is_part_of_year
from kpi_rules.registers.tables.headings import read_heading
from kpi_rules.registers.tables.periods import is_time
from kpi_rules.registers.tables.standing import lying
from kpi_rules.structs import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_DEEPEST: Final = 60
_SAID_AGAIN: Final = 4
"""Words for fields below headings that make them a row of headings, too."""
_MOST_WIDE: Final = 200
"""Headings that are merged over others."""


def places_of(sheet: Sheet) -> list[Place]:
    """The tables of a sheet."""
    upright = _headers(sheet)
    if not upright:
        on_its_side = _headers(lying(sheet))
        if on_its_side and on_its_side[0][1] >= 3 and _names_fields(sheet):
            return _cards(lying(sheet), _places(lying(sheet), [on_its_side[0][0]], transposed=True)[0])
    upright_places = _places(sheet, [row for row, _ in upright] or _first(sheet), transposed=False)
    return [each for place in upright_places for each in parted(sheet, place)]


def _cards(sheet: Sheet, place: Place) -> list[Place]:
    """Places of tables on their side that stand below one another, as cards of one KPI each: where the first heading comes again, one begins."""
    header = place.header[-1]
    texts = {column: plainly(cell.shown) for (row, column), cell in sheet.cells.items() if row == header}
    columns = sorted(texts)
    starts = [column for column in columns if texts[column] == texts[columns[0]]]
    ends = [*(max(each for each in columns if each < start) for start in starts[1:]), place.area.right]
    area = place.area
    return [
        replace(place, area=Area(area.top, start, area.bottom, end)) for start, end in zip(starts, ends, strict=True)
    ]


def _headers(sheet: Sheet) -> list[tuple[int, int]]:
    """Rows of headings, with how many of them are words for fields."""
    rows: dict[int, list[Cell]] = {}
    for (row, _), cell in sheet.cells.items():
        rows.setdefault(row, []).append(cell)
    found: list[tuple[int, int]] = []
    for row in sorted(rows)[:_DEEPEST]:
        texts = [" ".join(cell.shown.split()) for cell in rows[row]]
        known = sum(is_word(text) or side_of(text) is not None for text in texts)
        first = not found or len(rows.get(row - 1, ())) <= 1  # nothing, or what the table is called
        if first and known >= 2 and known >= 0.4 * len(texts) and len(set(texts)) > 1:
            found.append((row, known))
    return found


def _names_fields(sheet: Sheet) -> bool:
    """Whether the first column holds words for fields, and not only times."""
    left = min(column for _, column in sheet.cells)
    texts = [cell.shown for (_, column), cell in sheet.cells.items() if column == left]
    return sum(bool(read_heading(text, "kpi", "1").guesses) for text in texts[:_DEEPEST]) >= 3


def is_word(text: str) -> bool:
    """Whether a text is a word for a field, or a time."""
    heading = read_heading(text, "kpi", "1") if len(text) <= 60 else None
    return heading is not None and (
        any(not guess.within for guess in heading.guesses)
        or bool(heading.period and not heading.rest)
        or is_part_of_year(text)
    )


def _first(sheet: Sheet) -> list[int]:
    """The row that is likeliest the one of headings where no words say so: the first that is about as full as any."""
    counts: dict[int, int] = {}
    for row, _ in sheet.cells:
        counts[row] = counts.get(row, 0) + 1
    most = max(counts.values(), default=0)
    return [row for row in sorted(counts)[:_DEEPEST] if counts[row] >= max(2, 0.6 * most)][:1]


def _places(sheet: Sheet, headers: list[int], *, transposed: bool) -> list[Place]:
    widths = Counter(row for row, _ in sheet.cells)
    rows = sorted(widths)
    places = []
    for index, header in enumerate(headers):
        next_ = headers[index + 1] if index + 1 < len(headers) else None
        bottom = max(row for row in rows if next_ is None or row < next_)
        if next_ is not None and bottom == next_ - 1 > header and widths[bottom] == 1:
            bottom -= 1  # what the next table is called
        columns = [column for row, column in sheet.cells if header <= row <= bottom]
        second = _second(sheet, header)
        places.append(
            Place(
                Area(header, min(columns), bottom, max(columns)),
                (header, header + 1) if second else (header,),
                transposed,
            )
        )
    return _joined(sheet, places)


def _joined(sheet: Sheet, places: list[Place]) -> list[Place]:
    """Places of the same headings as one, with what the later ones are called as a line of it."""
    found: list[Place] = []
    for place in places:
        last = found[-1] if found else None
        if last is not None and _heading_texts(sheet, last) == _heading_texts(sheet, place):
            area = last.area
            found[-1] = replace(
                last,
                area=Area(
                    area.top, min(area.left, place.area.left), place.area.bottom, max(area.right, place.area.right)
                ),
            )
        else:
            found.append(place)
    return found


def _heading_texts(sheet: Sheet, place: Place) -> list[tuple[int, str]]:
    return sorted(
        (spot[1], " ".join(cell.shown.split())) for spot, cell in sheet.cells.items() if spot[0] in place.header
    )


def _second(sheet: Sheet, header: int) -> bool:
    """Whether the row below is of headings, too: where one above is merged over several, and below it stand words for fields, or under such ones
    alone something, which is no number."""
    wide = [each for each in sheet.merged if each.top == each.bottom == header and each.right > each.left]
    below = {column: cell for (row, column), cell in sheet.cells.items() if row == header + 1}
    known = [is_word(cell.shown) or is_time(cell.shown) for cell in below.values()]
    texts = all(isinstance(cell.value, str) for cell in below.values())
    if below and texts and sum(known) >= max(_SAID_AGAIN, 0.6 * len(known)):  # with or without: in another language
        return True
    if not wide or not below:
        return False
    if all(known) or (texts and sum(known) >= max(3, len(known) / 2)):
        return True
    under = (
        {column for each in wide for column in range(each.left, each.right + 1)} if len(wide) <= _MOST_WIDE else set()
    )
    return set(below) <= under and all(isinstance(cell.value, str) for cell in below.values())
