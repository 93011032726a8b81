"""A draft in which everything fits the schema of plans: what does not is kept as `x-`, with a word on why, so that what is read is always a plan.

Comes in: a draft. Goes out: how many values were moved; the draft is changed in place. Knows nothing of documents and maps.
"""

from __future__ import annotations

from kpi_rules.i18n import tr
from kpi_rules.registers.documents.fields import own_name
from kpi_rules.registers.draft import Draft, Taken, draw

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.document.places import Path
    from kpi_rules.registers.draft import Part


def fit(draft: Draft) -> int:
    """Move what does not fit out of the way."""
    from kpi_rules.plan.plan import load_what_fits
    from kpi_rules.plan.schema import plan_schema

    plan, problems = load_what_fits(draw(draft, draft.name), plan_schema())
    if plan is None or not problems:
        return 0
    return sum(_moved(draft.plan, path) for path in sorted(plan.reading.unfit, key=lambda path: (len(path), str(path))))


def _moved(record: Part, path: Path) -> bool:
    """Keep the value of a field under a name of its own; of a record in a record, the outer one's."""
    for step in path[:2] if len(path) > 2 and isinstance(path[1], int) else ():
        if isinstance(record, Taken) or not _holds(record, step):
            return False
        record = record[step]  # type: ignore[index]  # the path leads through records and lists
    name = path[2] if len(path) > 2 and isinstance(path[1], int) else path[0] if path else None
    if not isinstance(record, dict) or not isinstance(name, str) or name not in record or name.startswith("x-"):
        return False
    fields = list(record.items())
    record.clear()
    for key, part in fields:
        record[own_name(key) if key == name else key] = _doubted(part, key) if key == name else part
    return True


def _holds(record: Part, step: object) -> bool:
    return (
        step in record
        if isinstance(record, dict)
        else isinstance(step, int) and isinstance(record, list) and step < len(record)
    )


def _doubted(part: Part, name: str) -> Part:
    if isinstance(part, Taken):
        return Taken(part.value, part.place, tr("no value of {field}", field=f"`{name}`"))
    return part
