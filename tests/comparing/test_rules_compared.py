"""Every row of `rules.yaml`: what is told of a changed rule, and whether it is easier or harder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kpi_rules.comparing import meaning
from kpi_rules.comparing.policies import difference
from kpi_rules.comparing.rules import Version, rule_effect
from kpi_rules.language import tree
from kpi_rules.packs import Policy, load_policy
from kpi_rules.reports.comparison.text import difference_lines
from kpi_rules.reports.ink import colours
from kpi_rules.structs import fields

ROWS = yaml.safe_load((Path(__file__).parent / "rules.yaml").read_text("utf-8"))
USUAL = {"least": 2, "most": 6, "words": ["a"]}
TURNED = {"easier": "harder", "harder": "easier", "same": "same", "either": "either"}
SETTINGS = """
settings:
  least: {{type: number, default: {least}, description: d}}
  most: {{type: number, default: {most}, description: d}}
  words: {{type: list of text, default: {words}, description: d}}
"""


def policy(folder: Path, text: str, settings: dict[str, Any]) -> Policy:
    folder.mkdir()
    whole = text if "rule " in text else f'rule a "A" {text}'
    (folder / "pack.yaml").write_text("name: t\nversion: 1.0.0\n" + SETTINGS.format(**settings), "utf-8")
    (folder / "t.rules").write_text(whole, "utf-8")
    found, problems = load_policy([str(folder)])
    assert found is not None, list(map(str, problems))
    return found


def both(row: dict[str, Any], folder: Path) -> tuple[Policy, Policy]:
    settings = [
        {name: row[name][number] if name in row else usual for name, usual in USUAL.items()} for number in (0, 1)
    ]
    return policy(folder / "old", row["old"], settings[0]), policy(
        folder / "new", row.get("new", row["old"]), settings[1]
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['old']} → {row.get('new', 'other settings')}")
def test_row(row: dict[str, Any], tmp_path: Path) -> None:
    before, after = both(row, tmp_path)
    entries = [entry for entry in difference(before, after).entries if entry.subject == "rule"]
    if row["told"] == "nothing":
        assert not entries
        return
    (entry,) = entries
    heading, *lines = (
        line.strip() for line in difference_lines(type(difference(before, after))((entry,)), colours(False))
    )
    assert lines == row["told"]
    assert entry.effect == row["means"]
    assert heading.startswith("rule t/a")
    (back,) = (rule_effect(Version.of(after, after.rules[0]), Version.of(before, before.rules[0])),)
    assert back == TURNED[row["means"]]


def test_there_are_enough_rows() -> None:
    assert len(ROWS) >= 80


def test_nothing_of_a_form_is_overlooked() -> None:
    """Who gives a form of the language one more part says here what that means for a comparison (`comparing/meaning.py`)."""
    known = {
        "Literal": "value", "Text": "parts source language", "ListLiteral": "items", "Name": "name", "FieldOf": "base field",
        "Call": "function arguments", "Arithmetic": "operator left right", "Negative": "operand", "Comparison": "operator left right",
        "Membership": "item list negated", "Between": "value low high", "Matches": "value pattern", "Presence": "value present",
        "Not": "operand", "Logic": "operator left right", "Otherwise": "value fallback", "If": "condition yes no", "Indexed": "list key",
        "Quantifier": "kind variable list where body", "Comprehension": "result variable list where by descending",
        "ForEach": "variable list where", "Let": "name value", "When": "condition",
    }  # fmt: skip
    forms = [*meaning._FORMS, tree.ForEach, tree.Let, tree.When]
    assert {form.__name__ for form in forms} == known.keys()
    for form in forms:
        assert set(fields(form)) - {"span", "type"} == set(known[form.__name__].split()), form
