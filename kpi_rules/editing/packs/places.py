"""Where a name in a manifest or a locale is given: a rule in its file, a setting or a field in the manifest, a pack in its folder.

Comes in: a document and an offset. Goes out: the place.
"""

from __future__ import annotations

from kpi_rules.editing.packs.known import Known
from kpi_rules.editing.plans.plan_text import PlanText
from kpi_rules.source import Location

_OF_RULES = ("rules", "levels", "stands_in_for")


def given(document: PlanText, offset: int, known: Known) -> Location | None:
    """The place of what the word at an offset names."""
    node = document.sketch.at(offset)
    on_key = node.key_span is not None and node.key_span.start <= offset <= node.key_span.end
    path = node.path
    rules = {**known.own, **known.rules}
    if len(path) == 2 and path[0] in _OF_RULES and on_key and (rule := rules.get(str(path[1]))) is not None:
        return rule.place
    if path[:1] == ("stands_in_for",) and not on_key and (rule := rules.get(node.text)) is not None:
        return rule.place
    if on_key and path[:1] == ("settings",) and len(path) == 2 and path[1] in known.settings:
        return known.settings[str(path[1])].declared
    if on_key and path[:1] in (("settings",), ("fields",)):
        declared = known.declared(*map(str, path[:-1])).get(str(path[-1]))
        return known.place(declared) if declared is not None else None
    return None
