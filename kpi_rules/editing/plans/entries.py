"""The things of a plan that have ids: objectives, roles, metrics, KPIs; and the places that name them.

Comes in: a plan's text. Goes out: `Named`s and `Reference`s, in the order of the text, also where other words or short forms are used.
"""

from __future__ import annotations

from collections.abc import Iterator

from kpi_rules.document.records import FROM
from kpi_rules.editing.plans.meaning import inside
from kpi_rules.editing.plans.plan_text import PlanText
from kpi_rules.editing.plans.sketch import Node
from kpi_rules.source import Span
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

KINDS: Final = {"objectives": "objective", "roles": "role", "metrics": "metric", "kpis": "kpi"}
"""The lists whose entries have ids, and what these are."""
_CALLED: Final = ("name", "title")


class Named(Struct, eq=False):
    """A record with an id. `place` is where the id is written: its own field, the key that leads to the record, or the name it is made of."""

    list: str
    id: str
    name: str
    node: Node
    place: Span
    written: bool
    """Whether the id is written as such."""


class Reference(Struct, eq=False):
    """A place that names a record: in which of the lists, and by what."""

    lists: tuple[str, ...]
    id: str
    node: Node
    owner: str
    """The field that names it."""


def named(plan: PlanText) -> tuple[Named, ...]:
    """Every record with an id, in the order of the text."""
    if "named" not in plan.kept:
        plan.kept["named"] = tuple(_all_named(plan))
    found: tuple[Named, ...] = plan.kept["named"]
    return found


def metrics(plan: PlanText) -> dict[str, Named]:
    """The metrics by id; the first of several with one id."""
    if "metrics" not in plan.kept:
        plan.kept["metrics"] = {one.id: one for one in reversed(named(plan)) if one.list == "metrics"}
    found: dict[str, Named] = plan.kept["metrics"]
    return found


def _all_named(plan: PlanText) -> Iterator[Named]:
    for node in plan.sketch.walk():
        if node.kind in ("record", "list") and (meaning := plan.meaning(node)) and meaning.field in KINDS:
            if meaning.owner != "plan" or not meaning.is_list:
                continue
            for entry in node.entries:
                if found := _named(meaning.field, entry, plan, keyed=node.kind == "record"):
                    yield found


def _named(list_: str, entry: Node, plan: PlanText, *, keyed: bool) -> Named | None:
    called = next((one.text for name in _CALLED if (one := field_node(plan, entry, name)) and one.text), "")
    if keyed:
        own = field_node(plan, entry, "id")
        if own is None and entry.key is not None and entry.key_span is not None:
            name = called or (entry.text if entry.kind == "value" else "")
            return Named(list_, entry.key, name, entry, entry.key_span, True)
    if entry.kind == "value" and not keyed:
        return Named(list_, " ".join(entry.text.split()), entry.text, entry, entry.span, False)
    for name in ("id", *_made_of(list_, plan)):
        one = field_node(plan, entry, name)
        if one is not None and one.kind == "value" and one.text.strip():
            id_ = one.text.strip() if name == "id" else " ".join(one.text.split())
            return Named(list_, id_, called, entry, one.span, name == "id")
    return None


def _made_of(list_: str, plan: PlanText) -> tuple[str, ...]:
    """The fields that an id is made of where it is not written."""
    properties = plan.schema.json["$defs"][KINDS[list_]]["properties"]
    return tuple(properties["id"].get(FROM, ()))


def field_node(plan: PlanText, record: Node, name: str) -> Node | None:
    """What stands in a field of a record, under its own name or another word for it."""
    if record.kind != "record":
        return None
    own = record.get(name)
    if own is not None:
        return own
    outer = plan.meaning(record)
    if outer is None or not outer.fields:
        return None
    strange = (entry for entry in record.entries if entry.key not in outer.fields)
    return next((one for one in strange if (found := inside(outer, one, plan.schema)) and found.field == name), None)


def references(plan: PlanText) -> Iterator[Reference]:
    """Every place that names a record."""
    for node in plan.sketch.walk():
        if node.kind == "value" and node.text.strip() and node.target is None:
            meaning = plan.meaning(node)
            if meaning is not None and meaning.refers:
                yield Reference(meaning.refers, node.text.strip(), node, meaning.field or "")
