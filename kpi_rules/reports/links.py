"""Where a rule is told about on the web: the pages of `docs/rules`, one a bundled pack and one for the program's own, each rule at a place of its own.

Comes in: a rule's id. Goes out: an address, or nothing where the project's metadata names no documentation (`[project.urls]`), and for packs
of others.
"""

from __future__ import annotations

from functools import cache

LABEL = "documentation"
OWN = ("", "gate", "waivers")
"""What the ids of the program's own rules begin with."""


@cache
def documentation() -> str | None:
    """The address of `docs/`, as the project's metadata has it."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        named = metadata("kpi-rules").get_all("Project-URL") or []
    except PackageNotFoundError:
        return None
    pairs = (one.partition(",") for one in named)
    return next((address.strip().rstrip("/") for label, _, address in pairs if label.strip().lower() == LABEL), None)


def page_of(rule: str) -> str | None:
    """The place of a rule of a bundled pack, or of one of the program's own."""
    from kpi_rules.packs import bundled_packs

    pack, _, name = rule.rpartition("/")
    base = documentation()
    page = pack if pack in bundled_packs() else "own" if pack in OWN else None
    return f"{base}/rules/{page}.md#rule-{name}" if base and page else None
