"""Plans for the bench: the same for the same seed, half of them with findings.

python bench/plans.py FOLDER --plans 1000 --kpis 4 --seed 7
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

WORDS = [
    "reach",
    "leads",
    "churn",
    "margin",
    "uptime",
    "delay",
    "visits",
    "trials",
    "renewals",
    "tickets",
    "readers",
    "calls",
]
OWNERS = ("content-lead", "sales-lead", "editor")
OBJECTIVES = ("grow", "keep", "teach")


def plan(seed: int, kpis: int, faulty: bool) -> str:
    """One plan as YAML text."""
    chance = random.Random(seed)
    lines = [f"title: Plan {seed}", "organization: Ledgerly", "level: team", "mission:"]
    lines += ["  statement: Help small firms keep their books in order", "roles:"]
    for owner in OWNERS:
        lines += [f"  - id: {owner}", f"    title: The {owner}", "    scope: Answers for what is published"]
    lines.append("objectives:")
    for objective in OBJECTIVES:
        lines += [f"  - id: {objective}", f"    title: To {objective} what there is", "    due: 2026-12-31"]
    lines.append("kpis:")
    wrong = chance.randrange(kpis) if faulty else -1
    for number in range(kpis):
        lines += _kpi(chance, number, chance.randrange(4) if number == wrong else -1)
    return "\n".join(lines) + "\n"


def _kpi(chance: random.Random, number: int, fault: int) -> list[str]:
    word = chance.choice(WORDS)
    owner = "nobody-here" if fault == 0 else chance.choice(OWNERS)
    objective = "unheard-of" if fault == 1 else chance.choice(OBJECTIVES)
    lines = [
        f"  - id: {word}-{number}",
        f"    name: The {word} of team {number}",
        f"    objective: {objective}",
        f"    owner: {owner}",
        f"    unit: {word}",
        "    direction: increase",
        "    status: active",
        f"    baseline: {chance.randrange(1, 100)} {word}",
    ]
    if fault != 2:
        lines.append(f'    target: ">= {chance.randrange(100, 1000)} {word} by 2026-12-31"')
    if fault != 3:
        lines.append(f"    definition: How many {word} there were within 30 days, counted on Mondays")
    return lines


def write(folder: Path, plans: int, kpis: int, seed: int = 7) -> list[Path]:
    """So many plans in a folder; every other one has findings."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(plans):
        path = folder / f"plan-{number:05}.kpi.yaml"
        path.write_text(plan(seed * 1_000_003 + number, kpis, number % 2 == 1), "utf-8")
        paths.append(path)
    return paths


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--plans", type=int, default=1000)
    parser.add_argument("--kpis", type=int, default=4)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    write(given.folder, given.plans, given.kpis, given.seed)
