"""What a name of an unknown document surely stands for in a plan, by what the plan's schema and synonyms know. Never a guess."""

from __future__ import annotations

from functools import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_RECORDS: Final = {"kpis": "kpi", "metrics": "metric", "objectives": "objective", "roles": "role"}


def known_field(name: str, into: str, value: object) -> tuple[str | None, str | None]:
    """The field of a record that a name stands for with this value, as a path with points; and what the value is called there, if otherwise."""
    record = _RECORDS[into]
    plain = name.strip().casefold().replace(" ", "_").replace("-", "_")
    if plain in _fields(record):
        return plain, None
    from kpi_rules.plan.synonyms import Synonyms

    meant = next(iter(Synonyms().fields(name, record, value)), None)
    if meant is None or not meant.sure or meant.path[0] == "" or meant.path[0].startswith("x-"):
        return None, None
    if not isinstance(meant.value, (str, type(None))):
        return None, None  # `target_2025`: an entry of a list
    return ".".join(meant.path), meant.value


@cache
def _fields(record: str) -> frozenset[str]:
    import json

    from kpi_rules.resources import bundled

    definitions = json.loads((bundled("schemas") / "plan.schema.json").read_text("utf-8"))["$defs"]
    own = definitions[record].get("properties", {})
    shared = definitions["measure"]["properties"] if record in ("kpi", "metric") else {}
    return frozenset({*own, *shared})
