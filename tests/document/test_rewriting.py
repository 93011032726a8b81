"""Another text in the place of one that is there: whatever it holds, it is read back as itself, and nothing else changes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kpi_rules.document import Document, load
from kpi_rules.document.rewriting import rewritten_key, rewritten_value
from kpi_rules.source import Source

PLACES: dict[str, list[tuple[str, tuple[str | int, ...]]]] = {
    "a.yaml": [
        ("a: old  # c\r\nb: 1\r\n", ("a",)),
        ("a: 'old'\n", ("a",)),
        ('a: "old"\n', ("a",)),
        ("{a: [x, old], b: 2}\n", ("a", 1)),
        ("- a: &n old\n  b: *n\n", (0, "b")),
        ("a: two\n  lines\nb: 2\n", ("a",)),
        ("? a\n: old\n", ("a",)),
    ],
    "a.json": [('{"a": "old", "b": 1}', ("a",)), ('{"a": [1, "old"]}', ("a", 1))],
    "a.toml": [("a = 'old' # c\nb = 1\n", ("a",)), ('a = "old"\n', ("a",)), ('a = """old"""\n', ("a",))],
}
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), include_characters="\t\n\r"), min_size=1, max_size=20
)
CASES = [(name, text, path) for name, cases in PLACES.items() for text, path in cases]


def read(name: str, text: str) -> Document:
    document, problems = load(Source(name, text))
    assert document is not None, problems
    return document


def replaced(document: Document, found: tuple[Any, str] | None) -> str:
    assert found is not None
    span, new = found
    return document.source.text[: span.start] + new + document.source.text[span.end :]


def at(data: Any, path: tuple[str | int, ...]) -> object:
    for step in path:
        data = data[step]
    return data


@pytest.mark.parametrize(("name", "text", "path"), CASES)
@given(new=TEXTS)
@example(new="\ufffe\u2028\ufeff")
def test_any_text_is_read_back(name: str, text: str, path: tuple[str | int, ...], new: str) -> None:
    document = read(name, text)
    if new == at(document.data, path):
        return
    after = read(name, replaced(document, rewritten_value(document, path, new)))
    assert at(after.data, path) == new
    assert str(after.data).count("old") <= 1 + new.count("old")


@pytest.mark.parametrize("name", PLACES)
@given(new=TEXTS.filter(lambda text: text not in ("a", "b")))
def test_any_key_is_read_back(name: str, new: str) -> None:
    text = {"a.yaml": "a: 1\nb: 2\n", "a.json": '{"a": 1, "b": 2}', "a.toml": "a = 1\nb = 2\n"}[name]
    document = read(name, text)
    assert read(name, replaced(document, rewritten_key(document, ("a",), new))).data == {new: 1, "b": 2}


STYLES = [
    ("a.yaml", "a: old\n", "new-id", "a: new-id\n"),
    ("a.yaml", "a: old\n", "no: yes", 'a: "no: yes"\n'),
    ("a.yaml", "a: old\n", "true", 'a: "true"\n'),
    ("a.yaml", "a: old\n", "12", 'a: "12"\n'),
    ("a.yaml", "a: 'old'\n", "new", "a: 'new'\n"),
    ("a.yaml", "a: 'old'\n", "it's", 'a: "it\'s"\n'),
    ("a.yaml", 'a: "old"\n', "مدير", 'a: "مدير"\n'),
    ("a.yaml", "a: old\n", "مدير المحتوى", "a: مدير المحتوى\n"),
    ("a.json", '{"a": "old"}', 'say "x"', json.dumps({"a": 'say "x"'})),
    ("a.toml", "a = 'old'\n", "new", "a = 'new'\n"),
]


@pytest.mark.parametrize(("name", "text", "new", "expected"), STYLES)
def test_the_style_is_kept_where_it_can_be(name: str, text: str, new: str, expected: str) -> None:
    document = read(name, text)
    assert replaced(document, rewritten_value(document, ("a",), new)) == expected


def test_an_alias_is_followed() -> None:
    document = read("a.yaml", "a: &n old\nb: *n\n")
    assert replaced(document, rewritten_value(document, ("b",), "new")) == "a: &n new\nb: *n\n"


def test_lines_of_a_block_are_left_alone() -> None:
    document = read("a.yaml", "a: |\n  old\n")
    assert rewritten_value(document, ("a",), "new") is None
