"""What may be written at the cursor: fields that are not there yet, ids, values, whole entries. All of it reads once it stands there.

Comes in: a plan's text, an offset, the other plans of the project. Goes out: `Completion`s, the likeliest first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kpi_rules.document.schema_words import expected, noun
from kpi_rules.editing.plans.candidates import Candidate, values_for
from kpi_rules.editing.plans.layout import style_of
from kpi_rules.editing.plans.meaning import Meaning, entry_of, field_of
from kpi_rules.editing.plans.plan_text import PlanText
from kpi_rules.editing.plans.sketch import Node
from kpi_rules.editing.plans.spots import Spot, spots_at
from kpi_rules.editing.plans.templates import FIRST, example_of, template_of
from kpi_rules.editing.plans.writing import Hole, Style, Written, below, block, inline, key, scalar
from kpi_rules.i18n import tr
from kpi_rules.source import Span
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal, TypeAlias

    Kind: TypeAlias = Literal["field", "reference", "value", "unit", "entry", "rule"]


class Completion(Struct):
    """Something to write: over `span`, `text` as it stands, or `snippet` with places to fill in.

    `filter` is what it is found by as somebody types; `goes_on`: there is more to choose from once it stands there.
    """

    label: str
    kind: Kind
    detail: str
    sentence: str
    span: Span
    text: str
    snippet: str
    filter: str
    goes_on: bool = False
    required: bool = False
    deprecated: bool = False


def complete(plan: PlanText, offset: int, others: Sequence[PlanText] = ()) -> tuple[Completion, ...]:
    """Everything that may be written at an offset."""
    found: dict[tuple[str, str], Completion] = {}
    spots = spots_at(plan.text, plan.sketch, offset)
    for spot in spots[:1] if plan.format == "toml" else spots:  # a table goes on to the next heading
        for one in _at(plan, spot, others):
            found.setdefault((one.kind, one.label), one)
    return tuple(found.values())


def _at(plan: PlanText, spot: Spot, others: Sequence[PlanText]) -> Iterator[Completion]:
    meaning = plan.meaning(spot.node)
    if meaning is None or spot.part == "comment":
        return
    match spot.part:
        case "field":
            yield from _fields(plan, spot, meaning)
        case "entry":
            yield from _entries(plan, spot, meaning, others)
        case _:
            yield from _values(plan, spot, meaning, others)


# fields


def _fields(plan: PlanText, spot: Spot, meaning: Meaning) -> Iterator[Completion]:
    """The fields of the record that are not there yet: what it needs first."""
    record = spot.node if spot.node.kind == "record" else None
    if record is not None and meaning.is_list:
        return  # a list that is written as a mapping: its keys are ids
    there = {one.key for one in record.entries if one.key_span != spot.span} if record is not None else set()
    needed = set(meaning.schema.get("required", ())) | {name for name in ("id",) if name in meaning.fields}
    names = _own_first(plan, meaning)
    for name in sorted(names, key=lambda name: name not in needed):
        if name not in there and (field := field_of(meaning, name, plan.schema)) is not None:
            yield _field(plan, spot, name, field, name in needed)


def _own_first(plan: PlanText, meaning: Meaning) -> list[str]:
    """The names of a record's fields: those that nearly all have, then its own, then those that it shares with other records."""
    own = plan.schema.json["$defs"].get(meaning.record or "", {}).get("properties", {})
    first = (name for name in FIRST.get(meaning.record or "", ()) if name in meaning.fields)
    return list(dict.fromkeys((*first, *own, *meaning.fields)))


def _field(plan: PlanText, spot: Spot, name: str, field: Meaning, needed: bool) -> Completion:
    """A field's name, and what its value begins with."""
    style = style_of(plan)
    written = Written((key(name, plan.format),))
    has_colon = any(one.key_span == spot.span and one.colon for one in spot.node.entries)
    if not has_colon:
        written = Written((spot.before,)) + written + _begun(plan, spot, field, style)
        written = _between_commas(plan, spot, written)
        if spot.pushes:
            written += Written((Hole(""), style.newline + " " * (spot.column or 0)))
    quoted = spot.typed[:1] in ("'", '"') if spot.typed else False
    return Completion(
        label=name,
        kind="field",
        detail=expected(field.schema) if not field.values else ", ".join(field.values),
        sentence=plan.sentence(field),
        span=spot.span,
        text=written.text,
        snippet=written.snippet,
        filter=spot.before * (not spot.typed) + (spot.typed[:1] if quoted else "") + name,
        goes_on=not has_colon and written.text.endswith(" "),
        required=needed,
    )


def _begun(plan: PlanText, spot: Spot, field: Meaning, style: Style) -> Written:
    """What follows a field's name: the mark, and where a record or list has to follow, an example of one to fill in."""
    example = example_of(plan, field)
    if plan.format == "yaml" and spot.column is not None:
        needs_more = isinstance(example, (dict, list)) and bool(example) and not _takes_one_text(field)
        return Written((":",)) + (below(example, spot.column, style) if needs_more else Written((" ",)))
    if plan.format == "yaml":
        return Written((": ",))
    mark = " = " if plan.format == "toml" else ": "
    return Written((mark,)) + inline("" if example is None else example, plan.format)


