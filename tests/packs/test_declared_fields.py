"""The plan schema with a pack's fields in it is a schema: JSON Schema's own word, asked when a pack is made ready and not after."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kpi_rules.document.json_schema import faults_of_schema, faults_of_value
from kpi_rules.packs import load_policy
from kpi_rules.plan import fields, plan_schema

ROOT = Path(__file__).parents[2]
FIELDS = "fields: {kpi: {ward: {type: text, description: W}}}\n"


def test_the_schema_with_fields_of_every_type_is_one() -> None:
    declared = {word.replace(" ", "_"): {"type": word} for word in (*fields.TYPE_WORDS, "list of text", "list of date")}
    schema = plan_schema({"kpi": declared, "plan": {"ward": {"values": ["a"], "default": "a", "required": True}}})
    assert schema.misdeclared == ()
    assert list(faults_of_schema(schema.json)) == []


def test_a_fault_has_its_place() -> None:
    schema = plan_schema({"kpi": {"ward": {"type": "text", "title": 5}}}).json
    (fault,) = faults_of_schema(schema)
    assert (fault.path, fault.message) == (("$defs", "kpi", "properties", "ward", "title"), "5 is not of type 'string'")
    assert list(faults_of_value("x", schema["$defs"]["kpi"]["properties"]["ward"], schema)) == []


def test_a_pack_whose_fields_make_no_schema_cannot_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = fields.declared_property
    monkeypatch.setattr(fields, "declared_property", lambda declaration: {**sound(declaration), "type": "txt"})
    (tmp_path / "pack.yaml").write_text(f"name: acme\n{FIELDS}", "utf-8")
    policy, problems = load_policy([str(tmp_path)])
    assert policy is None
    (problem,) = problems
    assert problem.message.startswith("the declared fields make no JSON Schema: 'txt' is not")
    assert problem.location is not None
    assert problem.location.text == "text"


def test_only_a_pack_that_is_new_and_declares_fields_pays_for_it(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(f"name: acme\nextends: [core]\n{FIELDS}", "utf-8")
    (tmp_path / "a.kpi.yaml").write_text("title: T\nkpis: [{id: a, ward: x}]\n", "utf-8")
    script = (
        "import sys; from kpi_rules.cli.program import run; run(sys.argv[1:]);"
        "print('jsonschema' in sys.modules, file=sys.stderr)"
    )
    command = [sys.executable, "-c", script, "check", "a.kpi.yaml", "--pack", "./"]

    environment = {**os.environ, "PYTHONPATH": str(ROOT), "KPI_RULES_CACHE": str(tmp_path / "cache")}
    runs = [
        subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False)
        for _ in range(2)
    ]
    assert [ran.stderr.splitlines()[-1] for ran in runs] == ["True", "False"], runs[0]
