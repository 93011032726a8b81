"""Fingerprints stay through whatever does not change a plan, and tell apart what differs."""

from __future__ import annotations

import datetime
import json
import random
from functools import cache
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_rules.engine.check import check
from kpi_rules.engine.findings import Finding
from kpi_rules.engine.fingerprint import fingerprint, invalid_fingerprint, label, likeness, repeated
from kpi_rules.packs import Policy, load_policy
from kpi_rules.source import Source

TODAY = datetime.date(2026, 3, 1)
PLAN: dict[str, Any] = {
    "title": "Content 2026",
    "objectives": [
        {"id": "o1", "title": "Grow", "milestones": [{"title": "Start"}, {"title": "End", "due": "2026-06"}]},
        {"id": "o2", "title": "Keep"},
    ],
    "roles": [{"id": "lead", "title": "Lead"}, {"id": "boss", "title": "Boss"}],
    "metrics": [{"id": f"m{n}", "name": f"Metric {n}"} for n in range(3)],
    "kpis": [{"id": f"k{n}", "name": f"Measure {n}", "objective": "nowhere", "metric": f"m{n}"} for n in range(9)],
}


@cache
def policy() -> Policy:
    found, diagnostics = load_policy(["core", "smart"])
    assert found is not None, diagnostics
    return found


def findings(text: str, name: str = "a.kpi.yaml") -> tuple[Finding, ...]:
    return check([Source(name, text)], policy(), TODAY).findings


def fingerprints(text: str, name: str = "a.kpi.yaml") -> list[str]:
    return sorted(finding.fingerprint for finding in findings(text, name))


def shuffled(value: Any, chance: random.Random) -> Any:
    if isinstance(value, dict):
        keys = sorted(value, key=lambda _: chance.random())
        return {key: shuffled(value[key], chance) for key in keys}
    if isinstance(value, list):
        return sorted((shuffled(item, chance) for item in value), key=lambda _: chance.random())
    return value


REFERENCE = fingerprints(yaml.safe_dump(PLAN))


def test_they_are_many_and_distinct() -> None:
    assert len(REFERENCE) > 40
    assert len(set(REFERENCE)) == len(REFERENCE)
    assert all(len(fingerprint) == 16 for fingerprint in REFERENCE)


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False), st.booleans(), st.booleans())
def test_reformatted_reordered_renamed_and_commented(chance: random.Random, as_json: bool, flow: bool) -> None:
    plan = shuffled(PLAN, chance)
    name = "other/b.kpi.json" if as_json else "other/b.kpi.yaml"
    text = (
        json.dumps(plan, indent=chance.choice([None, 3]))
        if as_json
        else (
            "# a line\n\n"
            + yaml.safe_dump(plan, default_flow_style=flow, sort_keys=False, width=100_000).replace(
                "\n", "\n# between\n"
            )
        )
    )
    assert fingerprints(text, name) == REFERENCE


def test_an_inserted_kpi_leaves_the_others_theirs() -> None:
    plan = {**PLAN, "kpis": [{"id": "new", "name": "New one"}, *PLAN["kpis"]]}
    assert set(REFERENCE) <= set(fingerprints(yaml.safe_dump(plan)))


def test_another_plan_has_others() -> None:
    assert not set(REFERENCE) & set(fingerprints(yaml.safe_dump({**PLAN, "title": "Content 2027"})))


def test_they_are_what_baselines_and_build_servers_already_hold() -> None:
    """Changing one makes every known finding a new one."""
    shown = [(finding.rule, finding.fingerprint) for finding in findings("title: A\nkpis: []\n")]
    assert ("core/no-mission", "d057c8c7a7946c04") in shown


def test_what_nothing_tells_apart_is_numbered() -> None:
    text = "title: A\nkpis: [{id: same}, {id: same}]\n"
    once = fingerprints("title: A\nkpis: [{id: same}]\n")
    twice = fingerprints(text)
    assert len(set(twice)) == len(twice)
    assert len(set(once) & set(twice)) >= len(once) - 3
    report = check([Source("a.yaml", text), Source("b.yaml", text)], policy(), TODAY)
    assert len({finding.fingerprint for finding in report.findings}) == len(report.findings)


