"""First drafts of records and lists, from the examples in the schema, with ids that the plan has."""

from __future__ import annotations

from kpi_rules.document.schema_words import example_of as schema_example
from kpi_rules.editing.plans.entries import named
from kpi_rules.editing.plans.meaning import Meaning, entry_of, field_of
from kpi_rules.editing.plans.plan_text import PlanText

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Final

FIRST: Final[Mapping[str, tuple[str, ...]]] = {
    "kpi": ("id", "name", "objective", "owner", "target"),
    "metric": ("id", "name", "definition", "unit", "data_source"),
    "objective": ("id", "title"),
    "role": ("id", "title"),
    "review": ("interval", "next"),
    "milestone": ("title", "due"),
    "contribution": ("kpi", "how"),
    "acknowledgement": ("member", "on"),
    "past_review": ("on", "outcome"),
    "link": ("title", "url"),
    "target": ("value", "unit", "by"),
    "interim_target": ("value", "unit", "by"),
    "actual": ("value", "on"),
    "dated_actual": ("value", "on"),
    "translated_name": ("language", "name"),
}
"""The fields that the draft of a record begins with."""


def template_of(plan: PlanText, meaning: Meaning) -> dict[str, Any]:
    """The draft of a record: its first fields, each with its example."""
    fields = (*FIRST.get(meaning.record or "", ()), *meaning.schema.get("required", ()))
    drafts = ((name, field_of(meaning, name, plan.schema)) for name in dict.fromkeys(fields))
    return {name: _plain_example(plan, field) for name, field in drafts if field is not None}


def example_of(plan: PlanText, field: Meaning) -> Any:
    """An example of a field's value: of records a draft of one; nothing where the schema has none."""
    inner = entry_of(field, plan.schema)
    if inner is not None and inner.record is not None and (fields := template_of(plan, inner)):
        return [fields]
    example = schema_example(field.schema)
    known = _known_id(plan, field)
    return example if known is None else [known] if isinstance(example, list) else known


def _known_id(plan: PlanText, field: Meaning) -> str | None:
    """An id that the plan has, where a field holds one."""
    return next((one.id for one in named(plan) if one.list in field.refers), None) if field.refers else None


def _plain_example(plan: PlanText, field: Meaning) -> Any:
    """The first example that is a single value; where ids are meant, one that there is."""
    examples = field.schema.get("examples", ())
    plain = next((one for one in examples if not isinstance(one, (dict, list))), "")
    if (known := _known_id(plan, field)) is not None:
        return known
    if not plain and field.record is not None:
        first = next((one for one in examples if isinstance(one, dict)), {})
        return next(iter(first.values()), "")
    return plain
