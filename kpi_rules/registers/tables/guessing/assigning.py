"""Which column is which field: each heading's likeliest that its cells fit and that no other column is.

Comes in: a frame with the contents of its columns, and what its rows are. Goes out: a `Column` for each, and questions. Knows nothing of where
tables stand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kpi_rules.i18n import listed, tr
from kpi_rules.registers.map import IGNORE, Column
from kpi_rules.registers.tables.contents import Contents, are_codes, are_values, fits, is_health, says_direction
from kpi_rules.registers.tables.fields import Kind, kind_of
from kpi_rules.registers.tables.frames import Frame
from kpi_rules.registers.tables.guessing.asking import OWN, Assigned, ask, ask_about_times, own_field, place_of
from kpi_rules.registers.tables.guessing.together import settle
from kpi_rules.registers.tables.guessing.years import part_of_year, year_above
from kpi_rules.registers.tables.headings import NUMBER, Heading, read_heading
from kpi_rules.registers.tables.periods import is_time
from kpi_rules.registers.tables.standing import JOINED
from kpi_rules.registers.tables.values import known_word
from kpi_rules.structs import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_DATED: Final = {"target": "targets", "actual": "actuals", "targets": "targets", "actuals": "actuals"}


_HOW: Final = ("status", "progress")
"""Fields that say how a KPI does, where words as `on track` stand in them."""
_WANTED: Final = ("objective", "target")
"""Fields that say which way is better where nothing but that stands in them: a `Goal` of `Maximize`."""
_SEVERAL: Final = {"targets": "target", "actuals": "actual"}
"""Columns of many KPIs are called by the plural, and hold one value of each."""


def assign(frame: Frame, contents: Mapping[int, Contents], row: str) -> Assigned:
    """What each column is, where rows are of a kind."""
    found = Assigned()
    short = _abbreviations(frame)
    for at, heading in frame.headings.items():
        found.headings[at] = read_heading(heading, row, contents[at].sample)
        if not found.headings[at].guesses and heading.partition(" ")[0] in short:
            found.headings[at] = read_heading(heading.partition(" ")[2], row, contents[at].sample)
    _parts_of_years(frame, contents, found, row)
    periods = _by_field(found.headings)
    taken: dict[str, int] = {}
    for at in sorted(found.headings, key=lambda at: (_rank(found.headings[at], row), JOINED in frame.headings[at], at)):
        found.columns[at] = _column(frame, at, contents[at], row, taken, periods, found)
    found.columns = {at: found.columns[at] for at in frame.headings}
    if (
        row == "kpi" and "name" not in taken and "metric" in taken
    ):  # the metrics of a list of KPIs are what they are called
        found.columns[taken["metric"]] = replace(found.columns[taken["metric"]], field="name")
    if row != "kpi" or not settle(frame, contents, found, taken):
        ask_about_times(frame, found)
    return found


def _abbreviations(frame: Frame) -> set[str]:
    """What rows are called in short, where several headings begin with it: `PC ref`, `PC owner`."""
    first = [heading.partition(" ")[0] for heading in frame.headings.values() if " " in heading]
    return {word for word in first if re.fullmatch(r"[A-Z]{2,4}", word) and first.count(word) > 1}


def _parts_of_years(frame: Frame, contents: Mapping[int, Contents], found: Assigned, row: str) -> None:
    """Columns of a field for several quarters (`Q1 Plan`, `Q2 Plan`): those of the year that the sheet or the line above the table says, if any."""
    parts = {at: part for at, heading in frame.headings.items() if (part := part_of_year(heading))}
    for at, part in parts.items():
        if not found.headings[at].guesses:
            rest = frame.headings[at].replace(part, "").strip(" -–/:")
            found.headings[at] = read_heading(rest, row, contents[at].sample)
    dated = {at: name for at in parts if (name := _dated(found.headings[at]))}
    several = [at for at, name in dated.items() if list(dated.values()).count(name) > 1]
    year = year_above(frame) if several else ""
    for at in several:
        if year and is_time(f"{parts[at]} {year}"):
            found.headings[at] = replace(found.headings[at], period=f"{parts[at]} {year}")
        else:
            found.undated.add(at)
    if grouped := _grouped(frame, found):
        found.undated |= grouped
        question = tr(
            "{place}: which of {columns} counts? write its field behind that one; they are kept as `x-…`",
            place=place_of(frame, min(grouped)),
            columns=listed(frame.headings[at] for at in sorted(grouped)[:6]),
        )
        found.questions.append(question)


def _grouped(frame: Frame, found: Assigned) -> set[int]:
    """Columns of one field below several groups of headings (`North / Target`, `South / Target`), which nobody knows the difference of."""
    joined = {
        at: name
        for at, heading in found.headings.items()
        if JOINED in frame.headings[at] and not heading.period and at not in found.undated and (name := _dated(heading))
        if _dated(read_heading(frame.headings[at].rpartition(JOINED)[2], "kpi", "1")) == name
        and not read_heading(frame.headings[at].partition(JOINED)[0], "kpi", "1").guesses
    }
    return {at for at, name in joined.items() if list(joined.values()).count(name) > 1}


def _rank(heading: Heading, row: str) -> int:
    """What is surely a field comes before what is only likely; what plainly is a name comes first."""
    if not heading.guesses:
        return 3
    first = heading.guesses[0]
    return 2 if not first.sure else 0 if len({guess.field for guess in heading.guesses}) == 1 else 1


def _by_field(headings: Mapping[int, Heading]) -> Mapping[str, int]:
    """How many columns each dated field has: `Target` and `Target 2030` are two."""
    counts: dict[str, int] = {}
    for heading in headings.values():
        field_ = _dated(heading)
        if field_ and (heading.period or heading.guesses[0].field in _DATED):
            counts[field_] = counts.get(field_, 0) + 1
    return counts


def _dated(heading: Heading) -> str:
    names = [_DATED[guess.field] for guess in heading.guesses if guess.field in _DATED]
    return names[0] if names else ""


def _column(
    frame: Frame,
    at: int,
    contents: Contents,
    row: str,
    taken: dict[str, int],
    periods: Mapping[str, int],
    found: Assigned,
) -> Column:
    heading = found.headings[at]
    if not contents.cells and not frame.headings[at]:
        return Column(IGNORE)
    own = Column(own_field(frame, at))
    if at in found.undated:
        return own
    if heading.period and periods.get(_dated(heading), 0) > 1:
        return Column(_dated(heading), heading.period, unit=heading.unit)
    refused = []
    several = len({guess.field for guess in heading.guesses}) > 1
    for guess in heading.guesses:
        if guess.field.startswith(OWN):
            return own
        if guess.field == NUMBER and ("id" in taken or not are_codes(contents)):
            return own
        field_ = "health" if guess.field in _HOW and row == "kpi" and is_health(contents) else guess.field
        if field_ in _WANTED and row == "kpi" and says_direction(contents):
            field_ = "direction"
        if field_ in _SEVERAL and not heading.period and _SEVERAL[field_] not in taken:
            field_ = _SEVERAL[field_]
        field_ = "id" if field_ == NUMBER else field_
        kind = kind_of(row, field_)
        if kind is None:
            continue
        if field_ == "weight" and any(spot[1] == at for spot in frame.origins):
            return own  # merged over rows, it is what they belong to that weighs so much
        if field_ in ("name", "title") and "id" not in taken and are_codes(contents) and _is_called(found, at, field_):
            field_, kind = "id", Kind("text")
        if (several or guess.within) and kind.type == "quantity" and contents.share_of_numbers < 0.5:
            continue  # `Objective` is a target where numbers stand below it
        if guess.within and (field_ in taken or not contents.cells or (kind.type == "text" and are_values(contents))):
            continue  # what is surely called so is it
        if field_ in taken:
            refused.append((field_, "taken"))
        elif not fits(contents, kind, field_):
            refused.append((field_, "contents"))
        elif not guess.sure:
            refused.append((field_, "likely"))
        else:
            taken[field_] = at
            return Column(
                field_,
                heading.period if kind.day else "",
                unit=heading.unit,
                values=_words(contents, kind, field_, frame, at, found),
            )
    ask(frame, at, refused, contents, taken, found)
    return own


def _is_called(found: Assigned, at: int, field_: str) -> bool:
    """Whether another column says what its records are called: then codes are their ids."""
    return any(
        other != at and any(guess.field == field_ and guess.sure for guess in heading.guesses)
        for other, heading in found.headings.items()
    )


def _words(contents: Contents, kind: Kind, field_: str, frame: Frame, at: int, found: Assigned) -> Mapping[str, str]:
    """What words in cells mean, where a plan has its own for them; those that nobody knows are asked about."""
    if kind.type != "words":
        return {}
    values, unknown = {}, []
    for text in dict.fromkeys(contents.texts):
        word = known_word(text, field_, kind.values)
        if word is None:
            unknown.append(text)
        elif word != text:
            values[text] = word
    if unknown and len(unknown) <= 8:
        question = tr(
            "{place}: what do {words} mean? write it under `values:`, one of {known}",
            place=place_of(frame, at),
            words=listed(f"`{word}`" for word in unknown),
            known=listed(f"`{word}`" for word in kind.values),
        )
        found.questions.append(question)
    return values
