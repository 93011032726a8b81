"""The lists of mappings in plain data: where they stand, what stands in them, and which list of a plan each surely is.

Comes in: data. Goes out: lists inside each other, with a sample of their entries. Knows nothing of maps.
"""

from __future__ import annotations

from collections.abc import Iterator

from kpi_rules.registers.documents.known_names import LISTS, known_as
from kpi_rules.registers.documents.paths import parse_path
from kpi_rules.structs import Struct, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, TypeAlias

    Data: TypeAlias = "dict[str, Any]"

_SAMPLE: Final = 200
"""Entries of a list that are looked at."""
_LISTS_LOOKED_AT: Final = 2_000
_LEVELS_LOOKED_AT: Final = 30
LEVELS: Final = frozenset(
    {"target", "targets", "baseline", "actual", "actuals", "thresholds", "stretch", "commit", "progress"}
)


class Listed(Struct, frozen=False, eq=False):
    """Mappings that stand side by side somewhere: `path` leads to them from the document, or from the list around."""

    path: str
    key: str
    entries: list[Data]
    into: str = ""
    keyed: bool = False
    texts: bool = False
    """Whether it holds texts, too, each of which is a name."""
    inside: list[Listed] = field(default_factory=list)


def lists_in(data: object) -> list[Listed]:
    """The lists of mappings in data, each with what it surely is."""
    found = list(_lists(data))
    for each in found:
        _decide(each, "plan")
    return found


def _lists(value: object) -> Iterator[Listed]:
    """The lists of mappings in a value, with those inside them; at most so many."""
    if isinstance(value, list) and (entries := mappings(value)):
        yield from _with_inner(Listed("[*]", "", entries))
    elif isinstance(value, dict):
        yield from _of_fields([value], "")


def _of_fields(records: list[Data], lead: str) -> Iterator[Listed]:
    """The lists in the fields of records that stand side by side, each field once."""
    held: dict[str, list[object]] = {}
    for record in records[:_SAMPLE]:
        for key, value in record.items():
            if isinstance(value, (list, dict)) and len(held) < _LISTS_LOOKED_AT:
                held.setdefault(key, []).append(value)
    for key, values in held.items():
        path = lead + step_to(key)
        entries = [entry for value in values if isinstance(value, list) for entry in value]
        listed = [entry for entry in entries if isinstance(entry, dict) and entry][:_SAMPLE]
        mapped = [value for value in values if isinstance(value, dict)]
        if entries and all(isinstance(entry, (dict, str)) for entry in entries):
            texts = any(isinstance(entry, str) for entry in entries)
            yield from _with_inner(Listed(f"{path}[*]", key, listed, texts=texts))
        elif mapped and all(map(_is_keyed, mapped)):
            under = [entry for value in mapped for entry in value.values()]
            yield from _with_inner(Listed(f"{path}.*", key, under[:_SAMPLE], keyed=True))
        elif mapped and not lead and _names_texts(key, mapped[0]):
            yield Listed(f"{path}.*", key, [], keyed=True, texts=True)
        elif mapped:
            yield from _of_fields(mapped, path + ".")


def _with_inner(found: Listed) -> Iterator[Listed]:
    found.inside = list(_of_fields(found.entries, ""))
    yield found


def mappings(value: list[object]) -> list[Data]:
    """The entries of a list where most are mappings; the list may hold notes beside them."""
    found = [entry for entry in value[:_SAMPLE] if isinstance(entry, dict) and entry]
    return found if 2 * len(found) > min(len(value), _SAMPLE) else []


def _is_keyed(value: Data) -> bool:
    """Whether a mapping holds records of one kind by their names: all of them mappings that have names in common."""
    records = list(value.values())
    if len(records) < 2 or not all(isinstance(each, dict) and each for each in records):
        return False
    common = set(records[0]).intersection(*records[1:_SAMPLE])
    return bool(common)


def _names_texts(key: str, value: Data) -> bool:
    """Whether a mapping of a plan holds what its objectives or roles are called, by their ids: `goals: {g1: Students stay}`."""
    if not all(isinstance(each, str) for each in value.values()):
        return False
    known = known_as(key, "plan", value)
    return known is not None and not known.likely and known.field in ("objectives", "roles")


def step_to(key: str) -> str:
    """The path to a field, in quotes where its name has signs that paths have."""
    return key if (steps := parse_path(key)) and len(steps) == 1 and steps[0].key == key else f'"{key}"'


def _decide(found: Listed, around: str) -> None:
    """Which list of a plan it is: by its own name, else by the names in it."""
    known = known_as(found.key, around, found.entries or [""]) if found.key else None
    found.into = known.field if known is not None and known.field in LISTS and not known.likely else _by_fields(found)
    for inner in found.inside:
        _decide(inner, found.into or "plan")


def _by_fields(found: Listed) -> str:
    """KPIs have a name, a level that is a quantity, and something else that we know; nothing else is surely one of ours."""
    values = values_of(found.entries)
    known: dict[str, list[object]] = {}
    for name, given in values.items():
        meant = known_as(name, "kpis", given[0])
        if meant is not None and not meant.likely:
            known.setdefault(meant.field.partition(".")[0], given)
    named = found.keyed or not known.keys().isdisjoint(("name", "id"))
    levels = any(_is_level(value) for name in LEVELS & known.keys() for value in known[name][:_LEVELS_LOOKED_AT])
    return "kpis" if named and levels and len(known) >= 3 - found.keyed else ""


def _is_level(value: object) -> bool:
    """Whether a value is a quantity, or a record or list of some."""
    if not isinstance(value, str):
        return value is not None and not isinstance(value, bool)
    from kpi_rules.plan.quantities.quantity import Quantity, parse_quantity

    return isinstance(parse_quantity(value), Quantity)


def values_of(entries: list[Data]) -> dict[str, list[object]]:
    """The values of each name that say something."""
    found: dict[str, list[object]] = {}
    for entry in entries:
        for name, value in entry.items():
            values = found.setdefault(name, [])
            if value not in (None, "", [], {}):
                values.append(value)
    return {name: values or [None] for name, values in found.items()}
