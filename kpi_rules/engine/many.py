"""The results of many plans, in order: those that are known from the cache, the others from all cores.

    sources ─ chunks ─┬─ kept ──────────────┐
                      └─ checked (workers) ─┴─ results in order

Comes in: sources one at a time, and what they are checked against. Goes out: what `check_plan` gives for each, whoever worked it out. Only a
few chunks are held at a time. Plans that rules look at together, and those that are held against a base, stay in one process and are
not kept. Knows nothing of where the cache lies.
"""

from __future__ import annotations

import datetime
import gc
from collections import deque
from collections.abc import Iterable, Iterator

from kpi_rules.cache import Cache, digest
from kpi_rules.engine.check import PlanResult, check_plan
from kpi_rules.engine.inputs import Unreadable
from kpi_rules.source import Source
from kpi_rules.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import ProcessPoolExecutor

    from kpi_rules.document.limits import Limits
    from kpi_rules.packs import Policy

MOST_PLANS = 32
MOST_SIGNS = 1 << 18
"""Of a chunk: what is kept, and what a worker does at a time."""
WORTH_WORKERS = 3
"""Chunks to check before a worker pays for being started."""

Item = Source | Unreadable
Chunk = tuple[Item, ...]


class Work(Struct):
    """What plans are checked against: with a plan's text, all that its result depends on."""

    policy: Policy
    today: datetime.date
    most_findings: int
    language: str | None = None

    def check(self, chunk: Chunk) -> list[PlanResult]:
        """The results of some plans."""
        return [check_plan(source, self.policy, self.today, None, self.most_findings) for source in chunk]

    def key(self, chunk: Chunk) -> bytes | None:
        """What tells these results from all others; nothing where that is not known."""
        if self.policy.key is None:
            return None
        parts = [b"results", self.policy.key, repr((self.today, self.most_findings, self.language)).encode()]
        for source in chunk:
            if isinstance(source, Unreadable):
                return None
            parts += (source.name.encode("utf-8", "surrogatepass"), source.text.encode("utf-8", "surrogatepass"))
        return digest(*parts)


def results(sources: Iterable[Item], work: Work, jobs: int = 1, cache: Cache | None = None) -> Iterator[PlanResult]:
    """The result of each source, in their order."""
    with_workers = _Workers(work, jobs)
    waiting: deque[Callable[[], Iterable[PlanResult]]] = deque()
    try:
        for chunk in chunks(sources):
            waiting.append(_begun(chunk, work, with_workers, cache))
            while len(waiting) > 2 * jobs:
                yield from waiting.popleft()()
        while waiting:
            yield from waiting.popleft()()
    finally:
        with_workers.end()
        if cache and cache.written:
            cache.prune()


def chunks(sources: Iterable[Item]) -> Iterator[Chunk]:
    """The sources, some at a time. Where a chunk ends is said by the plans' names: one more file moves no other's chunk."""
    chunk: list[Item] = []
    signs = 0
    for source in sources:
        chunk.append(source)
        signs += len(source.text) if isinstance(source, Source) else 0
        ends = digest(source.name.encode("utf-8", "surrogatepass"))[0] % (MOST_PLANS * 3 // 4) == 0
        if ends or len(chunk) >= MOST_PLANS or signs >= MOST_SIGNS:
            yield tuple(chunk)
            chunk, signs = [], 0
    if chunk:
        yield tuple(chunk)


def _begun(chunk: Chunk, work: Work, workers: _Workers, cache: Cache | None) -> Callable[[], Iterable[PlanResult]]:
    """A chunk on its way: what to ask for its results."""
    from kpi_rules.engine import kept

    key = work.key(chunk) if cache else None
    if cache and key is not None and (stored := cache.get(key)) is not None:
        known = kept.decode(stored)
        if known is not None:
            return lambda: known
    ask = workers.begin(chunk)

    def ended() -> Iterable[PlanResult]:
        made, stored = ask()
        if cache and key is not None:
            cache.put(key, kept.encode(made) if stored is None else stored)
        return made

    return ended


class _Workers:
    """Processes that check chunks; none until there is enough to do for them."""

    def __init__(self, work: Work, jobs: int) -> None:
        self._work = work
        self._jobs = jobs
        self._begun = 0
        self._pool: ProcessPoolExecutor | None = None

    def begin(self, chunk: Chunk) -> Callable[[], tuple[Iterable[PlanResult], bytes | None]]:
        """Check a chunk; what comes back asks for its results, and for their bytes where there are any."""
        from kpi_rules.engine import kept

        self._begun += 1
        if self._jobs > 1 and self._begun == WORTH_WORKERS:
            self._pool = _pool(self._work, self._jobs)
        if self._pool is None:
            made = self._work.check(chunk)
            return lambda: (made, None)
        future = self._pool.submit(_check, chunk)

        def ask() -> tuple[Iterable[PlanResult], bytes | None]:
            stored = future.result()
            made = kept.decode(stored)
            if made is None:  # never: but a plan without a result must not pass for a good one
                raise ValueError("a worker's results cannot be read")
            return made, stored

        return ask

    def end(self) -> None:
        """Let the processes go; what nobody waits for is not begun."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)


def _pool(work: Work, jobs: int) -> ProcessPoolExecutor | None:
    """Processes that know the policy: from their parent where the system copies it, else from the policy's bytes."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_all_start_methods, get_context

    from kpi_rules.packs.stored import encode

    forks = "fork" in get_all_start_methods() and get_context().get_start_method() != "spawn"
    policy = work.policy if forks else encode(work.policy)
    if policy is None:
        return None
    if forks:
        gc.freeze()  # so that looking for garbage in a child copies no page of the parent's
    context = get_context("fork" if forks else "spawn")
    settings = (policy, work.policy.limits, work.today, work.most_findings, work.language)
    return ProcessPoolExecutor(jobs, context, _begin_work, settings)


_at_work: list[Work] = []
"""In a worker: what it checks against."""


def _begin_work(
    policy: Policy | bytes, limits: Limits | None, today: datetime.date, most_findings: int, language: str | None
) -> None:
    import signal

    from kpi_rules import i18n
    from kpi_rules.packs.stored import decode

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted, and lets its workers go
    i18n.use(language)
    known = decode(policy) if isinstance(policy, bytes) else policy
    assert known is not None
    object.__setattr__(known, "limits", limits)  # bytes do not hold them
    _at_work[:] = [Work(known, today, most_findings, language)]


def _check(chunk: Chunk) -> bytes:
    from kpi_rules.engine import kept

    return kept.encode(_at_work[0].check(chunk))
