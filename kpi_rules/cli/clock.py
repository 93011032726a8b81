"""How long a run may take: a stop that no plan and no pack can put off.

What rules cost is bounded before they run, and files before they are read; this bounds all of it together. The time is real time, which
machines differ in: it is for what never ends, not for what is slow. Where the system has no alarm (Windows), nothing is stopped.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from kpi_rules.cli.problems import Unusable
from kpi_rules.i18n import ntr, tr

USUAL = 3_600
"""Seconds."""


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Let what is done here end with an error once it has taken so long."""

    def stop(*_: object) -> None:
        message = ntr(
            "the run has taken longer than {count} second", "the run has taken longer than {count} seconds", seconds
        )
        raise Unusable.because(message, tr("check fewer plans at a time, or allow more with `--limit seconds=NUMBER`"))

    try:
        before = signal.signal(signal.SIGALRM, stop)
    except (AttributeError, ValueError):  # no alarm here; not the main thread
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
