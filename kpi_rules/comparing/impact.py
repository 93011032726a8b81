"""What another policy does to plans: which findings there are more and which less, by rule and by plan.

Comes in: the plans, both policies, and which rule of one is which of the other. Goes out: an `Impact`. A finding is the same in both where the
same rule says it of the same record of the same plan. Nothing is waived, and no baseline counts.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from kpi_rules.engine.check import MOST_FINDINGS, check, report
from kpi_rules.engine.findings import Finding
from kpi_rules.engine.inputs import Unreadable
from kpi_rules.engine.many import Work, results
from kpi_rules.packs import Policy
from kpi_rules.source import Source
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.cache import Cache

Sources = Callable[[], Iterable[Source | Unreadable]]
Key = tuple[str, str, str]
"""The plan's file, the rule, and what a finding speaks of."""


class Row(Struct):
    """How many findings there are more, and how many less, of a rule in a plan."""

    plan: str
    rule: str
    more: int
    less: int


class Impact(Struct):
    """What a change does to so many plans. `whole` is false where there were more findings than can be compared."""

    plans: int
    rows: tuple[Row, ...]
    whole: bool = True

    @property
    def more(self) -> int:
        """Findings that there are with the new policy alone."""
        return sum(row.more for row in self.rows)

    @property
    def less(self) -> int:
        """Findings that there are with the old policy alone."""
        return sum(row.less for row in self.rows)

    @property
    def touched(self) -> int:
        """Plans in which anything differs."""
        return len({row.plan for row in self.rows})

    @property
    def by_rule(self) -> Mapping[str, tuple[int, int]]:
        """How many more and less by rule."""
        return self._by(lambda row: row.rule)

    @property
    def by_plan(self) -> Mapping[str, tuple[int, int]]:
        """How many more and less by plan."""
        return self._by(lambda row: row.plan)

    def _by(self, of: Callable[[Row], str]) -> Mapping[str, tuple[int, int]]:
        sums: dict[str, tuple[int, int]] = {}
        for row in self.rows:
            more, less = sums.get(of(row), (0, 0))
            sums[of(row)] = (more + row.more, less + row.less)
        return sums


class Checking(Struct):
    """How plans are checked: the day, how many processes, what is kept."""

    today: datetime.date
    jobs: int = 1
    language: str | None = None
    cache: Cache | None = None


def impact(sources: Sources, before: Policy, after: Policy, called: Mapping[str, str], checking: Checking) -> Impact:
    """What the new policy does to plans; `called` says what its rules were called in the old one."""
    old, new = _Found(before, checking), _Found(after, checking)
    old_keys, new_keys = old.keys(sources(), {}), new.keys(sources(), called)
    more, less = new_keys - old_keys, old_keys - new_keys
    rows: dict[tuple[str, str], list[int]] = {}
    for number, counts in enumerate((more, less)):
        for (plan, rule, _), count in counts.items():
            rows.setdefault((plan, rule), [0, 0])[number] += count
    now = {was: name for name, was in called.items()}
    told = (Row(plan, now.get(rule, rule), *counts) for (plan, rule), counts in sorted(rows.items()))
    return Impact(new.plans, tuple(told), old.whole and new.whole)


class _Found(Struct, frozen=False):
    """What one policy finds in plans."""

    policy: Policy
    checking: Checking
    plans: int = 0
    whole: bool = True

    def keys(self, sources: Iterable[Source | Unreadable], called: Mapping[str, str]) -> Counter[Key]:
        """How often each thing was found, by what rules are called in the old policy."""
        found: Counter[Key] = Counter()
        for one in self._findings(sources):
            found[one.plan, called.get(one.rule, one.rule), one.subject] += 1
        return found

    def _findings(self, sources: Iterable[Source | Unreadable]) -> Iterator[Finding]:
        policy, today = self.policy, self.checking.today
        if policy.portfolio_rules:
            whole = check(sources, policy, today)
            self._seen(len(whole.plans), any(whole.left_out.values()))
            yield from whole.findings
            return
        work = Work(policy, today, MOST_FINDINGS, self.checking.language)
        for result in results(sources, work, self.checking.jobs, self.checking.cache):
            one = report([result], policy, today)
            self._seen(1, any(one.left_out.values()))
            yield from one.findings

    def _seen(self, plans: int, left_out: bool) -> None:
        self.plans += plans
        self.whole = self.whole and not left_out
