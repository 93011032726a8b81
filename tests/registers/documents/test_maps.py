"""The language of maps: paths, conversions, what is told of a map that is none, and what a map of somebody's own can do."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from kpi_rules.document import load
from kpi_rules.i18n import use
from kpi_rules.registers.documents import conversions
from kpi_rules.registers.documents.adapters import built_in
from kpi_rules.registers.documents.map import read_map
from kpi_rules.registers.documents.opening import open_tree
from kpi_rules.registers.documents.paths import parse_path, walk
from kpi_rules.registers.documents.reading import read_tree
from kpi_rules.registers.draft import draw
from kpi_rules.registers.opening import open_register
from kpi_rules.resources import bundled
from kpi_rules.source import Source

FOLDER = Path(__file__).parent


def _data(name):
    document, diagnostics = load(Source(name, (FOLDER / name).read_text("utf-8")))
    assert document is not None, diagnostics
    return document.data


PATHS = _data("paths.yaml")


@pytest.mark.parametrize(("path", "found"), PATHS["cases"], ids=lambda case: case if isinstance(case, str) else "")
def test_what_stands_at_a_path(path, found):
    assert [[list(place), value] for place, value in walk(parse_path(path), PATHS["data"])] == found


@pytest.mark.parametrize("text", PATHS["no_paths"])
def test_what_is_no_path(text):
    assert not parse_path(text)


@pytest.mark.parametrize(("value", "way", "made"), _data("conversions.yaml"), ids=str)
def test_what_a_conversion_makes(value, way, made):
    map_, diagnostics = _map(fields={"name": way | {"from": "name"}})
    assert map_ is not None, list(map(str, diagnostics))
    (made_way,) = map_.records[0].fields["name"]
    assert conversions.converted(value, made_way) == made


def _map(fields, **more):
    record = {"from": "list[*]", "into": "kpis", "fields": fields} | more
    return read_map(Source("own.map.yaml", json.dumps({"name": "own", "records": [record]})))


def _read(map_text, text):
    map_, diagnostics = read_map(Source("own.map.yaml", map_text))
    assert map_ is not None, list(map(str, diagnostics))
    tree, _ = open_tree(Source("register.yaml", text))
    reading = read_tree(tree, map_)
    return reading, draw(reading.drafts[0], "register.yaml").text


def test_a_map_with_a_wrong_path_is_told_where():
    _, diagnostics = read_map(Source("own.map.yaml", "name: own\nrecords:\n  - from: a..b\n    into: kpis\n"))
    assert [(str(each.location), each.message) for each in diagnostics] == [("own.map.yaml:3:11", "`a..b` is no path")]


def test_what_no_word_is_for_is_kept_and_nothing_is_guessed():
    _, text = _read(
        "name: own\nrecords:\n  - {from: 'list[*]', into: kpis, fields: {name: n, direction: {from: d, words: {up: increase}}}}\n",
        "list:\n  - {n: Sales, d: up}\n  - {n: Costs, d: sideways}\n",
    )
    assert "direction: increase" in text
    assert "x-direction: sideways" in text


def test_what_is_left_out_is_told():
    reading, text = _read(
        "name: own\nrecords:\n  - {from: 'list[*]', into: kpis, fields: {name: n}}\n",
        "list:\n  - {n: Sales, mood: sour}\n  - {n: Costs}\n",
    )
    assert reading.left == {"mood": 1}
    assert "# left out: mood" in text
    assert reading.counts == {"kpis": 2}
    assert [(each.path, each.field, each.count) for each in reading.understood] == [("n", "name", 2)]


def test_a_rest_that_is_kept_or_known():
    values = "list:\n  - {n: Sales, Owner: Head of sales, mood: sour, sheet: {a: [1, 2]}}\n"
    _, kept = _read("name: own\nrecords:\n  - {from: 'list[*]', into: kpis, rest: keep, fields: {name: n}}\n", values)
    assert "x-Owner: Head of sales" in kept
    _, known = _read("name: own\nrecords:\n  - {from: 'list[*]', into: kpis, rest: known, fields: {name: n}}\n", values)
    assert "    owner: Head of sales" in known
    assert "x-mood: sour" in known
    assert "x-sheet:\n      a:\n        - 1\n        - 2\n" in known


def test_records_inside_others_name_them_by_an_id_that_is_made():
    _, text = _read(
        "name: own\nrecords:\n  - {from: 'o[*]', into: objectives, fields: {title: t}, inside: "
        "[{from: 'k[*]', into: kpis, link: objective, fields: {name: .}}]}\n",
        "o:\n  - {t: Grow the firm, k: [Sales]}\n  - {t: Grow the firm!, k: [Costs]}\n",
    )
    assert "id: grow-the-firm\n" in text
    assert "id: grow-the-firm-2\n" in text
    assert text.count("objective: grow-the-firm-2") == 1


def test_several_documents_are_one_plan_and_places_count_from_the_file_s_start():
    tree, _ = open_tree(Source("slo.yaml", "# two\n---\na: 1\n--- # second\nb: |\n  x\n...\n---\n"))
    assert [root.data for root in tree.roots] == [{"a": 1}, {"b": "x\n"}]
    span = tree.roots[1].find(("b",), True)
    assert str(tree.source.position(span.start).line) == "5"


def test_a_document_among_several_that_cannot_be_read_is_told_at_its_line():
    tree, diagnostics = open_tree(Source("slo.yaml", "a: 1\n---\nb: [\n"))
    assert tree is None
    assert all(each.location.start.line >= 3 for each in diagnostics)


def test_templates_do_not_keep_a_file_from_being_read():
    text = "metrics:\n{% if x %}\n  - name: {{ var('a') }}\n    expr: \"{{ b }}\"\n{% endif %}\n"
    tree, _ = open_tree(Source("metrics.yml", text))
    assert tree.roots[0].data == {"metrics": [{"name": "{{ var('a') }}", "expr": "{{ b }}"}]}
    assert tree.remarks


def test_what_plans_may_not_hold_and_other_files_do_is_read():
    text = "base: &base {owner: Ann, target: 1}\na: {<<: *base, target: 2}\nb: !Ref x\nc: >-\n\nd: 1\nd: 2\n"
    tree, _ = open_tree(Source("r.yaml", text))
    assert tree.roots[0].data["a"] == {"owner": "Ann", "target": 2}
    assert tree.roots[0].data["b"] == "x"
    assert tree.roots[0].data["c"] == ""


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("r.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "document type"),
        ("r.xml", "<a><b></a>", "mismatched tag"),
        ("r.xml", "<a>" * 100 + "</a>" * 100, "more than is read"),
        ("r.tf", 'resource "x" {\n  a = [\n', "no HCL"),
        ("r.tf", "a = 1\n" * 100_000, "more than is read"),
        ("r.yaml", "a: [", ""),
        ("r.json", "{", ""),
    ],
)
def test_what_cannot_be_read_is_told(name, text, said):
    tree, (problem, *_) = open_tree(Source(name, text))
    assert tree is None
    assert said in problem.message


@pytest.mark.parametrize("map_", built_in(), ids=lambda map_: map_.name)
def test_an_editor_finds_nothing_wrong_in_our_maps(map_):
    schema = json.loads((bundled("schemas") / "document-map.schema.json").read_text("utf-8"))
    document, _ = load(map_.source)
    jsonschema.Draft202012Validator(schema).validate(document.data)


@pytest.mark.parametrize("name", ["compose.yaml", "a.xml", "a.tf"])
def test_a_document_in_which_nothing_is_known_is_told(name):
    text = {"compose.yaml": b"services: {web: {image: nginx}}\n", "a.xml": b"<a/>", "a.tf": b"a = 1\n"}[name]
    opened = open_register(name, text)
    assert not opened.sources
    assert "nothing in" in opened.diagnostics[0].message


def test_comments_of_a_plan_hold_no_sign_that_only_a_terminal_needs():
    use("ar")
    try:
        _, text = _read(
            "name: own\nrecords:\n  - {from: 'list[*]', into: kpis, fields: {name: n}}\n", "list:\n  - {n: Sales}\n"
        )
    finally:
        use(None)
    assert text.startswith("# أُخذت من register.yaml: own\n")
