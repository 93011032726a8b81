"""The command line: the only place that reads arguments, the clock and the environment, that writes, and that exits."""

from __future__ import annotations

from typing import NoReturn


def main() -> NoReturn:
    """The program `kpi-rules`."""
    import sys

    from kpi_rules.cli.program import run

    sys.exit(run())
