"""Names that are nearly those of plans: another sign before `kpi`, `kpis`, other case, an ending with a slip, a copy's or an editor's tail.

Comes in: a file's name. Goes out: the names that it may have been meant to have, likeliest first. Knows nothing of what is on the disk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_NEARLY = (
    r"(?i)(?P<stem>.+?)(?P<kpi>[._ -]+k(?:pi|ip)s?)(?P<copy>[ _-]*(?:\(\d+\)|copy))?(?:\.(?P<format>y[aml]{1,4}|json|toml))?"
    r"(?P<tail>~|\.(?:bak|backup|orig|old|save|txt|tmp))?"
)
_OTHER_YAML = r"(?i)(.+)\.(ya?ml)"


def names_meant(name: str) -> Iterator[str]:
    """What a file may have been meant to be called."""
    if name.startswith((".", "#")):
        return
    if ("kpi" in (low := name.lower()) or "kip" in low) and (found := re.fullmatch(_NEARLY, name)):
        yield from _plan_names(found["stem"], (found["format"] or "yaml").lower())
    if low.endswith((".yml", ".yaml")) and (found := re.fullmatch(_OTHER_YAML, name)):
        yield f"{found[1]}.{'yaml' if low.endswith('.yml') else 'yml'}"
        yield f"{found[1]}.{found[2].lower()}"


def _plan_names(stem: str, ending: str) -> Iterator[str]:
    """A plan's names with this stem; every slip in `yaml` is meant to be that."""
    first = ending if ending in ("yml", "json", "toml") else "yaml"
    yield from (f"{stem}.kpi.{each}" for each in dict.fromkeys((first, "yaml", "yml")))
