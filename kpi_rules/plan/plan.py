"""A source → a plan: the record that rules look at, and the place of everything in it.

What comes in: a source and a plan schema. What goes out: a `Plan`, or diagnostics. A KPI's record is its own fields over those
of the metric it names; a place within an inherited value is the metric's. Places are worked out when first asked for.
Knows nothing of rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.document import Document, Limits, Path, load
from kpi_rules.i18n import ntr, tr
from kpi_rules.plan.schema import PlanSchema
from kpi_rules.plan.unread import UNNAMED, UNREAD, unnamed_kpis, unread_places, unread_records
from kpi_rules.seen import as_seen, is_empty
from kpi_rules.source import Location, Source, Span
from kpi_rules.structs import Struct, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, TypeAlias, TypeGuard

    from kpi_rules.document.shape import Reading

Values: TypeAlias = "dict[str, Any]"


class Plan(Struct, frozen=False):
    """A plan that was read. `values` is the rule language's `plan` record."""

    document: Document
    schema: PlanSchema
    values: Values
    reading: Reading
    _places: dict[int, tuple[Path, str]] | None = None
    _identity: str | None = None
    _entries: dict[Path, Values] | None = None

    @property
    def whole(self) -> bool:
        """Whether all of the document fits, in whose words ever; else what does not is left out, and `holes` says where."""
        return all(problem.reading is not None for problem in self.reading.problems)

    @property
    def title(self) -> str:
        """What the plan is called."""
        title: str = self.values["title"]
        return title

    @property
    def identity(self) -> str:
        """What makes it the same plan in another file or revision: title, organization and period."""
        if self._identity is None:
            period = self.values.get("period", {})
            parts = (self.title, self.values.get("organization", ""), period.get("label", ""))
            self._identity = " · ".join(as_seen(part).casefold() for part in parts if part)
        return self._identity

    def owns(self, record: object) -> TypeGuard[Values]:
        """Whether this is a record of this plan (and not of its previous version, or of another plan of the run)."""
        return id(record) in self.index()

    def records(self) -> Iterator[tuple[str, Values]]:
        """Every record of the plan with its type, the plan's own first."""
        waiting: list[tuple[str, Values]] = [("plan", self.values)]
        while waiting:
            type_, record = waiting.pop()
            yield type_, record
            for name, inner, many in self.schema.nested[type_]:
                held = record.get(name)
                waiting += [(inner, one) for one in (held if many else [held]) or () if one is not None]

    def path_of(self, record: Values) -> Path:
        """Where in the document a record of this plan stands."""
        return self._place(record)[0]

    def type_of(self, record: Values) -> str:
        """The record's type: `kpi`, `objective`, …"""
        return self._place(record)[1]

    def locate(self, record: Values, fields: tuple[str, ...] = ()) -> Location:
        """The place of a record, or of a field below it; where it is absent, of its nearest present parent."""
        return Location(self.document.source, self.document.span(self.path_to(record, fields)))

    def path_to(self, record: Values, fields: tuple[str, ...]) -> Path:
        """Where in the document a field below a record stands, or would stand."""
        path = self.path_of(record)
        here: Any = record
        for name in fields:
            if not isinstance(here, dict):
                break
            if id(here) in self.index():
                path = self.path_of(here)
            path = self._written((*self._origin(here, path, name), name))
            here = here.get(name, {})
        return path

    def _place(self, record: Values) -> tuple[Path, str]:
        return self.index()[id(record)]

    def index(self) -> dict[int, tuple[Path, str]]:
        """Every record's place by its identity. A metric's come before those of the KPIs that share them."""
        if self._places is None:
            self._places = {id(one): (path, UNREAD) for one, path in unread_places(self.values, self.reading)}
            _Placing(self._places, self.reading.places, self.schema.nested).place(self.values, (), "plan")
        return self._places

    def record_at(self, path: Path) -> Values | None:
        """The record that stands in an entry of one of the plan's lists."""
        if self._entries is None:
            entries = (one for name, _, many in self.schema.nested["plan"] if many for one in self.values.get(name, ()))
            self._entries = {self.path_of(one): one for one in entries}
        return self._entries.get(path)

    def _written(self, path: Path) -> Path:
        return self.reading.places.get(path, path)

    def _origin(self, record: Values, path: Path, name: str) -> Path:
        """The path of the record that a field's value was written in: a KPI's own, or its metric's."""
        if name not in record or path[:1] != ("kpis",) or len(path) != 2:
            return path
        if name not in self.schema.inherited | self.schema.lent or _is_written(_at(self.document.data, (*path, name))):
            return path
        metric = metrics_by_id(self.values).get(record.get("metric", ""))
        return path if metric is None else self.path_of(metric)


def load_plan(
    source: Source, schema: PlanSchema, limits: Limits | None = None
) -> tuple[Plan | None, tuple[Diagnostic, ...]]:
    """The plan that a source holds; everything that is wrong with it where it holds none, or not all of it fits."""
    plan, problems = load_what_fits(source, schema, limits)
    return (None, problems) if problems else (plan, ())


