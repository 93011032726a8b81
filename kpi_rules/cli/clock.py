"""How long a run may take: a stop that no plan and no pack can put off.

What rules cost is bounded before they run, and files before they are read; this bounds all of it together. The time is real time, which
machines differ in: it is for what never ends, not for what is slow. Where the system has no alarm (Windows), nothing is stopped.
"""

from __future__ import annotations

from kpi_rules.cli.problems import Unusable
from kpi_rules.i18n import ntr, tr

TYPE_CHECKING = False
if TYPE_CHECKING:
    import signal
else:
    import _signal as signal  # `signal` itself names every number anew, which takes a while

USUAL = 3_600
"""Seconds."""


class within:  # noqa: N801  # `with within(60):`
    """Let what is done here end with an error once it has taken so long."""

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds
        self._is_set = False

    def __enter__(self) -> None:
        try:
            self._before = signal.signal(signal.SIGALRM, self._stop)
        except (AttributeError, ValueError):  # no alarm here; not the main thread
            return
        self._is_set = True
        signal.setitimer(signal.ITIMER_REAL, self._seconds)

    def __exit__(self, *_: object) -> None:
        if self._is_set:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self._before)

    def _stop(self, *_: object) -> None:
        message = ntr(
            "the run has taken longer than {count} second",
            "the run has taken longer than {count} seconds",
            self._seconds,
        )
        raise Unusable.because(message, tr("check fewer plans at a time, or allow more with `--limit seconds=NUMBER`"))
