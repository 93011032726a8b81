"""What judging a plan costs once it is read: the same five rules by hand, compiled and interpreted; and the whole core pack.

`python bench/evaluation.py [--rounds 15]` prints medians of interleaved rounds, in one process (its own time, not the machine's), as ratios to hand-written Python that
notes each failing KPI. "verdicts" is the compiled code itself; "findings" makes messages, reasons and places as well, which by hand nobody does.
Verdicts are compared before times.
"""

from __future__ import annotations

import argparse
import datetime
import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from kpi_rules.language.checker import CheckedRule, Environment, check_rules
from kpi_rules.language.compiler import compile_rules
from kpi_rules.language.interpreter import Inputs, Outcome, run
from kpi_rules.language.parser import parse_rules
from kpi_rules.language.types import NUMBER
from kpi_rules.packs import load_policy
from kpi_rules.plan import load_plan, plan_schema
from kpi_rules.source import Source

TODAY = datetime.date(2026, 3, 1)
Plans = list[dict[str, Any]]
FIVE = """
rule too-many-kpis "A plan keeps to a handful of KPIs"
  must count(kpi for kpi in plan.kpis where kpi.status == "active") <= settings.max_kpis

rule unknown-objective "A KPI's objective exists"
  for each kpi in plan.kpis
  must kpi.objective is present and kpi.objective in plan.objectives.id

rule kpi-without-owner "Every KPI has an owner"
  for each kpi in plan.kpis
  must kpi.owner is present

rule unknown-owner "A KPI's owner is a role"
  for each kpi in plan.kpis
  when kpi.owner is present
  must kpi.owner in plan.roles.id

rule target-below-baseline "A target lies above its baseline"
  for each kpi in plan.kpis
  when kpi.target.value is present and kpi.baseline.value is present
  must kpi.target.value >= kpi.baseline.value
"""


def generated(chance: random.Random, kpis: int) -> dict[str, Any]:
    """A plan; about half of them break some of the five rules."""
    bad = chance.random() < 0.5
    return {
        "title": f"Plan {chance.randrange(10**6)}",
        "mission": "Help small firms keep their books in order",
        "roles": [{"id": f"role-{n}", "title": f"Role {n}"} for n in range(3)],
        "objectives": [{"id": f"objective-{n}", "title": f"Objective {n}"} for n in range(3)],
        "kpis": [
            kpi(chance, n, bad and chance.random() < 0.3) for n in range(kpis + 4 * (bad and chance.random() < 0.3))
        ],
        "review": "quarterly",
    }


def kpi(chance: random.Random, number: int, bad: bool) -> dict[str, Any]:
    """A KPI with the fields that the rules look at, and some that they do not."""
    baseline = chance.randrange(100, 900)
    made: dict[str, Any] = {
        "id": f"kpi-{number}",
        "name": f"Sales leads from channel {number}",
        "status": "active",
        "objective": f"objective-{chance.randrange(3)}",
        "owner": f"role-{chance.randrange(3)}",
        "baseline": {"value": baseline},
        "target": {"value": baseline + chance.randrange(1, 200), "unit": "leads"},
        "definition": "People who asked to be called back after reading: counted once each",
    }
    if bad:
        wrong = chance.choice(
            [{"objective": "nowhere"}, {"owner": "nobody"}, {"owner": None}, {"target": {"value": 1}}]
        )
        made = {name: value for name, value in {**made, **wrong}.items() if value is not None}
    return made


def by_hand(plan: dict[str, Any]) -> list[tuple[str, str]]:
    """The five rules as one would write them: each rule that fails, and for which KPI."""
    failures = []
    kpis = plan["kpis"]
    objectives = {one["id"] for one in plan["objectives"]}
    roles = {one["id"] for one in plan["roles"]}
    if sum(1 for one in kpis if one.get("status", "active") == "active") > 6:
        failures.append(("too-many-kpis", ""))
    for one in kpis:
        if one.get("objective") not in objectives:
            failures.append(("unknown-objective", one["id"]))
        owner = one.get("owner")
        if owner is None:
            failures.append(("kpi-without-owner", one["id"]))
        elif owner not in roles:
            failures.append(("unknown-owner", one["id"]))
        target, baseline = one.get("target"), one.get("baseline")
        if target and baseline and target["value"] < baseline["value"]:
            failures.append(("target-below-baseline", one["id"]))
    return failures


def as_read(plan: dict[str, Any]) -> dict[str, Any]:
    """A plan as the loader hands it on: short forms expanded."""
    found, problems = load_plan(Source("plan.json", json.dumps(plan)), plan_schema())
    assert found is not None, list(map(str, problems))
    return found.values