def load_as_read(
    source: Source, schema: PlanSchema, limits: Limits | None = None
) -> tuple[Plan | None, tuple[Diagnostic, ...]]:
    """The same, but that a plan in words of its own, which are read for certain, is a plan: `check` has a recommendation for it."""
    plan, problems = load_what_fits(source, schema, limits)
    wrong = tuple(problem for problem in problems if problem.reading is None)
    return (None, wrong) if wrong else (plan, ())


def load_what_fits(
    source: Source, schema: PlanSchema, limits: Limits | None = None
) -> tuple[Plan | None, tuple[Diagnostic, ...]]:
    """The plan that a source holds, as far as it fits, and everything that is wrong with it."""
    document, problems = load(source, limits)
    return (None, tuple(map(_begun, problems))) if document is None else read_what_fits(document, schema, limits)


def _begun(problem: Diagnostic) -> Diagnostic:
    """What is wrong with a text; where there is nothing in it, with how to begin."""
    if problem.help or problem.location is None or problem.location.span != Span(0, 0):
        return problem
    help_ = tr("begin with its title, `title: Content marketing 2026`; `kpi-rules init` writes a first plan")
    return replace(problem, help=help_)


def read_plan(
    document: Document, schema: PlanSchema, limits: Limits | None = None
) -> tuple[Plan | None, tuple[Diagnostic, ...]]:
    """The plan that a document holds, if all of it fits."""
    plan, problems = read_what_fits(document, schema, limits)
    return (None, problems) if problems else (plan, ())


def read_what_fits(
    document: Document, schema: PlanSchema, limits: Limits | None = None
) -> tuple[Plan | None, tuple[Diagnostic, ...]]:
    """The plan that a document holds, as far as it fits, and what does not."""
    reading = schema.shape_for(document.data).read_what_fits(document, limits)
    values = reading.value
    if not isinstance(values, dict):
        return None, reading.problems
    if reading.doubts:
        values[UNREAD] = unread_records(reading, document, schema.kinds)
    if reading.named and (unnamed := unnamed_kpis(values, reading)):
        values[UNNAMED] = unnamed
    if "metrics" in values and "kpis" in values:
        _inherit(values, schema)
        if problems := _too_much_inherited(values, document, limits or Limits()):
            return None, (*reading.problems, *problems)
    return Plan(document, schema, values, reading), reading.problems


def metrics_by_id(values: Values) -> dict[str, Values]:
    """The metrics by their ids; the first of several with one id."""
    return {metric["id"]: metric for metric in reversed(values.get("metrics", ()))}


def _inherit(values: Values, schema: PlanSchema) -> None:
    """Let every KPI take over what its metric says and it does not."""
    metrics = metrics_by_id(values)
    if schema.kept_back:
        metrics = {name: _without(metric, schema.kept_back) for name, metric in metrics.items()}
    values["kpis"] = [
        {**metric, **kpi} if (metric := metrics.get(kpi.get("metric"))) else kpi for kpi in values["kpis"]
    ]


def _too_much_inherited(values: Values, document: Document, limits: Limits) -> tuple[Diagnostic, ...]:
    """What is wrong where many KPIs share long lists of their metrics: a rule goes through each list as often as it is shared."""
    lengths = {metric["id"]: length for metric in reversed(values["metrics"]) if (length := _listed(metric))}
    shared = sum(lengths.get(kpi.get("metric"), 0) for kpi in values["kpis"]) if lengths else 0
    if shared <= limits.nodes:
        return ()
    longest = max(lengths, key=lambda id_: lengths[id_])
    index = next(index for index, metric in enumerate(values["metrics"]) if metric["id"] == longest)
    message = ntr(
        "KPIs take over more than {count} value in lists of their metrics",
        "KPIs take over more than {count} values in lists of their metrics",
        limits.nodes,
    )
    place = Location(document.source, document.span(("metrics", index)))
    return (Diagnostic(message, place, tr("shorten the lists of this metric, the longest, or split the plan")),)


def _listed(record: Values) -> int:
    """How many values stand in the lists of a record and of the records inside it, which hold texts, numbers and the like."""
    length = 0
    for value in record.values():
        if isinstance(value, list):
            length += len(value)
        elif isinstance(value, dict):
            length += _listed(value)
    return length


def _without(record: Values, names: frozenset[str]) -> Values:
    return {name: value for name, value in record.items() if name not in names}


class _Placing(Struct):
    """Notes the path and the type of a record and of all inside it, in the schema's order; the first place of each counts."""

    found: dict[int, tuple[Path, str]]
    written: Mapping[Path, Path]
    nested: Mapping[str, tuple[tuple[str, str, bool], ...]]

    def place(self, record: Values, path: Path, type_: str) -> None:
        """One record, and those inside it."""
        self.found.setdefault(id(record), (path, type_))
        for name, inner, many in self.nested[type_]:
            held = record.get(name)
            if held is None:
                continue
            here = (*path, name)
            here = self.written.get(here, here)
            if not many:
                self.place(held, here, inner)
                continue
            for index, item in enumerate(held):
                entry = (*here, index)
                self.place(item, self.written.get(entry, entry), inner)


_ABSENT: Final = object()


def _at(data: Any, path: Path) -> object:
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return _ABSENT
    return data


def _is_written(value: object) -> bool:
    """Whether a value is there and not missing."""
    if isinstance(value, str):
        return not is_empty(value)
    return value is not _ABSENT and value is not None
