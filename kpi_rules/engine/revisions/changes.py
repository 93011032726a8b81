"""What changed between two versions of a plan, record by record and field by field, and whether that makes things easier.

Comes in: two plan records and the record types. Goes out: `Change`s in the order of the schema. Records are the same by what
people call them (id, else name or title), never by their place in a list. Knows nothing of words: `changes_in_words` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from kpi_rules.engine.fingerprint import label
from kpi_rules.language.types import ListOf, Record, Records, Type, required
from kpi_rules.language.values import show
from kpi_rules.plan.plan import metrics_by_id
from kpi_rules.plan.unread import UNNAMED, UNREAD
from kpi_rules.structs import Struct

Kind = Literal["added", "removed", "changed"]
Effect = Literal["looser", "stricter"]
Values = Mapping[str, Any]


class Change(Struct):
    """One change. `subject` is the record (`kpi leads`, `plan`), `field` the path in it; without one, the record itself."""

    kind: Kind
    subject: str
    field: str | None
    before: str | None
    after: str | None
    effect: Effect | None = None


def plan_changes(before: Values, after: Values, records: Records) -> tuple[Change, ...]:
    """The changes between two versions of a plan."""
    return tuple(_Walk(before, after, records).record("plan", "plan", before, after, ()))


class _Walk(Struct):
    """Two plans being walked side by side."""

    plan_before: Values
    plan_after: Values
    records: Records

    def record(
        self, type_: str, subject: str, before: Values, after: Values, path: tuple[str, ...]
    ) -> Iterator[Change]:
        """The changes between two versions of a record."""
        whole = (before, after)
        for name, declared in self.records.fields[type_].items():
            old, new = before.get(name), after.get(name)
            if old == new or name in (UNREAD, UNNAMED) or (type_ == "kpi" and self._inherited(name, before, after)):
                continue
            yield from self._field(required(declared.type), subject, (*path, name), old, new, whole)

    def _field(
        self, type_: Type, subject: str, path: tuple[str, ...], old: Any, new: Any, whole: tuple[Values, Values]
    ) -> Iterator[Change]:
        match type_:
            case Record(inner):
                for change in self.record(inner, subject, old or {}, new or {}, path):
                    yield _judged(change, whole)
            case ListOf(Record(inner)):
                yield from self._records(inner, subject, path, old or [], new or [])
            case ListOf(element):
                yield from _entries(subject, path, old or [], new or [], str(element))
            case _:
                yield _changed(subject, path, old, new, str(type_))

    def _records(
        self, type_: str, subject: str, path: tuple[str, ...], old: list[Values], new: list[Values]
    ) -> Iterator[Change]:
        before, after = _named(old), _named(new)
        for name in dict.fromkeys((*before, *after)):
            inner = f"{type_} {name}" if subject == "plan" else f"{subject}, {type_} {name}"
            if name not in after:
                yield Change("removed", inner, None, None, None)
            elif name not in before:
                yield Change("added", inner, None, None, None)
            else:
                yield from self.record(type_, inner, before[name], after[name], ())

    def _inherited(self, field: str, before: Values, after: Values) -> bool:
        """Whether both versions of a KPI have a field from their metric: the metric tells that change."""
        return _from_metric(self.plan_before, before, field) and _from_metric(self.plan_after, after, field)


def _from_metric(plan: Values, kpi: Values, field: str) -> bool:
    metric = metrics_by_id(dict(plan)).get(kpi.get("metric", "")) if field != "id" else None
    return metric is not None and metric.get(field) == kpi.get(field)


def _named(records: list[Values]) -> dict[str, Values]:
    """Records by what people call them; the second of one name is `name (2)`."""
    named: dict[str, Values] = {}
    for number, record in enumerate(records, 1):
        name = label(record) or str(number)
        twin = 2
        while name in named:
            name, twin = f"{label(record) or number} ({twin})", twin + 1
        named[name] = record
    return named


def _entries(subject: str, path: tuple[str, ...], old: list[Any], new: list[Any], type_: str) -> Iterator[Change]:
    field = ".".join(path)
    for entry in old:
        if entry not in new:
            yield Change("removed", subject, field, show(entry), None)
    for entry in new:
        if entry not in old:
            yield Change("added", subject, field, None, show(entry))


def _changed(subject: str, path: tuple[str, ...], old: Any, new: Any, type_: str) -> Change:
    kind: Kind = "added" if old is None else "removed" if new is None else "changed"
    before, after = (None if value is None else show(value) for value in (old, new))
    effect = _plain_effect(path, old, new)
    return Change(kind, subject, ".".join(path), before, after, effect)


_LATER_IS_LOOSER = frozenset({"by", "expires_on", "due"})
_RARER_IS_LOOSER = frozenset({"interval", "review_interval", "reporting_frequency", "collection_frequency"})


def _plain_effect(path: tuple[str, ...], old: Any, new: Any) -> Effect | None:
    """What any such change does, whatever is around it: later and rarer is easier, and so is no longer saying."""
    if path[-1] not in _LATER_IS_LOOSER | _RARER_IS_LOOSER or path[0] == "period":
        return None
    if new is None:
        return "looser"
    return "stricter" if old is None or new < old else "looser"


def _judged(change: Change, whole: tuple[Values, Values]) -> Change:
    """A change of a KPI's target, thresholds or range, and whether it makes it easier to reach."""
    parts = (change.field or "").split(".")
    if change.effect or parts[-1] != "value" or len(parts) != (2 if parts[0] == "target" else 3):
        return change
    if parts[0] not in ("target", "thresholds", "range") or not any(parts[0] in record for record in whole):
        return change  # of something else, or seen from within
    old, new = (_number(record, parts) for record in whole)
    effect = _limit_effect(parts, old, new, whole)
    return Change(change.kind, change.subject, change.field, change.before, change.after, effect)


def _number(record: Any, parts: list[str]) -> Any:
    for name in parts:
        record = record.get(name) if isinstance(record, dict) else None
    return record


def _limit_effect(parts: list[str], old: Any, new: Any, whole: tuple[Values, Values]) -> Effect | None:
    if new is None or old is None:
        return "looser" if new is None else "stricter"
    if parts[0] == "range":
        return "looser" if (new > old) == (parts[1] == "max") else "stricter"
    way = _better(whole[1]) or _better(whole[0])
    if way is None:
        return None
    return "looser" if (new < old) == (way == "up") else "stricter"


def _better(kpi: Values) -> Literal["up", "down"] | None:
    """Which way is better: as the target says, else as the KPI does; a target alone is one to rise to."""
    operator = kpi.get("target", {}).get("operator")
    if operator in (">=", ">", "<=", "<"):
        return "up" if operator.startswith(">") else "down"
    direction = kpi.get("direction")
    if direction in ("increase", "decrease"):
        return "up" if direction == "increase" else "down"
    return None if direction == "maintain" or operator == "=" else "up"
