"""The command line: the only place that reads arguments, the clock and the environment, that writes, and that exits."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def main() -> NoReturn:
    """The program `kpi-rules`."""
    import gc
    import sys

    gc.set_threshold(50_000)  # a short run makes next to no garbage, and looks for some seventeen times otherwise
    try:
        from kpi_rules.cli.program import run
    except KeyboardInterrupt:  # so early that nothing of ours is there yet
        sys.exit(130)
    sys.exit(run())
