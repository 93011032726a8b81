"""What is wrong with a field that a pack declares. Knows nothing of files."""

from __future__ import annotations

from kpi_rules.structs import Struct


class Misdeclared(Struct):
    """A declaration that cannot be used: `path` within the declarations, what is wrong, what to do."""

    path: tuple[str, ...]
    message: str
    help: str | None = None