def five_rules() -> tuple[list[CheckedRule], Any]:
    parsed, _ = parse_rules(Source("five.rules", FIVE))
    assert parsed is not None
    rules, problems = check_rules([parsed], Environment(plan_schema().records, {"max_kpis": NUMBER}))
    assert not problems, list(map(str, problems))
    return list(rules), {"max_kpis": 6}


def rules_of(pack: Path) -> tuple[list[CheckedRule], Any]:
    policy, problems = load_policy([str(pack)])
    if policy is None:
        raise SystemExit("\n".join(map(str, problems)))
    return [rule.checked for rule in policy.plan_rules], policy.values


def noted(rules: list[CheckedRule], outcomes: tuple[Outcome, ...]) -> list[tuple[str, str]]:
    """Failures in the terms of `by_hand`."""
    return [
        (rule.id, failure.elements[0]["id"] if failure.elements else "")  # type: ignore[index]  # our own rule loops over KPIs
        for rule, outcome in zip(rules, outcomes, strict=True)
        for failure in outcome.failures
    ]


def verdicts(rules: list[CheckedRule], settings: Any) -> Callable[[dict[str, Any]], Any]:
    """The compiled code alone."""
    from kpi_rules.language.compiler.runtime import prepared

    (unit,) = compile_rules(rules).units
    take = prepared(unit.code, unit.constants, unit.patterns)(settings, TODAY)
    return lambda plan: take(plan, None, None)


def ways(rules: list[CheckedRule], settings: Any, hand: bool) -> dict[str, Callable[[dict[str, Any]], Any]]:
    compiled = compile_rules(rules)

    def given(plan: dict[str, Any]) -> Inputs:
        return Inputs(plan, None, None, settings, TODAY)

    found: dict[str, Callable[[dict[str, Any]], Any]] = {"by hand": by_hand} if hand else {}
    return {
        **found,
        "compiled: verdicts": verdicts(rules, settings),
        "compiled: findings": lambda plan: compiled.run(given(plan)),
        "interpreter: findings": lambda plan: tuple(run(rule, given(plan)) for rule in rules),
    }


def same(rules: list[CheckedRule], found: dict[str, Callable[[dict[str, Any]], Any]], plans: Plans) -> None:
    """The ways agree, else there is nothing to measure."""
    for plan in {id(one): one for one in plans[:200]}.values():
        one = found["compiled: findings"](plan)
        assert one == found["interpreter: findings"](plan)
        if "by hand" in found:
            assert sorted(noted(rules, one)) == sorted(found["by hand"](plan))


def measured(found: dict[str, Callable[[dict[str, Any]], Any]], plans: Plans, rounds: int) -> dict[str, float]:
    """The median time a plan, the ways in turn."""
    times: dict[str, list[float]] = {name: [] for name in found}
    for _ in range(rounds):
        for name, way in found.items():
            start = time.process_time()
            for plan in plans:
                way(plan)
            times[name].append((time.process_time() - start) / len(plans))
    return {name: statistics.median(each) for name, each in times.items()}


def row(title: str, medians: dict[str, float]) -> str:
    base = next(iter(medians.values()))
    return (
        f"| {title} | {base * 1e6:.1f} µs | "
        + " | ".join(f"{one / base:.2f}" for one in list(medians.values())[1:])
        + " |"
    )


def sets() -> dict[str, Plans]:
    """Plans: as they are, as they are when nothing is wrong, and large."""
    chance = random.Random(1)
    mixed = [generated(chance, 5) for _ in range(1_000)]
    good = [plan for plan in mixed if not by_hand(plan)]
    large = [generated(chance, 10_000)] * 10
    return {
        "1,000 plans, some of them bad": mixed,
        f"the {len(good)} good ones": good,
        "one plan of 10,000 KPIs": large,
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--rounds", type=int, default=15)
    rounds = options.parse_args().rounds
    print(
        "| five rules | by hand, a plan | compiled: verdicts | compiled: findings | interpreter |\n|---|---|---|---|---|"
    )
    rules, settings = five_rules()
    for title, plans in sets().items():
        found = ways(rules, settings, hand=True)
        same(rules, found, plans)
        print(row(title, measured(found, plans, rounds)))
    rules, settings = rules_of(ROOT / "policies" / "core")
    print(f"\n| core, {len(rules)} rules | verdicts, a plan | compiled: findings | interpreter |\n|---|---|---|---|")
    for title, plans in list(sets().items())[:2]:
        found = ways(rules, settings, hand=False)
        read = [as_read(plan) for plan in plans[:200]]
        same(rules, found, read[:50])
        print(row(title, measured(found, read, max(3, rounds // 3))))


if __name__ == "__main__":
    main()
