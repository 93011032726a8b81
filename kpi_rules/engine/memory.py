"""The results of plans from run to run, for a program that stays: known as long as a plan's text and what it is checked against are the same.

Comes in: sources, and what they are checked against. Goes out: what `many.results` gives, some plans at a time and added up, so that a thousand
plans are told in the time that a few dozen take. Where rules look at plans together, the plans stay, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kpi_rules.engine.check import Row
from kpi_rules.engine.many import MOST_PLANS, Item, Work, results
from kpi_rules.source import Source
from kpi_rules.structs import Struct, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.cache import Cache
    from kpi_rules.engine.check import PlanResult


class Memory(Struct, frozen=False, eq=False):
    """One result a plan, by name: that of the last run, so that it holds no more than a run does."""

    _known: dict[str, tuple[Source, Work, PlanResult]] = field(default_factory=dict)
    _works: list[Work] = field(default_factory=list)
    _rows: dict[str, Row] = field(default_factory=dict)
    """By the first plan's name: results in a row."""

    def results(self, sources: Iterable[Item], work: Work, jobs: int = 1, cache: Cache | None = None) -> Iterator[Row]:
        """The results of the sources, in their order; those not known are worked out. A few of them go to no cache: they are being written."""
        sources = tuple(sources)
        work = self._same(work)
        found = [self._result(source, work) for source in sources]
        unknown = [source for source, result in zip(sources, found, strict=True) if result is None]
        if unknown:
            made = _made(unknown, work, jobs, cache)
            found = [
                result or self._kept(source, work, next(made)) for source, result in zip(sources, found, strict=True)
            ]
        for start in range(0, len(found), MOST_PLANS):
            yield self._row([one for one in found[start : start + MOST_PLANS] if one], work.most_findings)

    def keep(self, names: set[str]) -> None:
        """Forget all plans but these."""
        self._known = {name: known for name, known in self._known.items() if name in names}
        self._rows = {name: row for name, row in self._rows.items() if name in names}
        under = {id(work) for _, work, _ in self._known.values()}
        self._works = [work for work in self._works if id(work) in under]

    def _same(self, work: Work) -> Work:
        """The work as it was known before, where plans are checked against the same."""
        known = next((one for one in self._works if _alike(one, work)), None)
        if known is None:
            self._works.append(work)
        return known or work

    def _result(self, source: Item, work: Work) -> PlanResult | None:
        known = self._known.get(source.name)
        if known is None or known[1] is not work:
            return None
        same = known[0] is source or (isinstance(source, Source) and known[0].text == source.text)
        return known[2] if same else None

    def _kept(self, source: Item, work: Work, result: PlanResult) -> PlanResult:
        if isinstance(source, Source):
            self._known[source.name] = (source, work, result)
        return result

    def _row(self, results: Sequence[PlanResult], most: int) -> Row:
        """The results, added up."""
        first = results[0].info.file
        known = self._rows.get(first)
        if (
            known is None
            or known.sum.most != most
            or len(known.results) != len(results)
            or any(one is not other for one, other in zip(known.results, results, strict=True))
        ):
            known = self._rows[first] = Row.of(results, most)
        return known


def _made(sources: Sequence[Item], work: Work, jobs: int, cache: Cache | None) -> Iterator[PlanResult]:
    """The results of sources that nothing is known of: on all cores and from the cache where they are many. No plan comes back from there."""
    if work.policy.portfolio_rules:
        return iter(work.check(tuple(sources)))
    many = len(sources) > MOST_PLANS
    return results(sources, work, jobs if many else 1, cache if many else None)


def _alike(one: Work, other: Work) -> bool:
    """Whether plans are checked against the same."""
    rest = (one.today, one.most_findings, one.language) == (other.today, other.most_findings, other.language)
    known = one.policy.key is not None and one.policy.key == other.policy.key
    return rest and (one.policy is other.policy or known)
