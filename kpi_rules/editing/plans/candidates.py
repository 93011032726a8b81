"""The values that a place of a plan may hold: ids, members of a closed set, units, intervals, words that are used elsewhere.

Comes in: what the place means. Goes out: `Candidate`s, the likeliest first. Knows nothing of how they are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpi_rules.editing.plans.entries import KINDS, field_node, named
from kpi_rules.editing.plans.meaning import Meaning, entry_of, field_of
from kpi_rules.editing.plans.plan_text import PlanText
from kpi_rules.editing.plans.sketch import Node
from kpi_rules.i18n import tr
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

    Kind: TypeAlias = Literal["reference", "value", "unit"]

SHARED: Final = ("supports",)
"""The fields that may name what is in other plans."""
_VOCABULARY: Final = frozenset(
    ("framework", "perspective", "category", "platform", "health", "status", "segment", "team", "system", "audience")
)
"""The fields of text in which the same words come again."""
_UNITS: Final = ("percent", "EUR", "USD", "leads", "customers", "hours", "days", "points")
_LONGEST: Final = 60


class Candidate(Struct):
    """A value, what it is shown as, and what it means."""

    value: object
    label: str
    kind: Kind = "value"
    detail: str = ""
    sentence: str = ""
    deprecated: bool = False
    """Whether it should no longer be used."""


def values_for(plan: PlanText, meaning: Meaning, node: Node, others: Sequence[PlanText]) -> Iterator[Candidate]:
    """The values that may stand in a place."""
    if meaning.refers:
        yield from _ids(plan, meaning, node, others)
    elif meaning.values:
        yield from _members(meaning)
    elif meaning.is_truth:
        yield Candidate(True, "true")
        yield Candidate(False, "false")
    elif meaning.field == "unit":
        yield from _units(plan, others)
    elif (short := str(meaning.schema.get("x-kpi-rules-short"))) == "[]":  # a list of one may be written as the one
        inner = entry_of(meaning, plan.schema)
        yield from values_for(plan, inner, node, others) if inner is not None else ()
    elif short in meaning.fields:
        inner = field_of(meaning, short, plan.schema)
        yield from values_for(plan, inner, node, others) if inner is not None else ()
    elif meaning.kind is not None or meaning.field in _VOCABULARY:
        yield from _words(plan, meaning, others)


def _ids(plan: PlanText, meaning: Meaning, node: Node, others: Sequence[PlanText]) -> Iterator[Candidate]:
    """The ids that a field may hold; not that of the record that it is in."""
    around = set(_around(node))
    wide = others if meaning.field in SHARED else ()
    seen: set[str] = set()
    for each in (plan, *wide):
        for one in named(each):
            if one.list in meaning.refers and one.id not in seen and one.node not in around:
                seen.add(one.id)
                where = tr(" in {file}", file=each.source.name) if each is not plan else ""
                yield Candidate(
                    one.id, one.id, "reference", one.name + where, _kind_of(one.list), _is_deprecated(each, one.node)
                )


def _is_deprecated(plan: PlanText, record: Node) -> bool:
    said = field_node(plan, record, "deprecated")
    return said is not None and said.text.strip().casefold() == "true"


def _around(node: Node | None) -> Iterator[Node]:
    while node is not None:
        yield node
        node = node.parent


def _kind_of(list_: str) -> str:
    match KINDS[list_]:
        case "objective":
            return tr("an objective of the plan")
        case "role":
            return tr("a role of the plan")
        case "metric":
            return tr("a metric of the plan")
        case _:
            return tr("a KPI of the plan")


def _members(meaning: Meaning) -> Iterator[Candidate]:
    """The members of a closed set, with what each means."""
    inner = meaning.schema.get("anyOf", (meaning.schema,))[0]
    sentences = inner.get("enumDescriptions", ())
    for number, value in enumerate(meaning.values):
        sentence = tr(sentences[number]) if number < len(sentences) else ""
        is_default = meaning.schema.get("default") == value
        yield Candidate(value, value, "value", tr("what holds where nothing is said") if is_default else "", sentence)


def _units(plan: PlanText, others: Sequence[PlanText]) -> Iterator[Candidate]:
    """The units that are used, then some that many plans have."""
    for unit in dict.fromkeys(
        (*_used(plan, "unit"), *(unit for each in others for unit in _used(each, "unit")), *_UNITS)
    ):
        yield Candidate(unit, unit, "unit")


def _words(plan: PlanText, meaning: Meaning, others: Sequence[PlanText]) -> Iterator[Candidate]:
    """What stands in the same field elsewhere, then the schema's examples."""
    used = () if meaning.record is not None else _used(plan, meaning.field or "")
    elsewhere = (word for each in others for word in _used(each, meaning.field or "")) if used != () else ()
    kinds = plan.schema.json["$defs"].get(meaning.kind or "", {})
    listed = (*meaning.schema.get("examples", ()), *kinds.get("examples", ()))
    examples = [one for one in dict.fromkeys(map(_hashable, listed)) if one is not None]
    for word in dict.fromkeys((*used, *elsewhere)):
        yield Candidate(word, word)
    for example in examples:
        if example not in used:
            yield Candidate(example, str(example), "value", tr("an example"))


def _hashable(example: object) -> object:
    """An example that is a single value."""
    return None if isinstance(example, (dict, list)) else example


def _used(plan: PlanText, name: str) -> list[str]:
    """The short texts that stand in fields of a name."""
    nodes = (node for node in plan.sketch.walk() if node.key == name and node.kind == "value" and node.closed)
    return list(dict.fromkeys(text for node in nodes if 0 < len(text := node.text.strip()) <= _LONGEST))
