"""The schema is sound, its reader agrees with an independent validator, and the language's types follow from it."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from kpi_rules.document import load
from kpi_rules.document.schema_words import EXAMPLE
from kpi_rules.document.shape import Shape
from kpi_rules.language.durations import Duration
from kpi_rules.language.types import Enum, Record
from kpi_rules.plan import load_plan, plan_schema
from kpi_rules.plan.convert import CONVERSIONS
from kpi_rules.plan.fields import SHARED
from kpi_rules.source import Source

SCHEMA = plan_schema()
VALIDATOR = Draft202012Validator(SCHEMA.json)
DEFINITIONS = SCHEMA.json["$defs"]


def properties() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for record, definition in DEFINITIONS.items():
        for name, schema in definition.get("properties", {}).items():
            yield record, name, schema


def accepted(plan: Any) -> bool:
    return load_plan(Source("plan.json", json.dumps(plan)), SCHEMA)[0] is not None


def test_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA.json)


@pytest.mark.parametrize(("record", "name", "schema"), [*properties()])
def test_every_field_teaches(record: str, name: str, schema: dict[str, Any]) -> None:
    assert schema["title"]
    assert schema["description"].endswith((".", "?"))
    validator = Draft202012Validator({"$defs": DEFINITIONS, "$ref": f"#/$defs/{record}/properties/{name}"})
    shape = Shape({"$defs": DEFINITIONS, "type": "object", "properties": {name: schema}}, CONVERSIONS)
    closed = schema.get("anyOf", [{}])[0].get("enum", [])
    examples = [*schema.get("examples", ()), *schema.get(EXAMPLE, ()), *closed]
    assert examples
    for example in examples:
        assert validator.is_valid(example)
        document, _ = load(Source("example.json", json.dumps({name: example})))
        assert document is not None
        assert shape.read(document)[1] == ()


def test_editors_write_nothing_that_breaks_a_plan() -> None:
    """What yaml-language-server needs to put quotes around what it inserts, and no `[object Object]`: tests/e2e/test_yaml_language_server.py."""

    def check(schema: Any) -> None:
        if isinstance(schema, list):
            for one in schema:
                check(one)
        if not isinstance(schema, dict):
            return
        kinds = schema.get("type")
        if isinstance(kinds, list) and "string" in kinds:
            assert kinds[0] == "string", schema
        if isinstance(schema.get("enum"), list):
            assert kinds == "string", schema
            assert len(schema["enumDescriptions"]) == len(schema["enum"])
        if isinstance(schema.get("anyOf"), list) and "enum" in schema["anyOf"][0]:
            assert "examples" not in schema, schema
        for example in schema.get("examples", ()) if isinstance(schema.get("examples"), list) else ():
            assert not (isinstance(example, list) and any(isinstance(one, dict) for one in example)), schema
        for one in schema.values():
            check(one)

    check(SCHEMA.json)


def test_types_follow_from_the_schema() -> None:
    records = SCHEMA.records.fields
    shown = {
        "plan.title": "text", "plan.status": "text", "plan.level": "text?", "plan.kpis": "list of kpi",
        "plan.mission": "mission?", "plan.review": "review?", "role.scope": "text?", "metric.scope": "scope?",
        "metric.name": "text", "kpi.name": "text?", "kpi.status": "text", "kpi.target": "target?",
        "kpi.targets": "list of target", "kpi.actual": "actual?", "kpi.contributors": "list of text",
        "kpi.review_interval": "duration?", "target.by": "date?", "target.value": "number?", "range.min": "quantity?",
        "period.start": "date?", "portfolio.plans": "list of plan", "milestone.title": "text",
    }  # fmt: skip
    assert {at: str(records[at.split(".")[0]][at.split(".")[1]].type) for at in shown} == shown
    assert records["kpi"]["status"].default == "active"
    assert records["kpi"]["status"].type == Enum(
        frozenset(DEFINITIONS["kpi"]["properties"]["status"]["anyOf"][0]["enum"])
    )
    assert list(records["plan"])[:3] == ["title", "organization", "level"]


def test_every_record_of_the_schema_is_a_type() -> None:
    named = {name for name, definition in DEFINITIONS.items() if "properties" in definition} - set(SHARED)
    assert set(SCHEMA.records.fields) == named | {"portfolio", "unread"}


# -- agreement with an independent validator

SCALARS = st.sampled_from(
    [
        "a",
        "",
        "  ",
        "\u200b\ufe0f",
        "TBD",
        "5",
        ">= 5%",
        "active",
        "draft",
        "increase",
        "kpi",
        0,
        -3,
        2026,
        10**30,
        10**31,
        1.5,
        True,
        None,
    ]
)
DATES = st.sampled_from(
    ["2026-12-31", "2026-06", "2026-Q2", "2026", "", 2026, None, True, [], {}, "someday", 1.5, "2026-Q7"]
)
DURATIONS = st.sampled_from(
    [
        "daily",
        "30 days",
        "P30D",
        "2w",
        "first Monday of the month",
        "per call",
        "30",
        "a",
        "0 days",
        "P1Y2M",
        "",
        None,
        30,
        [],
        False,
    ]
)
ANY = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["id", "title", "x-a"]), inner),
    max_leaves=3,
)
RECORDS = SCHEMA.records.fields


def near(record: str) -> st.SearchStrategy[Any]:
    """Records that nearly fit: most have what is required, some have a wrong value or a field that is not known."""
    fields = {}
    for name, field in RECORDS[record].items():
        fields[name] = value_of(str(field.type).removesuffix("?"))
    needed = {name: st.just("some") for name in ("id", "title", "name") if name in fields}
    known = st.builds(
        lambda one, two: one | two, st.fixed_dictionaries(needed), st.fixed_dictionaries({}, optional=fields)
    )
    odd = st.dictionaries(st.sampled_from(["x-own", "unknown", "id", "value"]), SCALARS, max_size=1)
    return st.one_of(known, known, st.builds(lambda one, two: one | two, known, odd), ANY)


def value_of(type_: str) -> st.SearchStrategy[Any]:
    if type_.startswith("list of "):
        return st.one_of(st.lists(value_of(type_.removeprefix("list of ")), max_size=2), ANY)
    if type_ in RECORDS:
        return st.deferred(lambda: near(type_))
    return {"date": DATES, "duration": DURATIONS}.get(type_, st.one_of(SCALARS, ANY))


@settings(max_examples=400, deadline=None)
@given(near("plan").map(lambda plan: {"kpis": [], **plan} if isinstance(plan, dict) else plan))
def test_the_reader_agrees_with_an_independent_validator(plan: Any) -> None:
    """A plan in an editor is judged as in CI. Words that are no interval, number or date are nobody's misfit: a rule tells them."""
    assert accepted(plan) == VALIDATOR.is_valid(plan)


