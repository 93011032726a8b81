"""Where an id is defined and used, and how all of that is renamed: within a plan, in plans that support its objectives, in waivers.

Comes in: the plans of a project and a place. Goes out: `Use`s, and `Change`s of texts. A new id never meets one that there is, and is quoted where it has to be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kpi_rules.document.rewriting import spelled
from kpi_rules.editing.plans.candidates import SHARED
from kpi_rules.editing.plans.entries import KINDS, Named, Reference, named, references
from kpi_rules.editing.plans.plan_text import PlanText
from kpi_rules.i18n import tr
from kpi_rules.plan.schema import PlanSchema
from kpi_rules.seen import is_empty
from kpi_rules.source import Source, Span
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_LONGEST: Final = 200


class Use(Struct):
    """A place where a record is defined or named."""

    source: Source
    span: Span
    is_definition: bool


class Change(Struct):
    """Another text at a place."""

    source: Source
    span: Span
    text: str


class Refused(Struct):
    """Why a rename is not made."""

    message: str


class Thing(Struct, eq=False):
    """What is meant at a place: an id, the lists it may be of, the plan it is defined in, and where the cursor touches it."""

    id: str
    lists: tuple[str, ...]
    home: PlanText
    span: Span
    definition: Named | None


def thing_at(plan: PlanText, offset: int, others: Sequence[PlanText] = ()) -> Thing | None:
    """The record that is meant at an offset."""
    for one in named(plan):
        if one.place.start <= offset <= one.place.end:
            return Thing(one.id, (one.list,), plan, one.place, one)
    for reference in references(plan):
        if reference.node.start <= offset <= reference.node.end:
            return _meant(plan, reference, others)
    return None


def _meant(plan: PlanText, reference: Reference, others: Sequence[PlanText]) -> Thing:
    span = reference.node.span
    for each in (plan, *(others if reference.owner in SHARED else ())):
        for list_ in reference.lists:
            for one in named(each):
                if one.list == list_ and one.id == reference.id:
                    return Thing(one.id, (list_,), each, span, one)
    return Thing(reference.id, reference.lists, plan, span, None)


def definition(plan: PlanText, offset: int, others: Sequence[PlanText] = ()) -> Use | None:
    """Where the record is defined that is named at an offset."""
    thing = thing_at(plan, offset, others)
    if thing is None or thing.definition is None:
        return None
    return Use(thing.home.source, thing.definition.place, True)


def uses(plan: PlanText, offset: int, others: Sequence[PlanText] = ()) -> tuple[Use, ...]:
    """Every place where the record is defined or named that is meant at an offset."""
    thing = thing_at(plan, offset, others)
    return () if thing is None else tuple(_uses(thing, plan, others))


def _uses(thing: Thing, plan: PlanText, others: Iterable[PlanText]) -> Iterator[Use]:
    if thing.definition is not None:
        yield Use(thing.home.source, thing.definition.place, True)
    for each in (thing.home, *(one for one in (plan, *others) if one is not thing.home)):
        own = {(one.list, one.id) for one in named(each)} if each is not thing.home else set()
        for reference in references(each):
            shared = each is thing.home or (reference.owner in SHARED and (thing.lists[0], thing.id) not in own)
            if shared and reference.id == thing.id and _is_of(thing, reference):
                yield Use(each.source, reference.node.span, False)


def _is_of(thing: Thing, reference: Reference) -> bool:
    """Whether a reference means the thing: the first of its lists that has the id."""
    if not set(thing.lists) & set(reference.lists):
        return False
    if thing.definition is None or len(reference.lists) == 1:
        return True
    there = {one.list for one in named(thing.home) if one.id == thing.id}
    return next((list_ for list_ in reference.lists if list_ in there), None) == thing.definition.list


# rename


def renamable(plan: PlanText, offset: int, others: Sequence[PlanText] = ()) -> Span | Refused | None:
    """What would be renamed at an offset; nothing where no id is; or why it cannot be."""
    thing = thing_at(plan, offset, others)
    if thing is None:
        return None
    if thing.definition is None:
        return Refused(tr("`{id}` is defined nowhere", id=thing.id))
    if not thing.definition.written:
        return Refused(
            tr("`{id}` is no id that is written: it comes from the name; give the record an `id` first", id=thing.id)
        )
    return thing.span


def renamed(
    plan: PlanText, offset: int, new: str, others: Sequence[PlanText] = (), waivers: Source | None = None
) -> tuple[Change, ...] | Refused:
    """What is to be written where, so that the record has another id."""
    allowed = renamable(plan, offset, others)
    thing = thing_at(plan, offset, others)
    if thing is None or thing.definition is None or not isinstance(allowed, Span):
        return allowed if isinstance(allowed, Refused) else Refused(tr("there is no id here"))
    if refused := _unfit(thing, new):
        return refused
    texts = {each.source.name: each for each in (thing.home, plan, *others)}
    changes = []
    for use in _uses(thing, plan, others):
        home = texts[use.source.name]
        changes.append(Change(use.source, use.span, _spelled(home, use, new, thing.definition)))
    if waivers is not None:
        changes += _in_waivers(thing, new, waivers, plan.schema)
    return tuple(dict.fromkeys(changes))


def _unfit(thing: Thing, new: str) -> Refused | None:
    """Why a new id will not do."""
    if is_empty(new) or new != new.strip() or len(new) > _LONGEST or any(sign in new for sign in "\r\n\t"):
        return Refused(tr("`{id}` is no id: an id is a short word or two on one line", id=new[:60]))
    for one in named(thing.home):
        clashes = one.list in thing.lists or {one.list, *thing.lists} <= {"metrics", "kpis"}
        same_thing = {one.list, *thing.lists} == {"metrics", "kpis"} and one.id == thing.id
        if one.id == new and one.node is not getattr(thing.definition, "node", None) and clashes and not same_thing:
            kind = KINDS[one.list]
            return Refused(tr("there is a {kind} `{id}` already", kind=kind, id=new))
    return None


def _spelled(plan: PlanText, use: Use, new: str, defined: Named) -> str:
    old = plan.source.slice(use.span)
    is_key = use.is_definition and defined.node.key_span == use.span
    return spelled(plan.format, old, new, key=is_key) or spelled(plan.format, '"x"', new) or new


def _in_waivers(thing: Thing, new: str, waivers: Source, schema: PlanSchema) -> Iterator[Change]:
    """The entries of the waivers file that speak of the record, in this plan or in any."""
    text = PlanText(waivers, schema)
    listed = text.sketch.get("waivers")
    title = " ".join((thing.home.value("title") or "").split()).casefold()
    kind = KINDS[thing.lists[0]]
    for entry in listed.entries if listed is not None else ():
        subject, plan = entry.get("subject"), entry.get("plan")
        if subject is None or subject.text not in (thing.id, f"{kind} {thing.id}"):
            continue
        if (
            plan is not None
            and " ".join(plan.text.split()).casefold() != title
            and not thing.home.source.name.endswith(plan.text)
        ):
            continue
        words = new if subject.text == thing.id else f"{kind} {new}"
        written = spelled("yaml", waivers.slice(subject.span), words) or words
        yield Change(waivers, subject.span, written)
