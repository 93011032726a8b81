"""A pack as a document for people who do not write rules: a client's board, a new colleague.

Stands right of `authoring` (its examples are a pack's tests) and of `reports` (whose words and care for strange texts it shares).

    compose: a pack and its tests → Book (plain data) → markdown, html
"""

from __future__ import annotations

from kpi_rules.handbook.compose import compose, read_pack

__all__ = ["compose", "read_pack"]
