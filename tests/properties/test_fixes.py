"""No remedy is offered that does not work: what a fix leaves reads, and what it was offered for is gone."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from kpi_rules.api import check, load_policy
from kpi_rules.engine.findings import Finding
from kpi_rules.packs import Policy, bundled_packs
from kpi_rules.plan import plan_schema
from kpi_rules.source import Source

ROOT = Path(__file__).parents[2]
TODAY = datetime.date(2026, 3, 1)
OURS = ("invalid-plan", "core/unread-value")
FIELDS = plan_schema().records.fields
LISTS = {"kpi": "kpis", "metric": "metrics", "objective": "objectives", "role": "roles"}
WRITTEN = (
    "5", "30", "2026", "0x10", "1.5", "-3", "true", "~", '""', "a", "TBD", '"30"', '"5"', '"true"', "12 of 20", "quaterly", "Monthly", "1 moth",
    "per call", "2026-13-31", "2026/1/5", "01.02.2026", "Actve", "High", "up", "yes", "on track", "'>= 5OO'", "1.000", "[]", "[5]", "[a, a]", "{}", "{a: 1}",
    "{vlaue: 5}", "{value: 1O}", "{min: a}", "&x 30", "!!str 30",
)  # fmt: skip


def fails_to_hold(source: Source, policy: Policy) -> list[tuple[str, str, str]]:
    """The fixes of a plan that leave what they were offered for, or bring in what cannot be read."""
    found = check([source], policy, today=TODAY).findings
    broken = []
    for finding in found:
        if finding.fix is None:
            continue
        after = Source(source.name, carried_out(source.text, finding))
        left = check([after], policy, today=TODAY).findings
        stands = any(same(finding, other) for other in left)
        if stands or unread(left) - unread(found) > -(finding.rule in OURS):
            broken.append((finding.rule, finding.message, finding.fix.title))
    return broken


def carried_out(text: str, finding: Finding) -> str:
    assert finding.fix is not None
    for edit in sorted(finding.fix.edits, key=lambda edit: -edit.region.offset):
        text = text[: edit.region.offset] + edit.text + text[edit.region.end_offset :]
    return text


def same(one: Finding, other: Finding) -> bool:
    return (one.rule, one.region.offset, one.message) == (other.rule, other.region.offset, other.message)


def unread(findings: tuple[Finding, ...]) -> int:
    return sum(finding.rule in OURS for finding in findings)


@pytest.mark.parametrize("pack", bundled_packs())
def test_of_every_test_plan(pack: str) -> None:
    policy = load_policy(pack)
    for file in sorted((ROOT / "policies" / pack / "tests").rglob("*.yaml")):
        assert fails_to_hold(Source(file.name, file.read_text("utf-8")), policy) == [], file


@pytest.mark.parametrize("record", ["plan", *LISTS])
def test_of_every_field_with_what_people_write(record: str) -> None:
    policy = load_policy("core")
    for name in FIELDS[record]:
        if name == "id":
            continue
        for written in WRITTEN:
            own = f"{json.dumps(name)}: {written}"
            named = "" if name in ("name", "title") else "name: A, " if record in ("kpi", "metric") else "title: A, "
            inside = own if record == "plan" else f"{LISTS[record]}: [{{id: a, {named}{own}}}]"
            rest = "".join(
                f"{key}: {value}\n"
                for key, value in {"title": "T", "kpis": "[]"}.items()
                if not inside.startswith((key, f'"{key}'))
            )
            assert fails_to_hold(Source("a.kpi.yaml", f"{rest}{inside}\n"), policy) == [], inside
