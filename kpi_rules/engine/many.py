"""The results of many plans, in order: those that are known from the cache, the others from all cores.

    sources ─ chunks ─┬─ kept ──────────────┐
                      └─ checked (workers) ─┴─ results in order

Comes in: sources one at a time, and what they are checked against. Goes out: what `check_plan` gives for each, whoever worked it out. Only a
few chunks are held at a time. Plans that rules look at together, and those that are held against a base, stay in one process and are
not kept. Knows nothing of where the cache lies.
"""

from __future__ import annotations

import datetime
import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from kpi_rules.cache import Cache, digest
from kpi_rules.engine import kept
from kpi_rules.engine.check import PlanResult, check_plan
from kpi_rules.engine.inputs import Unreadable
from kpi_rules.source import Source
from kpi_rules.structs import Struct, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import ProcessPoolExecutor

    from kpi_rules.document.limits import Limits
    from kpi_rules.engine.crew import Crew
    from kpi_rules.packs import Policy

MOST_PLANS = 32
MOST_SIGNS = 1 << 18
"""Of a chunk: what is kept, and what a worker does at a time."""
WORTH_WORKERS = 2
"""Chunks to check before a worker pays for being started."""

MOST_WORKERS = 64

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
            parts += source.parts
        return digest(*parts)


def results(sources: Iterable[Item], work: Work, jobs: int = 1, cache: Cache | None = None) -> Iterator[PlanResult]:
    """The result of each source, in their order. Where processes can be copied, each copy takes the sources by itself."""
    try:
        share = _by_crew if can_fork() else _by_pool
        for made in share(chunks(sources), work, jobs, cache):
            yield from made
    finally:
        if cache and cache.written:
            cache.prune()


def can_fork() -> bool:
    """Whether this process can be copied: the libraries of macOS do not survive it."""
    return hasattr(os, "fork") and sys.platform != "darwin"


def _by_crew(all_chunks: Iterable[Chunk], work: Work, jobs: int, cache: Cache | None) -> Iterator[Iterable[PlanResult]]:
    """The results of each chunk; from copies of this process once there is enough to do."""
    tasks = enumerate(all_chunks)
    crew: Crew | None = None
    unknown = 0
    try:
        for number, chunk in tasks:
            told = crew.answer(number) if crew else None
            made = kept.decode(told) if told else None
            if made is None or not _are_of(made, chunk):  # this one is ours, or the files have changed meanwhile
                key, made = _known(chunk, work, cache)
                if made is None:
                    unknown += 1
                    if jobs > 1 and unknown == WORTH_WORKERS:
                        from kpi_rules.engine.crew import Crew

                        crew = Crew.of(min(jobs, MOST_WORKERS), tasks, lambda task: _answer(task, work, cache))
                    made = work.check(chunk)
                    if cache and key:
                        cache.put(key, kept.encode(made))
            yield made
    finally:
        if crew:
            crew.end()


def _known(chunk: Chunk, work: Work, cache: Cache | None) -> tuple[bytes | None, Sequence[PlanResult] | None]:
    """The key of a chunk in the cache, and its results if they are there."""
    key = work.key(chunk) if cache else None
    stored = cache.get(key) if cache and key else None
    return key, None if stored is None else kept.decode(stored)


def _answer(chunk: Chunk, work: Work, cache: Cache | None) -> bytes:
    """The results of a chunk as bytes, from the cache or for it."""
    key, made = _known(chunk, work, cache)
    stored = kept.encode(work.check(chunk) if made is None else made)
    if cache and key and made is None:
        cache.put(key, stored)
    return stored


def _are_of(made: Sequence[PlanResult], chunk: Chunk) -> bool:
    return [result.info.file for result in made] == [source.name for source in chunk]


def _by_pool(all_chunks: Iterable[Chunk], work: Work, jobs: int, cache: Cache | None) -> Iterator[Iterable[PlanResult]]:
    """The results of each chunk; from new processes that chunks are sent to, once there is enough to do."""
    workers = _Workers(work, jobs)
    waiting: deque[Callable[[], Iterable[PlanResult]]] = deque()
    try:
        for chunk in all_chunks:
            waiting.append(_begun(chunk, work, workers, cache))
            while len(waiting) > 2 * jobs:
                yield waiting.popleft()()
        while waiting:
            yield waiting.popleft()()
    finally:
        workers.end()


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
    key, known = _known(chunk, work, cache)
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
    """New processes, which know the policy from its bytes."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    from kpi_rules.packs.stored import encode

    policy = encode(work.policy)
    if policy is None:
        return None
    settings = (policy, work.policy.limits, work.policy.most_steps, work.today, work.most_findings, work.language)
    return ProcessPoolExecutor(jobs, get_context("spawn"), _begin_work, settings)


_at_work: list[Work] = []
"""In a worker: what it checks against."""


def _begin_work(
    policy: bytes,
    limits: Limits | None,
    most_steps: int | None,
    today: datetime.date,
    most_findings: int,
    language: str | None,
) -> None:
    import signal

    from kpi_rules import i18n
    from kpi_rules.packs.stored import decode

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted, and lets its workers go
    i18n.use(language)
    known = decode(policy)
    assert known is not None
    if limits or most_steps:  # bytes do not hold them
        known = replace(known, limits=limits, most_steps=most_steps)
    _at_work[:] = [Work(known, today, most_findings, language)]


def _check(chunk: Chunk) -> bytes:
    return kept.encode(_at_work[0].check(chunk))
