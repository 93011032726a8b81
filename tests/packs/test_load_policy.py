"""Every case of `cases.yaml`: packs on disk → the policy, or diagnostics at their places."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from kpi_rules.language.durations import Duration
from kpi_rules.packs import Policy, load_policy

CASES = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in case["files"].items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    project = Path(case["project"]) if "project" in case else None
    policy, diagnostics = load_policy(case.get("packs", ()), case.get("set"), project)
    told = [str(diagnostic) for diagnostic in diagnostics]
    if "errors" in case or "errors contain" in case:
        assert policy is None
        if "errors" in case:
            assert told == case["errors"]
        for part in case.get("errors contain", ()):
            assert any(part in line for line in told), told
        return
    assert told == []
    assert policy is not None
    check_facts(case, policy)


def check_facts(case: dict[str, Any], policy: Policy) -> None:
    for name, (value, origin) in case.get("settings", {}).items():
        setting = policy.settings[name]
        held = setting.value.isoformat() if isinstance(setting.value, datetime.date) else setting.value
        held = held.in_days if isinstance(held, Duration) else held
        assert (name, held, str(setting.origin)) == (name, value, origin)
    rules = {rule.id: rule for rule in policy.rules}
    for name, (level, origin, *rest) in case.get("levels", {}).items():
        rule = rules[name]
        assert (rule.level, str(rule.level_origin), rule.waivable) == (level, origin, rest != ["not waivable"])
    if "rules" in case:
        assert list(rules) == case["rules"]
    if "packs in order" in case:
        assert [pack.name for pack in policy.packs] == case["packs in order"]