def test_the_parts_of_a_rule_tell_one_id_in_two_lists_apart() -> None:
    kpis, metrics = "kpis: [{id: same}, {id: same}]\n", "metrics: [{id: same, name: A}, {id: same, name: B}]\n"
    found = {
        text: {(it.subject, it.fingerprint) for it in findings(f"title: A\n{text}") if it.rule == "core/duplicate-id"}
        for text in (kpis + metrics, f"{kpis}metrics: [{{id: same, name: A}}]\n", f"kpis: [{{id: same}}]\n{metrics}")
    }
    both, of_kpis, of_metrics = found.values()
    assert both == of_kpis | of_metrics
    assert {subject for subject, _ in of_kpis} == {"kpi same"}
    assert {subject for subject, _ in of_metrics} == {"metric same"}
    assert len(both) == len({fingerprint for _, fingerprint in both}) == 4


def test_an_invalid_plan_keeps_its_own_when_it_moves() -> None:
    text = "title: A\nkpis: [{id: x, nam: X}]\n"
    assert fingerprints(text) == fingerprints("# moved\n\n" + text, "elsewhere/b.yaml")


LEFT = {"unit": "leads", "value": 5, "steps": [{"by": 1}, {"by": 2}]}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"id": "a", "x": 1}, {"id": "a", "x": 2}, True),
        ({"id": "a"}, {"id": "b"}, False),
        ({"name": "a", "x": 1}, {"name": "a"}, True),
        ({"title": "a"}, {"title": "b"}, False),
        ({"id": "a", "name": "n"}, {"id": "a", "name": "m"}, True),
        (LEFT, dict(reversed(LEFT.items())), True),
        (LEFT, {**LEFT, "value": 6}, False),
        (LEFT, {**LEFT, "value": "5"}, False),
        (LEFT, {**LEFT, "steps": [{"by": 2}, {"by": 1}]}, False),
        (LEFT, {**LEFT, "steps": [{"by": 12}]}, False),
        (LEFT, {**LEFT, "more": None}, False),
        ({"a": "b,c"}, {"a": "b", "c": ""}, False),
        ({"a": ["b", "c"]}, {"a": ["b, c"]}, False),
        ({"a": []}, {"a": {}}, False),
        ("text", "text", True),
        ("5", 5, True),
    ],
)
def test_an_element_is_told_by_its_name_else_by_all_that_it_says(one: Any, other: Any, same: bool) -> None:
    assert (likeness("p/r", [one], ()) == likeness("p/r", [other], ())) is same
    assert (fingerprint("p/r", "plan", [one], ()) == fingerprint("p/r", "plan", [other], ())) is same


def test_parts_do_not_run_together() -> None:
    different = {
        fingerprint("p/r", "plan", ["a", "b"], ()),
        fingerprint("p/r", "plan", ["ab"], ()),
        fingerprint("p/r", "plan", ["a"], ("b",)),
        fingerprint("p/r", "plan", ["a", "at", "b"], ()),
        fingerprint("p/r", "plana", ["b"], ()),
        fingerprint("p/rplan", "", ["a", "b"], ()),
        likeness("p/r", ["a", "b"], ()),
        repeated("x", 1),
        repeated("x", 2),
        invalid_fingerprint("x", "1"),
    }
    assert len(different) == 10
    assert repeated("x", 0) == "x"


@pytest.mark.parametrize(
    ("element", "said"),
    [
        ({"id": "a", "name": "n"}, "a"),
        ({"name": "n", "title": "t"}, "n"),
        ({"title": "t"}, "t"),
        ({"x": 1}, None),
        (5, "5"),
    ],
)
def test_labels(element: object, said: str | None) -> None:
    assert label(element) == said
