"""`amend`: rules of packs that a pack builds on, with what it says of them anew; and its words for them in its own language."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from kpi_rules.authoring.review import review
from kpi_rules.engine.check import check
from kpi_rules.language.quoted import condition
from kpi_rules.packs import Policy, load_policy
from kpi_rules.packs.stored import decode, encode
from kpi_rules.source import Source

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "amending.yaml").read_text("utf-8"))
BASE = """\
rule few "Few"
  let most = settings.most
  must count(plan.kpis) <= most
  say "{count(plan.kpis)} KPIs"
  fix "Remove some"
  because "Focus."

rule target "Targets"
  for each kpi in plan.kpis
  should kpi.target is present
  at kpi

rule two "Two"
  must plan.title != ""
  say "One"
also
  must plan.title != ""
  say "Two"
"""
CITY = "name: city\nextends: [../base]\nsettings: {spared: {type: text, default: b, description: Who is spared.}}\n"


@pytest.fixture
def city(tmp_path: Path) -> Path:
    for name in ("base", "city/locales"):
        (tmp_path / name).mkdir(parents=True)
    settings = "settings: {most: {type: number, default: 3}}\n"
    (tmp_path / "base" / "pack.yaml").write_text("name: base\n" + settings, "utf-8")
    (tmp_path / "base" / "base.rules").write_text(BASE, "utf-8")
    (tmp_path / "city" / "pack.yaml").write_text(CITY, "utf-8")
    return tmp_path / "city"


def put(city: Path, case: dict[str, Any]) -> None:
    (city / "own.rules").write_text(case["rules"], "utf-8")
    if "base levels" in case:
        with (city.parent / "base" / "pack.yaml").open("a") as manifest:
            manifest.write(f"levels: {case['base levels']}\n")
    if "locale" in case:
        (city / "locales" / "en.yaml").write_text(case["locale"], "utf-8")


def loaded(pack: Path, language: str | None = None) -> Policy:
    policy, problems = load_policy([str(pack)], language=language)
    assert policy is not None, [f"{problem.location} {problem.message}" for problem in problems]
    return policy


@pytest.mark.parametrize("case", [case for case in CASES if "problem" in case], ids=lambda case: case["name"])
@pytest.mark.parametrize("language", [None, "en-GB"])
def test_what_is_wrong_is_told_where_it_is_written(case: dict[str, Any], city: Path, language: str | None) -> None:
    put(city, case)
    policy, problems = load_policy([str(city)], language=language)
    assert policy is None
    told = [f"{p.location} {p.message}; {p.help}".removeprefix(f"{city}/") for p in problems]
    assert told == [case["problem"]]


@pytest.mark.parametrize("case", [case for case in CASES if "problem" not in case], ids=lambda case: case["name"])
def test_an_amended_rule_is_a_rule_like_any_other(case: dict[str, Any], city: Path) -> None:
    put(city, case)
    policy = loaded(city)
    kept = None if "locale" in case else decode(encode(policy) or b"")  # texts of locales are not kept
    assert kept is not None or "locale" in case
    for made in (policy, kept or policy):
        rule = next(one for one in made.rules if one.id == case.get("rule", "base/few"))
        checked = rule.checked
        assert condition(checked) == case.get("asks", condition(checked))
        assert rule.title == case.get("title", rule.title)
        for part in {"say", "fix", "because", "source"} & case.keys():
            assert written(getattr(checked.tree, part), checked.source) == case[part]
        if "also" in case:
            assert [written(one.say, checked.source) for one in checked.tree.also] == case["also"]
        if "amended" in case:
            assert [name for one in rule.amendments for name in one.clauses] == case["amended"]
        assert (Path(rule.file).name, rule.pack) == ("base.rules", "base")
        if "found" in case:
            assert found(made, rule.id) == case["found"]


def written(text: Any, source: Any) -> str:
    own = text.source or source
    return "".join(part if isinstance(part, str) else f"{{{own.slice(part.span)}}}" for part in text.parts)


def found(policy: Policy, rule: str) -> list[str]:
    text = "title: P\nkpis:\n  - {id: a, name: A, target: 1}\n  - {id: b, name: B}\n  - {id: c, name: C}\n"
    report = check([Source("p.kpi.yaml", text)], policy, date(2026, 1, 1))
    return [text.split("\n")[one.region.start.line - 1][9] for one in report.findings if one.rule == rule]


def test_what_only_an_amendment_uses_is_used(city: Path) -> None:
    put(city, next(case for case in CASES if case.get("rule") == "base/target"))
    assert [problem.message for problem in review(str(city))[1] if problem.unused] == []
