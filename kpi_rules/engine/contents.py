"""What plans hold: their records, by what findings call them, asked for only where one may have moved, or has another id.

Comes in: plans, or how to read one by its file. Goes out: answers for a file and a record. What cannot be known is held: a finding
that may not have moved is news. Knows nothing of revisions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kpi_rules.engine.fingerprint import called_by_name
from kpi_rules.engine.inputs import Unreadable
from kpi_rules.packs import Policy
from kpi_rules.plan import Plan
from kpi_rules.source import Source
from kpi_rules.structs import Struct, field

_Name = tuple[str, str]
"""What kind of record it is, and its name."""


class Held(Struct):
    """The records of a plan, by what findings call them: each with its name, if it has one beside its id, and its fields. `named`: the one
    record of a name, if it is the only one."""

    names: Mapping[str, str | None]
    fields: Mapping[str, frozenset[str]]
    named: Mapping[_Name, str | None]


class Contents(Struct, frozen=False):
    """What the plans of one revision hold, by file; those that nobody noted are read when first asked for."""

    policy: Policy
    read: Callable[[str], Source | Unreadable | None]
    known: dict[str, Held | None] = field(default_factory=dict)

    def note(self, plan: Plan) -> None:
        """Keep what a plan holds that was read anyway."""
        self.known[plan.document.source.name] = _held(plan) if plan.whole else None

    def holds(self, file: str, record: str) -> bool:
        """Whether a plan holds what a finding calls so: a record; of a text in one, or of a plan that cannot be read, nobody knows."""
        if _kind(record) not in self.policy.schema.records.fields:
            return True
        found = self._of(file)
        return found is None or record in found.names

    def lone_name(self, file: str, record: str) -> str | None:
        """The name that this record alone has among those of its kind in the plan."""
        found = self._of(file)
        name = found.names.get(record) if found else None
        return name if found and name and found.named[_kind(record), name] == record else None

    def named(self, file: str, kind: str, name: str) -> str | None:
        """The only record of a kind that has this name in the plan."""
        found = self._of(file)
        return found.named.get((kind, name)) if found else None

    def says(self, file: str, record: str, field: str) -> bool:
        """Whether a record has a field there."""
        found = self._of(file)
        return found is not None and field in found.fields.get(record, ())

    def _of(self, file: str) -> Held | None:
        if file not in self.known:
            self.known[file] = None
            self._look(file)
        return self.known[file]

    def _look(self, file: str) -> None:
        from kpi_rules.plan import load_what_fits

        source = self.read(file)
        plan = load_what_fits(source, self.policy.schema, self.policy.limits)[0] if isinstance(source, Source) else None
        if plan is not None:
            self.note(plan)


class NothingKnown:
    """Nobody knows what a plan holds: nothing has left it, nothing come to it, and nothing has another id."""

    def holds(self, file: str, record: str) -> bool:
        """What nobody knows, it does."""
        return True

    def lone_name(self, file: str, record: str) -> str | None:
        """None that anybody knows of."""
        return None

    def named(self, file: str, kind: str, name: str) -> str | None:
        """None that anybody knows of."""
        return None

    def says(self, file: str, record: str, field: str) -> bool:
        """Nothing that anybody knows of."""
        return False


def _held(plan: Plan) -> Held:
    from kpi_rules.engine.judge import records

    names: dict[str, str | None] = {}
    fields: dict[str, frozenset[str]] = {}
    named: dict[_Name, str | None] = {}
    shapes: dict[frozenset[str], frozenset[str]] = {}
    for called, record in records(plan):
        name = called_by_name(record)
        names[called] = None if called in names else name  # of two with one id, nobody knows which is meant
        shape = frozenset(record)
        fields.setdefault(called, shapes.setdefault(shape, shape))
        if name:
            key = (_kind(called), name)
            named[key] = None if key in named else called
    return Held(names, fields, named)


def _kind(record: str) -> str:
    return record.partition(" ")[0]
