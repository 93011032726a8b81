"""The schema of manifests, by an independent reader: what it takes, we take; what it refuses, we refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from kpi_rules.packs.manifest import read_manifest
from kpi_rules.resources import bundled
from kpi_rules.source import Source

SCHEMA: dict[str, Any] = json.loads((bundled("schemas") / "pack.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
MANIFESTS: list[dict[str, Any]] = [
    {"name": "a"},
    {"name": "a", "x-team": [1]},
    {"name": "a", "extends": "core", "plans": []},
    {
        "name": "a",
        "settings": {"x": 5, "y": [1, "b"], "z": True, "w": {"type": "text", "default": "a", "values": ["a"]}},
    },
    {"name": "a", "levels": {"x": "off", "y": {"level": "must", "waivable": False}, "z": {}}},
    {"name": "a", "fields": {"kpi": {"x": {"type": "list of text"}, "y": {}}}},
    {"name": "A"},
    {"name": 1},
    {"name": "a", "extend": []},
    {"name": "a", "extends": [1]},
    {"name": "a", "settings": {"x": {"type": "texts"}}},
    {"name": "a", "settings": {"x": {"default": {"en": 5}}}},
    {"name": "a", "settings": [1]},
    {"name": "a", "levels": {"x": "error"}},
    {"name": "a", "levels": {"x": {"waivable": "no"}}},
    {"name": "a", "fields": {"kpi": {"x": "text"}}},
    {"name": "a", "version": "one"},
    {"name": "a", "language": "E"},
]


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("manifest", MANIFESTS, ids=json.dumps)
def test_both_readers_agree(manifest: dict[str, Any]) -> None:
    ours, diagnostics = read_manifest(Source("kpi-rules.yaml", json.dumps(manifest)), project=True)
    assert (ours is not None) == VALIDATOR.is_valid(manifest), list(map(str, diagnostics))


@pytest.mark.parametrize("path", sorted(bundled("policies").glob("*/pack.yaml")), ids=lambda path: path.parent.name)
def test_bundled_manifests(path: Path) -> None:
    VALIDATOR.validate(yaml.load(path.read_text("utf-8"), yaml.BaseLoader) | {"settings": {}})


def test_examples_in_the_schema_are_examples() -> None:
    for name, property_ in SCHEMA["properties"].items():
        for example in property_.get("examples", []):
            VALIDATOR.validate({"name": "a", name: example})
