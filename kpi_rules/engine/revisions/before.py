"""The base revision's plans: judged first, so that each plan of the run finds its earlier version and its old findings.

Comes in: the base's plan sources, those within the run's scope and, for plans that were moved into it, those beyond; a policy;
a day. Goes out: earlier versions by identity and file, and the base's own report. Knows nothing of git.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from kpi_rules.engine.check import MOST_FINDINGS, PlanResult, check_plan, report
from kpi_rules.engine.contents import Contents
from kpi_rules.engine.findings import PlanInfo, Report
from kpi_rules.engine.inputs import Unreadable
from kpi_rules.engine.revisions.whereabouts import Became
from kpi_rules.packs import Policy
from kpi_rules.plan import Plan
from kpi_rules.source import Source
from kpi_rules.structs import Struct, field, replace

Sources = Iterable[Source | Unreadable]
Values = Mapping[str, object]


class Earlier(Struct, frozen=False):
    """Plans of the base revision by identity and by file. Of several with one identity, the one in the same file is meant."""

    by_place: dict[tuple[str, str], Values] = field(default_factory=dict)
    by_identity: dict[str, Values] = field(default_factory=dict)
    by_file: dict[str, Values] = field(default_factory=dict)

    def keep(self, plan: Plan, whole: bool = True) -> None:
        """One more plan; not `whole`: only that there was one."""
        file = plan.document.source.name
        values = plan.values if whole else {}
        self.by_place[plan.identity, file] = values
        self.by_identity.setdefault(plan.identity, values)
        self.by_file.setdefault(file, values)

    def of(self, identity: str, file: str) -> Values | None:
        """The earlier version of a plan."""
        found = self.by_place.get((identity, file)) or self.by_identity.get(identity)
        return found or self.by_file.get(file)


class Base(Struct, frozen=False):
    """The base revision, judged by the policy of the run. `name` is what people call it."""

    name: str
    policy: Policy
    today: datetime.date
    scope: Sources
    beyond: Callable[[], Sources]
    most_findings: int = MOST_FINDINGS
    became: Callable[[Sequence[PlanInfo]], Mapping[str, Became]] | None = None
    """What became of plans that none of the run continues; nothing where the run looks at some plans alone."""
    _earlier: Earlier = field(default_factory=Earlier)
    _results: list[PlanResult] | None = None
    _further: list[PlanResult] | None = None
    _contents: Contents | None = None

    def of(self, identity: str, file: str) -> Values | None:
        """The earlier version of a plan; it may have been in a file that the run does not look at."""
        self._judge_scope()
        if identity not in self._earlier.by_identity and self._further is None:
            self._further = list(self._judged(self.beyond()))
        return self._earlier.of(identity, file)

    def report(self, plans: Iterable[PlanInfo]) -> Report:
        """The base's report: the plans of the scope, and those beyond it that a plan of the run continues."""
        continued = {plan.identity for plan in plans if plan.identity}
        scope = self._judge_scope()
        known = {result.info.file for result in scope}
        beyond = [result for result in self._further or () if result.info.file not in known]
        results = (*scope, *(result for result in beyond if result.info.identity in continued))
        return report(results, self.policy, self.today, self.most_findings)

    def holds(self, file: str, record: str) -> bool:
        """Whether a plan of the base held a record."""
        return self._contents is None or self._contents.holds(file, record)

    def lone_name(self, file: str, record: str) -> str | None:
        """The name that this record alone had in its plan."""
        return self._contents.lone_name(file, record) if self._contents else None

    def named(self, file: str, kind: str, name: str) -> str | None:
        """The only record of a kind that had this name in its plan."""
        return self._contents.named(file, kind, name) if self._contents else None

    def says(self, file: str, record: str, field: str) -> bool:
        """Whether a record had a field."""
        return self._contents is not None and self._contents.says(file, record, field)

    def _judge_scope(self) -> list[PlanResult]:
        if self._results is None:
            self._results = list(self._judged(self.scope))
        return self._results

    def _judged(self, sources: Sources) -> Iterator[PlanResult]:
        """Each plan's result. Plans are kept only where a rule looks at what they were, or at all of them."""
        looks_back = any(rule.checked.uses_previous for rule in self.policy.plan_rules)
        contents = self._contents = self._contents or Contents(self.policy, lambda file: None)
        for source in sources:
            result = check_plan(source, self.policy, self.today, None, self.most_findings, keep=True)
            if result.plan is not None and result.plan.whole:
                self._earlier.keep(result.plan, whole=looks_back)
                contents.note(result.plan)
            yield result if self.policy.portfolio_rules else replace(result, plan=None)
