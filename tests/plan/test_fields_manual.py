"""docs/fields.md, which people who write rules look things up in, says what the plan schema says."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from kpi_rules.language.types import Enum, Field, ListOf, Optional, required
from kpi_rules.plan import plan_schema

ROOT = Path(__file__).parents[2]
MANUAL = ROOT / "docs" / "fields.md"
HEAD = """\
# What a plan holds

<!-- generated from schemas/plan.schema.json; UPDATE_GOLDEN=1 pytest tests/plan/test_fields_manual.py -->

Every field that rules can ask for and plans can have, record by record; packs add more. A type with a question mark may be missing: `kpi.owner` is
`text?`, so a rule says what happens then ([language.md](language.md#missing-values)). A field of the type `objective` or `list of objective` holds
what stands under that heading below: `kpi.target.value` is a number. What is **required** every record of its kind has to say; what is not, a plan may leave out.

In plans, much can be written shorter: `target: ">= 500 leads by 2026-12-31"`, `9.5%`, `1.2M`, `8 days`, `review: quarterly`, `period: FY 2026`. A date may be partial: `2026-06`,
`Q2 2026`. What a number's text says beyond the other fields stays in `text`; where it is no certain number, `value` is missing. A range has `low` and
`high`, a change against the baseline `change`: neither has a `value`, so a rule that asks for one leaves them alone.
`targets`, `links` and `names` may be lists, or written by what their entries are for: `targets: {2026: 100, North: 40}`, `names: {de: Anfragen}`.
"""


ABOUT = {
    "objective": "In a plan, an objective may hold its KPIs (`kpis:`), and where it has a target of its own (`measure`, `baseline`, `target`, `actual`, `unit`, …) it is a KPI, too. Rules see them all\nin the plan's `kpis`, with this objective.",
    "metric": "In a plan without `kpis`, a metric that has a target (`target`, `targets`, `thresholds`, with `owner`, `objective`, `actual`, …) is a KPI, too; beside `kpis`, a KPI that names the metric\ntakes those over. Rules see them in the plan's `kpis`.",
    "kpi": "Every field of a metric as well: its own value, or that of the metric it names.",
    "unread": "No plan writes these: they are what stands in a plan and is no certain value. `core/unread-value` tells each.",
}


def titles() -> dict[str, str]:
    definitions = json.loads((ROOT / "schemas" / "plan.schema.json").read_text("utf-8"))["$defs"]
    return {name: declared.get("title", name) for name, declared in definitions.items()}


def kind(record: str, name: str, field: Field) -> str:
    type_ = required(field.type)
    mark = "?" if isinstance(field.type, Optional) else ""
    words = f"`{type_}{mark}`"
    if isinstance(type_, Enum):
        words += ": " + ", ".join(f"`{value}`" for value in sorted(type_.values))
    words += needed(record, name, field)
    return words + (f"; `{field.default}` unless the plan says" if field.default is not None else "")


EITHER = {"role": ("id", "title"), "objective": ("id", "title"), "metric": ("id", "name"), "kpi": ("id", "name")}
"""Of these a record has to say one; the other is taken from it."""


def needed(record: str, name: str, field: Field) -> str:
    """Whether every record has to say it: it is never missing, and nothing stands in for it."""
    if record == "unread" or isinstance(field.type, Optional | ListOf) or field.default is not None:
        return ""
    other = next((one for one in EITHER.get(record, ()) if one != name), None)
    return f"; **required**, or `{other}`" if other else "; **required**"


def rendered() -> str:
    return "\n".join([HEAD, *lines()])


def lines() -> Iterator[str]:
    records = plan_schema().records.fields
    names = titles()
    for record, fields in records.items():
        if record == "portfolio":
            continue
        shared = records["metric"].keys() - {"id", "name"} if record == "kpi" else set()
        yield f"## {record}"
        yield ""
        if record in ABOUT:
            yield ABOUT[record]
            yield ""
        yield f"| {names.get(record, record)} | type | what it is |"
        yield "|---|---|---|"
        for name, field in fields.items():
            if name not in shared:
                yield f"| `{name}` | {kind(record, name, field)} | {field.description.replace('|', chr(92) + '|')} |"
        yield ""


def test_the_manual_says_what_the_schema_says() -> None:
    if os.environ.get("UPDATE_GOLDEN"):
        MANUAL.write_text(rendered(), "utf-8")
    assert MANUAL.read_text("utf-8") == rendered(), "UPDATE_GOLDEN=1 pytest tests/plan/test_fields_manual.py"
