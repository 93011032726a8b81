"""What a plan consists of: its records one inside the other, for an outline, for search across plans, and what can be folded."""

from __future__ import annotations

from collections.abc import Iterator

from kpi_rules.editing.plans.entries import KINDS, Named, field_node, named
from kpi_rules.editing.plans.plan_text import PlanText
from kpi_rules.editing.plans.sketch import Node
from kpi_rules.i18n import tr
from kpi_rules.source import Span
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_FIELDS: Final = ("title", "mission", "review", "period", "budget", "roles", "objectives", "metrics", "kpis")
_DETAILS: Final = ("target", "owner", "unit", "perspective", "due")


class Symbol(Struct):
    """A part of a plan: what it is called, what it is (`plan`, `list`, `kpi`, …), all of it, its name's place, and what is in it."""

    name: str
    kind: str
    detail: str
    span: Span
    name_span: Span
    inside: tuple[Symbol, ...] = ()


class Fold(Struct):
    """Lines that can be folded into their first; from 1."""

    first: int
    last: int
    is_comment: bool = False


def outline(plan: PlanText) -> tuple[Symbol, ...]:
    """The plan's parts, in the order of the text."""
    by_node = {id(one.node): one for one in named(plan)}
    found = []
    for node in plan.sketch.entries if plan.sketch.kind == "record" else ():
        meaning = plan.meaning(node)
        if meaning is None or meaning.field not in _FIELDS or node.key_span is None:
            continue
        inside = tuple(_records(plan, node, by_node))
        detail = str(len(inside)) if meaning.field in KINDS else _short(_text_of(node))
        kind = "list" if meaning.field in KINDS else meaning.field
        found.append(Symbol(node.key or meaning.field, kind, detail, node.whole, node.key_span, inside))
    return tuple(found)


def _records(plan: PlanText, node: Node, by_node: dict[int, Named]) -> Iterator[Symbol]:
    for entry in node.entries:
        one = by_node.get(id(entry))
        if one is not None:
            yield _symbol(plan, one, tuple(_deeper(plan, entry, by_node)))


def _deeper(plan: PlanText, entry: Node, by_node: dict[int, Named]) -> Iterator[Symbol]:
    """Records within a record, such as the KPIs that stand in their objective."""
    for field in entry.entries if entry.kind == "record" else ():
        yield from _records(plan, field, by_node)


def _symbol(plan: PlanText, one: Named, inside: tuple[Symbol, ...] = ()) -> Symbol:
    name = one.name or one.id or tr("(no name)")
    details = (node for field in _DETAILS if (node := field_node(plan, one.node, field)) and node.kind == "value")
    detail = next((_short(node.text) for node in details), "")
    return Symbol(name, KINDS[one.list], detail, one.node.whole, one.place, inside)


def _text_of(node: Node) -> str:
    first = node.entries[0].text if node.kind == "record" and node.entries else node.text
    return " ".join(first.split())


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 80 else text[:79] + "…"


def search(plan: PlanText, wanted: str) -> Iterator[Symbol]:
    """The records whose name or id has the letters of a search in it, in their order."""
    letters = wanted.casefold()
    for one in named(plan):
        if _has_in_order(f"{one.name} {one.id}".casefold(), letters):
            yield _symbol(plan, one)


def _has_in_order(text: str, letters: str) -> bool:
    at = 0
    for letter in letters:
        if letter.isspace():
            continue
        at = text.find(letter, at) + 1
        if at == 0:
            return False
    return True


def folds(plan: PlanText) -> tuple[Fold, ...]:
    """What can be folded: records and lists over several lines, and comments of several lines."""
    found: dict[int, Fold] = {}
    for node in plan.sketch.walk():
        if node.parent is None or (node.kind == "value" and node.quote not in ("|", ">")):
            continue
        first, last = plan.source.position(node.whole.start).line, plan.source.position(node.end).line
        if last > first:
            found.setdefault(first, Fold(first, last))
    return tuple(sorted([*found.values(), *_comments(plan)], key=lambda fold: (fold.first, -fold.last)))


def _comments(plan: PlanText) -> Iterator[Fold]:
    if plan.format == "json":
        return
    first, lines = 0, plan.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate([*lines, ""], 1):
        if line.lstrip().startswith("#"):
            first = first or number
        else:
            if first and number - 1 > first:
                yield Fold(first, number - 1, True)
            first = 0
