"""A line on a terminal that counts plans while a long run goes on, and is gone when it ends."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from time import monotonic

from kpi_rules.cli.console import is_terminal
from kpi_rules.i18n import tr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    Item = TypeVar("Item")

_PATIENCE = 0.7
_STEP = 0.1
_BAR = 24


def counted(items: Iterable[Item], total: int, quiet: bool) -> Iterable[Item]:
    """The items as they are; shown as they pass when someone looks and it takes a while."""
    return items if quiet or total < 2 or not is_terminal(sys.stderr) else _shown(items, total)


def _shown(items: Iterable[Item], total: int) -> Iterator[Item]:
    next_time = monotonic() + _PATIENCE
    drawn = False
    try:
        for count, item in enumerate(items):
            if monotonic() >= next_time:
                next_time, drawn = monotonic() + _STEP, True
                _draw(count, total)
            yield item
    finally:
        if drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _draw(count: int, total: int) -> None:
    full = _BAR * count // total
    bar = "█" * full + "░" * (_BAR - full)
    sys.stderr.write(f"\r{bar} " + tr("{count} of {total} plans", count=count, total=total) + "\x1b[K")
    sys.stderr.flush()
