"""What is told of the place under the mouse: what a field is for, what is understood of a value, which record an id names, where a value comes from.

Comes in: a plan's text and an offset. Goes out: a `Hover`: paragraphs of Markdown, whose words of the plan are escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpi_rules.document.schema_words import expected, noun
from kpi_rules.editing.plans.entries import KINDS, Named, field_node, named
from kpi_rules.editing.plans.inheritance import inherited
from kpi_rules.editing.plans.meaning import Meaning
from kpi_rules.editing.plans.plan_text import PlanText
from kpi_rules.editing.plans.sketch import Node
from kpi_rules.editing.plans.spots import comment_at
from kpi_rules.editing.plans.understood import understood
from kpi_rules.i18n import listed, tr
from kpi_rules.reports.markdown_text import code, escape, prose
from kpi_rules.source import Span
from kpi_rules.structs import Struct


class Hover(Struct):
    """What is told, and of which part of the text."""

    span: Span
    paragraphs: tuple[str, ...]


def hover(plan: PlanText, offset: int, others: Sequence[PlanText] = ()) -> Hover | None:
    """What is told at an offset."""
    if comment_at(plan.text, plan.sketch, offset) is not None:
        return None
    node = plan.sketch.at(offset)
    meaning = plan.meaning(node)
    if node.key_span is not None and node.key_span.start <= offset <= node.key_span.end:
        told = _of_key(plan, node, meaning)
        return Hover(node.key_span, tuple(told)) if told else None
    if node.kind != "value" or meaning is None or not node.start <= offset <= node.end:
        return None
    told = list(_of_value(plan, node, meaning, others))
    return Hover(node.span, tuple(told)) if told else None


def _of_key(plan: PlanText, node: Node, meaning: Meaning | None) -> list[str]:
    """A field: its name, what it is for, what may stand there, what is understood of what does."""
    if meaning is None or meaning.field is None:
        return []
    outer = plan.meaning(node.parent) if node.parent is not None else None
    if node.key != meaning.field and outer is not None and outer.is_list:
        return _of_record(plan, node)  # a record whose id is the key
    head = f"**{code(meaning.field)}** · {escape(expected(meaning.schema))}"
    told = [head, *([prose(plan.sentence(meaning))] if plan.sentence(meaning) else ())]
    if meaning.values:
        told.append(tr("One of {values}.", values=listed(map(code, meaning.values))))
    told += _reading(plan, node, meaning)
    if meaning.field == "metric":
        told += _taken_over(plan, node)
    return told


def _of_value(plan: PlanText, node: Node, meaning: Meaning, others: Sequence[PlanText]) -> Iterator[str]:
    if meaning.refers:
        yield from _named_by(plan, node, meaning, others)
        if meaning.field == "metric":
            yield from _taken_over(plan, node)
    elif meaning.values and node.text in meaning.values:
        yield from _member(node.text, meaning)
    elif meaning.field == "id" and node.parent is not None:
        yield from _of_record(plan, node.parent)
    else:
        yield from _reading(plan, node, meaning)


def _member(value: str, meaning: Meaning) -> Iterator[str]:
    """A member of a closed set."""
    inner = meaning.schema.get("anyOf", (meaning.schema,))[0]
    sentences = dict(zip(meaning.values, inner.get("enumDescriptions", ()), strict=False))
    if value in sentences:
        yield f"**{code(value)}** · {prose(tr(sentences[value]))}"


def _reading(plan: PlanText, node: Node, meaning: Meaning) -> list[str]:
    """What is understood of a value, or what is in doubt about it."""
    read = understood(plan, node, meaning)
    if read is None:
        return []
    if read.doubt is not None:
        doubt = escape(read.doubt)
        return [tr("In doubt: {doubt}", doubt=doubt), *([escape(read.help)] if read.help else ())]
    return [tr("Understood as: {words}", words=escape(read.words))]


def _named_by(plan: PlanText, node: Node, meaning: Meaning, others: Sequence[PlanText]) -> Iterator[str]:
    """The record that an id names."""
    id_ = node.text.strip()
    for each in (plan, *others):
        for one in named(each):
            if one.id == id_ and one.list in meaning.refers:
                yield from _told(each, one)
                if each is not plan:
                    yield tr("In {file}", file=code(each.source.name))
                return
    lists = listed(map(code, meaning.refers))
    yield tr("Nothing in {lists} has the id {id}.", lists=lists, id=code(id_))


def _of_record(plan: PlanText, node: Node) -> list[str]:
    one = next((one for one in named(plan) if one.node is node), None)
    return [] if one is None else list(_told(plan, one))


def _told(plan: PlanText, one: Named) -> Iterator[str]:
    """A record in a few lines: what it is, what it is called, who answers for it, what it is to reach."""
    title = noun(str(plan.schema.json["$defs"][KINDS[one.list]]["title"]))
    yield f"**{escape(one.name or one.id)}** · {title} {code(one.id)}"
    for field in ("definition", "scope", "owner", "unit", "target"):
        found = field_node(plan, one.node, field)
        if found is None or found.kind in ("nothing", "list"):
            continue
        meaning = plan.meaning(found)
        read = understood(plan, found, meaning) if meaning is not None else None
        words = read.words if read is not None and read.words else found.text
        if words:
            yield f"`{field}`: {escape(' '.join(words.split()))}"


def _taken_over(plan: PlanText, node: Node) -> Iterator[str]:
    """What a KPI takes over from the metric it names."""
    taken = list(inherited(plan, node.parent)) if node.parent is not None else []
    if taken:
        names = listed(code(name) for name, _ in taken)
        yield tr("The KPI takes over from it: {names}.", names=names)
