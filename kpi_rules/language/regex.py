"""Patterns after `matches`: RE2, so that the time is linear in the text whatever a pack holds."""

from __future__ import annotations

from functools import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAX_PATTERN = 1_000
MAX_MEMORY = 1 << 18
"""Bytes of one compiled pattern, and of what it remembers while it searches: a pack may hold hundreds."""


@lru_cache(maxsize=2048)
def compiled(pattern: str) -> Any:
    """The compiled pattern; `problem` tells beforehand whether there is one."""
    import re2

    options = re2.Options()
    options.max_mem = MAX_MEMORY
    options.log_errors = False
    return re2.compile(pattern, options)


def problem(pattern: str) -> tuple[str, str] | None:
    """Why a pattern cannot be used, and the part of it that is wrong; or nothing."""
    import re2

    if len(pattern) > MAX_PATTERN:
        return f"longer than {MAX_PATTERN} signs", pattern
    try:
        compiled(pattern)
    except re2.error as error:
        reason = error.args[0] if error.args else ""
        text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        why, _, part = text.partition(": ")
        return why, part or pattern
    return None


def found(pattern: str, text: str) -> bool:
    """Whether the pattern occurs in the text."""
    return compiled(pattern).search(text) is not None
