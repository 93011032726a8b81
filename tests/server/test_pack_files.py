"""The files of a pack beside its rules, over real standard input and output: what may be written, what it is for, where it is given."""

from pathlib import Path

import pytest
from editor_client import Client

PACK = """name: acme
version: 1.0.0
extends: [core]
settings:
  max_kpis: 5
  dearest: {type: number, default: 9, description: What may be spent.}
  |1
fields:
  kpi:
    sponsor: {type: text, description: Who pays.}
levels:
  core/no-mission: |2
  |3
stands_in_for:
  too-dear: |4
|5
"""
LOCALE = """title: أكمي
settings:
  dearest: ما يجوز إنفاقه
  |1
rules:
  too-dear:
    |2
"""
RULES = 'rule too-dear "Nothing is too dear"\n  for each kpi in plan.kpis\n  must kpi.name is present\n  say "no"\n'


def cut(text: str, mark: int) -> tuple[str, int, int]:
    """The text with the cursor where a mark stands, without all marks."""
    before, after = (clean(part) for part in text.split(f"|{mark}"))
    return before + after, before.count("\n"), len(before) - before.rfind("\n") - 1


def clean(text: str) -> str:
    for number in range(1, 6):
        text = text.replace(f"|{number}", "")
    return text


@pytest.fixture
def pack(client: Client) -> Path:
    folder = client.folder / "acme"
    (folder / "locales").mkdir(parents=True)
    (folder / "pack.yaml").write_text(clean(PACK))
    (folder / "dear.rules").write_text(RULES)
    (folder / "locales" / "ar.yaml").write_text(clean(LOCALE))
    client.initialize()
    return folder


@pytest.mark.parametrize(
    ("file", "text", "mark", "offered", "not_offered"),
    [
        ("pack.yaml", PACK, 1, "max_kpis_per_owner", "max_kpis"),
        ("pack.yaml", PACK, 2, "should", "dearest"),
        ("pack.yaml", PACK, 3, "core/too-many-kpis", "core/no-mission"),
        ("pack.yaml", PACK, 4, "core/no-mission", "core"),
        ("pack.yaml", PACK, 5, "longest_waiver", "plans"),
        ("locales/ar.yaml", LOCALE, 1, "", "max_kpis"),
        ("locales/ar.yaml", LOCALE, 2, "because", "title: "),
        ("kpi-rules.yaml", "extends: core\n|1\n", 1, "plans", "name"),
        ("kpi-rules.yaml", "extends: |1\n", 1, "okr", "acme"),
    ],
)
def test_what_may_be_written(
    client: Client, pack: Path, file: str, text: str, mark: int, offered: str, not_offered: str
) -> None:
    written, line, column = cut(text, mark)
    uri = client.open(pack / file, written)
    labels = [one["label"] for one in client.at("completion", uri, line, column)["items"]]
    assert not offered or offered in labels
    assert not_offered not in labels


def test_what_it_is_for_and_where_it_is_given(client: Client, pack: Path) -> None:
    manifest, locale = client.open(pack / "pack.yaml"), client.open(pack / "locales" / "ar.yaml")
    assert "In force: `6`" in client.at("hover", manifest, 4, 4)["contents"]["value"]
    assert client.at("definition", manifest, 4, 4)["uri"].endswith("core/pack.yaml")
    assert client.at("definition", manifest, 11, 8)["uri"].endswith("core/mission.rules")
    rule = client.at("definition", locale, 5, 4)
    assert (rule["uri"], rule["range"]["start"]["line"]) == ((pack / "dear.rules").as_uri(), 0)
    assert client.at("definition", locale, 2, 4)["range"]["start"]["line"] == 5
    assert client.at("hover", locale, 5, 4)["contents"]["value"].endswith("Nothing is too dear")


def test_a_manifest_in_the_making_may_be_anything(client: Client, pack: Path) -> None:
    uri = client.open(pack / "pack.yaml", "")
    for text in (
        "",
        "extends: [",
        "settings: {",
        "- x\n- ",
        "levels:\n\t",
        "fields: {kpi: {x: {",
        "extends: {a: b}\nsettings: 3\n",
    ):
        client.change(uri, {"text": text})
        last = text.split("\n")[-1]
        client.at("completion", uri, text.count("\n"), len(last))
        client.at("hover", uri, 0, 2)
        client.at("definition", uri, 0, 2)
