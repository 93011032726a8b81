"""What only all the columns of a table say together: which of two is the objective, what KPIs are called where no heading says it.

Comes in: what each column was found to be. Goes out: the same, put right, and questions. Knows nothing of where tables stand.
"""

from __future__ import annotations

from collections.abc import Mapping

from kpi_rules.i18n import tr
from kpi_rules.registers.map import Column
from kpi_rules.registers.tables.contents import Contents, are_codes, are_names
from kpi_rules.registers.tables.frames import Frame, headed
from kpi_rules.registers.tables.guessing.asking import OWN, Assigned, called_by, own_field, place_of
from kpi_rules.registers.tables.guessing.years import is_part_of_year
from kpi_rules.registers.tables.rows import side_of_row
from kpi_rules.structs import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_OF_KPIS: Final = frozenset(
    ("target", "targets", "actual", "actuals", "baseline", "unit", "thresholds.red", "thresholds.green", "direction", "formula", "owner",
     "reporting_frequency", "collection_frequency", "data_source", "target.by")
)  # fmt: skip
_TELLS_SIDES: Final = ("category", "type", "stage", "kind", "status")
"""What the column may be taken for that says of each row whether it holds targets or actuals."""
_VALUES: Final = frozenset(("target", "targets", "actual", "actuals", "baseline", "thresholds.red", "thresholds.green"))
_ENOUGH: Final = 2
"""Fields of KPIs that make a table one of KPIs, whatever they are called, where one of them is a value."""


def settle(frame: Frame, contents: Mapping[int, Contents], found: Assigned, taken: Mapping[str, int]) -> bool:
    """Put right what the columns of KPIs are, each seen with the others; whether its times are those of targets and actuals by row."""
    _both_in_one(frame, found)
    _nameless(frame, contents, found)
    _first_codes(frame, contents, found)
    _finer_objective(frame, contents, found, taken)
    _fuller_weight(frame, found, taken)
    _without_objective(found, taken)
    return _sides(found, contents)


def _both_in_one(frame: Frame, found: Assigned) -> None:
    """A column of objectives with their KPIs below them (`Goal / KPI`) holds KPIs; what above them is none is asked, where its rows don't show it."""
    for at, heading in found.headings.items():
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


def _nameless(frame: Frame, contents: Mapping[int, Contents], found: Assigned) -> None:
    """Where a table has what only KPIs have, and no column is called as their names are: the first that may be them, which is asked."""
    times = any(heading.period and not heading.rest for heading in found.headings.values())
    times = times or any(map(is_part_of_year, frame.headings.values()))
    has_values = times or not found.fields.isdisjoint(_VALUES)
    if (
        not found.fields.isdisjoint(("name", "metric"))
        or not has_values
        or len(found.fields & _OF_KPIS) + times < _ENOUGH
    ):
        return
    own = [at for at, column in found.columns.items() if column.field.startswith(OWN) and not found.headings[at].period]
    at = next((at for at in own if frame.headings[at] and are_names(contents[at])), None)
    if at is not None:
        found.columns[at], found.unsure = Column("name"), True
        others = [each for each in found.questions if place_of(frame, at) not in each]
        found.questions = [*others, called_by(frame, at)]


def _first_codes(frame: Frame, contents: Mapping[int, Contents], found: Assigned) -> None:
    """Codes in the first column are ids, whatever it is called."""
    first = min(frame.headings, default=0)
    if first and "id" not in found.fields and not found.headings[first].guesses and are_codes(contents[first]):
        found.columns[first] = Column("id")


def _finer_objective(frame: Frame, contents: Mapping[int, Contents], found: Assigned, taken: Mapping[str, int]) -> None:
    """Of two columns of objectives the one that says more is it; the other groups them."""
    first = taken.get("objective")
    if first is None or "category" in found.fields:
        return
    for at, heading in found.headings.items():
        sure = any(guess.field == "objective" and guess.sure for guess in heading.guesses)
        if not sure or not found.columns[at].field.startswith(OWN) or contents[at].distinct == contents[first].distinct:
            continue
        fine, coarse = (at, first) if contents[at].distinct > contents[first].distinct else (first, at)
        found.columns[fine], found.columns[coarse] = Column("objective"), Column("category")
        found.questions = [each for each in found.questions if place_of(frame, at) not in each]
        return


def _fuller_weight(frame: Frame, found: Assigned, taken: Mapping[str, int]) -> None:
    """Of two columns of weights the KPI's is the one that each of them has; the other is that of what they belong to."""
    first = taken.get("weight")
    for at, heading in found.headings.items() if first is not None else ():
        other = at != first and any(guess.field == "weight" for guess in heading.guesses)
        if other and first is not None and _rows_of(frame, at) > _rows_of(frame, first):
            found.columns[first] = Column(own_field(frame, first))
            found.columns[at] = Column("weight")
            return


def _rows_of(frame: Frame, at: int) -> int:
    return sum((row, at) in frame.cells for row in frame.rows)


def _without_objective(found: Assigned, taken: Mapping[str, int]) -> None:
    """A perspective is the objective's; where no column names one, it groups KPIs."""
    at = taken.get("objective.perspective")
    if at is not None and found.fields.isdisjoint(("objective", "objective.id", "objective.title", "category")):
        found.columns[at] = replace(found.columns[at], field="category")


def _sides(found: Assigned, contents: Mapping[int, Contents]) -> bool:
    """Years and quarters as columns, where another column says of each row whether it holds targets or actuals."""
    bare = [at for at, heading in found.headings.items() if heading.period and not heading.guesses and not heading.rest]
    for at, column in found.columns.items():
        is_told = column.field.startswith(OWN) or column.field in _TELLS_SIDES
        sides = [side_of_row(cell) for cell in contents[at].cells] if is_told else []
        if bare and set(sides) == {"targets", "actuals"}:
            found.columns[at] = Column("side")
            found.columns |= {each: Column("targets", found.headings[each].period) for each in bare}
            return True
    return False
