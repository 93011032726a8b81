"""What of a plan cannot be read, as a run with a base tells it.

Comes in: a plan, and what kept rules from being judged. Goes out: a record for each doubt. Knows nothing of revisions.
"""

from __future__ import annotations

from collections.abc import Iterable

from kpi_rules.document import Path
from kpi_rules.engine.findings import Region, Unread
from kpi_rules.engine.judge import told_by
from kpi_rules.language.holes import Hole
from kpi_rules.plan import Plan
from kpi_rules.plan.finding_holes import doubts_behind
from kpi_rules.plan.unread import UNREAD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def unread_in(plan: Plan, unjudged: Iterable[Hole]) -> tuple[Unread, ...]:
    """What of a plan cannot be read; not what is read, and told. `unjudged`: what rules looked at that must be kept, and that says nothing."""
    needed = doubts_behind(plan, unjudged)
    records = zip(plan.values.get(UNREAD, ()), plan.reading.doubts, strict=True)
    return tuple(
        _unread(plan, record, path, number in needed)
        for number, (record, (path, doubt)) in enumerate(records)
        if not doubt.complete
    )


def _unread(plan: Plan, record: dict[str, Any], path: Path, needed: bool) -> Unread:
    (gap,) = told_by(plan, record)
    return Unread(
        id=record["id"],
        record=record["of"],
        field=_field(path),
        message=record["message"],
        remedy=record.get("remedy"),
        region=Region.of(plan.locate(record)),
        unjudged=needed,
        gap=gap,
    )


def _field(path: Path) -> str:
    """The field of the record: of an entry of a list that follows its number."""
    names = path[2:] if len(path) > 2 and isinstance(path[1], int) else path
    return str(names[0])
