"""What another policy does to plans: which findings there are more and which less, by rule and by plan.

Comes in: the plans, both policies, and which rule of one is which of the other. Goes out: an `Impact`. A finding is the same in both where the
same rule says it of the same record of the same plan. Nothing is waived, and no baseline counts.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from kpi_rules.engine.check import MOST_FINDINGS, check, report
from kpi_rules.engine.findings import Finding, Level
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
_NONE: Counter[Level] = Counter()


class Counts(Struct):
    """How many findings there are more, how many less, and how many that are at another level."""

    more: int = 0
    less: int = 0
    reweighed: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.more + other.more, self.less + other.less, self.reweighed + other.reweighed)

    @property
    def total(self) -> int:
        """All that differ."""
        return self.more + self.less + self.reweighed


class Row(Struct):
    """What differs in the findings of a rule in a plan."""

    plan: str
    rule: str
    counts: Counts


class Impact(Struct):
    """What a change does to so many plans. `whole` is false where there were more findings than can be compared."""

    plans: int
    rows: tuple[Row, ...]
    whole: bool = True

    @property
    def counts(self) -> Counts:
        """All together."""
        return sum((row.counts for row in self.rows), Counts())

    @property
    def touched(self) -> int:
        """Plans in which anything differs."""
        return len({row.plan for row in self.rows})

    @property
    def by_rule(self) -> Mapping[str, Counts]:
        """What differs by rule."""
        return self._by(lambda row: row.rule)

    @property
    def by_plan(self) -> Mapping[str, Counts]:
        """What differs by plan."""
        return self._by(lambda row: row.plan)

    def _by(self, of: Callable[[Row], str]) -> Mapping[str, Counts]:
        sums: dict[str, Counts] = {}
        for row in self.rows:
            sums[of(row)] = sums.get(of(row), Counts()) + row.counts
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
    was, is_ = old.levels(sources(), {}), new.levels(sources(), called)
    rows: dict[tuple[str, str], Counts] = {}
    for key in was.keys() | is_.keys():
        found = _counts(was.get(key, _NONE), is_.get(key, _NONE))
        if found.total:
            rows[key[:2]] = rows.get(key[:2], Counts()) + found
    now = {name: one for one, name in called.items()}
    told = (Row(plan, now.get(rule, rule), counts) for (plan, rule), counts in sorted(rows.items()))
    return Impact(new.plans, tuple(told), old.whole and new.whole)


def _counts(old: Counter[Level], new: Counter[Level]) -> Counts:
    """What differs between the levels at which one thing was found, and is."""
    both = min(old.total(), new.total())
    return Counts(new.total() - both, old.total() - both, both - (old & new).total())


class _Found(Struct, frozen=False):
    """What one policy finds in plans."""

    policy: Policy
    checking: Checking
    plans: int = 0
    whole: bool = True

    def levels(self, sources: Iterable[Source | Unreadable], called: Mapping[str, str]) -> dict[Key, Counter[Level]]:
        """How often each thing was found at which level, by what rules are called in the old policy."""
        found: dict[Key, Counter[Level]] = {}
        for one in self._findings(sources):
            found.setdefault((one.plan, called.get(one.rule, one.rule), one.subject), Counter())[one.level] += 1
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
