"""`--lang`, the environment's locale, and `kpi-rules config`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from running import Kpi

from kpi_rules import i18n
from kpi_rules.cli.group import COMMANDS
from kpi_rules.cli.surroundings import language_of


@pytest.mark.parametrize(
    ("environment", "tag"),
    [
        ({}, None),
        ({"LANG": "C.UTF-8"}, None),
        ({"LANG": "ar_EG.UTF-8"}, "ar-EG"),
        ({"LANG": "ar_EG.UTF-8@latin", "LC_ALL": "POSIX"}, None),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "ar"}, "ar"),
        ({"LC_ALL": "", "LC_MESSAGES": "ar"}, "ar"),
        ({"LC_ALL": "de_DE", "LC_MESSAGES": "ar"}, "de-DE"),
        ({"LANG": "en_US", "LANGUAGE": "fr:ar:en"}, "ar"),
        ({"LANG": "fr_FR", "LANGUAGE": "it:fr"}, "it"),
        ({"LANG": "C", "LANGUAGE": "ar"}, None),
        ({"LANG": "nonsense!"}, None),
    ],
)
def test_the_environments_language(environment: dict[str, str], tag: str | None) -> None:
    assert language_of(environment) == tag


def test_every_command_has_it(kpi: Kpi) -> None:
    for command in COMMANDS:
        assert "--lang TAG" in kpi(command, "--help").out
    assert "--lang TAG" in kpi("--help").out


def test_words_and_rules_are_in_the_language(kpi: Kpi, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.kpi.yaml").write_text("title: X\nkpis: []\n", "utf-8")
    arabic = kpi("check", "--lang", "ar", "--today", "2026-03-01")
    assert "مخالفة[\u2068core/no-mission\u2069]: ليس في الخطة رسالة" in arabic.out
    assert kpi("--lang", "ar", "check", "--today", "2026-03-01").out == arabic.out
    assert "violation[core/no-mission]: the plan states no mission" in kpi("check").out
    monkeypatch.setenv("LC_ALL", "ar_EG.UTF-8")
    assert kpi("check", "--today", "2026-03-01").out == arabic.out
    assert "violation" in kpi("check", "--lang", "en").out
    assert i18n.language() is None, "a language outlives no run"


def test_keys_and_ids_are_in_none(kpi: Kpi) -> None:
    Path("a.kpi.yaml").write_text("title: X\nkpis: []\n", "utf-8")
    for format_ in ("json", "sarif"):
        english, arabic = (
            json.loads(kpi("check", "--format", format_, "--today", "2026-03-01", *more).out)
            for more in ((), ("--lang", "ar"))
        )
        assert keys(english) == keys(arabic)


def keys(value: object) -> object:
    """The form of a JSON value, without its texts."""
    if isinstance(value, dict):
        kept = {
            key: inner
            for key, inner in value.items()
            if key in ("level", "kind", "rule", "ruleId", "id", "fingerprint")
        }
        return {key: kept.get(key, keys(inner)) for key, inner in value.items()}
    if isinstance(value, list):
        return [keys(inner) for inner in value]
    return type(value).__name__


def test_wrong_arguments_are_told_in_it(kpi: Kpi) -> None:
    assert "هل تقصد" in kpi("check", "--pack", "cor", "--lang", "ar").err


@pytest.mark.parametrize("tag", ["klingon", "1", "../ar", "ar/EG"])
def test_what_is_no_language_is_refused(kpi: Kpi, tag: str) -> None:
    ran = kpi("check", "--lang", tag)
    assert (ran.code, ran.out) == (2, "")
    assert "is not a language" in ran.err


def test_a_language_that_the_program_does_not_speak_is_told(kpi: Kpi) -> None:
    ran = kpi("rules", "--lang", "fr")
    assert ran.code == 0
    assert "speaks `en`, `ar`, not `fr`" in ran.err
    assert "A plan says what it is for" in ran.out


PROJECT = """\
extends: core
plans:
  - plans/*.yaml
settings:
  max_kpis: 4
  share: {type: number, default: 0.5}
levels:
  core/no-mission: {level: should, waivable: false}
"""


def test_config_says_where_everything_comes_from(kpi: Kpi) -> None:
    Path("kpi-rules.yaml").write_text(PROJECT, "utf-8")
    ran = kpi("config", "--set", "max_new_kpis=3")
    assert ran.code == 0
    lines = [" ".join(line.split()) for line in ran.out.splitlines()]
    assert "max_kpis = 4 kpi-rules.yaml:5" in lines
    assert "max_new_kpis = 3 --set max_new_kpis=3" in lines
    assert "should core/no-mission (not waivable) kpi-rules.yaml:8" in lines
    assert "plans/*.yaml kpi-rules.yaml:3" in lines
    assert any(line.startswith("survey_from = 5 policies/core/pack.yaml:") for line in lines)
    assert any(line.startswith("must core/too-many-kpis policies/core/focus.rules:") for line in lines)


def test_config_for_programs(kpi: Kpi) -> None:
    Path("kpi-rules.yaml").write_text(PROJECT, "utf-8")
    found = json.loads(kpi("config", "--format", "json", "--set", "max_new_kpis=3", "--lang", "ar").out)
    settings = {setting["name"]: setting for setting in found["settings"]}
    assert (settings["max_kpis"]["value"], settings["max_kpis"]["file"], settings["max_kpis"]["line"]) == (
        4,
        "kpi-rules.yaml",
        5,
    )
    assert (settings["share"]["value"], settings["share"]["type"]) == (0.5, "number")
    assert settings["review_at_least_every"]["value"] == 90
    assert settings["max_new_kpis"]["argument"] == "--set max_new_kpis=3"
    levels = {level["rule"]: level for level in found["levels"]}
    mission = {"rule": "core/no-mission", "level": "should", "waivable": False, "file": "kpi-rules.yaml", "line": 8}
    own, project = levels["core/no-mission"].pop("decisions")
    assert levels["core/no-mission"] == {**mission, "promise": None}
    assert (own["value"], own["file"]) == ("must", "policies/core/mission.rules")
    assert project == {"value": "should", "reason": None, "file": "kpi-rules.yaml", "line": 8}
    assert found["plans"] == [{"glob": "plans/*.yaml", "file": "kpi-rules.yaml", "line": 3}]
    assert {pack["name"] for pack in found["packs"]} == {"core", "project"}
