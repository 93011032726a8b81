"""What differs between two policies, and what that does to plans, for programs (`schemas/diff.schema.json`)."""

from __future__ import annotations

from kpi_rules.comparing.difference import Difference, Entry
from kpi_rules.comparing.impact import Counts, Impact
from kpi_rules.comparing.in_words import heading, line
from kpi_rules.reports.comparison.text import shown


def difference_objects(difference: Difference) -> list[dict[str, object]]:
    """Each entry."""
    return [_entry(entry) for entry in difference.entries]


def _entry(entry: Entry) -> dict[str, object]:
    return {
        "subject": entry.subject,
        "name": entry.name,
        "was": entry.was or None,
        "kind": entry.kind,
        "effect": entry.effect,
        "text": heading(entry),
        "changes": [
            {
                "what": one.what,
                "name": one.name or None,
                "part": one.part + 1,
                "before": one.before or None,
                "after": one.after or None,
                "text": line(one, shown),
            }
            for one in entry.aspects
        ],
    }


def impact_object(impact: Impact | None) -> dict[str, object] | None:
    """How many findings there are more and less."""
    if impact is None:
        return None
    rows = [{"plan": row.plan, "rule": row.rule, **_counts(row.counts)} for row in impact.rows]
    return {
        "plans": impact.plans,
        "touched": impact.touched,
        **_counts(impact.counts),
        "whole": impact.whole,
        "rows": rows,
    }


def _counts(counts: Counts) -> dict[str, int]:
    return {"more": counts.more, "less": counts.less, "reweighed": counts.reweighed}
