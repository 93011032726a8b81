"""Plans as people write them, by seed: folded and literal texts, anchors, flow maps, comments, quotes, natural targets, bands and dates.

`bench/plans.py` has lines of `key: value` alone; what a program spends on plans is not the same for both.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

TARGETS = (
    '">= {0} leads by 2026-12-31"', "{0}", "{0}%", '"< {0} days"', "{0}% by Q4 2026", "at least {0} per month", "from {0} to {1}", "{0}-{1}%",
    "+{0}% YoY", "≥ {0} %", "less than {0} hours", "increase by {0}%", "{0} by end of 2026", '"{1},{0}00 EUR"', "$ {0}.5M", "{0} / week",
)  # fmt: skip
CADENCES = ("monthly", "quarterly", "every 2 weeks", "weekly", "every Monday", "each quarter", "annually")


def as_people_write(seed: int) -> str:
    """A plan of six KPIs with all that hands write."""
    chance = random.Random(seed)
    kpis = "\n".join(_kpi(chance, number) for number in range(6))
    return f"""# Plan of team {seed}, kept by hand
title: "Growth plan {seed}"   # as agreed in January
organization: Ledgerly
level: team
mission: >
  Help small firms keep their books in order,
  and sleep well at night.
roles:
  - &lead {{id: content-lead, title: Content lead, scope: "Answers for what is published, and when"}}
  - id: sales-lead
    title: Sales lead
    scope: Calls, offers, renewals
objectives:
  - {{id: grow, title: Grow what we have, due: 2026-12-31}}
  - id: keep
    title: 'Keep the customers that we won'
    due: end of 2026
kpis:
{kpis}
"""


def _kpi(chance: random.Random, number: int) -> str:
    low, high = chance.randrange(2, 60), chance.randrange(61, 99)
    owner = chance.choice(("content-lead", "sales-lead", "sales-lead", "nobody"))
    lines = [
        f"  - id: kpi-{number}",
        f"    name: Number {number} of what we watch",
        f"    objective: {chance.choice(('grow', 'keep'))}",
        f"    owner: {owner}",
        "    direction: increase",
        f"    baseline: {low // 2} leads",
        f"    target: {chance.choice(TARGETS).format(low, high)}",
        f"    review_interval: {chance.choice(CADENCES)}",
    ]
    if number % 2:
        lines += [
            "    definition: |",
            "      Leads that sales accepted within 30 days,",
            "      counted on the first Monday of the month.",
        ]
    if number % 3 == 0:
        lines.append(f"    thresholds: {{green: '>= {high}', amber: {low}, red: '< {low}'}}")
    if number == 4:
        lines.append(f"    actual: {{value: {low}, on: 2026-02-{1 + low % 28:02}}}  # from the CRM")
    return "\n".join(lines)


def thresholds(seed: int) -> str:
    """A register of twenty KPIs in plain lines, each with its bands."""
    chance = random.Random(seed)
    lines = [f"title: Register {seed}", "level: team", "kpis:"]
    for number in range(20):
        low, high = chance.randrange(2, 60), chance.randrange(61, 99)
        lines += [
            f"  - id: kpi-{number}", f"    name: Number {number}", "    owner: content-lead", "    unit: percent",
            f"    baseline: {low // 2} percent", f'    target: ">= {high}%"', f"    actual: {low}%", "    thresholds:",
            f'      green: ">= {high}%"', f'      amber: ">= {low}%"', f'      red: "< {low}%"',
        ]  # fmt: skip
    return "\n".join(lines) + "\n"


def write(folder: Path, count: int, make: Callable[[int], str], seed: int = 7) -> None:
    """So many plans in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"plan-{number:05}.kpi.yaml").write_text(make(seed * 1_000_003 + number), "utf-8")
