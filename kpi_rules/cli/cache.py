"""Where what was worked out is kept: in the user's cache folder, never beside the plans.

`KPI_RULES_CACHE` names another folder, or `off` none. Without a home there is no cache, and nothing else changes.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextvars import ContextVar

from kpi_rules.cache import Cache

VARIABLE = "KPI_RULES_CACHE"
_unwanted: ContextVar[bool] = ContextVar("no cache", default=False)


def do_without() -> None:
    """Use no cache from here on."""
    _unwanted.set(True)


def the_cache() -> Cache | None:
    """The cache, where there can and should be one."""
    folder = None if _unwanted.get() else cache_folder(os.environ, sys.platform)
    return None if folder is None else Cache.open(folder)


def cache_folder(environment: Mapping[str, str], platform: str) -> str | None:
    """The folder that the platform keeps caches in, and ours in it; nothing where nobody says where that is."""
    named = environment.get(VARIABLE, "")
    if named:
        return None if named.casefold() in ("off", "0", "no", "none") else os.path.abspath(named)
    if platform == "win32":
        base = environment.get("LOCALAPPDATA", "")
    else:
        home = environment.get("HOME", "")
        usual = (home, "Library", "Caches") if platform == "darwin" else (home, ".cache")
        base = environment.get("XDG_CACHE_HOME", "")
        base = base if os.path.isabs(base) else os.path.join(*usual) if os.path.isabs(home) else ""
    name = os.path.join("kpi-rules", "cache") if platform == "win32" else "kpi-rules"
    return os.path.join(base, name) if os.path.isabs(base) else None
