"""What plans hold: whether the record that a finding speaks of is in a plan, asked only where it may have moved.

Comes in: plans, or how to read one by its file. Goes out: an answer for a file and a subject. What cannot be known is held: a finding
that may not have moved is news. Knows nothing of revisions.
"""

from __future__ import annotations

from collections.abc import Callable

from kpi_rules.engine.inputs import Unreadable
from kpi_rules.packs import Policy
from kpi_rules.plan import Plan
from kpi_rules.source import Source
from kpi_rules.structs import Struct, field


class Contents(Struct, frozen=False):
    """The subjects that the plans of one revision hold, by file; those that nobody noted are read when first asked for."""

    policy: Policy
    read: Callable[[str], Source | Unreadable | None]
    known: dict[str, frozenset[str] | None] = field(default_factory=dict)

    def note(self, plan: Plan) -> None:
        """Keep what a plan holds that was read anyway."""
        from kpi_rules.engine.judge import subjects

        self.known[plan.document.source.name] = subjects(plan) if plan.whole else None

    def holds(self, file: str, subject: str) -> bool:
        """Whether a plan holds what a finding calls so: a record; of a text in one, or of a plan that cannot be read, nobody knows."""
        if subject.partition(" ")[0] not in self.policy.schema.records.fields:
            return True
        if file not in self.known:
            self.known[file] = None
            self._look(file)
        found = self.known[file]
        return found is None or subject in found

    def _look(self, file: str) -> None:
        from kpi_rules.plan import load_plan

        source = self.read(file)
        plan = load_plan(source, self.policy.schema, self.policy.limits)[0] if isinstance(source, Source) else None
        if plan is not None:
            self.note(plan)
