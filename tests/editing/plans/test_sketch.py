"""A sketch is the document's tree where there is a document, and something sensible everywhere else."""

import itertools
from typing import Any

import pytest
from editing.plans.cursors import ROOT
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kpi_rules.document import Document, Path, load
from kpi_rules.editing.plans.sketch import Node
from kpi_rules.editing.plans.toml_sketch import toml_sketch
from kpi_rules.editing.plans.yaml_sketch import yaml_sketch
from kpi_rules.source import Source

FOLDERS = (
    "examples",
    "policies",
    "fuzz/corpus/documents",
    "tests/plan",
    "tests/engine",
    "tests/language",
    "tests/packs",
)
FILES = [
    path
    for folder in FOLDERS
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in (".yaml", ".yml", ".json", ".toml")
]
PLANS = [ROOT / "examples/content-marketing/bad.kpi.yaml", ROOT / "examples/arabic/content-marketing.kpi.yaml"]


def sketch_of(text: str, name: str) -> Node:
    return toml_sketch(text) if name.endswith(".toml") else yaml_sketch(text, json=name.endswith(".json"))


def differences(node: Node, data: Any, document: Document, path: Path = ()) -> list[object]:
    """Where a sketch says something else than the document."""
    if node.target is not None:
        return []
    if path and document.format != "toml" and document.span(path) != node.span:
        return [(path, document.span(path), node.span)]
    if isinstance(data, dict) and data:
        if [entry.key for entry in node.entries] != list(data):
            return [(path, [entry.key for entry in node.entries], list(data))]
        inside = [(entry, data[entry.key], entry.key) for entry in node.entries]
    elif isinstance(data, list):
        if node.kind != "list" or len(node.entries) != len(data):
            return [(path, node.kind, len(node.entries), len(data))]
        inside = [(entry, data[number], number) for number, entry in enumerate(node.entries)]
    else:
        same = not isinstance(data, str) or node.text.split() == data.split()
        return [] if same else [(path, node.text, data)]
    return list(
        itertools.chain.from_iterable(differences(one, value, document, (*path, step)) for one, value, step in inside)
    )


@pytest.mark.parametrize("file", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_sketch_of_what_can_be_read_is_the_document(file: Any) -> None:
    try:
        source = Source(file.name, file.read_text("utf-8").removeprefix("\ufeff"))
    except UnicodeDecodeError:
        return
    document, _ = load(source)
    if document is not None and isinstance(document.data, dict):
        assert differences(sketch_of(source.text, file.name), document.data, document) == []


def sound(root: Node, text: str) -> bool:
    return all(
        0 <= node.start <= node.end <= len(text)
        and (node.parent is None or any(node is entry for entry in node.parent.entries))
        for node in root.walk()
    )


@pytest.mark.parametrize("file", PLANS, ids=lambda path: path.name)
@settings(deadline=None)
@given(data=st.data())
def test_any_cut_of_a_plan_has_a_sketch(file: Any, data: st.DataObject) -> None:
    text = file.read_text("utf-8")
    at, gone = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, 40))
    typed = data.draw(st.text("a:-'\"{}[], \n#|&*=", max_size=8))
    for cut in (text[:at] + typed, text[:at] + typed + text[at + gone :]):
        for name in ("a.yaml", "a.json", "a.toml"):
            assert sound(sketch_of(cut, name), cut)


@given(st.text("ab:-'\"{}[], \t\r\n#|>&*=?%!\\é\u2028", max_size=60))
@example("[*|\u2028[")
@settings(deadline=None)
def test_any_text_has_a_sketch(text: str) -> None:
    for name in ("a.yaml", "a.json", "a.toml"):
        assert sound(sketch_of(text, name), text)


@pytest.mark.parametrize("piece", ["[", '{"a":', "- ", 'a: "', '"\n', "&a ", "a:\n ", "?", "[[a]]\n", "a.", "'''"])
def test_a_hostile_text_takes_no_longer_than_its_length(piece: str) -> None:
    text = piece * 2_000
    for name in ("a.yaml", "a.json", "a.toml"):
        assert sound(sketch_of(text, name), text)