WRITTEN: list[Any] = [
    None, True, False, 0, 5, 30, -3, 2026, 10**31, 1.5, 0.5, "", "  ", "\u200b", "\u2800\u3164 \U000e0041", "\u200ba", "a", "TBD", "30", "1.000", "12 of 20", ">= 500", ">= 5% by 2026-12-31",
    "0,125 %", "monthly", "Monthly", "quaterly", "30 days", "0 days", "2w", "P30D", "P1Y2M", "per call", "every sprint", "first Monday of the month",
    "2026-12-31", "2026-13-31", "2026-06", "Q4 2026", "31.12.2026", "05/06/2026", "1447", "active", "Active", "increase", "up", "High", "yes",
    [], [None], ["a"], [5], [{}], [{"id": "a"}], ["a", "a"], {}, {"a": 1}, {"id": "a"}, {"value": 5}, {"value": ">= 5"}, {"x-own": 1}, {"on": "2026-01-01"},
]  # fmt: skip
LISTS = {"kpi": "kpis", "metric": "metrics", "objective": "objectives", "role": "roles"}


def with_field(record: str, name: str, value: object) -> object:
    """A plan that is right but for one field, perhaps."""
    if record == "plan":
        return {"title": "T", "kpis": [], name: value}
    return {"title": "T", "kpis": [], LISTS[record]: [{"id": "a", "name": "A", "title": "A", name: value}]}


@pytest.mark.parametrize("record", ["plan", *LISTS])
def test_no_field_is_judged_otherwise_in_an_editor(record: str) -> None:
    extra = "title" if record in ("kpi", "metric") else "name"
    differ = []
    for name in RECORDS[record]:
        for value in WRITTEN:
            plan: Any = with_field(record, name, value)
            if record != "plan" and extra not in RECORDS[record]:
                plan[LISTS[record]][0].pop(extra, None)
            if accepted(plan) != VALIDATOR.is_valid(plan):
                differ.append((name, value, accepted(plan)))
    assert differ == []


def ways() -> dict[str, tuple[tuple[str, bool], ...]]:
    """How each record is reached from the plan: fields, and whether they hold many."""
    found: dict[str, tuple[tuple[str, bool], ...]] = {"plan": ()}
    waiting = ["plan"]
    for record in waiting:
        for name, inner, many in SCHEMA.nested[record]:
            if inner not in found and inner in DEFINITIONS:
                found[inner] = (*found[record], (name, many))
                waiting.append(inner)
    return found


