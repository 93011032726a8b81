"""Where a plan's values say nothing, because what is written there could not be read: what rules must not take for absent.

What comes in: a plan that was read as far as it fits. What goes out: `Holes`, by record and field. A KPI has the holes of the metric it
names; where nobody knows which that is, everything that it could take over. Knows nothing of rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kpi_rules.document import Path
from kpi_rules.language.holes import Hole, Holes
from kpi_rules.language.types import ListOf, required
from kpi_rules.plan.plan import Plan, metrics_by_id

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Values = dict[str, Any]


def holes_of(plan: Plan) -> Holes:
    """The holes of a plan."""
    finding = _Finding(plan)
    found = {hole for path in plan.reading.unfit for hole in finding.at(path)}
    doubts = [(path, doubt.kept) for path, doubt in plan.reading.doubts if not doubt.complete]
    found |= {hole for path, kept in doubts for hole in finding.kept(path, kept)}
    lists = frozenset(finding.lists)
    return Holes(frozenset(found | set(_inherited(plan, found, lists))), lists)


def doubts_behind(plan: Plan, holes: Iterable[Hole]) -> frozenset[int]:
    """The doubts of a plan, by number, that make these holes."""
    own: dict[Hole, int] = {}
    for number, (path, doubt) in enumerate(plan.reading.doubts):
        finding = _Finding(plan)
        for hole in () if doubt.complete else (*finding.kept(path, doubt.kept), *finding.lists):
            own.setdefault(hole, number)
    kpis = {id(kpi): kpi for kpi in plan.values.get("kpis", ())}
    metrics = metrics_by_id(plan.values)
    found = set()
    for record, name in holes:
        metric = metrics.get(kpis.get(record, {}).get("metric"))
        ways = (
            (record, name),
            (id(metric), name),
            (record, "metric"),
        )  # a KPI's own, its metric's, that nobody knows its metric
        found.add(next((own[hole] for hole in ways if hole in own), -1))
    return frozenset(found - {-1})


class _Finding:
    """Finds the records that paths of the document lead to."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.lists: set[Hole] = set()
        self._records: dict[Path, list[int]] = {}
        for record, (path, _) in plan.index().items():
            self._records.setdefault(path, []).append(record)
        self._logical = {written: path for path, written in plan.reading.places.items()}

    def at(self, path: Path) -> Iterator[Hole]:
        """The field that was left out; of what was left out whole, the field that it was in."""
        while path:
            path = self._logical.get(path, path)
            outer, step = path[:-1], path[-1]
            if outer in self._records and isinstance(step, str):
                yield from ((record, step) for record in self._records[outer])
                return
            holder = self._logical.get(outer, outer)
            if holder and self._is_list(holder[:-1], holder[-1]):
                self.lists |= {(record, str(holder[-1])) for record in self._records[holder[:-1]]}
                return
            path = outer

    def _is_list(self, path: Path, name: str | int) -> bool:
        """Whether this is the list of a record, whose entry was left out."""
        if path not in self._records or not isinstance(name, str):
            return False
        type_ = self.plan.index()[self._records[path][0]][1]
        declared = self.plan.schema.records.fields[type_].get(name)
        return declared is not None and isinstance(required(declared.type), ListOf)

    def kept(self, path: Path, kept: object) -> Iterator[Hole]:
        """Of a value in doubt, all that is not known of it."""
        if path not in self._records or not isinstance(kept, dict):
            yield from self.at(path)
            return
        for record in self._records[path]:
            type_ = self.plan.index()[record][1]
            yield from ((record, name) for name in self.plan.schema.records.fields[type_] if name not in kept)


def _inherited(plan: Plan, found: set[Hole], lists: frozenset[Hole]) -> Iterator[Hole]:
    """The holes of KPIs that are their metrics'."""
    metrics, root = metrics_by_id(plan.values), id(plan.values)
    unknown = (root, "metrics") in lists or (root, "metrics") in found
    unknown = unknown or any((id(metric), "id") in found for metric in metrics.values())
    of_metric: dict[int, list[str]] = {}
    for record, name in found:
        of_metric.setdefault(record, []).append(name)
    for kpi in plan.values.get("kpis", ()):
        metric = metrics.get(kpi.get("metric"))
        if (id(kpi), "metric") in found or (metric is None and "metric" in kpi and unknown):
            yield from ((id(kpi), name) for name in plan.schema.inherited if name not in kpi)
        elif metric is not None:
            names = of_metric.get(id(metric), ())
            yield from ((id(kpi), name) for name in names if name not in kpi and name in plan.schema.inherited)
