"""The plan schema with a pack's fields in it is a schema: JSON Schema's own word, asked when a pack is made ready and not after."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kpi_rules.document import load
from kpi_rules.document.json_schema import faults_of_schema, faults_of_value
from kpi_rules.packs import load_policy
from kpi_rules.plan import fields, plan_schema
from kpi_rules.source import Source

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


RISKS = {
    "risk": {
        "id": {"type": "text", "required": True},
        "likelihood": {"type": "number", "minimum": 0, "maximum": 1},
        "review": {"type": "date", "minimum": "2026-01-01"},
    },
    "kpi": {
        "ward": {"pattern": "^[a-z]+$"},
        "stay": {"type": "duration", "minimum": "1 day", "maximum": "1 year"},
        "risks": {"type": "list of risk"},
        "main_risk": {"type": "risk"},
    },
}


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("ward: ICU", "`ICU` is not written as it should be (it has to match `^[a-z]+$`)"),
        ("stay: 2 years", "the most that is allowed here is 1 year"),
        ("risks: [{id: r, likelihood: 1.5}]", "this number is out of bounds (between 0 and 1)"),
        ("risks: [{id: r, review: 2025}]", "the least that is allowed here is 2026-01-01"),
        ("main_risk: {likelihood: 1}", "`id` is missing"),
        ("main_risk: {id: r, likelyhood: 1}", "unknown field `likelyhood` in risk (did you mean `likelihood`?)"),
        ("ward: icu\n    stay: 2 weeks\n    risks: [{id: r, likelihood: 1, review: Q1 2026}]", None),
        ("main_risk:", None),
    ],
)
def test_what_a_field_keeps_to_is_told_where_a_plan_is_read(written: str, told: str | None) -> None:
    schema = plan_schema(RISKS, ["risk"])
    assert schema.misdeclared == ()
    assert list(faults_of_schema(schema.json)) == []
    document, _ = load(Source("a.kpi.yaml", f"title: T\nkpis:\n  - id: a\n    {written}\n"))
    assert document is not None
    problems = schema.shape.read_what_fits(document).problems
    assert [f"{one.message} ({one.help})" if one.help else one.message for one in problems] == ([told] if told else [])


def test_the_rules_know_records_of_packs() -> None:
    records = plan_schema(RISKS, ["risk"]).records
    assert str(records.fields["kpi"]["risks"].type) == "list of risk"
    assert str(records.fields["kpi"]["main_risk"].type) == "risk?"
    assert records.identifier("risk") == "id"