def with_inner(way: tuple[tuple[str, bool], ...], inner: object, record: str = "plan") -> Any:
    """A plan that is right, but perhaps for what stands at the end of a way."""
    own = {"title": "T", "kpis": []} if record == "plan" else identified(record)
    (name, many), *rest = way
    kind = next(kind for field, kind, _ in SCHEMA.nested[record] if field == name)
    held = with_inner(tuple(rest), inner, kind) if rest else inner
    return {**own, name: [held] if many else held}


def identified(record: str) -> dict[str, str]:
    """What identifies a record, where it has such fields."""
    return {name: "a" for name in ("id", "name", "title") if name in RECORDS[record]}


INNER = {record: way for record, way in ways().items() if record not in ("plan", *LISTS)}


@pytest.mark.parametrize("record", INNER)
def test_no_field_further_in_is_judged_otherwise_in_an_editor(record: str) -> None:
    """The same for records in records: a target's date, a threshold, an acknowledgement."""
    differ = []
    for name in RECORDS[record]:
        for value in WRITTEN:
            plan = with_inner(INNER[record], {**identified(record), name: value})
            if accepted(plan) != VALIDATOR.is_valid(plan):
                differ.append((name, value, accepted(plan)))
    assert differ == []
    assert accepted(with_inner(INNER[record], identified(record))), "most of these plans are right"


@pytest.mark.parametrize("record", INNER)
def test_no_short_form_is_judged_otherwise_in_an_editor(record: str) -> None:
    """What may stand in the place of a record: a number, a text, a list, a mapping by key."""
    plans = [with_inner(INNER[record], value) for value in WRITTEN]
    assert [plan for plan in plans if accepted(plan) != VALIDATOR.is_valid(plan)] == []


INTERVALS = [
    "weekly", "every 2 weeks", "30 days", "annual", "vierteljährlich", "alle 30 Tage", "mensuel", "tous les 15 jours", "mensual", "cada 3 meses",
    "mensile", "maandelijks", "ежемесячно", "شهريًا", "كل شهرين", "每月", "毎週", "매월", "P1M", "2/year", "1. Montag im Monat", 30, 1, 0.5, "30", "14", "soon", "n/a",
]  # fmt: skip
TIMED = [(record, name) for record, name, schema in properties() if schema.get("$ref") == "#/$defs/duration"]


@pytest.mark.parametrize(("record", "name"), TIMED)
def test_no_interval_is_judged_otherwise_in_an_editor(record: str, name: str) -> None:
    """What the schema accepts and the reader refuses would be right in an editor and fail in CI."""
    way = ways()[record if record in RECORDS else "kpi"]  # a measure is no record of its own: KPIs have its fields
    plans = [
        with_inner(way, {**identified(record if record in RECORDS else "kpi"), name: value}) for value in INTERVALS
    ]
    assert [plan for plan in plans if accepted(plan) != VALIDATOR.is_valid(plan)] == []
    assert all(map(accepted, plans)), "what is no interval is kept as text, and told by a rule"


# -- fields of packs


def test_declared_fields_are_part_of_everything() -> None:
    schema = plan_schema(
        {
            "kpi": {
                "sponsor": {"type": "text", "description": "Who pays."},
                "risk": {"values": ["low", "high"], "default": "low"},
                "cost": {"type": "number", "required": True},
                "sites": {"type": "list of text"},
                "renew": {"type": "duration", "default": "quarterly"},
            },
            "metric": {"steward": {"type": "text", "required": True}},
        }
    )
    assert schema.misdeclared == ()
    kpi = schema.records.fields["kpi"]
    shown = {name: str(kpi[name].type) for name in ("sponsor", "risk", "cost", "sites", "renew", "steward")}
    assert shown == {
        "sponsor": "text?", "risk": "text", "cost": "number", "sites": "list of text", "renew": "duration", "steward": "text?"
    }  # fmt: skip
    assert (kpi["risk"].default, kpi["renew"].default, kpi["sponsor"].description) == ("low", Duration(3), "Who pays.")
    text = "title: T\nmetrics: [{id: m, name: M, steward: Jo}]\nkpis: [{id: k, metric: m, cost: 3, sites: Cairo}]"
    plan, problems = load_plan(Source("p.yaml", text), schema)
    assert problems == ()
    assert plan is not None
    assert plan.values["kpis"] == [
        {"id": "k", "metric": "m", "cost": 3, "sites": ["Cairo"], "name": "M", "steward": "Jo"}
    ]
    assert load_plan(Source("p.yaml", "title: T\nkpis: [{id: k, risk: hihg, cost: a lot}]"), schema)[0] is None
    assert "sponsor" not in plan_schema().records.fields["kpi"]


