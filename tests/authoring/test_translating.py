"""The skeleton of a locale: every text with its original above it; what is translated stays, what has changed is told."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kpi_rules.authoring.translating import Translation, originals, translated
from kpi_rules.packs.load import load_policy
from kpi_rules.packs.locales import read_locale
from kpi_rules.packs.manifest import read_manifest
from kpi_rules.source import Source

MANIFEST = """\
name: acme
version: 1.0.0
title: Acme
description: What Acme asks
settings:
  most: {type: number, default: 3, description: How many}
fields:
  kpi:
    ward: {type: text, description: Which ward}
"""
RULES = """\
rule many "Few KPIs"
  must count(plan.kpis) <= settings.most
  say "{count(plan.kpis)} are
       too many"
  because "Few \\"count\\"."
also
  for each role in plan.roles
  must role.title != "x"
  say "role `{role.id}`"
  fix "rename"
also
  must plan.title != "y"
  say "other"
rule second "Second"
  must plan.title != "z"
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    (tmp_path / "pack.yaml").write_text(MANIFEST, "utf-8")
    (tmp_path / "a.rules").write_text(RULES, "utf-8")
    (tmp_path / "locales").mkdir()
    return tmp_path


def made(pack: Path, old: str) -> Translation:
    policy, problems = load_policy([str(pack)])
    assert policy is not None, problems
    own = policy.packs[-1]
    manifest, _ = read_manifest(own.manifest, project=False)
    assert manifest is not None
    result = translated(originals(own, manifest, policy.rules), own.language, Source("ar.yaml", old))
    assert result is not None
    return result


def test_a_skeleton_holds_every_text(pack: Path) -> None:
    skeleton = made(pack, "")
    data = yaml.safe_load(skeleton.text)
    assert data["title"] is None
    assert data["settings"] == {"most": None}
    assert data["fields"] == {"kpi": {"ward": None}}
    assert data["topics"] == {"a": None}
    assert data["rules"]["many"] == {
        "title": None,
        "say": None,
        "because": None,
        "also": [{"say": None, "fix": None}, {"say": None}],
    }
    assert data["rules"]["second"] == {"title": None}
    assert "    # en: {count(plan.kpis)} are too many\n    say:\n" in skeleton.text
    assert '    # en: Few "count".\n' in skeleton.text
    assert len(skeleton.missing) == len(skeleton.added) == 12
    (pack / "locales" / "ar.yaml").write_text(skeleton.text, "utf-8")
    assert load_policy([str(pack)], language="ar")[0] is not None


def test_what_is_filled_in_stays_and_nothing_moves(pack: Path) -> None:
    filled = (
        made(pack, "")
        .text.replace("title:\n", "title: أكمي\n", 1)
        .replace("      - say:\n", "      - say: دور `{role.id}`\n", 1)
    )
    again = made(pack, filled)
    assert again.text == filled
    assert ("title",) not in again.missing
    assert len(again.missing) == 10


def test_a_file_by_hand_gets_what_it_lacks_where_it_belongs(pack: Path) -> None:
    by_hand = "# ours\ntitle: أكمي\n\nrules:\n    second: # short\n        title: الثانية\n\n# the end\n"
    result = made(pack, by_hand)
    lines = result.text.splitlines()
    own = [line for line in by_hand.splitlines() if line]
    assert [line for line in lines if line in own] == own
    data = yaml.safe_load(result.text)
    assert data["rules"]["second"] == {"title": "الثانية"}
    assert data["rules"]["many"]["also"] == [{"say": None, "fix": None}, {"say": None}]
    assert data["settings"] == {"most": None}
    assert made(pack, result.text).text == result.text


def test_what_changed_is_told_until_somebody_has_looked(pack: Path) -> None:
    filled = made(pack, "").text.replace("# en: Few KPIs\n    title:\n", "# en: Few KPIs\n    title: قليلة\n")
    (pack / "a.rules").write_text(RULES.replace("Few KPIs", "Not many KPIs"), "utf-8")
    changed = made(pack, filled)
    assert changed.changed == (("rules", "many", "title"),)
    assert (
        "    # en: Not many KPIs\n    # changed since it was translated; it was: Few KPIs\n    title: قليلة\n"
        in changed.text
    )
    assert made(pack, changed.text).changed == changed.changed
    looked_at = changed.text.replace("    # changed since it was translated; it was: Few KPIs\n", "")
    assert made(pack, looked_at).changed == ()


def test_what_stands_in_braces_of_yaml_is_left_to_people(pack: Path) -> None:
    result = made(pack, "rules: {second: {title: الثانية}}\n")
    assert ("rules", "many", "title") in result.by_hand
    assert yaml.safe_load(result.text)["rules"] == {"second": {"title": "الثانية"}}


def test_the_bundled_translations_are_whole() -> None:
    root = Path(__file__).parents[2] / "policies"
    for folder in sorted(path for path in root.iterdir() if (path / "locales" / "ar.yaml").is_file()):
        policy, _ = load_policy([str(folder)])
        assert policy is not None
        own = policy.packs[-1]
        manifest, _ = read_manifest(own.manifest, project=False)
        assert manifest is not None
        rules = [rule for rule in policy.rules if rule.pack == own.name]
        locale, _ = read_locale(own.folder, "ar")
        assert locale is not None
        result = translated(originals(own, manifest, rules), own.language, locale.document.source)
        assert result is not None
        assert [path for path in result.missing if path[0] != "topics"] == []
