"""The schema-directed reader on a schema that has nothing to do with KPIs."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from kpi_rules.document import load
from kpi_rules.document.shape import MISSING, Refusal, Shape
from kpi_rules.seen import NOTHING
from kpi_rules.source import Source

SCHEMA = {
    "$ref": "#/$defs/shop",
    "$defs": {
        "shop": {
            "title": "Shop",
            "type": "object",
            "required": ["name"],
            "additionalProperties": False,
            "patternProperties": {"^x-": True},
            "properties": {
                "name": {"type": "string", "pattern": "^[a-z-]+$", "description": "small letters and dashes"},
                "open": {"type": ["boolean", "null"]},
                "staff": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/person"}},
                "prices": {
                    "type": "object",
                    "propertyNames": {"pattern": "^[a-z]+$", "description": "a name in small letters"},
                    "additionalProperties": {"anyOf": [{"type": "number", "minimum": 0}, {"$ref": "#/$defs/price"}]},
                },
                "floor": {"type": ["integer", "null"], "maximum": 9},
                "kind": {"anyOf": [{"enum": ["bakery", "butcher"]}, {"type": ["string", "null"], "pattern": NOTHING}]},
                "tags": {"type": ["array", "string"], "x-kpi-rules-short": "[]", "items": {"type": "string"}},
                "even": {"type": ["integer", "null"], "x-kpi-rules-type": "even"},
                "version": {"const": 1},
                "anything": True,
            },
        },
        "person": {
            "title": "Person",
            "type": ["object", "string"],
            "x-kpi-rules-short": "name",
            "required": ["name"],
            "additionalProperties": False,
            "properties": {"name": {"type": "string"}, "boss": {"$ref": "#/$defs/person"}, "age": {"type": "integer"}},
        },
        "price": {
            "title": "Price",
            "type": "object",
            "additionalProperties": False,
            "properties": {"amount": {"type": "number"}, "unit": {"type": "string"}},
        },
    },
}


def even(value: int) -> object:
    if value == 0:
        return MISSING
    return value // 2 if value % 2 == 0 else Refusal(f"`{value}` is odd", "choose an even one")


SHAPE = Shape(SCHEMA, {"even": even})

READ: dict[str, Any] = {
    "{name: a-b}": {"name": "a-b"},
    "{name: a, open: true, floor: 2.0, version: 1}": {"name": "a", "open": True, "floor": 2, "version": 1},
    "{name: a, open: null, floor: ~, kind: ' '}": {"name": "a"},
    "{name: a, staff: [Jo, {name: Al, boss: {name: Jo, boss: Mo}}]}": {
        "name": "a", "staff": [{"name": "Jo"}, {"name": "Al", "boss": {"name": "Jo", "boss": {"name": "Mo"}}}]
    },
    "{name: a, prices: {bread: 2.5, cake: {amount: 3}}}": {"name": "a", "prices": {"bread": Decimal("2.5"), "cake": {"amount": 3}}},
    "{name: a, tags: one}": {"name": "a", "tags": ["one"]},
    "{name: a, even: 8, x-even: 7}": {"name": "a", "even": 4},
    "{name: a, even: 0}": {"name": "a"},
    "{name: a, anything: [1, {b: [c]}]}": {"name": "a", "anything": [1, {"b": ["c"]}]},
}  # fmt: skip

PROBLEMS: dict[str, list[str]] = {
    "{name: A}": ["A: `A` cannot stand for `name` (small letters and dashes)"],
    "{}": ["{}: `name` is missing (None)"],
    "{name: a, open: 'true'}": ["'true': expected `true` or `false`, found text (write it without quotes: `true`)"],
    "{name: a, open: 1}": ["1: expected `true` or `false`, found a number (None)"],
    "{name: a, staff: []}": ["[]: `staff` needs at least 1 entry (None)"],
    "{name: a, staff: Jo}": ["Jo: expected a list, found text (start each entry of the list with `- `)"],
    "{name: a, staff: [{nam: Jo}]}": ["nam: unknown field `nam` in person (did you mean `name`?)"],
    "{name: a, prices: {Bread: 1}}": ["1: `Bread` cannot stand for `Bread` (a name in small letters)"],
    "{name: a, prices: {bread: -1}}": ["-1: this number is out of bounds (at least 0)"],
    "{name: a, prices: {bread: {amont: 1}}}": ["amont: unknown field `amont` in price (did you mean `amount`?)"],
    "{name: a, floor: 2.5}": ["2.5: expected a whole number, found a number (None)"],
    "{name: a, floor: 10}": ["10: this number is out of bounds (at most 9)"],
    "{name: a, kind: bakry}": [
        "bakry: `bakry` is not a value of `kind` (did you mean `bakery`? Known here: `bakery`, `butcher`)"
    ],
    "{name: a, even: 7}": ["7: `7` is odd (choose an even one)"],
    "{name: a, version: 2}": ["2: `2` is not a value of `version` (known here: `1`)"],
    "{name: a, age: 3}": ["age: unknown field `age` in shop (`age` is a field of: person)"],
    "{name: a, kind: bakery, and more}": [
        'and more: the comma before `and more` ends a text (put quotes around the text: `"…, …"`)'
    ],
    "{name: a, tags: [b, ' ']}": ["' ': this entry of the list is empty (fill it in or remove it)"],
    "[]": [
        "[]: expected fields such as `name`, `open`, `staff`, found a list (write the fields straight below, without `- `)"
    ],
}


def read(text: str) -> tuple[Any, list[str]]:
    document, problems = load(Source("shop.yaml", text))
    assert document is not None, problems
    value, found = SHAPE.read(document)
    return value, [f"{each.location.text}: {each.message} ({each.help})" for each in found if each.location]


@pytest.mark.parametrize(("text", "wanted"), READ.items())
def test_what_fits_is_read(text: str, wanted: Any) -> None:
    assert read(text) == (wanted, [])


@pytest.mark.parametrize(("text", "wanted"), PROBLEMS.items())
def test_what_does_not_fit_is_told(text: str, wanted: list[str]) -> None:
    assert read(text) == (None, wanted)


def test_the_data_of_the_document_stays_as_it_is() -> None:
    document, _ = load(Source("shop.json", json.dumps({"name": "a", "staff": ["Jo"], "open": None})))
    assert document is not None
    SHAPE.read(document)
    assert document.data == {"name": "a", "staff": ["Jo"], "open": None}


@pytest.mark.parametrize("schema", [{"not": {}}, {"type": "object", "patternProperties": {"a": {"type": "string"}}}])
def test_a_schema_outside_our_subset_is_a_mistake_of_ours(schema: Any) -> None:
    with pytest.raises(ValueError, match=r"subset|patternProperties"):
        Shape(schema)


def test_threads_that_read_by_one_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers are made when a field is first met; what another thread is just making is waited for."""
    fill = Shape._fill

    def slowly(shape: Shape, slot: Any) -> None:
        time.sleep(0.02)
        fill(shape, slot)

    person = {"type": "object", "properties": {"name": {"type": "string"}}}
    refers = {"$ref": "#/$defs/person"}
    schema = {"type": "object", "properties": {"boss": refers, "clerk": refers}, "$defs": {"person": person}}
    monkeypatch.setattr(Shape, "_fill", slowly)
    shape = Shape(schema)
    documents = [load(Source("a.yaml", f"{field}:\n  name: Kim\n"))[0] for field in ("boss", "clerk")]
    with ThreadPoolExecutor(2) as threads:
        read = list(threads.map(shape.read, documents))
    assert read == [({field: {"name": "Kim"}}, ()) for field in ("boss", "clerk")]
