"""The honest baseline: what a team writes on an afternoon. PyYAML's C loader and five rules, one process.

It loads with `CSafeLoader` and prints a line for each finding, with the file and the KPI. It has no line numbers, no schema, no exact
numbers, and takes any YAML for a plan: each of these would make it slower.

    python bench/hand_written.py FILES…
"""

from __future__ import annotations

import sys
from typing import Any

MAX_KPIS = 6


def findings(plan: dict[str, Any]) -> list[str]:
    """What five rules say of a plan."""
    found = []
    kpis = plan.get("kpis") or []
    if len(kpis) > MAX_KPIS:
        found.append(f"{len(kpis)} KPIs; at most {MAX_KPIS}")
    roles = {role.get("id") for role in plan.get("roles") or []}
    objectives = {objective.get("id") for objective in plan.get("objectives") or []}
    for kpi in kpis:
        if kpi.get("owner") not in roles:
            found.append(f"{kpi.get('id')} has no owner among the roles")
        if kpi.get("objective") not in objectives:
            found.append(f"{kpi.get('id')} serves no objective of the plan")
        if not kpi.get("target"):
            found.append(f"{kpi.get('id')} has no target")
        if not kpi.get("definition"):
            found.append(f"{kpi.get('id')} is not defined")
    return found


def main(paths: list[str]) -> int:
    """Check the files; 1 where there is a finding."""
    import yaml

    code = 0
    for path in paths:
        with open(path, "rb") as file:  # noqa: PTH123  # as a script in a hurry has it: pathlib takes its time to load
            plan = yaml.load(file, yaml.CSafeLoader)
        for finding in findings(plan):
            print(f"{path}: {finding}")
            code = 1
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