@pytest.mark.parametrize(
    ("fields", "path", "message", "help_"),
    [
        ({"kpis": {"a": {}}}, ("kpis",), "no records called `kpis`", "`kpi`"),
        ({"measure": {"a": {}}}, ("measure",), "no records called `measure`", ""),
        ({"kpi": {"owner": {}}}, ("kpi", "owner"), "has a field `owner` already", "another name"),
        ({"kpi": {"definition": {}}}, ("kpi", "definition"), "already", ""),
        ({"kpi": {"a-b": {}}}, ("kpi", "a-b"), "cannot be the name", "letters"),
        ({"kpi": {"a": {"typ": "text"}}}, ("kpi", "a", "typ"), "unknown key `typ`", "`type`"),
        ({"kpi": {"a": {"type": "string"}}}, ("kpi", "a", "type"), "`string` is not a type", "text"),
        ({"kpi": {"a": {"type": "list of txt"}}}, ("kpi", "a", "type"), "not a type", "`list of text`"),
        ({"kpi": {"a": {"type": "number", "values": ["a"]}}}, ("kpi", "a", "values"), "only a text", ""),
        ({"kpi": {"a": {"values": []}}}, ("kpi", "a", "values"), "list of texts", ""),
        ({"kpi": {"a": {"enum": ["low"], "default": "lwo"}}}, ("kpi", "a", "default"), "`lwo`", "`low`"),
        ({"kpi": {"a": {"type": "date", "default": "soon"}}}, ("kpi", "a", "default"), "not a date", ""),
        ({"kpi": {"a": {"type": "truth", "default": 1}}}, ("kpi", "a", "default"), "not a truth", ""),
        ({"kpi": {"a": {"type": "list of text", "default": []}}}, ("kpi", "a", "default"), "no default", ""),
        ({"kpi": {"a": {"type": "number", "default": "5"}}}, ("kpi", "a", "default"), "not a number", ""),
        ({"kpi": {"a": {"type": "number", "default": True}}}, ("kpi", "a", "default"), "not a number", ""),
        ({"kpi": {"a": {"type": "text", "default": 5}}}, ("kpi", "a", "default"), "not a text", ""),
        ({"kpi": {"a": {"type": "text", "default": " "}}}, ("kpi", "a", "default"), "not a text", ""),
    ],
)
def test_declarations_that_cannot_be_used(fields: Any, path: tuple[str, ...], message: str, help_: str) -> None:
    schema = plan_schema(fields)
    (problem,) = schema.misdeclared
    assert problem.path == path
    assert message in problem.message
    assert help_ in (problem.help or "")
    assert all(Record(name) for name in schema.records.fields)


@pytest.mark.parametrize(
    ("type_", "default", "seen"),
    [
        ("text", "a", "a"),
        ("number", 5, 5),
        ("truth", False, False),
        ("date", "2026", date(2026, 12, 31)),
        ("duration", "P1W", Duration(days=7)),
    ],
)
def test_a_default_is_what_rules_see(type_: str, default: Any, seen: Any) -> None:
    schema = plan_schema({"kpi": {"a": {"type": type_, "default": default}}})
    assert schema.misdeclared == ()
    field = schema.records.fields["kpi"]["a"]
    assert (str(field.type), field.default) == (type_, seen)


@pytest.mark.parametrize("key", ["enum", "values"])
def test_a_declared_set_is_closed(key: str) -> None:
    schema = plan_schema({"kpi": {"risk": {key: ["low", "high"], "default": "low"}}})
    assert schema.records.fields["kpi"]["risk"].type == Enum(frozenset({"low", "high"}))
    assert load_plan(Source("p.yaml", "title: T\nkpis: [{id: k, risk: hihg}]"), schema)[0] is None


def test_a_field_that_means_another_thing_in_a_kpi_is_not_taken_over() -> None:
    schema = plan_schema({"metric": {"cost": {"type": "text"}}, "kpi": {"cost": {"type": "number"}}})
    text = "title: T\nmetrics: [{id: m, name: M, cost: dear}]\nkpis: [{id: k, metric: m}]"
    plan, _ = load_plan(Source("p.yaml", text), schema)
    assert plan is not None
    assert plan.values["kpis"] == [{"id": "k", "metric": "m", "name": "M"}]
