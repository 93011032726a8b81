"""The program's version, and those of what decides what a plan says: a report of a fault is worth little without them."""

from __future__ import annotations

from collections.abc import Sequence

from kpi_rules import __version__
from kpi_rules.cli.console import put_out

FLAGS = ("-V", "--version")


def version() -> str:
    """The versions in a line."""
    from kpi_rules.document.yaml_events import library

    return f"kpi-rules {__version__} ({library()})"


def plain_version(arguments: Sequence[str]) -> int | None:
    """`kpi-rules --version` and nothing else, for which no options need be read."""
    if len(arguments) != 1 or arguments[0] not in FLAGS:
        return None
    put_out(version() + "\n")
    return 0
