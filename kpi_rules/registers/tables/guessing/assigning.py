"""Which column is which field: each heading's likeliest that its cells fit and that no other column is.

Comes in: a frame with the contents of its columns, and what its rows are. Goes out: a `Column` for each, and questions. Knows nothing of where
tables stand.
"""

from __future__ import annotations

from collections.abc import Mapping

from kpi_rules.i18n import listed, tr
from kpi_rules.registers.map import IGNORE, Column
from kpi_rules.registers.tables.contents import Contents, are_codes, fits, is_health
from kpi_rules.registers.tables.fields import Kind, kind_of
from kpi_rules.registers.tables.frames import Frame, headed
from kpi_rules.registers.tables.guessing.asking import OWN, Assigned, ask, ask_about_times, place_of
from kpi_rules.registers.tables.guessing.years import part_of_year, year_above
from kpi_rules.registers.tables.headings import NUMBER, Heading, read_heading
from kpi_rules.registers.tables.naming import id_of
from kpi_rules.registers.tables.periods import is_time
from kpi_rules.registers.tables.rows import side_of_row
from kpi_rules.registers.tables.standing import JOINED
from kpi_rules.registers.tables.values import known_word
from kpi_rules.structs import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_DATED: Final = {"target": "targets", "actual": "actuals", "targets": "targets", "actuals": "actuals"}


def assign(frame: Frame, contents: Mapping[int, Contents], row: str) -> Assigned:
    """What each column is, where rows are of a kind."""
    found = Assigned()
    for at, heading in frame.headings.items():
        found.headings[at] = read_heading(heading, row, contents[at].sample)
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
    _both_in_one(frame, found, row)
    _without_objective(found, taken, row)
    if not (row == "kpi" and _sides(found, contents)):
        ask_about_times(frame, found)
    return found


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


def _both_in_one(frame: Frame, found: Assigned, row: str) -> None:
    """A column of objectives with their KPIs below them (`Goal / KPI`) holds KPIs; what above them is none is asked, where its rows don't show it."""
    for at, heading in found.headings.items() if row == "kpi" else ():
        both = {guess.field for guess in heading.guesses} >= {"objective", "name"}
        if not both or "name" in found.fields - {found.columns[at].field}:
            continue
        found.columns[at] = Column("name")
        if not headed(frame, {each: column.field for each, column in found.columns.items()}):
            found.questions.append(
                tr(
                    "{place}: which of its rows are objectives, and no KPIs? write their numbers under `skip:`",
                    place=place_of(frame, at),
                )
            )


def _without_objective(found: Assigned, taken: Mapping[str, int], row: str) -> None:
    """A perspective is the objective's; where no column names one, it groups KPIs."""
    at = taken.get("objective.perspective")
    if (
        row == "kpi"
        and at is not None
        and found.fields.isdisjoint(("objective", "objective.id", "objective.title", "category"))
    ):
        found.columns[at] = replace(found.columns[at], field="category")


def _sides(found: Assigned, contents: Mapping[int, Contents]) -> bool:
    """Years and quarters as columns, where another column says of each row whether it holds targets or actuals."""
    bare = [at for at, heading in found.headings.items() if heading.period and not heading.guesses and not heading.rest]
    for at, column in found.columns.items():
        sides = [side_of_row(cell) for cell in contents[at].cells] if column.field.startswith(OWN) else []
        if bare and set(sides) == {"targets", "actuals"}:
            found.columns[at] = Column("side")
            found.columns |= {each: Column("targets", found.headings[each].period) for each in bare}
            return True
    return False


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
    own = _own(frame, at)
    if at in found.undated:
        return own
    if heading.period and periods.get(_dated(heading), 0) > 1:
        return Column(_dated(heading), heading.period, unit=heading.unit)
    refused = []
    for guess in heading.guesses:
        if guess.field.startswith(OWN):
            return own
        if guess.field == NUMBER and ("id" in taken or not are_codes(contents)):
            return own
        field_ = "health" if guess.field == "status" and row == "kpi" and is_health(contents) else guess.field
        field_ = "id" if field_ == NUMBER else field_
        kind = kind_of(row, field_)
        if kind is None:
            continue
        if field_ == "weight" and any(spot[1] == at for spot in frame.origins):
            return own  # merged over rows, it is what they belong to that weighs so much
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


def _own(frame: Frame, at: int) -> Column:
    return Column("x-" + (id_of(frame.headings[at]) or f"column-{frame.letters[at].lower()}"))


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
