"""Which column is which field: each heading's likeliest that its cells fit and that no other column is.

Comes in: a frame with the contents of its columns, and what its rows are. Goes out: a `Column` for each, and questions. Knows nothing of where
tables stand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kpi_rules.i18n import listed, tr
from kpi_rules.registers.map import IGNORE, Column
from kpi_rules.registers.tables.contents import Contents, fits, is_health
from kpi_rules.registers.tables.fields import Kind, kind_of
from kpi_rules.registers.tables.frames import JOINED, Frame
from kpi_rules.registers.tables.headings import Heading, read_heading
from kpi_rules.registers.tables.naming import id_of
from kpi_rules.registers.tables.periods import is_time
from kpi_rules.registers.tables.rows import side_of_row
from kpi_rules.registers.tables.values import known_word
from kpi_rules.structs import Struct, field, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_ASKED: Final = (
    "name",
    "title",
    "target",
    "actual",
    "baseline",
    "owner",
    "objective",
    "unit",
    "target.by",
    "direction",
    "status",
)
"""Fields that matter so much that a second column of them is asked about."""
_DATED: Final = {"target": "targets", "actual": "actuals", "targets": "targets", "actuals": "actuals"}
_NO_OWN: Final = "x-"


class Assigned(Struct, frozen=False):
    """What the columns of a table are, by their numbers, and what could not be decided."""

    columns: dict[int, Column] = field(default_factory=dict)
    questions: list[str] = field(default_factory=list)
    headings: dict[int, Heading] = field(default_factory=dict)

    @property
    def fields(self) -> set[str]:
        """The fields that columns are."""
        return {column.field for column in self.columns.values()}


def assign(frame: Frame, contents: Mapping[int, Contents], row: str) -> Assigned:
    """What each column is, where rows are of a kind."""
    found = Assigned()
    for at, heading in frame.headings.items():
        found.headings[at] = read_heading(heading, row, contents[at].sample)
    periods = _by_field(found.headings, contents, row)
    taken: dict[str, int] = {}
    for at in sorted(found.headings, key=lambda at: (_rank(found.headings[at], row), JOINED in frame.headings[at], at)):
        found.columns[at] = _column(frame, at, contents[at], row, taken, periods, found)
    found.columns = {at: found.columns[at] for at in frame.headings}
    if (
        row == "kpi" and "name" not in taken and "metric" in taken
    ):  # the metrics of a list of KPIs are what they are called
        found.columns[taken["metric"]] = replace(found.columns[taken["metric"]], field="name")
    if not (row == "kpi" and _sides(found, contents)):
        _ask_about_times(frame, found)
    return found


def _sides(found: Assigned, contents: Mapping[int, Contents]) -> bool:
    """Years and quarters as columns, where another column says of each row whether it holds targets or actuals."""
    bare = [at for at, heading in found.headings.items() if heading.period and not heading.guesses and not heading.rest]
    for at, column in found.columns.items():
        sides = [side_of_row(cell) for cell in contents[at].cells] if column.field.startswith(_NO_OWN) else []
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


def _by_field(headings: Mapping[int, Heading], contents: Mapping[int, Contents], row: str) -> Mapping[str, int]:
    """How many columns with a time each dated field has."""
    counts: dict[str, int] = {}
    for at, heading in headings.items():
        if heading.period and (field_ := _dated(heading, contents[at], row)):
            counts[field_] = counts.get(field_, 0) + 1
    return counts


def _dated(heading: Heading, contents: Contents, row: str) -> str:
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
    if heading.period and periods.get(_dated(heading, contents, row), 0) > 1:
        return Column(_dated(heading, contents, row), heading.period, unit=heading.unit)
    refused = []
    for guess in heading.guesses:
        if guess.field.startswith(_NO_OWN):
            return own
        field_ = "health" if guess.field == "status" and row == "kpi" and is_health(contents) else guess.field
        kind = kind_of(row, field_)
        if kind is None:
            continue
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
    _ask(frame, at, refused, contents, taken, found)
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


def place_of(frame: Frame, at: int) -> str:
    """A column as people find it: `KPIs, column “Wert” (E)`."""
    sheet = frame.sheet.name or frame.sheet.heading
    column = tr("column “{name}” ({letter})", name=frame.headings[at] or "…", letter=frame.letters[at])
    return f"{sheet}, {column}" if sheet else column


def _ask(
    frame: Frame,
    at: int,
    refused: Sequence[tuple[str, str]],
    contents: Contents,
    taken: Mapping[str, int],
    found: Assigned,
) -> None:
    if not refused or not contents.cells:
        return
    field_, why = refused[0]
    place = place_of(frame, at)
    if why == "taken" and field_ in _ASKED:
        other = frame.headings[taken[field_]]
        found.questions.append(
            tr(
                "{place}: is this `{field}`, and not “{other}”? it is kept as `x-…`",
                place=place,
                field=field_,
                other=other,
            )
        )
    elif why == "contents":
        found.questions.append(
            tr(
                "{place}: is this `{field}`? its cells (“{sample}” …) do not look like it, so it is kept as `x-…`",
                place=place,
                field=field_,
                sample=contents.texts[0][:40],
            )
        )
    elif why == "likely":
        found.questions.append(tr("{place}: is this `{field}`? it is kept as `x-…`", place=place, field=field_))


def _ask_about_times(frame: Frame, found: Assigned) -> None:
    """Years and quarters as columns, of which nothing says what their values are."""
    bare = [at for at, heading in found.headings.items() if heading.period and not heading.guesses and not heading.rest]
    parts = [] if bare else [at for at, heading in frame.headings.items() if is_part_of_year(heading)]
    if bare:
        question = tr(
            "{place}: are the values under {times} `targets` or `actuals`? write that behind each; they are kept as `x-…`",
            place=place_of(frame, bare[0]),
            times=listed(frame.headings[at] for at in bare[:6]),
        )
        found.questions.append(question)
    if len(parts) > 1:
        question = tr(
            "{place}: of which year are {times}, and are they `targets` or `actuals`? write `{{field: targets, period: {time} 2026}}`; they are kept as `x-…`",
            place=place_of(frame, parts[0]),
            times=listed(frame.headings[at] for at in parts[:6]),
            time=frame.headings[parts[0]].split()[0],
        )
        found.questions.append(question)


def is_part_of_year(heading: str) -> bool:
    """Whether a heading begins or ends with a quarter or a month of no year."""
    words = heading.split()
    return (
        bool(words)
        and any(not word.isdigit() and is_time(f"{word} 2026") for word in (words[0], words[-1]))
        and not is_time(heading)
    )
