"""What a file may be at most: what is beyond is refused with a diagnostic, before it costs time or memory.

The defaults let a plan of 10,000 KPIs through (some 4 MB, 250,000 keys and values), and nothing that takes 300 MB. Knows nothing of formats.
"""

from __future__ import annotations

from kpi_rules.structs import Struct


class Limits(Struct):
    """The limits of one file."""

    size: int = 5_000_000
    """Bytes in a file."""
    depth: int = 64
    """Lists and mappings inside each other; a scalar in a top-level mapping stands at depth 1."""
    nodes: int = 400_000
    """Keys, values, lists and mappings, aliases counted as what they stand for; in TOML half as many."""
    repeated: int = 100_000
    """Of these, how many may be there only because an alias repeats them."""
    text: int = 1_000_000
    """Characters in one scalar (or in one comment, or in one stretch of nothing)."""
    key: int = 1_000
    """Characters in one key."""
    digits: int = 100
    """Digits in a number, written without an exponent."""
    words: int = 10_000
    """Different texts that are read word by word, as numbers, dates and intervals in other than their plain forms are (a long one counts as
    several); and values in doubt."""
    problems: int = 20
    """Diagnostics told for one file; of any more, only how many there are."""


MOST = Limits(
    size=2_000_000_000, depth=250, nodes=100_000_000, repeated=100_000_000,
    text=1_000_000_000, key=1_000_000, digits=1_000, words=10_000_000, problems=10_000,
)  # fmt: skip
"""What each may be set to: Python's own stack, and what it takes for a number, end somewhere."""
