"""What people call fields and values: other words before likeness of letters, in many languages; names that are made."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from kpi_rules.document.shape import flatten
from kpi_rules.plan import Plan, load_what_fits, plan_schema
from kpi_rules.plan.synonyms import OWN, plainly
from kpi_rules.plan.words import LANGUAGES, section
from kpi_rules.source import Source

WRITTEN = (Path(__file__).parent / "names.txt").read_text("utf-8").splitlines()
CASES = [tuple(map(str.strip, line.split(" | "))) for line in WRITTEN if not line.startswith("#")]
PLANS = {
    "plan": "title: T\n{line}\n",
    "kpi": "title: T\nkpis:\n- id: k\n  {line}\n",
    "objective": "title: T\nobjectives:\n- id: o\n  {line}\n",
    "role": "title: T\nroles:\n- id: r\n  {line}\n",
}
VALIDATOR = Draft202012Validator(plan_schema().json)
LISTS = {"kpi": "kpis", "objective": "objectives", "role": "roles"}
ARE_KNOWN: dict[str, Any] = {
    **plan_schema().records.fields,
    **{
        record: flatten({"$ref": f"#/$defs/{record}"}, plan_schema().json)["properties"]
        for record in ("objective", "metric")
    },
}


def read(text: str) -> tuple[Plan, list[str]]:
    plan, problems = load_what_fits(Source("p.yaml", text), plan_schema())
    assert plan is not None, problems
    return plan, [str(problem.help) for problem in problems]


@pytest.mark.parametrize("case", CASES, ids=" | ".join)
def test_other_words(case: tuple[str, str, str, str]) -> None:
    record, line, meant, remedy = case
    plan, helps = read(PLANS[record].format(line=line))
    values = plan.values if record == "plan" else plan.values[LISTS[record]][0]
    field, _, value = meant.partition(" ")
    if field == "-":
        assert set(values) <= {"id", "title", "name"}
    elif value:
        assert str(values[field]) == value
    else:
        assert field in values
    assert helps[0].startswith(remedy)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_lead_to_fields(language: str) -> None:
    """Every field and value that a language has words for is there, and no word means two things for certain."""
    for record, fields in section(language, "fields").items():
        seen: Counter[str] = Counter()
        for field, words in fields.items():
            path = field.strip("+-").partition("=")[0].removeprefix("/").split(".")
            outer = "plan" if field.startswith("/") else record
            known = ARE_KNOWN[outer]
            assert field == OWN or path[0] in known, (record, field)
            if len(path) > 1:
                assert path[1] in ARE_KNOWN[path[0]], (record, field)
            seen.update({plainly(word) for word in words.split("|") if word[-1] not in "#{[@"})
            assert not {plainly(word) for word in words.split("|")} & ARE_KNOWN[record].keys() - {field}, (
                record,
                field,
            )
        assert not [word for word, times in seen.items() if times > 1], record
    for field, values in section(language, "values").items():
        words = Counter(
            plainly(word) for value, listed in values.items() if value not in ("draft",) for word in listed.split("|")
        )
        assert not [word for word, times in words.items() if times > 1 and field != "priority"], field


def test_a_kpi_inside_an_objective_serves_it() -> None:
    text = "title: T\nobjectives:\n- title: Grow\n  key_results: [Leads, {id: c, name: Churn}]\nkpis: [Visits]\n"
    plan, helps = read(text)
    assert [(kpi["id"], kpi.get("objective")) for kpi in plan.values["kpis"]] == [
        ("Visits", None), ("Leads", "Grow"), ("c", "Grow"),
    ]  # fmt: skip
    assert helps == ["here it is called `kpis`, and is read so"]
    assert [plan.locate(kpi).text for kpi in plan.values["kpis"]] == ["Visits", "Leads", "{id: c, name: Churn}"]


def test_a_field_that_is_there_is_not_overwritten() -> None:
    plan, helps = read("title: T\nkpis:\n- {id: k, owner: me, responsible: you, target: 5 by 2026, deadline: 2027}\n")
    assert plan.values["kpis"][0]["owner"] == "me"
    assert plan.values["kpis"][0]["target"]["by"].year == 2026
    assert helps == [
        "`owner` says the same, and is there already: keep one",
        "`target.by` says the same, and is there already: keep one",
    ]


def test_names_are_made_and_told_apart() -> None:
    plan, helps = read("title: T\nkpis: [Leads, {name: Leads}, {id: Leads}, ' Sales   leads ', {metric: visits}]\n")
    assert helps == []
    assert [kpi["id"] for kpi in plan.values["kpis"]] == ["Leads (2)", "Leads (3)", "Leads", "Sales leads", "visits"]


def test_a_mapping_by_id() -> None:
    plan, _ = read(
        "title: T\nkpis:\n  leads: {name: Sales leads}\n  churn: {target: 5}\nmetrics: {visits: {unit: people}}\n"
    )
    assert [kpi["id"] for kpi in plan.values["kpis"]] == ["leads", "churn"]
    assert plan.values["metrics"][0]["name"] == "visits"
    assert plan.locate(plan.values["kpis"][1], ("target",)).text == "5"


def test_an_inventory_is_a_plan() -> None:
    plan, helps = read("title: T\nstatus: draft\nmetrics: [Calls]\n")
    assert helps == []
    assert plan.values["metrics"] == [{"name": "Calls", "id": "Calls"}]


LISTS_WRITTEN = [
    None, "", " ", "x", 5, [], {}, ["a"], [None], [{}], [" "], [{"id": None}], [{"id": "", "name": "x", "title": "x"}], [{"id": "q", "name": None}],
    {"a": {}}, {"a": None}, {"a": {"id": "z"}}, {"a": {"id": None}}, {"": {}}, {" ": {"id": "z"}}, {"id": "x"}, {"name": "x"}, {"x-a": {}},
]  # fmt: skip


@pytest.mark.parametrize("field", ["roles", "objectives", "metrics", "kpis"])
@pytest.mark.parametrize("value", LISTS_WRITTEN, ids=json.dumps)
def test_editors_and_the_reader_agree_on_lists(field: str, value: object) -> None:
    text = json.dumps({"title": "T", field: value})
    plan, problems = load_what_fits(Source("p.json", text), plan_schema())
    assert plan is not None
    assert VALIDATOR.is_valid(json.loads(text)) is not bool(problems)


DATED: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "dated.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", DATED, ids=lambda case: case["line"])
def test_a_year_in_the_name_of_a_field(case: dict[str, Any]) -> None:
    plan, helps = read(f"title: T\nkpis: [{{id: k, {case['line']}}}]\n")
    kpi = plan.values["kpis"][0]
    listed = {
        name: [[one["value"], one.get("by", one.get("on", one.get("segment")))] for one in kpi.get(name, ())]
        for name in ("targets", "actuals")
    }
    assert listed == {"targets": case.get("targets", []), "actuals": case.get("actuals", [])}
    baseline = kpi.get("baseline")
    assert (None if baseline is None else [baseline["value"], baseline["date"]]) == case.get("baseline")
    assert len(helps) == len([word for word in case["line"].split(", ") if not word.startswith("targets")])


def test_an_entry_with_a_year_in_its_name_is_told_where_it_stands() -> None:
    plan, helps = read("title: T\nkpis: [{id: k, target_2025: 45%, target_2026: 60%}]\n")
    targets = plan.values["kpis"][0]["targets"]
    assert [plan.locate(one).text for one in targets] == ["45%", "60%"]
    assert helps[0] == "write `targets: {2025: 45%}`; here it is read so"
