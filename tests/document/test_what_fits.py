"""A document as far as it fits: what is left out, where, what is kept in doubt; and the strict reader, which refuses both."""

from __future__ import annotations

from typing import Any

import pytest

from kpi_rules.document import load
from kpi_rules.document.shape import Doubt, Shape
from kpi_rules.seen import SOMETHING
from kpi_rules.source import Source

SCHEMA: dict[str, Any] = {
    "$ref": "#/$defs/shop",
    "$defs": {
        "shop": {
            "type": "object",
            "required": ["name"],
            "additionalProperties": False,
            "properties": {
                "name": {"type": "string", "pattern": SOMETHING},
                "price": {"type": ["string", "number", "null"], "x-kpi-rules-type": "price"},
                "either": {"anyOf": [{"type": "string", "x-kpi-rules-type": "price"}, {"type": ["string", "array"]}]},
                "staff": {"type": ["array", "null"], "items": {"$ref": "#/$defs/person"}},
            },
        },
        "person": {
            "title": "Person",
            "type": "object",
            "required": ["name", "age"],
            "additionalProperties": False,
            "properties": {"name": {"type": "string"}, "age": {"type": "integer"}, "boss": {"type": "string"}},
        },
    },
}


def price(value: str | int) -> object:
    return Doubt(f"`{value}` may be much", kept={"text": value}) if isinstance(value, str) else value


SHAPE = Shape(SCHEMA, {"price": price})

CASES: dict[str, tuple[Any, list[tuple[Any, ...]], list[tuple[Any, ...]]]] = {
    "{name: a, price: 5}": ({"name": "a", "price": 5}, [], []),
    "{name: a, price: x}": ({"name": "a", "price": {"text": "x"}}, [], [("price",)]),
    "{name: a, either: x}": ({"name": "a", "either": {"text": "x"}}, [], [("either",)]),
    "{name: a, price: [x]}": ({"name": "a"}, [("price",)], []),
    "{price: 5}": ({"price": 5, "name": "shop"}, [("name",)], []),
    "{}": (None, [(), ("name",)], []),
    "{naame5: b, price: 5}": ({"price": 5, "name": "shop"}, [("naame5",), ("name",)], []),
    "{nam: b, price: 5}": ({"price": 5, "name": "b"}, [], []),
    "{name: a, staff: [{name: b, age: 5}, 7, {name: c, age: 6, bos: b, bosss: d}]}": (
        {"name": "a", "staff": [{"name": "b", "age": 5}, {"name": "c", "age": 6, "boss": "b"}]},
        [("staff", 1), ("staff", 2, "boss"), ("staff", 2, "bosss")],
        [],
    ),
    "{name: a, staff: [{age: 5}]}": (
        {"name": "a", "staff": [{"name": "staff[1]", "age": 5}]},
        [("staff", 0, "name")],
        [],
    ),
    "{name: a, staff: [{name: b}]}": ({"name": "a", "staff": []}, [("staff", 0), ("staff", 0, "age")], []),
}


@pytest.mark.parametrize("text", CASES)
def test_what_fits(text: str) -> None:
    document, _ = load(Source("shop.yaml", text))
    assert document is not None
    reading = SHAPE.read_what_fits(document)
    value, unfit, doubts = CASES[text]
    if value is not None:
        assert reading.value == value
    assert sorted(reading.unfit, key=str) == sorted(unfit, key=str)
    assert [path for path, _ in reading.doubts] == doubts
    assert bool(reading.problems) == bool(unfit) or "nam: b" in text
    assert bool(SHAPE.read(document)[1]) == bool(reading.problems or (doubts and "either" not in text))


def test_an_entry_knows_where_it_is_written() -> None:
    document, _ = load(Source("shop.yaml", "{name: a, staff: [7, {name: b, age: 5}]}"))
    assert document is not None
    assert SHAPE.read_what_fits(document).places == {("staff", 0): ("staff", 1)}
