"""What is found of a table's columns, and what is asked where it cannot be decided.

Comes in: a column and why it is no field. Goes out: questions for people. Knows nothing of how fields are found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kpi_rules.i18n import listed, tr
from kpi_rules.plan.synonyms import plainly
from kpi_rules.plan.words import languages_of
from kpi_rules.registers.map import Column
from kpi_rules.registers.tables.contents import Contents
from kpi_rules.registers.tables.frames import Frame
from kpi_rules.registers.tables.guessing.years import is_part_of_year, part_of_year
from kpi_rules.registers.tables.headings import Heading
from kpi_rules.registers.tables.naming import id_of
from kpi_rules.registers.tables.periods import is_time
from kpi_rules.registers.tables.words import value_words
from kpi_rules.structs import Struct, field

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
OWN: Final = "x-"
"""How the name of a field begins that plans do not have."""


class Assigned(Struct, frozen=False):
    """What the columns of a table are, by their numbers, and what could not be decided."""

    columns: dict[int, Column] = field(default_factory=dict)
    questions: list[str] = field(default_factory=list)
    headings: dict[int, Heading] = field(default_factory=dict)
    unsure: bool = False
    """Whether only a question says what its KPIs are called."""
    undated: set[int] = field(default_factory=set)
    """Columns of one field for several quarters or months, of which nobody knows the year."""

    @property
    def fields(self) -> set[str]:
        """The fields that columns are."""
        return {column.field for column in self.columns.values()}


def place_of(frame: Frame, at: int) -> str:
    """A column as people find it: `KPIs, column “Wert” (E)`."""
    sheet = frame.sheet.name or frame.sheet.heading
    column = tr("column “{name}” ({letter})", name=frame.headings[at] or "…", letter=frame.letters[at])
    return f"{sheet}, {column}" if sheet else column


def called_by(frame: Frame, at: int) -> str:
    """What is asked of a column that is taken for the names of KPIs, and may be others'."""
    return tr("{place}: are the KPIs called by this? it is taken for their `name`", place=place_of(frame, at))


def own_field(frame: Frame, at: int) -> str:
    """The name under which a column is kept that is no field of plans."""
    return OWN + (id_of(frame.headings[at]) or f"column-{frame.letters[at].lower()}")


def ask(
    frame: Frame,
    at: int,
    refused: Sequence[tuple[str, str]],
    contents: Contents,
    taken: Mapping[str, int],
    found: Assigned,
) -> None:
    """Ask about a column whose likeliest field is another column, or not what its cells look like."""
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


def ask_about_times(frame: Frame, found: Assigned) -> None:
    """Years and quarters as columns, of which nothing says what their values are."""
    bare = [
        at
        for at, heading in found.headings.items()
        if heading.period and not heading.guesses and _says_no_more(heading.rest)
    ]
    own = [at for at, column in found.columns.items() if column.field.startswith(OWN)]
    parts = [] if bare else [at for at in own if is_part_of_year(frame.headings[at])]
    if bare:
        question = tr(
            "{place}: are the values under {times} `targets` or `actuals`? write that behind each; they are kept as `x-…`",
            place=place_of(frame, bare[0]),
            times=listed(frame.headings[at] for at in bare[:6]),
        )
        found.questions.append(question)
    if len(parts) > 1:
        question = tr(
            "{place}: of which year are {times}, and are they `targets` or `actuals`? write `{{field: targets, period: {time}}}`; they are kept as `x-…`",
            place=place_of(frame, parts[0]),
            times=listed(frame.headings[at] for at in parts[:6]),
            time=_example(part_of_year(frame.headings[parts[0]])),
        )
        found.questions.append(question)


def _example(part: str) -> str:
    """A part of a year, with one; for the years of a programme, a year."""
    return f"{part} 2026" if is_time(f"{part} 2026") else "2026"


def _says_no_more(rest: str) -> bool:
    """Whether a heading is a time and nothing else: `2024`, `Value 2024`."""
    return not rest or any(plainly(rest) in value_words(language) for language in languages_of(rest))