def _takes_one_text(field: Meaning) -> bool:
    kinds = field.schema.get("type", "string")
    return "string" in kinds or "anyOf" in field.schema


def _between_commas(plan: PlanText, spot: Spot, written: Written) -> Written:
    """In brackets: with the comma that the entries around it ask for."""
    text, (start, end) = plan.text, (spot.span.start, spot.span.end)
    if plan.format == "yaml" and spot.column is None and spot.node.closed and not spot.node.in_block:
        follows = text[end:].lstrip()[:1] not in ("}", "]", ",", "#", "")
        return written + Written((Hole(""), "," if text[end].isspace() else ", ")) if follows else written
    if plan.format != "json":
        return written
    before = "" if text[:start].rstrip()[-1:] in ("{", "[", ",", "") else ", "
    after = "" if text[end:].lstrip()[:1] in ("}", "]", ",", "") else ","
    return Written((before,)) + written + Written((after,))


# entries of lists


def _entries(plan: PlanText, spot: Spot, meaning: Meaning, others: Sequence[PlanText]) -> Iterator[Completion]:
    """A new entry of a list: a record to fill in, or one of the values that there are."""
    inner = entry_of(meaning, plan.schema)
    if inner is None or (spot.node.kind == "record" and not spot.node.in_block):
        return
    dash = "- " if plan.format == "yaml" and spot.column is not None else ""
    column = (spot.column or 0) + len(dash)
    if inner.record is not None and (entry := _template(plan, spot, inner, column, spot.before + dash)):
        yield entry
    for one in values_for(plan, inner, spot.node, others):
        if not _is_listed(spot.node, one.value):
            yield _value(plan, spot, one, spot.before + dash)


def _is_listed(node: Node, value: object) -> bool:
    return node.kind == "list" and any(entry.text == value for entry in node.entries)


def _template(plan: PlanText, spot: Spot, meaning: Meaning, column: int, before: str) -> Completion | None:
    """A record with its first fields, to be filled in."""
    fields = template_of(plan, meaning)
    if not fields:
        return None
    is_block = plan.format == "yaml" and spot.column is not None
    style = style_of(plan)
    written = Written((before,)) + (block(fields, column, style) if is_block else inline(fields, plan.format))
    title = noun(str(meaning.schema.get("title", meaning.record)))
    return _entry_completion(plan, spot, title, _between_commas(plan, spot, written))


def _entry_completion(plan: PlanText, spot: Spot, title: str, written: Written) -> Completion:
    label = tr("new {thing}", thing=title)
    return Completion(label, "entry", "", written.text, spot.span, written.text, written.snippet, spot.typed + label)


# values


def _values(plan: PlanText, spot: Spot, meaning: Meaning, others: Sequence[PlanText]) -> Iterator[Completion]:
    """What may stand as the value of a field, or as an entry that was begun."""
    in_block = plan.format == "yaml" and (spot.node.parent is None or spot.node.parent.in_block)
    if in_block and not spot.typed:
        yield from _blocks(plan, spot, meaning)
    for one in values_for(plan, meaning, spot.node, others):
        yield _value(plan, spot, one, spot.before)


def _blocks(plan: PlanText, spot: Spot, meaning: Meaning) -> Iterator[Completion]:
    """A record or a list of records below a key or behind a dash."""
    style, parent = style_of(plan), spot.node.parent
    column = (parent.column or 0) if parent is not None else 0
    if spot.node.key is None and meaning.record is not None:
        line = plan.text.rfind("\n", 0, spot.span.start) + 1
        here = spot.span.start - line + len(spot.before)
        if entry := _template(plan, Spot("entry", spot.node, spot.span, "", here), meaning, here, spot.before):
            yield entry
    elif (inner := entry_of(meaning, plan.schema)) is not None and inner.record is not None:
        fields: Any = template_of(plan, inner)
        if fields:
            written = below([fields], column, style)
            yield _entry_completion(plan, spot, noun(str(inner.schema.get("title", inner.record))), written)


def _value(plan: PlanText, spot: Spot, one: Candidate, before: str) -> Completion:
    """A value, in the quotes that were begun or that it needs."""
    text = scalar(one.value, plan.format)
    quote = spot.typed[:1] if spot.typed[:1] in ("'", '"') else ""
    if quote and not text.startswith(quote):
        text = _in_quotes(str(one.value), quote)
    shown = quote + (one.value if quote and isinstance(one.value, str) else text)
    return Completion(
        label=str(one.label),
        kind=one.kind,
        detail=one.detail,
        sentence=one.sentence,
        span=spot.span,
        text=before + text,
        snippet=Written((before + text,)).snippet,
        filter=before + shown if not spot.typed else shown,
        deprecated=one.deprecated,
    )


def _in_quotes(text: str, quote: str) -> str:
    if quote == "'" and not any(sign in text for sign in "'\r\n"):
        return f"'{text}'"
    import json

    return json.dumps(text, ensure_ascii=False)


def labels(completions: Iterable[Completion]) -> list[str]:
    """What is offered, by name."""
    return [one.label for one in completions]
