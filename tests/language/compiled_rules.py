"""Rules for the tests of the compiler, its store and its costs: checked, from a few lines."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from kpi_rules.language.checked import CheckedRule, Environment
from kpi_rules.language.checker import check_rules
from kpi_rules.language.outcome import Inputs
from kpi_rules.language.parser import parse_rules
from kpi_rules.language.types import NUMBER, TEXT, ListOf
from kpi_rules.packs import Policy, load_policy
from kpi_rules.plan import load_plan, plan_schema
from kpi_rules.source import Source

ROOT = Path(__file__).parents[2]
TODAY = datetime.date(2026, 3, 1)
SETTINGS: Mapping[str, Any] = {"limit": 3, "words": ["a", "b"]}
BUNDLED = sorted(folder.name for folder in (ROOT / "policies").iterdir() if (folder / "pack.yaml").is_file())


def checked(text: str) -> tuple[CheckedRule, ...]:
    """The rules of a text, over the plan schema and two settings."""
    file, problems = parse_rules(Source("t.rules", text))
    assert file is not None, list(map(str, problems))
    rules, problems = check_rules([file], Environment(plan_schema().records, {"limit": NUMBER, "words": ListOf(TEXT)}))
    assert not problems, list(map(str, problems))
    return rules


def inputs(plan: dict[str, Any] | None, previous: dict[str, Any] | None = None) -> Inputs:
    """A plan and the settings."""
    return Inputs(plan, previous, None, SETTINGS, TODAY)


@cache
def policy(pack: str) -> Policy:
    """A bundled pack."""
    found, problems = load_policy([str(ROOT / "policies" / pack)])
    assert found is not None, list(map(str, problems))
    return found


def plans(pack: str) -> list[dict[str, Any]]:
    """The plans that bundled packs are tested with, as this pack reads them."""
    files = sorted((ROOT / "policies").glob("*/tests/**/*.yaml"))
    found = (load_plan(Source(file.name, file.read_text("utf-8")), policy(pack).schema)[0] for file in files)
    return [plan.values for plan in found if plan is not None]
