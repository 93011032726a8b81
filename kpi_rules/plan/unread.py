"""What a reading leaves to tell: `plan.unread`, what stands in a plan and is no certain value, a record for each, so that rules can speak of
it; and `plan.unnamed`, the KPIs that have no id.

What comes in: the doubts of a reading. What goes out: the records and their types. A record's place is that of what was written.
Knows nothing of why something is in doubt.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kpi_rules.document import Document, Path
from kpi_rules.language.types import TEXT, TRUTH, Field, ListOf, Optional, Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

    from kpi_rules.document.shape import Doubt, Reading

    Values = dict[str, Any]

UNREAD: Final = "unread"
"""The name of the records, and of the plan's field that lists them."""

FIELD: Final = Field(
    ListOf(Record(UNREAD)),
    description="What stands where a number, a date, an interval or one owner is meant, and is none for certain.",
)
UNNAMED: Final = "unnamed"
UNNAMED_FIELD: Final = Field(
    ListOf(TEXT), description="The ids of the KPIs that have none and are called by their names."
)
FIELDS: Final[Mapping[str, Field]] = {
    "id": Field(TEXT, description="Where it stands, by the ids on the way: `kpis.leads.target`."),
    "of": Field(TEXT, description="What it is said of: `kpi leads`, or `plan`."),
    "field": Field(TEXT, description="The field that it stands in: `target`."),
    "text": Field(TEXT, description="What is written there."),
    "message": Field(TEXT, description="What is in doubt, in the reader's language."),
    "remedy": Field(Optional(TEXT), description="What it may mean, and how to write that."),
    "instead": Field(Optional(TEXT), description="What could be written instead."),
    "sure": Field(TRUTH, default=False, description="Whether that is surely what is meant."),
}


def unread_records(reading: Reading, document: Document, kinds: Mapping[str, str]) -> list[Values]:
    """A record for each doubt, in the order of reading. `kinds`: what the entries of the plan's lists are."""
    called = dict(_names_of_entries(reading, kinds))
    written = {
        str(at[0]): kinds[str(path[0])] for path, at in reading.places.items() if len(path) == 1 and path[0] in kinds
    }
    return [
        _record(_place(path, doubt, reading), doubt, document, {**kinds, **written}, called)
        for path, doubt in reading.doubts
    ]


def _place(path: Path, doubt: Doubt, reading: Reading) -> Path:
    """Where what is in doubt is written."""
    place = (*path, *doubt.at)
    return reading.places.get(place, place)


def _names_of_entries(reading: Reading, kinds: Mapping[str, str]) -> Iterator[tuple[Path, tuple[str, str]]]:
    """Which list the entries of the plan's lists are of and what they are called, by where they are written."""
    for name in kinds:
        outer = reading.places.get((name,), (name,))
        for index, entry in enumerate(reading.value.get(name, ())):
            place = (*outer, index)
            yield reading.places.get(place, place), (name, str(entry.get("id", index + 1)))


def unnamed_kpis(values: Values, reading: Reading) -> list[str]:
    """The ids of the KPIs whose ids were made, and not because what is written there cannot be read."""
    made, outer = set(map(id, reading.named)), reading.places.get(("kpis",), ("kpis",))
    places = [(*outer, index) for index in range(len(values.get("kpis", ())))]
    return [
        kpi["id"]
        for kpi, place in zip(values.get("kpis", ()), places, strict=True)
        if id(kpi) in made and (*reading.places.get(place, place), "id") not in reading.unfit
    ]


def unread_places(values: Values, reading: Reading) -> Iterator[tuple[Values, Path]]:
    """The records and where they stand in the document."""
    for record, (path, doubt) in zip(values.get(UNREAD, ()), reading.doubts, strict=True):
        yield record, _place(path, doubt, reading)


def _record(
    path: Path, doubt: Doubt, document: Document, kinds: Mapping[str, str], called: Mapping[Path, tuple[str, str]]
) -> Values:
    names, text = _walked(path, document.data)
    kind = kinds.get(str(path[0]))
    within = next((end for end in range(len(path), 1, -1) if path[:end] in called), 0)
    if within:
        outer, name = called[path[:within]]
        kind = kinds[outer]
        names = [names[0] if within == 2 else outer, name, *names[within:]]
    record = {
        "id": ".".join(names),
        "of": f"{kind} {names[1]}" if kind and len(names) > 1 else "plan",
        "field": next((step for step in reversed(path) if isinstance(step, str)), ""),
        "text": text,
        "message": doubt.message,
    }
    further = {"remedy": doubt.help, "instead": doubt.instead, "sure": doubt.sure or None}
    return record | {name: value for name, value in further.items() if value is not None}


def _walked(path: Path, data: Any) -> tuple[list[str], str]:
    """The steps of a path by what people call them, and the text at its end; where a value stands alone for its record, that."""
    names = []
    for step in path:
        if isinstance(data, dict):
            data = data.get(step, data)
        elif isinstance(data, list):
            data = data[int(step)]
        names.append(_called(data, step) if isinstance(step, int) else step)
    texts = isinstance(data, list) and all(isinstance(one, str) for one in data)
    return names, data if isinstance(data, str) else ", ".join(data) if texts else str(data)


def _called(entry: Any, step: int) -> str:
    names = (entry.get(name) for name in ("id", "name", "title")) if isinstance(entry, dict) else ()
    return next((name for name in names if isinstance(name, str)), str(step + 1))
