"""Whatever rule a report names, `kpi-rules rule` explains."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from running import Kpi

import kpi_rules
from kpi_rules.engine.findings import GATE_RULES, INVALID_PLAN, OWN_WORDS
from kpi_rules.engine.own_rules import own_rules
from kpi_rules.packs import bundled_packs, load_policy

OURS = [rule.info.id for rule in own_rules()]


def ids_in_the_code() -> set[str]:
    """Every text of the code that is the id of a rule of ours."""
    found = set()
    for path in Path(kpi_rules.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            pack, slash, name = text.partition("/")
            if slash and pack in ("gate", "waivers") and name.replace("-", "").isalpha():
                found.add(text)
    return found


def test_all_of_ours_are_known() -> None:
    assert ids_in_the_code() | {INVALID_PLAN, OWN_WORDS, *GATE_RULES} == set(OURS)
    assert len(OURS) == len(set(OURS))


@pytest.mark.parametrize("rule", OURS)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_each_of_ours_is_explained(kpi: Kpi, rule: str, language: str) -> None:
    Path("kpi-rules.yaml").write_text("extends: [nowhere]\n")  # what cannot be used is in nobody's way
    ran = kpi("rule", rule, "--lang", language)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{rule}  ")
    assert len(ran.out.splitlines()) >= 6
    read = json.loads(kpi("rule", rule, "--format", "json").out)
    assert (read["id"], len(read["remedies"])) == (rule, 1)


def test_a_short_id_is_a_packs_first(kpi: Kpi) -> None:
    for pack in bundled_packs():
        policy, _ = load_policy([pack])
        assert policy is not None
        short = {rule.id.rpartition("/")[2]: rule.id for rule in policy.rules}
        for name in short.keys() & {rule.rpartition("/")[2] for rule in OURS}:
            assert kpi("rule", name, "-p", pack).out.startswith(f"{short[name]}  ")
    assert kpi("rule", "unused").out.startswith("waivers/unused  ")
    assert kpi("rule", "unchecked-plan", "--format", "json").code == 0


@pytest.mark.parametrize(
    ("slip", "meant"), [("gate/unchecked-plans", "gate/unchecked-plan"), ("invalid-plans", "invalid-plan")]
)
def test_a_slip_is_told(kpi: Kpi, slip: str, meant: str) -> None:
    ran = kpi("rule", slip)
    assert ran.code == 2
    assert f"`{meant}`" in ran.err
