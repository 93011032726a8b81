"""Carrying out fixes: check, replace, check again, until there is nothing more to fix.

Comes in: a way to check plans as they would be, and the plans' sources. Goes out: the last report, and each plan that was changed,
before and after. A text that could not be read again as the same plan with just those words replaced is never handed
out. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from kpi_rules.document import load
from kpi_rules.engine.edits import apart, wanted_edits
from kpi_rules.engine.findings import Edit, Report
from kpi_rules.plan import Plan, PlanSchema, load_what_fits
from kpi_rules.plan.unread import UNREAD
from kpi_rules.source import Source
from kpi_rules.structs import Struct

MOST_ROUNDS = 10
_MOST_TRIED_ALONE = 100
"""Edits of one plan that are tried one by one where they cannot be made together."""

Checked = TypeVar("Checked")
Checking = Callable[[Mapping[str, Source]], Checked]
"""A check in which these plans, by name, have other texts."""


class Mended(Struct):
    """A plan before and after, and how many edits lie between."""

    before: Source
    after: Source
    edits: int


class Outcome(Struct, Generic[Checked]):
    """What the last check gave, and the plans that were changed, by name."""

    checked: Checked
    mended: Mapping[str, Mended]


def fix(
    check: Checking[Checked],
    report_of: Callable[[Checked], Report],
    read: Callable[[str], Source | None],
    schema_of: Callable[[str], PlanSchema],
    unsafe: bool,
) -> Outcome[Checked]:
    """Fix what can be fixed, each plan by its schema. A plan whose fixes lead back to where they began is left as it was."""
    mended: dict[str, Mended] = {}
    seen: dict[str, set[str]] = {}
    for _ in range(MOST_ROUNDS):
        checked = check({name: each.after for name, each in mended.items()})
        changed = False
        for name, edits in wanted_edits(report_of(checked).findings, unsafe).items():
            before = mended[name].after if name in mended else read(name)
            if before is None or before.text in seen.setdefault(name, set()):
                continue
            seen[name].add(before.text)
            after, count = carried_out(before, edits, schema_of(name))
            if after.text in seen[name]:
                changed |= mended.pop(name, None) is not None
            elif count:
                first = mended.get(name, Mended(before, before, 0))
                mended[name] = Mended(first.before, after, first.edits + count)
                changed = True
        if not changed:
            return Outcome(checked, mended)
    return Outcome(check({name: each.after for name, each in mended.items()}), mended)


def carried_out(source: Source, edits: Sequence[Edit], schema: PlanSchema) -> tuple[Source, int]:
    """The source with as many of the edits as it can be read with, and how many those are."""
    edits = apart(edits)
    after = _replaced(source, edits)
    if _is_sound(source, after, len(edits), schema):
        return after, len(edits)
    kept: list[Edit] = []
    for edit in edits[:_MOST_TRIED_ALONE]:
        if _is_sound(source, _replaced(source, [*kept, edit]), len(kept) + 1, schema):
            kept.append(edit)
    return _replaced(source, kept), len(kept)


def _replaced(source: Source, edits: Iterable[Edit]) -> Source:
    parts, at = [], 0
    for edit in edits:
        parts += [source.text[at : edit.region.offset], edit.text]
        at = edit.region.end_offset
    return Source(source.name, "".join([*parts, source.text[at:]]))


def _is_sound(before: Source, after: Source, edits: int, schema: PlanSchema) -> bool:
    """Whether the new text reads as the old one with no more words replaced than there were edits, and no new misfit; or is the same
    plan with less of what does not fit."""
    old, _ = load(before)
    new, problems = load(after)
    if old is None or new is None or problems:
        return False
    changes: set[object] = set()
    same_shape = _compare(old.data, new.data, changes)
    was, told = load_what_fits(before, schema)
    now, left = load_what_fits(after, schema)
    if same_shape and len(changes) <= edits:
        return len(left) <= len(told)
    return was is not None and now is not None and _read(was) == _read(now) and len(left) < len(told)


def _read(plan: Plan) -> Mapping[str, object]:
    """What a plan says, without what is told of how it says it."""
    return {name: value for name, value in plan.values.items() if name != UNREAD}


def _compare(old: object, new: object, changes: set[object]) -> bool:
    """Whether two values differ in names of fields and in single values alone; those are noted."""
    if isinstance(old, dict) and isinstance(new, dict):
        if len(old) != len(new):
            return False
        changes.update(("key", one, other) for one, other in zip(old, new, strict=True) if one != other)
        return all(_compare(one, other, changes) for one, other in zip(old.values(), new.values(), strict=True))
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_compare, old, new, [changes] * len(old)))
    if isinstance(old, (dict, list)) or isinstance(new, (dict, list)):
        return False
    if (type(old), old) != (type(new), new):
        changes.add((type(old), old, type(new), new))
    return True
