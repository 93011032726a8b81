"""The reference in docs/packs.md says every key that its schemas have, and snippets of the tutorial are cut from its example."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
MANUAL = ROOT / "docs" / "packs.md"
EXAMPLE = ROOT / "examples" / "client-pack"
PARTS = {
    "manifest": (
        "pack.schema.json",
        {"setting": "A setting", "column": "A column of a table", "field": "A field", "level": "A level"},
    ),
    "locale": ("locale.schema.json", {"texts": "The texts of a rule"}),
}


def schema(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((ROOT / "schemas" / name).read_text("utf-8"))
    return loaded


def shown(value: object) -> str:
    """A value as it is written in YAML, on one line."""
    text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=10_000, sort_keys=False)
    return text.strip().removesuffix("...").strip().replace("'off'", "off")


def example(name: str, declared: dict[str, Any]) -> str:
    texts = [f"`{name}: {shown(one)}`" for one in declared.get("examples", [])[:2]]
    return "<br>".join(texts).replace("|", "\\|")


def what(declared: dict[str, Any], definitions: dict[str, Any]) -> str:
    """A key's description, with the words that may stand there."""
    target = definitions.get(declared.get("$ref", "").rpartition("/")[2], {})
    words = declared.get("enum") or target.get("enum") or []
    parts = [declared.get("description") or target.get("description", "")]
    if words:
        parts.append("One of " + ", ".join(f"`{word}`" for word in words) + ".")
    return " ".join(filter(None, parts)).replace("|", "\\|")


def table(properties: dict[str, Any], definitions: dict[str, Any]) -> Iterator[str]:
    with_examples = any("examples" in declared for declared in properties.values())
    yield "| key | what it says |" + (" for example |" if with_examples else "")
    yield "|---|---|" + ("---|" if with_examples else "")
    for name, declared in properties.items():
        last = f" {example(name, declared)} |" if with_examples else ""
        yield f"| `{name}` | {what(declared, definitions)} |{last}"


def rendered(part: str) -> str:
    name, inner = PARTS[part]
    whole = schema(name)
    definitions = whole["$defs"]
    lines = ["", *table(whole["properties"], definitions)]
    assert list(whole["patternProperties"]) == ["^x-"]
    lines += ["", "A key that starts with `x-` is yours; it is not read."]
    for key, title in inner.items():
        declared = definitions[key]
        properties = declared.get("properties") or declared["anyOf"][1]["properties"]
        lines += ["", f"**{title}**", "", *table(properties, definitions)]
    return "\n".join([*lines, ""])


@pytest.mark.parametrize("part", PARTS)
def test_every_key_is_in_the_manual(part: str) -> None:
    text = MANUAL.read_text("utf-8")
    pattern = re.compile(rf"(<!-- {part}:? ?[^>]*-->\n)(.*?)(<!-- end of {part} -->)", re.DOTALL)
    found = pattern.search(text)
    assert found is not None
    wanted = rendered(part)
    if os.environ.get("UPDATE_GOLDEN") and found[2] != wanted:
        MANUAL.write_text(text[: found.start(2)] + wanted + text[found.end(2) :], "utf-8")
        return
    assert found[2] == wanted, "UPDATE_GOLDEN=1 pytest tests/packs/test_packs_manual.py"


def test_every_comment_of_a_test_is_in_the_manual() -> None:
    from kpi_rules.authoring.remarks import KEYS

    text = MANUAL.read_text("utf-8")
    assert [key for key in KEYS if f"`# {key}: " not in text] == []


def test_snippets_are_cut_from_the_example() -> None:
    cut = re.findall(r"<!-- cut from: (\S+) -->\n```\w*\n(.*?)```", MANUAL.read_text("utf-8"), re.DOTALL)
    assert cut
    for name, snippet in cut:
        assert snippet in (EXAMPLE / name).read_text("utf-8"), name


def test_the_example_holds_what_the_tutorial_promises() -> None:
    """Rules beside those that the template had, all of them tested, none of whose changes goes unnoticed, in Arabic."""
    from kpi_rules.authoring.review import review
    from kpi_rules.authoring.suite import try_pack

    assert review(str(EXAMPLE)) == (True, ())
    suite, problems = try_pack(str(EXAMPLE))
    assert suite is not None, problems
    assert suite.passed
    assert suite.unseen()[0] == ()
    assert list(suite.hunt().survivors()) == []
    assert len(suite.rules) >= 5
