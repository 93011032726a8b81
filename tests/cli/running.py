"""What the tests of the command line share by name."""

from __future__ import annotations

from collections.abc import Callable

from kpi_rules.structs import Struct

GOOD = """\
title: Content 2026
mission: Help small firms keep their books in order
kpis: []
status: draft
"""


class Ran(Struct):
    """How a run ended and what it said."""

    code: int
    out: str
    err: str


Kpi = Callable[..., Ran]
